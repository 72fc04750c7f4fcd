// SPDX-License-Identifier: Apache-2.0
#include "java_options.h"

#include "install.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void add(ks_java_options *options, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(ks_java_options *options, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(options->text[options->count++], KS_JAVA_OPTION_SIZE, format, arguments);
    va_end(arguments);
}

/** Classes ready parsed: what another run has left, or, for the build, what this one will leave. Java can do without. */
static void add_archive(ks_java_options *options, const char *folder) {
    char archive[KS_JAVA_OPTION_SIZE / 2];
    const char *recorded = getenv("KITSCRIBE_ARCHIVE");
    options->recorded = recorded;
    if (recorded) {
        add(options, "-XX:ArchiveClassesAtExit=%s", recorded);
    } else if (ks_install_has_archive(folder, archive, sizeof archive)) {
        add(options, "-XX:SharedArchiveFile=%s", archive);
    }
}

void ks_java_options_fill(ks_java_options *options, const ks_java *java) {
    static char jars[KS_JAVA_OPTION_SIZE - 64];
    ks_install_join(java->folder, ".jar", jars, sizeof jars);
    options->count = 0;
    add(options, "-Djava.class.path=%s", jars);
    add(options, "-Donnxruntime.native.path=%s/natives", java->folder);  // never unpacked at run time
    add(options, "-Djava.io.tmpdir=%s/tmp", java->bridge->header->state_path);
    add(options, "-Djava.awt.headless=true");
    add(options, "-Xrs");  // leaves INT, TERM, HUP and QUIT to the host
    add(options, "-XX:+UseSerialGC");
    add(options, "-Xmx128m");
    add(options, "-Xms16m");  // small, as is the next, so that what is dead is collected before it adds up
    add(options, "-Xmn4m");
    add(options, "-XX:TieredStopAtLevel=1");  // measured: the other compiler costs more than it saves
    add(options, "-XX:CICompilerCount=1");
    add(options, "-XX:-UseDynamicNumberOfCompilerThreads");
    add(options, "-XX:ReservedCodeCacheSize=32m");
    add(options, "-XX:-UsePerfData");  // no file in the temporary folder
    add(options, "-XX:+DisableAttachMechanism");
    add(options, "-XX:+SuppressFatalErrorMessage");
    add(options, "-XX:ErrorFile=%s/java-error-%%p.log", java->bridge->header->state_path);
    add(options, "-Xlog:disable");
    add_archive(options, java->folder);
}
