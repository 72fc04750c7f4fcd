// SPDX-License-Identifier: Apache-2.0
#include "../os.h"
#include "java.h"
#include "java_options.h"

#include <jni.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static const uint32_t LOOK_EVERY = 20000;      // microseconds
static const uint32_t LOOK_FIRST_EVERY = 500;  // microseconds
static const uint64_t FIRST = 1000000;         // microseconds: Java takes a third of that where nothing else goes on
static const uint64_t LONGEST_EXIT = 2000000;  // microseconds
static const uint64_t LONGEST_DOUBT = 100000;  // microseconds: by then an exit that is going on has come to end_with_host

/** JNI_CreateJavaVM, which this links against only at run time. */
typedef jint create_function(JavaVM **vm, void **environment, void *arguments);

static pthread_t boot_thread;
static _Atomic bool creating;
static const ks_java *booting;
static void (*boot_fallback)(const ks_java *);

static pthread_t exit_thread;
static _Atomic bool ending;  // the host exits, on exit_thread
static _Atomic bool fallen;  // a thread has crashed while Java started

static bool is_starting(void) {
    const uint32_t state = atomic_load(&booting->bridge->header->java_state);
    return state == KS_JAVA_STARTING || state == KS_JAVA_LATE;
}

/**
 * HotSpot ends the process when it cannot start. On the thread that starts it, and only while it starts, the fallback takes the thread instead.
 * Anywhere else this returns at once: what ends there is the host's own.
 */
static void leave_boot(void) {
    if (atomic_load(&creating) && pthread_equal(pthread_self(), boot_thread)) {
        boot_fallback(booting);
    }
}

static void exit_hook(jint code) {
    (void)code;
    leave_boot();
}

/**
 * A crash on any thread. It is the host's own and must not hang, but while Java starts it may be Java's, for the host's exit has destroyed what
 * it works with: where an exit goes on, or begins within LONGEST_DOUBT, this thread stays here and leaves the end to it.
 */
static void abort_hook(void) {
    leave_boot();
    if (!is_starting()) {
        return;
    }
    atomic_store(&fallen, true);
    const uint64_t latest = ks_os_now() + LONGEST_DOUBT;
    while (!atomic_load(&ending) && ks_os_now() < latest) {
        ks_os_sleep(1000);
    }
    while (atomic_load(&ending) && !pthread_equal(pthread_self(), exit_thread)) {
        ks_os_sleep(1000000000);
    }
}

/** A host's standard output is not ours. */
static jint silent_print(FILE *stream, const char *format, va_list arguments) {
    (void)stream;
    (void)format;
    (void)arguments;
    return 0;
}

static bool create(create_function *create_vm, const ks_java *java, JNIEnv **environment) {
    static ks_java_options texts;
    ks_java_options_fill(&texts, java);
    JavaVMOption options[KS_JAVA_OPTIONS + 3];
    for (int i = 0; i < texts.count; i++) {
        options[i] = (JavaVMOption){.optionString = texts.text[i]};
    }
    const struct {
        const char *name;
        void *function;
    } hooks[] = {{"exit", (void *)(uintptr_t)exit_hook},
                 {"abort", (void *)(uintptr_t)abort_hook},
                 {"vfprintf", (void *)(uintptr_t)silent_print}};
    for (int i = 0; i < 3; i++) {
        options[texts.count + i] = (JavaVMOption){.optionString = (char *)hooks[i].name, .extraInfo = hooks[i].function};
    }
    JavaVMInitArgs arguments = {.version = JNI_VERSION_10, .nOptions = texts.count + 3, .options = options};
    JavaVM *vm;
    boot_thread = pthread_self();
    atomic_store(&creating, true);
    const jint result = create_vm(&vm, (void **)environment, &arguments);
    atomic_store(&creating, false);
    return result == JNI_OK;
}

/** The one call into Java; it stays there. */
static bool call_main(JNIEnv *env, const char *block) {
    const jclass bridge = (*env)->FindClass(env, "org/kitscribe/bridge/Bridge");
    const jmethodID main = bridge ? (*env)->GetStaticMethodID(env, bridge, "main", "([Ljava/lang/String;)V") : NULL;
    const jclass string = main ? (*env)->FindClass(env, "java/lang/String") : NULL;
    const jstring path = string ? (*env)->NewStringUTF(env, block) : NULL;
    const jobjectArray arguments = path ? (*env)->NewObjectArray(env, 1, string, path) : NULL;
    if (arguments) {
        (*env)->CallStaticVoidMethod(env, bridge, main, arguments);
    }
    const bool called = arguments;
    (*env)->ExceptionClear(env);
    return called;
}

static int owner;  // the process that Java runs in; a child that the host forks has no Java

/** Java loads the network in some tenths of a second, in which it cannot be asked to stop: that is waited for, once. */
static void end_with_host(void) {
    if (atomic_load(&ending) || ks_os_process() != owner) {
        return;
    }
    exit_thread = pthread_self();
    atomic_store(&ending, true);
    const uint64_t latest = ks_os_now() + LONGEST_EXIT;
    while (is_starting() && !atomic_load(&fallen) && ks_os_now() < latest) {
        ks_os_sleep(LOOK_EVERY);
    }
    ks_bridge_end(booting->bridge);
}

/**
 * Watches the clock while Java starts, and registers Java's end: exit() destroys what the network's library holds, while Java still works
 * with it. What is registered last runs first, and the library registers piece by piece as it loads: so this registers again until it has
 * all that it needs. At first often, for an exit between a piece and the next registration destroys that piece half made, and crashes; later less
 * and less often, for each time takes memory (32 bytes).
 */
static void *watch_start(void *unused) {
    (void)unused;
    const uint64_t begun = ks_os_now();
    while (is_starting()) {
        atexit(end_with_host);
        const uint64_t lasted = ks_os_now() - begun;
        if (lasted > KS_JAVA_START_LIMIT) {
            ks_java_be_late(booting);
        }
        ks_os_sleep(lasted < FIRST ? LOOK_FIRST_EVERY : LOOK_EVERY + (uint32_t)(lasted / 1000));
    }
    atexit(end_with_host);
    return NULL;
}

void ks_java_embed(const ks_java *java, void (*fallback)(const ks_java *)) {
    booting = java;
    boot_fallback = fallback;
    char library[KS_PATH_SIZE + 64];
    snprintf(library, sizeof library, "%s/jdk/lib/server/libjvm.so", java->folder);
    create_function *create_vm = (create_function *)(uintptr_t)ks_os_symbol(library, "JNI_CreateJavaVM");
    if (!create_vm) {
        ks_java_fail(java, ks_os_load_error());
        return;
    }
    owner = ks_os_process();
    ks_os_start_thread(watch_start, NULL);
    // another version of ours may have looked for a JVM as we did: of two that load theirs at once, one sees both
    JNIEnv *environment;
    if (ks_os_count_loaded("/libjvm.so") > 1 || !create(create_vm, java, &environment)) {
        fallback(java);
    }
    char block[64];
    snprintf(block, sizeof block, "/proc/self/fd/%d", java->bridge->file);
    ks_java_fail(java,
                 call_main(environment, block) ? "Java's control loop ended" : "the class org.kitscribe.bridge.Bridge is not in lib/");
}
