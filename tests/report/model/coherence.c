// SPDX-License-Identifier: MIT
// Tables of the family coherence: which rows of a report are in them, and where.
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_put_by_distance_state_and_operation),
        cmocka_unit_test(operations_have_an_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
