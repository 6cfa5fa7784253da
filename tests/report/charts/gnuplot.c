// SPDX-License-Identifier: MIT
// A shell in gnuplot's place that ends, complains, hangs, or is not there.
#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "report/charts/gnuplot.h"
#include "tests/test.h"

static const struct chart_end none = {.deadline = INFINITY};
static char errors[16];
static int status;

static int run(const char *script)
{
    char *const argv[] = {"sh", "-c", (char *)script, NULL};
    status = -1;
    return gnuplot_run("/", argv, &none, &status, errors, sizeof errors);
}

static void its_end_and_its_words_come_back(void **state)
{
    (void)state;
    assert_int_equal(run("pwd >&2; exit 3"), 0);
    assert_int_equal(WEXITSTATUS(status), 3);
    assert_string_equal(errors, "/\n");
    assert_int_equal(run("echo 1234567890123456789 >&2; kill -9 $$"), 0);
    assert_int_equal(WTERMSIG(status), 9);
    assert_string_equal(errors, "123456789012345");
}

static void what_is_not_there_is_said(void **state)
{
    (void)state;
    char *const argv[] = {"/nowhere/gnuplot", NULL};
    assert_int_equal(gnuplot_run("/", argv, &none, &status, errors, sizeof errors), ENOENT);
    char *const shell[] = {"sh", NULL};
    assert_int_equal(gnuplot_run("/nowhere", shell, &none, &status, errors, sizeof errors), ENOENT);
}

static void what_hangs_is_killed(void **state)
{
    (void)state;
    static const char *const scripts[] = {"sleep 100", "exec 2>&-; sleep 100",
                                          "sleep 100 & exit 0"};
    gnuplot_patience = 0.3;
    time_t began = time(NULL);
    for (int i = 0; i < 3; i++)
        assert_int_equal(run(scripts[i]), ETIMEDOUT);
    assert_in_range(time(NULL) - began, 0, 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(its_end_and_its_words_come_back),
                                       cmocka_unit_test(what_is_not_there_is_said),
                                       cmocka_unit_test(what_hangs_is_killed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
