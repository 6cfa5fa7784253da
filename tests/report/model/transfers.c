// SPDX-License-Identifier: MIT
// Line transfers reckoned from time: which rows have them, and from which other rows.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/model/transfers.h"
#include "tests/report/model/report_file.h"
#include "tests/test.h"

struct given {
    const char *name, *basis, *floor;
    double ns;
    unsigned threads, cpus;
};

#define LINE "floor/line-transfer"
static const struct given usual[] = {
    {"floor/rmw/own-line", "thread", NULL, 5, 1, 1},
    {"floor/line-transfer/same-l3/pair:0-1", "round-trip", NULL, 200, 2, 2},
    {"atomic/fetch-add/own-line/order:seq-cst/threads:1", "thread", "floor/rmw/own-line", 6, 1, 1},
    {"atomic/fetch-add/shared-line/order:seq-cst/threads:2", "thread", LINE, 62, 2, 2},
    {"atomic/fetch-add/shared-line/order:seq-cst/threads:8", "thread", LINE, 848, 8, 8},
    {"atomic/fetch-add/shared-line/order:seq-cst/threads:4/cpus:2", "thread", LINE, 62, 4, 2},
    {"atomic/exchange/shared-line/order:seq-cst/threads:2", "thread", LINE, 60, 2, 2},
    {"atomic/load/own-line/order:relaxed/threads:1", "thread", NULL, 0.3, 1, 1},
    {"atomic/load/shared-line/order:relaxed/threads:2", "thread", LINE, 0.3, 2, 2},
    {"mutex/go/uncontended/crit:0ns/out:0ns/threads:1", "thread", "floor/rmw/own-line", 20, 1, 1},
    {"mutex/go/contended/crit:0ns/out:0ns/threads:2", "thread", LINE, 240, 2, 2},
    {"mutex/go/contended/crit:50ns/out:0ns/threads:2", "thread", LINE, 400, 2, 2},
    {"rwmutex/go/mixed/read:90/threads:1", "thread", "floor/rmw/own-line", 15, 1, 1},
    {"rwmutex/go/mixed/read:90/threads:2", "thread", LINE, 130, 2, 2},
    {"channel/go/stream/cap:16/threads:2", "message", LINE, 300, 2, 2},
    {"counter/shared/rmw/threads:1", "thread", "floor/rmw/own-line", 7, 1, 1},
    {"counter/shared/rmw/threads:2", "thread", "floor/rmw/own-line", 62, 2, 2},
    {"counter/adjacent/rmw/threads:2", "thread", "floor/rmw/own-line", 60, 2, 2},
    {"counter/padded-64/rmw/threads:2", "thread", "floor/rmw/own-line", 6, 2, 2},
    {"counter/shared/store/threads:2", "thread", "floor/store", 62, 2, 2},
};

/* The usual rows but the one named without. */
static void make(struct report *r, const char *without)
{
    report_init(r);
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        const struct given *g = &usual[i];
        if (without && strcmp(g->name, without) == 0)
            continue;
        struct row *row = report_add_row(r, g->name);
        struct sample s = {.iterations = 1};
        for (int m = 0; m < METRIC_COUNT; m++)
            s.value[m] = NAN;
        s.value[METRIC_real_time] = g->ns;
        if (strcmp(g->basis, "round-trip") == 0)
            s.value[METRIC_one_way_ns] = g->ns / 2;
        row->basis = strdup(g->basis);
        row->floor = g->floor ? strdup(g->floor) : NULL;
        row->threads = g->threads;
        row->cpus = g->cpus;
        row->status = ROW_OK;
        row_add_sample(row, &s);
    }
    report_estimate(r);
}

static double estimate(const struct report *r, const char *name)
{
    return transfers_estimate(r, report_row(r, name));
}

static void check(double value, double wanted)
{
    if (!(fabs(value - wanted) < 1e-9))
        fail_msg("%g instead of %g", value, wanted);
}

static void contended_rows_are_reckoned_from_wall_time(void **state)
{
    (void)state;
    struct report r;
    make(&r, NULL);
    check(estimate(&r, "atomic/fetch-add/shared-line/order:seq-cst/threads:2"), (31 - 6) / 100.0);
    /* never above one */
    check(estimate(&r, "atomic/fetch-add/shared-line/order:seq-cst/threads:8"), 1);
    check(estimate(&r, "mutex/go/contended/crit:0ns/out:0ns/threads:2"), (120 - 20) / 100.0);
    check(estimate(&r, "rwmutex/go/mixed/read:90/threads:2"), (65 - 15) / 100.0);
    report_free(&r);
}

static void counters_that_share_a_line_are_reckoned_too(void **state)
{
    (void)state;
    struct report r;
    make(&r, NULL);
    check(estimate(&r, "counter/shared/rmw/threads:2"), (31 - 7) / 100.0);
    /* without a twin: the floor */
    check(estimate(&r, "counter/adjacent/rmw/threads:2"), (30 - 5) / 100.0);
    report_free(&r);
    make(&r, "floor/line-transfer/same-l3/pair:0-1");
    assert_true(isnan(estimate(&r, "counter/shared/rmw/threads:2")));
    report_free(&r);
}

/* Gives a row five launches of that time, each one percent above the one before. */
static void spread(struct report *r, const char *name)
{
    struct row *row = report_row(r, name);
    struct sample s = row->samples[0];
    const double time = s.value[METRIC_real_time];
    for (s.launch = 1; s.launch < 5; s.launch++) {
        s.value[METRIC_real_time] = time * (1 + 0.01 * s.launch);
        row_add_sample(row, &s);
    }
}

static void an_estimate_has_the_widest_interval_of_its_three_times(void **state)
{
    static const char row[] = "mutex/go/contended/crit:0ns/out:0ns/threads:2";
    (void)state;
    struct report r;
    make(&r, NULL);
    spread(&r, row);
    spread(&r, "mutex/go/uncontended/crit:0ns/out:0ns/threads:1");
    report_estimate(&r);
    assert_int_equal(transfers_of(&r, report_row(&r, row), TRANSFERS_ESTIMATED).launches, 1);
    spread(&r, "floor/line-transfer/same-l3/pair:0-1");
    report_estimate(&r);
    struct estimate e = transfers_of(&r, report_row(&r, row), TRANSFERS_ESTIMATED);
    assert_int_equal(e.launches, 5);
    check(e.median, estimate(&r, row));
    const struct row *line = report_row(&r, "floor/line-transfer/same-l3/pair:0-1");
    const double half = row_metric(line, METRIC_one_way_ns) / line->time.median;
    check(e.low, (240 / 2.0 - 20 * 1.04) / (line->time.high * half));
    check(e.high, (240 * 1.04 / 2 - 20) / (line->time.low * half));
    report_free(&r);
}

static void counts_are_taken_where_there_are_any(void **state)
{
    static const char name[] = "mutex/go/contended/crit:0ns/out:0ns/threads:2";
    (void)state;
    struct report r;
    make(&r, NULL);
    struct row *row = report_row(&r, name);
    assert_int_equal(transfers_best(&r), TRANSFERS_ESTIMATED);
    assert_true(isnan(transfers_of(&r, row, TRANSFERS_COUNTED).median));
    row->samples[0].value[METRIC_pmu_line_transfers] = 2.5;
    assert_int_equal(transfers_best(&r), TRANSFERS_COUNTED);
    check(transfers_of(&r, row, TRANSFERS_COUNTED).median, 2.5);
    check(transfers_of(&r, row, TRANSFERS_ESTIMATED).median, 1); /* of its own accord */
    row->status = ROW_FAILED;
    assert_int_equal(transfers_best(&r), TRANSFERS_ESTIMATED);
    report_free(&r);
}

static void an_atomic_without_its_twin_takes_the_floor(void **state)
{
    (void)state;
    struct report r;
    make(&r, NULL);
    check(estimate(&r, "atomic/exchange/shared-line/order:seq-cst/threads:2"), (30 - 5) / 100.0);
    report_free(&r);
    make(&r, "floor/rmw/own-line");
    assert_true(isnan(estimate(&r, "atomic/exchange/shared-line/order:seq-cst/threads:2")));
    report_free(&r);
}

static void all_others_are_unknown(void **state)
{
    (void)state;
    struct report r;
    make(&r, NULL);
    static const char *const unknown[] = {
        "floor/rmw/own-line",
        "floor/line-transfer/same-l3/pair:0-1",
        "atomic/fetch-add/own-line/order:seq-cst/threads:1",
        "atomic/fetch-add/shared-line/order:seq-cst/threads:4/cpus:2", /* more threads than CPUs */
        "atomic/load/shared-line/order:relaxed/threads:2",             /* nobody waits */
        "mutex/go/contended/crit:50ns/out:0ns/threads:2", /* no twin with that section */
        "channel/go/stream/cap:16/threads:2",
        "counter/shared/store/threads:2",  /* nobody waits for a store */
        "counter/padded-64/rmw/threads:2", /* nor here */
    };
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        if (!isnan(estimate(&r, unknown[i])))
            fail_msg("%s has an estimate", unknown[i]);
    report_free(&r);
    make(&r, "floor/line-transfer/same-l3/pair:0-1");
    assert_true(isnan(estimate(&r, "mutex/go/contended/crit:0ns/out:0ns/threads:2")));
    report_free(&r);
    make(&r, NULL);
    report_row(&r, "mutex/go/uncontended/crit:0ns/out:0ns/threads:1")->status = ROW_FAILED;
    assert_true(isnan(estimate(&r, "mutex/go/contended/crit:0ns/out:0ns/threads:2")));
    report_free(&r);
}

static void the_report_labels_them_as_estimates(void **state)
{
    (void)state;
    struct report r;
    char err[SC_ERR];
    make(&r, NULL);
    assert_int_equal(report_write(&r, file, err), 0);
    json_t *root = json_load_file(file, 0, NULL), *row;
    size_t i, found = 0;
    json_array_foreach (json_object_get(root, "benchmarks"), i, row) {
        const json_t *est = json_object_get(row, "est");
        double wanted = estimate(&r, json_string_value(json_object_get(row, "name")));
        assert_int_equal(est != NULL, isfinite(wanted));
        if (est)
            check(json_number_value(json_object_get(est, "line_transfers_per_op")), wanted);
        found += est != NULL;
    }
    assert_int_equal(found, 7);
    json_decref(root);
    struct report again;
    report_init(&again);
    assert_int_equal(report_read(&again, file, err), 0);
    check(estimate(&again, "mutex/go/contended/crit:0ns/out:0ns/threads:2"), 1);
    report_free(&again);
    report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contended_rows_are_reckoned_from_wall_time),
        cmocka_unit_test(counters_that_share_a_line_are_reckoned_too),
        cmocka_unit_test(an_estimate_has_the_widest_interval_of_its_three_times),
        cmocka_unit_test(counts_are_taken_where_there_are_any),
        cmocka_unit_test(an_atomic_without_its_twin_takes_the_floor),
        cmocka_unit_test(all_others_are_unknown),
        cmocka_unit_test(the_report_labels_them_as_estimates),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
