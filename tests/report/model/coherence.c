// SPDX-License-Identifier: MIT
// Tables of the family coherence: which rows of a report are in them, and where; and whether loads
// are plausible.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/model/coherence.h"
#include "report/model/estimate.h"
#include "tests/test.h"

static void add(struct report *r, const char *name, double ns)
{
    struct row *row = report_add_row(r, name);
    struct sample s = {.iterations = 1};
    for (int m = 0; m < METRIC_COUNT; m++)
        s.value[m] = NAN;
    s.value[METRIC_real_time] = ns;
    row->threads = row->cpus = 2;
    row->status = ROW_OK;
    row_add_sample(row, &s);
}

static void rows_are_put_by_distance_state_and_operation(void **state)
{
    (void)state;
    struct report r;
    struct coherence c;
    report_init(&r);
    add(&r, "coherence/load/cross-package/state:modified/pair:0-2", 300);
    add(&r, "coherence/load/same-l3/state:modified/pair:0-1", 80);
    add(&r, "coherence/cas/same-l3/state:modified/pair:0-1", 90);
    add(&r, "coherence/load/same-l3/state:invalid/pair:0-1", 110);
    add(&r, "coherence/load/same-l3/state:invalid/pair:1-2", 1); /* another pair of the distance */
    add(&r, "coherence/load/same-l3/state:invalid/home:remote/pair:0-1", 2);
    add(&r, "coherence/store/same-l3/state:invalid/pair:0-1", 0); /* no time */
    add(&r, "coherence/Load/same-l3/state:invalid/pair:0-1", 3);
    add(&r, "coherence/load/nowhere/state:invalid/pair:0-1", 4);
    add(&r, "coherence/load/same-l3/state:unknown/pair:0-1", 5);
    add(&r, "coherence/load/same-l3/state:shared/pair:0-x", 6);
    add(&r, "atomic/load/same-l3/state:shared/pair:0-1", 7);
    report_estimate(&r);
    coherence_of(&c, &r);
    assert_int_equal(c.n, 2);
    assert_int_equal(c.n_operations, 2);
    assert_string_equal(c.operation[0], "load");
    assert_string_equal(c.operation[1], "cas");
    const struct coherence_table *near = &c.table[0], *far = &c.table[1];
    assert_int_equal(near->distance, DISTANCE_SAME_L3);
    assert_int_equal(far->distance, DISTANCE_CROSS_PACKAGE);
    assert_string_equal(near->pair, "0-1");
    assert_true(near->cell[LINE_STATE_MODIFIED][0]->time.median == 80);
    assert_true(near->cell[LINE_STATE_MODIFIED][1]->time.median == 90);
    assert_true(near->cell[LINE_STATE_INVALID][0]->time.median == 110);
    assert_null(near->cell[LINE_STATE_INVALID][1]);
    assert_true(far->cell[LINE_STATE_MODIFIED][0]->time.median == 300);
    assert_true(near->has[LINE_STATE_INVALID] && !far->has[LINE_STATE_INVALID]);
    assert_true(c.has[LINE_STATE_MODIFIED] && c.has[LINE_STATE_INVALID]);
    assert_false(c.has[LINE_STATE_SHARED]);
    report_free(&r);
}

/* What is more than there is room for is left out, and nothing else. */
static void operations_have_an_end(void **state)
{
    (void)state;
    struct report r;
    struct coherence c;
    report_init(&r);
    for (unsigned i = 0; i < COHERENCE_OPERATIONS + 3; i++) {
        char name[96];
        snprintf(name, sizeof name, "coherence/op%u/same-l3/state:modified/pair:0-1", i);
        add(&r, name, 10 + i);
    }
    report_estimate(&r);
    coherence_of(&c, &r);
    assert_int_equal(c.n_operations, COHERENCE_OPERATIONS);
    assert_true(c.table[0].cell[LINE_STATE_MODIFIED][COHERENCE_OPERATIONS - 1]->time.median ==
                10 + COHERENCE_OPERATIONS - 1);
    report_free(&r);
}

/* Gives the report a row of so many launches from ns on, a percent apart. */
static struct row *launch(struct report *r, const char *state, unsigned launches, double ns)
{
    char name[96];
    snprintf(name, sizeof name, "coherence/load/same-l3/state:%s/pair:0-1", state);
    struct row *row = report_add_row(r, name);
    row->threads = row->cpus = 2;
    row->status = ROW_OK;
    for (unsigned i = 0; i < launches; i++) {
        struct sample s = {.launch = i, .iterations = 1};
        for (int m = 0; m < METRIC_COUNT; m++)
            s.value[m] = NAN;
        s.value[METRIC_real_time] = ns * (1 + 0.01 * i);
        s.value[METRIC_disturbed] = 0;
        row_add_sample(row, &s);
    }
    return row;
}

static void check_note(const struct report *r, enum coherence_check check, const char *expected)
{
    struct coherence c;
    char text[COHERENCE_NOTE] = "";
    coherence_of(&c, r);
    assert_int_equal(c.n, 1);
    assert_int_equal(coherence_note(&c, &c.table[0], check, text), expected != NULL);
    if (expected && strncmp(text, expected, strlen(expected)) != 0)
        fail_msg("%s, not %s", text, expected);
}

/* Of loads of a modified line, and of another state, with so many launches. */
static void check_loads(enum coherence_check check, const char *states[2], const double ns[2],
                        unsigned launches, const char *expected)
{
    struct report r;
    report_init(&r);
    launch(&r, states[0], 8, ns[0]);
    launch(&r, states[1], launches, ns[1]);
    report_estimate(&r);
    check_note(&r, check, expected);
    report_free(&r);
}

static void loads_are_plausible_or_not(void **state)
{
    (void)state;
    const char *transfer[] = {"modified", "shared"}, *memory[] = {"invalid", "shared-own"},
               *other[] = {"modified", "exclusive"};
    check_loads(COHERENCE_TRANSFER, transfer, (double[]){60, 50}, 8,
                "plausible: a load of modified takes 1.200 [");
    check_loads(COHERENCE_TRANSFER, transfer, (double[]){50, 50}, 8, "plausible: ");
    check_loads(COHERENCE_TRANSFER, transfer, (double[]){50, 60}, 8,
                "implausible: a load of modified takes 0.833 [");
    check_loads(COHERENCE_TRANSFER, transfer, (double[]){50, 52.5}, 8, "undecided: a load of ");
    check_loads(COHERENCE_TRANSFER, transfer, (double[]){50, 60}, 4, "undecided: loads of ");
    check_loads(COHERENCE_TRANSFER, other, (double[]){50, 60}, 8, NULL);
    check_loads(COHERENCE_MEMORY, memory, (double[]){100, 1.5}, 8,
                "plausible: a load of invalid takes 66.");
    check_loads(COHERENCE_MEMORY, memory, (double[]){50, 49}, 8, "implausible: ");
    check_loads(COHERENCE_MEMORY, transfer, (double[]){50, 60}, 8, NULL);
}

static void loads_of_another_distance_decide_nothing(void **state)
{
    (void)state;
    for (unsigned threads = 2; threads <= 3; threads++) {
        struct report r;
        report_init(&r);
        struct row *of = launch(&r, "modified", 8, 50);
        for (unsigned i = 0; i < 8; i++)
            of->samples[i].value[METRIC_line_ns] = 60;
        struct row *over = launch(&r, "shared", 8, 60);
        over->threads = over->cpus = threads;
        for (unsigned i = 0; i < 8; i++)
            over->samples[i].value[METRIC_line_ns] = 300;
        report_estimate(&r);
        check_note(&r, COHERENCE_TRANSFER, threads == 2 ? "undecided: loads" : "implausible: ");
        report_free(&r);
    }
}

static void what_no_hardware_did_is_not_judged(void **state)
{
    (void)state;
    struct report r;
    report_init(&r);
    launch(&r, "modified", 8, 60);
    launch(&r, "shared", 8, 50);
    report_estimate(&r);
    check_note(&r, COHERENCE_TRANSFER, "plausible");
    json_object_set_new(r.context, "synccost", json_pack("{s:{s:b}}", "machine", "emulated", 1));
    check_note(&r, COHERENCE_TRANSFER, NULL);
    report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_put_by_distance_state_and_operation),
        cmocka_unit_test(operations_have_an_end),
        cmocka_unit_test(loads_are_plausible_or_not),
        cmocka_unit_test(loads_of_another_distance_decide_nothing),
        cmocka_unit_test(what_no_hardware_did_is_not_judged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
