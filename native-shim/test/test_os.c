// SPDX-License-Identifier: Apache-2.0
#include "os.h"

#include <assert.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static const char *const SLEEP[] = {"/bin/sleep", "1000", NULL};

static void a_child_is_watched_and_killed(void) {
    ks_child child;
    const int file = ks_os_shared_file(1);
    assert(ks_os_start_child(&child, SLEEP, file, true));
    assert(!ks_os_wait_child(&child, 1));
    ks_os_kill_child(&child);
    while (!ks_os_wait_child(&child, 1000)) {
    }
    ks_os_close(file);
}

/** The system ends a process that makes a file longer than that. */
static void a_limit_of_files_is_no_signal(void) {
    struct rlimit limit;
    assert(getrlimit(RLIMIT_FSIZE, &limit) == 0);
    const struct rlimit small = {.rlim_cur = 1 << 20, .rlim_max = limit.rlim_max};
    assert(setrlimit(RLIMIT_FSIZE, &small) == 0);
    assert(ks_os_shared_file((1 << 20) + 1) == -1);
    const int file = ks_os_shared_file(1 << 20);
    assert(file >= 0);
    ks_os_close(file);
    assert(setrlimit(RLIMIT_FSIZE, &limit) == 0);
}

/** For good: this comes last. */
static void forbid(uint32_t system_call) {
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, system_call, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct sock_fprog program = {.len = sizeof code / sizeof code[0], .filter = code};
    assert(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
}

static void no_child_is_left_that_nobody_can_watch(void) {
    ks_child child;
    const int file = ks_os_shared_file(1);
    forbid(SYS_pidfd_open);
    assert(!ks_os_start_child(&child, SLEEP, file, true));
    assert(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
    ks_os_close(file);
}

int main(void) {
    a_child_is_watched_and_killed();
    a_limit_of_files_is_no_signal();
    no_child_is_left_that_nobody_can_watch();
    return EXIT_SUCCESS;
}
