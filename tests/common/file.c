// SPDX-License-Identifier: MIT
// What a process that was killed within file_replace leaves, and what is removed of it.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/file.h"
#include "tests/test.h"

static char folder[] = "/tmp/synccost-file-XXXXXX";

static void put(const char *name)
{
    FILE *f = fopen(name, "we");
    assert_non_null(f);
    assert_int_equal(fclose(f), 0);
}

static void halves_go_and_others_stay(void **state)
{
    (void)state;
    static const char *const stay[] = {
        "report.json",        ".report.json",         ".report.json.",     ".report.json.12345",
        ".report.json.1.txt", "x.report.json.abcdef", ".report.txt.abcdef"};
    static const char *const go[] = {".report.json.abcdef", ".report.json.X9yZ00"};
    char path[64];
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    snprintf(path, sizeof path, "%s/report.json", folder);
    /* the folder is named, and is the current one */
    for (size_t way = 0; way < 2; way++) {
        for (size_t i = 0; i < sizeof stay / sizeof *stay; i++)
            put(stay[i]);
        for (size_t i = 0; i < sizeof go / sizeof *go; i++)
            put(go[i]);
        file_remove_halves(way ? "report.json" : path);
        for (size_t i = 0; i < sizeof go / sizeof *go; i++)
            assert_int_equal(access(go[i], F_OK), -1);
        for (size_t i = 0; i < sizeof stay / sizeof *stay; i++)
            assert_int_equal(unlink(stay[i]), 0);
    }
    assert_int_equal(chdir("/"), 0);
    file_remove_halves(path);
    assert_int_equal(rmdir(folder), 0);
    file_remove_halves(path); /* nothing, where there is no folder */
}

static void interrupt(FILE *f, const void *argument)
{
    (void)f;
    (void)argument;
    _exit(0);
}

/* The name is that which file_replace gives. */
static void what_it_leaves_is_removed(void **state)
{
    (void)state;
    char path[64], err[SC_ERR];
    strcpy(folder + sizeof folder - 7, "XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a.b", folder);
    pid_t child = fork();
    if (child == 0)
        file_replace(path, interrupt, NULL, err);
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_int_equal(rmdir(folder), -1);
    file_remove_halves(path);
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(halves_go_and_others_stay),
                                       cmocka_unit_test(what_it_leaves_is_removed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
