// SPDX-License-Identifier: MIT
// What a run makes of its launches: who is marked, who is finished, and what is still to do.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/alloc.h"
#include "synccost/run/launch.h"
#include "synccost/run/ledger.h"
#include "synccost/run/progress.h"
#include "synccost/run/run.h"
#include "tests/test.h"

static struct sample sample_of(double time, double width)
{
    struct sample s = {.iterations = 1};
    for (int m = 0; m < METRIC_COUNT; m++)
        s.value[m] = NAN;
    s.value[METRIC_real_time] = time;
    s.value[METRIC_core_width] = width;
    s.value[METRIC_disturbed] = 0;
    return s;
}

static void take(struct row *row, unsigned launch, double width, enum launch_status status)
{
    struct sample s = sample_of(10, width);
    struct launch_result result = {
        .status = status, .samples = &s, .n_samples = 1, .reason = "why"};
    struct progress progress;
    progress_start(&progress);
    run_take(row, launch, &result, &progress);
}

static void busy_siblings_are_marked_by_the_whole_runs_width(void **state)
{
    (void)state;
    struct report r;
    report_init(&r);
    struct row *row = report_add_row(&r, "floor/x");
    take(row, 0, 2.0, LAUNCH_OK); /* before any core was seen at its width */
    take(row, 1, 3.2, LAUNCH_OK);
    take(row, 2, NAN, LAUNCH_OK);
    struct catalog_row kind = {.name = (char *)"floor/x", .threads = 1, .cpus = 1};
    const struct catalog catalog = {.row = &kind, .n = 1};
    struct widths widths;
    assert_true(widths_init(&widths, &catalog, 0));
    widths_learn(&widths, 0, row->samples, row->n_samples);
    assert_int_equal(run_settle(&r, &widths, 3, 1000), 0);
    widths_free(&widths);
    assert_true(row->samples[0].value[METRIC_disturbed] == 1);
    assert_true(row->samples[1].value[METRIC_disturbed] == 0);
    assert_true(row->samples[2].value[METRIC_disturbed] == 0);
    report_free(&r);
}

static void a_row_is_settled_by_its_launches(void **state)
{
    (void)state;
    struct report r;
    report_init(&r);
    const char *const names[] = {"floor/whole", "floor/cut", "floor/broken", "floor/hung"};
    for (int i = 0; i < 4; i++)
        report_add_row(&r, names[i]);
    for (unsigned launch = 0; launch < 3; launch++)
        take(&r.rows[0], launch, NAN, LAUNCH_OK);
    take(&r.rows[1], 0, NAN, LAUNCH_OK);
    take(&r.rows[2], 0, NAN, LAUNCH_FAILED);
    take(&r.rows[3], 0, NAN, LAUNCH_TIMEOUT);
    size_t kinds[4] = {0};
    double unknown[4] = {0};
    const struct widths widths = {kinds, unknown, 4};
    assert_int_equal(run_settle(&r, &widths, 3, 1000), 2);
    assert_int_equal(r.rows[0].status, ROW_OK);
    assert_int_equal(r.rows[1].status, ROW_INCOMPLETE);
    assert_int_equal(r.rows[2].status, ROW_FAILED);
    assert_int_equal(r.rows[3].status, ROW_TIMEOUT);
    assert_string_equal(r.rows[2].reason, "why");
    report_free(&r);
}

/* One launch is enough where it had the trials, and not where it had one less. */
static void a_guarantee_is_settled_by_its_trials(void **state)
{
    (void)state;
    struct report r;
    report_init(&r);
    struct row *row = report_add_row(&r, "litmus/x");
    struct sample s = {.iterations = 999, .outcomes = json_pack("{s:i}", "r1=1", 999)};
    for (int m = 0; m < METRIC_COUNT; m++)
        s.value[m] = NAN;
    row_set_kind(row, "guarantee");
    row->outcomes = json_pack("[{s:s,s:b}]", "name", "r1=1", "allowed", 1);
    row->status = ROW_INCOMPLETE;
    row_add_sample(row, &s);
    sample_free(&s);
    size_t kind = 0;
    double unknown = 0;
    const struct widths widths = {&kind, &unknown, 1};
    run_settle(&r, &widths, 3, 1000);
    assert_int_equal(row->status, ROW_INCOMPLETE);
    run_settle(&r, &widths, 3, 999);
    assert_int_equal(row->status, ROW_OK);
    report_free(&r);
}

/* Rows of other threads or CPUs are judged by what their own kind got; what was seen before the run
 * holds for one thread. */
static void widths_are_kept_by_kind_of_row(void **state)
{
    (void)state;
    struct catalog_row rows[] = {{.name = (char *)"a/x", .threads = 1, .cpus = 1},
                                 {.name = (char *)"a/y", .threads = 2, .cpus = 2},
                                 {.name = (char *)"b/x", .threads = 1, .cpus = 1},
                                 {.name = (char *)"floor/t/pair:0-1", .threads = 2, .cpus = 2},
                                 {.name = (char *)"floor/t/pair:0-4", .threads = 2, .cpus = 2},
                                 {.name = (char *)"c/y", .threads = 2, .cpus = 2}};
    const struct catalog catalog = {.row = rows, .n = 6};
    struct widths w;
    assert_true(widths_init(&w, &catalog, 3));
    assert_true(widths_of(&w, 0) == 3 && widths_of(&w, 2) == 3);
    for (size_t i = 1; i < 6; i += i == 1 ? 2 : 1)
        assert_true(widths_of(&w, i) == 0);
    struct sample s[] = {sample_of(1, 1.6), sample_of(1, NAN), sample_of(1, 1.5)};
    widths_learn(&w, 5, s, 3);
    assert_true(widths_of(&w, 1) == 1.6 && widths_of(&w, 5) == 1.6);
    assert_true(widths_of(&w, 3) == 0 && widths_of(&w, 4) == 0 && widths_of(&w, 0) == 3);
    s[0] = sample_of(1, 3.2);
    widths_learn(&w, 2, s, 1);
    assert_true(widths_of(&w, 0) == 3.2);
    widths_free(&w);
}

/* As many kinds as a catalog has rows are told apart in a moment: a search among them takes more
 * than a minute. */
static void many_kinds_take_no_time(void **state)
{
    (void)state;
    enum { ROWS = 100000 };
    struct catalog_row *rows = checked_alloc(ROWS, sizeof *rows);
    for (unsigned i = 0; i < ROWS; i++) {
        rows[i].threads = rows[i].cpus = 2;
        assert_true(asprintf(&rows[i].name, "floor/t/pair:0-%u", i) > 0);
    }
    const struct catalog catalog = {.row = rows, .n = ROWS};
    struct widths w;
    clock_t began = clock();
    assert_true(widths_init(&w, &catalog, 0));
    assert_true(clock() - began < 10 * CLOCKS_PER_SEC);
    for (size_t i = 0; i < ROWS; i++) {
        assert_int_equal(w.kind[i], i);
        free(rows[i].name);
    }
    widths_free(&w);
    free(rows);
}

/* Rows of the catalog and of the report have one index. */
static void a_row_is_not_added_twice(void **state)
{
    (void)state;
    char err[SC_ERR];
    struct report r;
    struct catalog_row rows[] = {
        {.name = (char *)"a/x", .kind = (char *)"time", .basis = (char *)""},
        {.name = (char *)"a/y", .kind = (char *)"time", .basis = (char *)""},
        {.name = (char *)"a/x", .kind = (char *)"time", .basis = (char *)""}};
    struct catalog catalog = {.row = rows, .n = 3};
    report_init(&r);
    assert_int_equal(run_add_rows(&r, &catalog, err), -1);
    assert_string_equal(err, "a/x: listed twice: rename one of the rows");
    report_free(&r);
    catalog.n = 2;
    report_init(&r);
    assert_int_equal(run_add_rows(&r, &catalog, err), 0);
    assert_int_equal(r.n_rows, 2);
    report_free(&r);
}

static void a_given_number_of_launches_has_no_limit_of_time(void **state)
{
    (void)state;
    struct options o = {.value = {[OPTION_profile] = "quick"}};
    struct profile p;
    options_profile(&o, &p);
    assert_true(p.limit_s > 0 && p.most > p.launches);
    o.value[OPTION_launches] = "30";
    options_profile(&o, &p);
    assert_true(p.limit_s == 0 && p.launches == 30 && p.most == 30);
}

static void a_given_time_is_that_of_the_whole_command(void **state)
{
    (void)state;
    struct options o = {.value = {[OPTION_profile] = "full", [OPTION_time_limit] = "30m"}};
    struct profile p;
    options_profile(&o, &p);
    assert_true(p.limit_s == 1770 && p.reserve_s == 30 && p.most == 150);
    o.value[OPTION_time_limit] = "20s";
    o.value[OPTION_launches] = "3";
    options_profile(&o, &p);
    assert_true(p.limit_s == 18 && p.reserve_s == 2 && p.launches == 3);
    static const struct {
        const char *name;
        double seconds;
    } promised[] = {{"quick", 60}, {"standard", 600}, {"full", 0}};
    for (unsigned i = 0; i < 3; i++) {
        const struct profile *known = profile_find(promised[i].name);
        assert_true(known->limit_s + known->reserve_s == promised[i].seconds);
    }
}

static void a_ledger_remembers_launches_and_gives_rows_up(void **state)
{
    (void)state;
    struct ledger l;
    assert_true(ledger_init(&l, 2, 3));
    ledger_mark(&l, 0, 1);
    assert_true(ledger_done(&l, 0, 1));
    assert_false(ledger_done(&l, 0, 0) || ledger_done(&l, 0, 2) || ledger_done(&l, 1, 1));
    ledger_give_up(&l, 1);
    for (unsigned i = 0; i < 3; i++)
        assert_true(ledger_done(&l, 1, i));
    assert_false(ledger_done(&l, 0, 2));
    ledger_free(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(busy_siblings_are_marked_by_the_whole_runs_width),
        cmocka_unit_test(a_row_is_settled_by_its_launches),
        cmocka_unit_test(a_guarantee_is_settled_by_its_trials),
        cmocka_unit_test(widths_are_kept_by_kind_of_row),
        cmocka_unit_test(many_kinds_take_no_time),
        cmocka_unit_test(a_row_is_not_added_twice),
        cmocka_unit_test(a_given_number_of_launches_has_no_limit_of_time),
        cmocka_unit_test(a_given_time_is_that_of_the_whole_command),
        cmocka_unit_test(a_ledger_remembers_launches_and_gives_rows_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
