// SPDX-License-Identifier: Apache-2.0
#include "os.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

int ks_os_shared_file(uint64_t size) {
    const int file = memfd_create("kitscribe", MFD_CLOEXEC);
    if (file >= 0 && ftruncate(file, (off_t)size) != 0) {
        close(file);
        return -1;
    }
    return file;
}

void ks_os_close(int file) {
    close(file);
}

void *ks_os_map(int file, uint64_t offset, size_t length) {
    void *address = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, file, (off_t)offset);
    return address == MAP_FAILED ? NULL : address;
}

void ks_os_unmap(void *address, size_t length) {
    munmap(address, length);
}

bool ks_os_erase(int file, uint64_t offset, size_t length) {
    return fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)offset, (off_t)length) == 0;
}

void ks_os_touch(void *address, size_t length) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    for (size_t i = 0; i < length; i += page) {
        ((volatile char *)address)[i] = 0;
    }
}

void ks_os_sleep(uint32_t microseconds) {
    struct timespec left = {.tv_sec = microseconds / 1000000, .tv_nsec = microseconds % 1000000 * 1000L};
    while (nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
}

uint64_t ks_os_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}
