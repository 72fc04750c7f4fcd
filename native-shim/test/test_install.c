// SPDX-License-Identifier: Apache-2.0
#include "install.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/kitscribe-install-XXXXXX";

static void write_file(const char *name, const char *text) {
    char path[64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

static void expect(bool good, const char *part_of_why) {
    char why[256] = "";
    assert(ks_install_check(folder, why, sizeof why) == good);
    assert(good || strstr(why, part_of_why));
}

int main(void) {
    assert(mkdtemp(folder));
    expect(false, "/files cannot be read");
    write_file("a.jar", "12345");
    write_file("b c.jar", "123");
    write_file("files", "5 a.jar\n3 b c.jar\n");
    expect(true, "");
    char joined[128];
    char expected[128];
    snprintf(expected, sizeof expected, "%s/a.jar:%s/b c.jar", folder, folder);
    assert(ks_install_join(folder, ".jar", joined, sizeof joined) && strcmp(joined, expected) == 0);
    assert(ks_install_join(folder, ".so", joined, sizeof joined) && strcmp(joined, "") == 0);
    assert(!ks_install_join(folder, ".jar", joined, 20));
    assert(!ks_install_has_archive(folder, joined, sizeof joined));
    write_file("files", "5 a.jar\n4 plugin.jsa\n3 b c.jar\n");
    expect(true, "");
    assert(!ks_install_has_archive(folder, joined, sizeof joined));
    write_file("plugin.jsa", "1234");
    snprintf(expected, sizeof expected, "%s/plugin.jsa", folder);
    assert(ks_install_has_archive(folder, joined, sizeof joined) && strcmp(joined, expected) == 0);
    write_file("plugin.jsa", "123");
    assert(!ks_install_has_archive(folder, joined, sizeof joined));
    expect(true, "");
    write_file("b c.jar", "12");
    expect(false, "b c.jar has 2 bytes, not 3; install");
    write_file("files", "5 a.jar\n3 d.jar\n");
    expect(false, "d.jar is missing");
    write_file("files", "nonsense\n");
    expect(false, "is damaged");
    const char *const names[] = {"a.jar", "b c.jar", "files", "plugin.jsa"};
    for (int i = 0; i < 4; i++) {
        char path[64];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        assert(unlink(path) == 0);
    }
    assert(rmdir(folder) == 0);
    return EXIT_SUCCESS;
}
