// SPDX-License-Identifier: Apache-2.0
#include "os.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fenv.h>
#include <link.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const size_t STACK_SIZE = 2u << 20;
static const int CHILD_FILE = 3;

int ks_os_shared_file(uint64_t size) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur < size) {
        return -1;  // to try would raise SIGXFSZ, which ends the host
    }
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
    ((volatile char *)address)[length - 1] = 0;  // the last page, where the memory does not begin with one
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

bool ks_os_own_folder(char *folder, size_t size) {
    Dl_info info;
    if (!dladdr((void *)(uintptr_t)ks_os_own_folder, &info)) {
        return false;
    }
    char *path = realpath(info.dli_fname, NULL);
    char *slash = path ? strrchr(path, '/') : NULL;
    const bool fits = slash && (size_t)(slash - path) < size;
    if (fits) {
        *slash = 0;
        strcpy(folder, path);
    }
    free(path);
    return fits;
}

void *ks_os_symbol(const char *library, const char *symbol) {
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    return handle ? dlsym(handle, symbol) : NULL;
}

const char *ks_os_load_error(void) {
    const char *error = dlerror();
    return error ? error : "no cause given";
}

typedef struct search {
    const char *end;
    int found;
} search;

static int compare_end(struct dl_phdr_info *info, size_t size, void *data) {
    (void)size;
    search *s = data;
    const size_t length = strlen(info->dlpi_name);
    s->found += length >= strlen(s->end) && strcmp(info->dlpi_name + length - strlen(s->end), s->end) == 0;
    return 0;
}

int ks_os_count_loaded(const char *path_end) {
    search s = {.end = path_end};
    dl_iterate_phdr(compare_end, &s);
    return s.found;
}

bool ks_os_memory_is_scarce(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) {
        return false;
    }
    FILE *status = fopen("/proc/self/status", "re");
    char line[256];
    long locked = 0;
    while (status && locked == 0 && fgets(line, sizeof line, status)) {
        sscanf(line, "VmLck: %ld", &locked);
    }
    if (status) {
        fclose(status);
    }
    return locked > 0;
}

typedef struct start {
    void *(*run)(void *);
    void *argument;
} start;

static void *run_calmly(void *argument) {
    const start s = *(start *)argument;
    free(argument);
    fesetenv(FE_DFL_ENV);  // threads inherit the host's flush-to-zero, Java must not
    return s.run(s.argument);
}

bool ks_os_start_thread(void *(*run)(void *), void *argument) {
    start *s = malloc(sizeof *s);
    if (!s) {
        return false;
    }
    *s = (start){.run = run, .argument = argument};
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_SIZE);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);  // the host's thread may be a real-time one
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread;
    const bool started = pthread_create(&thread, &attributes, run_calmly, s) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    if (!started) {
        free(s);
    }
    return started;
}

int ks_os_process(void) {
    return getpid();
}

int64_t ks_os_file_size(const char *path) {
    struct stat file;
    return stat(path, &file) == 0 ? (int64_t)file.st_size : -1;
}

bool ks_os_make_folders(const char *path) {
    char *folder = strdup(path);
    if (!folder) {
        return false;
    }
    for (char *slash = strchr(folder + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        mkdir(folder, 0700);
        *slash = '/';
    }
    const bool done = mkdir(folder, 0700) == 0 || errno == EEXIST;
    free(folder);
    return done;
}

extern char **environ;

/** What would load foreign code into a child or bend a Java's options. */
static bool is_unwanted(const char *variable) {
    static const char *const names[] = {
        "LD_PRELOAD=", "LD_LIBRARY_PATH=", "LD_AUDIT=", "JAVA_TOOL_OPTIONS=", "_JAVA_OPTIONS=", "JDK_JAVA_OPTIONS=", "CLASSPATH="};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strncmp(variable, names[i], strlen(names[i])) == 0) {
            return true;
        }
    }
    return false;
}

static char **clean_environment(void) {
    size_t count = 0;
    while (environ[count]) {
        count++;
    }
    char **clean = calloc(count + 1, sizeof(char *));
    for (size_t i = 0, n = 0; clean && i < count; i++) {
        if (!is_unwanted(environ[i])) {
            clean[n++] = environ[i];
        }
    }
    return clean;
}

/** The child's way to its program, in memory that it shares with the caller until then. */
_Noreturn static void become(const char *const *arguments, char **environment, int file, int input, pid_t host) {
    const struct sigaction standard = {.sa_handler = SIG_DFL};
    for (int i = 1; i < NSIG; i++) {
        sigaction(i, &standard, NULL);
    }
    const bool bound = host == 0 || (prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == host);
    const int nowhere = open("/dev/null", O_WRONLY);
    const int files[] = {input, nowhere, nowhere, file};
    int safe[CHILD_FILE + 1];
    for (int i = 0; i <= CHILD_FILE; i++) {
        safe[i] = fcntl(files[i], F_DUPFD, CHILD_FILE + 1);  // of a host without standard files, ours have their numbers
    }
    bool done = bound;
    for (int i = 0; i <= CHILD_FILE; i++) {
        done = done && dup2(safe[i], i) == i;
    }
    if (done) {
        closefrom(CHILD_FILE + 1);
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        execve(arguments[0], (char *const *)arguments, environment);
    }
    _exit(EXIT_FAILURE);
}

/** posix_spawn() binds no child, and after fork() each page that a host's audio thread writes to would fault. */
static pid_t start_program(const char *const *arguments, char **environment, int file, int input, pid_t host) {
    const pid_t pid = vfork();
    if (pid == 0) {
        become(arguments, environment, file, input, host);
    }
    return pid;
}

static pid_t spawn(const char *const *arguments, int file, int input, bool bound) {
    char **environment = clean_environment();
    if (!environment) {
        return -1;
    }
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const pid_t pid = start_program(arguments, environment, file, input, bound ? getpid() : 0);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    free(environment);
    return pid;
}

bool ks_os_start_child(ks_child *child, const char *const *arguments, int file, bool bound) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return false;
    }
    const pid_t pid = spawn(arguments, file, ends[0], bound);
    close(ends[0]);
    if (pid < 0) {
        close(ends[1]);
        return false;
    }
    *child = (ks_child){.process = (int)syscall(SYS_pidfd_open, pid, 0), .pipe = ends[1]};
    if (child->process < 0) {  // no descriptor is left, or a sandbox forbids it: nobody could watch the child
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        close(child->pipe);
    }
    return child->process >= 0;
}

bool ks_os_wait_child(ks_child *child, uint32_t milliseconds) {
    struct pollfd end = {.fd = child->process, .events = POLLIN};
    if (poll(&end, 1, (int)milliseconds) <= 0) {
        return false;
    }
    siginfo_t info;
    waitid(P_PIDFD, (id_t)child->process, &info, WEXITED | WNOHANG);
    close(child->process);
    close(child->pipe);
    return true;
}

void ks_os_kill_child(const ks_child *child) {
    syscall(SYS_pidfd_send_signal, child->process, SIGKILL, NULL, 0);
}
