// SPDX-License-Identifier: MIT
// The command's inner parts: options, order of launches, child processes, journal, paths.
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "synccost/cli/options.h"
#include "synccost/cli/paths.h"
#include "synccost/cli/profile.h"
#include "synccost/commands/help.h"
#include "synccost/run/child.h"
#include "synccost/run/cost.h"
#include "synccost/run/journal.h"
#include "synccost/run/run.h"
#include "tests/printed.h"
#include "tests/test.h"

static const struct journal_options usual = {0};

static int parse(unsigned command, struct options *o, char *err, const char *one, const char *two)
{
    char *argv[] = {(char *)"synccost", (char *)one, (char *)two, NULL};
    return options_parse(o, command, two ? 3 : one ? 2 : 1, argv, err);
}

static void options_take_values_both_ways(void **state)
{
    (void)state;
    struct options o;
    char err[SC_ERR];
    assert_int_equal(parse(CMD_RUN, &o, err, "--profile=quick", NULL), 0);
    assert_string_equal(o.value[OPTION_profile], "quick");
    assert_int_equal(parse(CMD_RUN, &o, err, "--seed", "7"), 0);
    assert_int_equal(option_number(&o, OPTION_seed, 0), 7);
    assert_string_equal(o.value[OPTION_profile], "standard");
    assert_int_equal(parse(CMD_COMPARE, &o, err, "a", "b"), 0);
    assert_int_equal(o.n_operands, 2);
    assert_string_equal(o.operands[1], "b");
    assert_int_equal(parse(CMD_COMPARE, &o, err, "--", "--json"), 0);
    assert_string_equal(o.operands[0], "--json");
    assert_null(o.value[OPTION_json]);
}

static void wrong_options_are_refused_with_a_way_out(void **state)
{
    (void)state;
    static const struct {
        const char *one, *two, *expect;
    } cases[] = {
        {"--treads", "2", "did you mean --threads"},
        {"--zzzzzzzz", NULL, "--help"},
        {"-x", NULL, "two dashes"},
        {"--filter", "^floor|\xe9", "UTF-8"},
        {"--benches=\xe9t\xe9", NULL, "UTF-8"},
        {"--out", "\xed\xa0\x80", "UTF-8"},
        {"--threads", "0", "1 to 4096"},
        {"--threads", "-1", "1 to 4096"},
        {"--threads", "99999999999", "1 to 4096"},
        {"--threads", NULL, "missing"},
        {"--filter", "(", "regular expression"},
        {"--profile", "huge", "quick, standard"},
        {"--seed", "1.5", "whole number"},
        {"--no-plot=yes", NULL, "takes no value"},
        {"--launches", "0", "1 to 1000"},
        {"--time-limit", "30x", "such as 30m"},
        {"--time-limit", "9s", "10s to 168h"},
        {"--timeout", "0", "seconds"},
        {"--out=", NULL, "name"},
        {"--fail-above", "5", "unknown option"},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct options o;
        char err[SC_ERR] = "";
        assert_int_equal(parse(CMD_RUN, &o, err, cases[i].one, cases[i].two), -1);
        if (!strstr(err, cases[i].expect) || strchr(err, '\n'))
            fail_msg("'%s' does not say '%s' in one line", err, cases[i].expect);
    }
}

static void every_option_is_in_the_help(void **state)
{
    (void)state;
    struct printed out;
    help_command(printed_start(&out), command_find("run"));
    char *text = printed_end(&out);
    assert_non_null(strstr(text, "--profile quick|standard|full"));
    assert_non_null(strstr(text, "(default: standard)"));
    assert_null(strstr(text, "--fail-above"));
    free(text);
}

enum { ROUND = 50 };

static void make_round(size_t rows[ROUND], uint64_t seed, unsigned round)
{
    for (size_t i = 0; i < ROUND; i++)
        rows[i] = i;
    run_shuffle(rows, ROUND, seed, round);
}

static void a_round_has_every_row_once_in_its_own_order(void **state)
{
    (void)state;
    size_t a[ROUND], again[ROUND], other_seed[ROUND], other_round[ROUND];
    bool seen[ROUND] = {false};
    make_round(a, 1, 0);
    make_round(again, 1, 0);
    make_round(other_seed, 2, 0);
    make_round(other_round, 1, 1);
    for (size_t i = 0; i < ROUND; i++) {
        assert_false(seen[a[i]]);
        seen[a[i]] = true;
    }
    assert_memory_equal(a, again, sizeof a);
    assert_memory_not_equal(a, other_seed, sizeof a);
    assert_memory_not_equal(a, other_round, sizeof a);
}

static void run_shell(const char *script, double timeout, struct child_result *r)
{
    char *argv[] = {(char *)"/bin/sh", (char *)"-c", (char *)script, NULL};
    child_run(argv, timeout, 64 << 20, r);
}

static void a_childs_end_is_told(void **state)
{
    (void)state;
    struct child_result r;
    run_shell("echo out; echo first >&2; echo second >&2; exit 3", 10, &r);
    assert_int_equal(r.end, CHILD_EXITED);
    assert_int_equal(r.status, 3);
    assert_string_equal(r.out, "out\n");
    assert_string_equal(r.complaint, "first");
    free(r.out);
    run_shell("kill -SEGV $$", 10, &r);
    assert_int_equal(r.end, CHILD_SIGNALLED);
    assert_int_equal(r.status, SIGSEGV);
    free(r.out);
    char *nothing[] = {(char *)"/nonexistent/program", NULL};
    child_run(nothing, 10, 64 << 20, &r);
    assert_int_equal(r.end, CHILD_EXITED);
    assert_int_equal(r.status, 127);
    assert_non_null(strstr(r.complaint, "No such file"));
    free(r.out);
}

/* Grandchildren too, and one that closed its output. */
static void a_hung_child_is_killed_with_its_children(void **state)
{
    (void)state;
    struct child_result r;
    const char *const scripts[] = {"sleep 60", "sleep 60 & wait", "exec >&- 2>&-; sleep 60"};
    for (int i = 0; i < 3; i++) {
        run_shell(scripts[i], 0.3, &r);
        assert_int_equal(r.end, CHILD_TIMEOUT);
        assert_true(r.seconds < 5);
        free(r.out);
    }
}

static void a_flood_of_output_does_not_block(void **state)
{
    (void)state;
    struct child_result r;
    run_shell("head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2", 20, &r);
    assert_int_equal(r.end, CHILD_EXITED);
    assert_int_equal(r.out_length, 3000000);
    free(r.out);
}

static char folder[] = "/tmp/synccost-test-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder + sizeof folder - 7, "XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    journal_remove(folder);
    return rmdir(folder);
}

static void journal_one(int journal, const char *row, unsigned launch, double ns)
{
    char err[SC_ERR];
    struct sample s = {.trial = 0, .iterations = 1000};
    for (int m = 0; m < METRIC_COUNT; m++)
        s.value[m] = NAN;
    s.value[METRIC_real_time] = ns;
    struct launch_result r = {.status = LAUNCH_OK, .samples = &s, .n_samples = 1};
    assert_int_equal(journal_append(journal, row, launch, &r, err), 0);
}

static void a_journal_comes_back(void **state)
{
    (void)state;
    char err[SC_ERR], half[] = "{\"row\":\"a/b\",\"launch\":1,\"sam";
    json_t *context = json_object();
    struct journal_contents c;
    int journal = journal_create(folder, context, &usual, err);
    assert_true(journal >= 0);
    journal_one(journal, "a/b", 0, 5.5);
    struct launch_result bad = {.status = LAUNCH_TIMEOUT, .reason = "no end"};
    assert_int_equal(journal_append(journal, "a/c", 0, &bad, err), 0);
    /* a crash in the middle of a line */
    assert_int_equal(write(journal, half, sizeof half - 1), sizeof half - 1);
    close(journal);
    journal = journal_open(folder, &c, err);
    assert_true(journal >= 0);
    assert_int_equal(json_array_size(c.launches), 2);
    assert_int_equal(c.damaged, 1);
    journal_one(journal, "a/b", 1, 6.5);
    close(journal);
    journal_contents_free(&c);
    journal = journal_open(folder, &c, err);
    assert_int_equal(json_array_size(c.launches), 3);
    assert_int_equal(c.damaged, 0);
    struct report r;
    report_init(&r);
    report_add_row(&r, "a/b");
    report_add_row(&r, "a/c");
    for (size_t i = 0; i < 3; i++)
        assert_true(journal_apply(&r, json_array_get(c.launches, i)));
    assert_int_equal(report_row(&r, "a/b")->n_samples, 2);
    assert_true(report_row(&r, "a/b")->samples[1].value[METRIC_real_time] == 6.5);
    assert_true(isnan(report_row(&r, "a/b")->samples[1].value[METRIC_jain]));
    assert_int_equal(report_row(&r, "a/c")->status, ROW_TIMEOUT);
    assert_string_equal(report_row(&r, "a/c")->reason, "no end");
    report_free(&r);
    close(journal);
    journal_contents_free(&c);
    json_decref(context);
}

/* What the disk took before it was full is whole, and can be read again. */
static void a_full_disk_loses_nothing(void **state)
{
    (void)state;
    char err[SC_ERR] = "";
    struct rlimit old, small = {3 * JOURNAL_BLOCK, RLIM_INFINITY};
    json_t *context = json_object();
    struct journal_contents c;
    signal(SIGXFSZ, SIG_IGN);
    int journal = journal_create(folder, context, &usual, err);
    getrlimit(RLIMIT_FSIZE, &old);
    small.rlim_max = old.rlim_max;
    setrlimit(RLIMIT_FSIZE, &small);
    struct sample s = {.iterations = 1};
    for (int m = 0; m < METRIC_COUNT; m++)
        s.value[m] = 1;
    struct launch_result r = {.status = LAUNCH_OK, .samples = &s, .n_samples = 1};
    unsigned written = 0;
    while (journal_append(journal, "a/b", written, &r, err) == 0)
        written++;
    setrlimit(RLIMIT_FSIZE, &old);
    assert_non_null(strstr(err, "journal"));
    close(journal);
    journal = journal_open(folder, &c, err);
    assert_true(journal >= 0);
    assert_true(written > 2);
    assert_int_equal(json_array_size(c.launches), written);
    assert_int_equal(c.damaged, 0);
    close(journal);
    journal_contents_free(&c);
    json_decref(context);
}

static void folders_are_made_with_parents(void **state)
{
    (void)state;
    char deep[128];
    snprintf(deep, sizeof deep, "%s/x/y", folder);
    assert_int_equal(path_make(deep), 0);
    assert_int_equal(path_make(deep), 0);
    assert_int_equal(rmdir(deep), 0);
    snprintf(deep, sizeof deep, "%s/x", folder);
    assert_int_equal(rmdir(deep), 0);
    assert_int_equal(path_make("/dev/null/x"), -1);
}

static void launch_time_counts_every_window(void **state)
{
    (void)state;
    const struct profile p = {
        .name = "x", .launches = 3, .trials = 2, .warmup_ms = 10, .window_ms = 40};
    const struct catalog_row plain = {.threads = 1}, sampled = {.threads = 1, .sampled = true},
                             many = {.threads = 21};
    const struct overhead o = {.process = 0.01, .thread = 0.001};
    assert_true(fabs(cost_of_launch(&plain, &p, o) - (0.01 + 2 * 0.0505)) < 1e-9);
    assert_true(fabs(cost_of_launch(&sampled, &p, o) - (0.01 + 3 * 0.0505)) < 1e-9);
    assert_true(fabs(cost_of_launch(&many, &p, o) - (0.03 + 2 * 0.0505)) < 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_take_values_both_ways),
        cmocka_unit_test(wrong_options_are_refused_with_a_way_out),
        cmocka_unit_test(every_option_is_in_the_help),
        cmocka_unit_test(a_round_has_every_row_once_in_its_own_order),
        cmocka_unit_test(a_childs_end_is_told),
        cmocka_unit_test(a_hung_child_is_killed_with_its_children),
        cmocka_unit_test(a_flood_of_output_does_not_block),
        cmocka_unit_test_setup_teardown(a_journal_comes_back, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_full_disk_loses_nothing, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(folders_are_made_with_parents, make_folder, remove_folder),
        cmocka_unit_test(launch_time_counts_every_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
