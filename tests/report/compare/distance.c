// SPDX-License-Identifier: MIT
// Like is compared with like: rows whose CPUs were at different distances on the two sides.
#include "report/compare/parts.h"
#include "report/model/reaches.h"
#include "tests/report/compare/pair.h"

static const char met[] = "mutex/mcs/contended/crit:0ns/out:0ns/threads:2";

enum { LAUNCHES = 40 };

/* So many of the row's launches are far, with five times the time; ratio times all of it. */
static void place(struct report *r, unsigned far, double ratio)
{
    struct row *row = report_row(r, met);
    for (size_t i = 0; i < row->n_samples; i++) {
        struct sample *s = &row->samples[i];
        const bool is_far = s->launch < far;
        const double spread = 1 + 0.001 * (s->launch % 7);
        s->value[METRIC_line_ns] = (is_far ? 300 : 60) * spread;
        s->value[METRIC_line_shift] = 0.01;
        s->value[METRIC_real_time] = (is_far ? 500 : 100) * ratio * (1 + 0.001 * (s->launch % 11));
        s->value[METRIC_cycles_per_op] = 3 * s->value[METRIC_real_time];
    }
    report_estimate(r);
}

static void make(struct pair *p, unsigned far_base, unsigned far_next, double ratio)
{
    const struct fake_options o = {.launches = LAUNCHES, .trials = 1};
    make_pair(p, &o, &o);
    place(&p->base, far_base, 1);
    place(&p->next, far_next, ratio);
    recompare(p, &plain);
}

/* A third of the launches far on one side and none on the other: nothing changed. */
static void what_a_side_has_apart_is_no_difference(void **state)
{
    (void)state;
    struct pair p;
    make(&p, 13, 0, 1);
    const struct comparison_row *row = row_of(&p, met);
    assert_int_equal(row->verdict, VERDICT_ALIKE);
    assert_true(row->time.value > 0.99 && row->time.value < 1.01);
    assert_int_equal(row->launches[0], LAUNCHES - 13);
    assert_ptr_equal(row->base, report_row(&p.base, met));
    free_pair(&p);
}

/* Each side mostly at another distance: at the one where both have enough they are compared, and
 * their medians are those of that distance. */
static void sides_meet_where_both_have_launches(void **state)
{
    (void)state;
    for (int slower = 0; slower < 2; slower++) {
        struct pair p;
        make(&p, 15, 27, slower ? 1.3 : 1);
        const struct comparison_row *row = row_of(&p, met);
        assert_int_equal(row->launches[0], 15);
        assert_int_equal(row->launches[1], 27);
        assert_true(row->base->time.median > 490 && row->next->time.median > 490);
        assert_int_equal(row->verdict, slower ? VERDICT_SLOWER : VERDICT_ALIKE);
        assert_true(fabs(row->time.value - (slower ? 1.3 : 1)) < 0.01);
        free_pair(&p);
    }
}

static void where_they_never_meet_there_is_no_verdict(void **state)
{
    (void)state;
    struct pair p;
    make(&p, 3, 40, 1);
    const struct comparison_row *row = row_of(&p, met);
    char text[COMPARISON_VERDICT];
    assert_int_equal(row->why, UNSURE_DISTANCE);
    assert_string_equal(comparison_verdict(row, text), "unsure (another distance)");
    assert_int_equal(comparison_unsure(&p.c, UNSURE_DISTANCE), 1);
    assert_int_equal(comparison_open(&p.c, 1000, UNSURE_DISTANCE), 1);
    assert_int_equal(differing(&p.c), 0);
    free_pair(&p);
}

/* Two kinds of machines are as far apart as they are built. */
static void machines_of_two_kinds_are_compared(void **state)
{
    (void)state;
    struct pair p;
    const struct fake_options base = {.launches = LAUNCHES, .trials = 1},
                              next = {.launches = LAUNCHES,
                                      .trials = 1,
                                      .fingerprint = "0000000000000001"};
    make_pair(&p, &base, &next);
    place(&p.base, 0, 1);
    place(&p.next, LAUNCHES, 1);
    recompare(&p, &plain);
    assert_int_equal(row_of(&p, met)->verdict, VERDICT_SLOWER);
    free_pair(&p);
}

/* A block counts at whichever distance it ran, unless the CPUs moved meanwhile. */
static void a_block_of_two_distances_does_not_count(void **state)
{
    (void)state;
    struct pair p;
    make(&p, 5, 2, 1);
    interleave(&p.base, "one", "base");
    interleave(&p.next, "one", "new");
    recompare(&p, &plain);
    const struct comparison_row *row = row_of(&p, met);
    assert_int_equal(row->blocks, LAUNCHES / 2 - 2);
    assert_int_equal(row->verdict, VERDICT_ALIKE);
    free_pair(&p);
}

/* A quarter more is the same distance, and no more. */
static void a_block_may_spread_by_a_quarter(void **state)
{
    (void)state;
    for (int beyond = 0; beyond < 2; beyond++) {
        struct pair p;
        make(&p, 0, 0, 1);
        for (int side = 0; side < 2; side++) {
            struct row *row = report_row(side ? &p.next : &p.base, met);
            for (size_t i = 0; i < row->n_samples; i++)
                row->samples[i].value[METRIC_line_ns] =
                    side && row->samples[i].launch == 1 ? 75 + 0.01 * beyond : 60;
        }
        struct block_ratios b =
            compare_blocks(report_row(&p.base, met), report_row(&p.next, met), METRIC_real_time, 2);
        assert_int_equal(b.n, LAUNCHES / 2 - (size_t)beyond);
        compare_blocks_free(&b);
        free_pair(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_side_has_apart_is_no_difference),
        cmocka_unit_test(sides_meet_where_both_have_launches),
        cmocka_unit_test(where_they_never_meet_there_is_no_verdict),
        cmocka_unit_test(machines_of_two_kinds_are_compared),
        cmocka_unit_test(a_block_of_two_distances_does_not_count),
        cmocka_unit_test(a_block_may_spread_by_a_quarter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
