// SPDX-License-Identifier: Apache-2.0
#include "peek.h"

#include <kitscribe/bridge.h>

#include <assert.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

unsigned char *peek_bridge(void) {
    DIR *folder = opendir("/proc/self/fd");
    char path[300];
    char target[100];
    int file = -1;
    for (struct dirent *entry; (entry = readdir(folder));) {
        snprintf(path, sizeof path, "/proc/self/fd/%s", entry->d_name);
        const ssize_t length = readlink(path, target, sizeof target);
        if (length > 0 && strncmp(target, "/memfd:kitscribe", 16) == 0) {
            file = open(path, O_RDWR | O_CLOEXEC);
        }
    }
    closedir(folder);
    assert(file >= 0);
    unsigned char *bytes = mmap(NULL, KS_BRIDGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    assert(bytes != MAP_FAILED);
    close(file);
    return bytes;
}
