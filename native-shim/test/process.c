// SPDX-License-Identifier: Apache-2.0
#include "process.h"

#include <assert.h>
#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int process_wait(pid_t child, double seconds) {
    const int file = (int)syscall(SYS_pidfd_open, child, 0);
    assert(file >= 0);
    struct pollfd end = {.fd = file, .events = POLLIN};
    const bool ended = poll(&end, 1, (int)(seconds * 1000)) == 1;
    close(file);
    if (!ended) {
        kill(child, SIGKILL);
    }
    int status;
    assert(waitpid(child, &status, 0) == child);
    return ended ? status : -1;
}

pid_t process_java(void) {
    pid_t found = 0;
    DIR *folder = opendir("/proc");
    for (struct dirent *entry; (entry = readdir(folder));) {
        char path[300];
        char name[32];
        int parent;
        snprintf(path, sizeof path, "/proc/%s/stat", entry->d_name);
        FILE *file = atoi(entry->d_name) > 0 ? fopen(path, "r") : NULL;
        if (file && fscanf(file, "%*d (%31[^)]) %*c %d", name, &parent) == 2 && parent == getpid() && strcmp(name, "java") == 0) {
            found = atoi(entry->d_name);
        }
        if (file) {
            fclose(file);
        }
    }
    closedir(folder);
    return found;
}

int process_count(const char *what) {
    char path[32];
    snprintf(path, sizeof path, "/proc/self/%s", what);
    DIR *folder = opendir(path);
    int count = 0;
    for (struct dirent *entry; (entry = readdir(folder));) {
        count += entry->d_name[0] != '.';
    }
    closedir(folder);
    return count;
}

static pid_t tracer;
static int hold;

/** A tracer may stop single threads: it is a child, and lets go of them as it ends. */
static void trace(pid_t host, int ready, int held) {
    char path[32];
    snprintf(path, sizeof path, "/proc/%d/task", host);
    DIR *folder = opendir(path);
    for (struct dirent *entry; (entry = readdir(folder));) {
        const pid_t thread = atoi(entry->d_name);
        if (thread > 0 && thread != host && ptrace(PTRACE_SEIZE, thread, NULL, NULL) == 0) {
            ptrace(PTRACE_INTERRUPT, thread, NULL, NULL);
            waitpid(thread, NULL, __WALL);
        }
    }
    char byte = 0;
    if (write(ready, &byte, 1) == 1) {
        while (read(held, &byte, 1) > 0) {
        }
    }
    _exit(0);
}

void process_freeze(void) {
    int ready[2];
    int held[2];
    assert(pipe(ready) == 0 && pipe(held) == 0);
    const pid_t host = getpid();
    tracer = fork();
    if (tracer == 0) {
        close(held[1]);
        while (getppid() != host) {
        }
        trace(host, ready[1], held[0]);
    }
    prctl(PR_SET_PTRACER, tracer);
    char byte;
    assert(read(ready[0], &byte, 1) == 1);
    close(ready[0]);
    close(ready[1]);
    close(held[0]);
    hold = held[1];
}

void process_thaw(void) {
    close(hold);
    assert(waitpid(tracer, NULL, 0) == tracer);
}
