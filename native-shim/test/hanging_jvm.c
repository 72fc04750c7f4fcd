// SPDX-License-Identifier: Apache-2.0

/** A Java that never starts: libjvm.so for a damaged installation. */

#include <jni.h>
#include <unistd.h>

jint JNI_CreateJavaVM(JavaVM **vm, void **environment, void *arguments) {
    (void)vm;
    (void)environment;
    (void)arguments;
    for (;;) {
        pause();
    }
}
