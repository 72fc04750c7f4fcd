// SPDX-License-Identifier: Apache-2.0

/** A Java that hangs as it starts, until there is the library that HANGING_JVM_WAITS_FOR names: libjvm.so for a damaged installation. */

#include <dlfcn.h>
#include <jni.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

enum { LOOK_EVERY = 10000 };  // microseconds

typedef jint create_function(JavaVM **vm, void **environment, void *arguments);

jint JNI_CreateJavaVM(JavaVM **vm, void **environment, void *arguments) {
    const char *path = getenv("HANGING_JVM_WAITS_FOR");
    void *java;
    while (!(java = path ? dlopen(path, RTLD_NOW | RTLD_GLOBAL) : NULL)) {
        usleep(LOOK_EVERY);
    }
    return ((create_function *)(uintptr_t)dlsym(java, "JNI_CreateJavaVM"))(vm, environment, arguments);
}

// The program `java` asks for these before.

jint JNI_GetDefaultJavaVMInitArgs(void *arguments) {
    (void)arguments;
    return JNI_OK;
}

jint JNI_GetCreatedJavaVMs(JavaVM **vms, jsize size, jsize *count) {
    (void)vms;
    (void)size;
    *count = 0;
    return JNI_OK;
}
