// SPDX-License-Identifier: Apache-2.0
#include "java_load.h"

#include <assert.h>
#include <dlfcn.h>
#include <jni.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/** More stays alive than the young generation hands down in its room for that: the old one fills, and is collected as well. */
enum { KEPT = 250, SIZE = 4000 };

typedef jint find_function(JavaVM **machines, jsize room, jsize *count);

static pthread_t thread;
static atomic_bool ends;
static uint64_t arrays;

static void *allocate(void *machine) {
    JavaVM *vm = machine;
    JNIEnv *java;
    assert((*vm)->AttachCurrentThreadAsDaemon(vm, (void **)&java, NULL) == JNI_OK);
    const jobjectArray kept = (*java)->NewObjectArray(java, KEPT, (*java)->FindClass(java, "[B"), NULL);
    assert(kept);
    for (arrays = 0; !atomic_load(&ends); arrays++) {
        const jbyteArray array = (*java)->NewByteArray(java, SIZE);
        assert(array);
        (*java)->SetObjectArrayElement(java, kept, (jsize)(arrays % KEPT), array);
        (*java)->DeleteLocalRef(java, array);
    }
    (*vm)->DetachCurrentThread(vm);
    return NULL;
}

void java_load_start(const char *plugin) {
    char library[300];
    snprintf(library, sizeof library, "%.*s/jdk/lib/server/libjvm.so", (int)(strrchr(plugin, '/') - plugin), plugin);
    void *loaded = dlopen(library, RTLD_NOW | RTLD_NOLOAD);
    assert(loaded);
    find_function *find = (find_function *)(uintptr_t)dlsym(loaded, "JNI_GetCreatedJavaVMs");
    JavaVM *vm;
    jsize count;
    assert(find(&vm, 1, &count) == JNI_OK && count == 1);
    assert(pthread_create(&thread, NULL, allocate, vm) == 0);
}

double java_load_stop(void) {
    atomic_store(&ends, true);
    pthread_join(thread, NULL);
    return (double)arrays * SIZE / 1e9;
}
