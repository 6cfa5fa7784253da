// SPDX-License-Identifier: MIT
// Verdicts at the very bounds of their rules, from made-up tests of rows.
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "report/compare/parts.h"
#include "tests/test.h"

/* A comparison of one row among so many tests. */
struct one {
    struct comparison c;
    struct comparison_row row;
    struct row base, next;
    size_t tests;
    double se;
};

/* A slowdown by a tenth beyond doubt. */
static void make(struct one *o)
{
    *o = (struct one){.tests = 1, .se = 0.01};
    o->row = (struct comparison_row){.base = &o->base,
                                     .next = &o->next,
                                     .time = {1.1, 1.08, 1.12},
                                     .p = 0.001,
                                     .p_holm = 0.001,
                                     .threshold = 0.02,
                                     .launches = {10, 10}};
    o->c = (struct comparison){.row = &o->row, .n_rows = 1};
}

static enum unsure why(struct one *o)
{
    compare_verdicts(&o->c, &o->se, o->tests);
    assert_int_equal(o->row.verdict == VERDICT_UNSURE, o->row.why != UNSURE_NOT);
    return o->row.why;
}

static enum verdict verdict(struct one *o)
{
    assert_int_equal(why(o), UNSURE_NOT);
    return o->row.verdict;
}

static void three_things_must_agree(void **state)
{
    (void)state;
    struct one o;
    make(&o);
    assert_int_equal(verdict(&o), VERDICT_SLOWER);
    o.row.time = (struct ratio){0.9, 0.88, 0.99};
    assert_int_equal(verdict(&o), VERDICT_FASTER);
    o.row.time.high = 1;
    assert_int_equal(why(&o), UNSURE_WIDE);
    make(&o);
    o.row.time.low = 1;
    assert_int_equal(why(&o), UNSURE_WIDE);
    make(&o);
    o.row.p_holm = COMPARISON_ALPHA;
    assert_int_equal(why(&o), UNSURE_WIDE);
    make(&o);
    o.row.threshold = log(1.1);
    assert_int_equal(why(&o), UNSURE_NOISE);
    o.row.threshold_assumed = true;
    assert_int_equal(why(&o), UNSURE_ASSUMED);
    o.row.threshold = log(1.1) * (1 - 1e-9);
    assert_int_equal(verdict(&o), VERDICT_SLOWER);
    o.row.time = (struct ratio){1 / 1.1, 0.88, 0.99};
    o.row.threshold = log(1.1) * (1 + 1e-9);
    assert_int_equal(why(&o), UNSURE_ASSUMED);
}

/* The ratio of the clocks is that of times over cycles. */
static void a_clock_alone_is_no_difference(void **state)
{
    (void)state;
    struct one o;
    make(&o);
    o.row.cycles = (struct ratio){1.05, 1.03, 1.07};
    assert_int_equal(verdict(&o), VERDICT_SLOWER);
    o.row.cycles = (struct ratio){1.015, 1.01, 1.07}; /* within the threshold */
    assert_int_equal(why(&o), UNSURE_CLOCK);
    assert_string_equal(unsure_name(UNSURE_CLOCK), "clock frequency");
    o.row.cycles = (struct ratio){1.05, 1, 1.07};
    assert_int_equal(why(&o), UNSURE_CLOCK);
    o.row.cycles = (struct ratio){0.95, 0.93, 0.97}; /* the other way */
    assert_int_equal(why(&o), UNSURE_CLOCK);
    o.row.cycles = (struct ratio){1.1 / 1.0099, 1, 1.2}; /* the clock was the same */
    assert_int_equal(verdict(&o), VERDICT_SLOWER);
    o.row.cycles.value = 1.1 / 1.0101;
    assert_int_equal(why(&o), UNSURE_CLOCK);
    o.row.time = (struct ratio){0.9, 0.88, 0.92};
    o.row.cycles = (struct ratio){0.99, 0.98, 1.01};
    assert_int_equal(why(&o), UNSURE_CLOCK);
    o.row.cycles = (struct ratio){0.95, 0.93, 0.97};
    assert_int_equal(verdict(&o), VERDICT_FASTER);

    o.row.cycles = (struct ratio){0.99, 0.98, 1.01};
    o.c.machines = MACHINES_DIFFERENT;
    assert_int_equal(verdict(&o), VERDICT_FASTER);
    o.c.machines = MACHINES_SAME;
    o.c.per_block = 2; /* both sides had both clocks */
    o.row.blocks = 10;
    assert_int_equal(verdict(&o), VERDICT_FASTER);
    o.c.per_block = 0;
    o.row.cycles = (struct ratio){NAN, NAN, NAN};
    assert_int_equal(verdict(&o), VERDICT_FASTER);
}

static void alike_is_within_a_bound_on_both_sides(void **state)
{
    (void)state;
    static const struct {
        double low, high, threshold;
        enum unsure why;
    } rows[] = {{0.953, 1.0499, 0.001, UNSURE_NOT},  {0.953, 1.0501, 0.001, UNSURE_WIDE},
                {0.952, 1.0499, 0.001, UNSURE_WIDE}, {0.92, 1.08, 0.05, UNSURE_NOT},
                {0.92, 1.106, 0.05, UNSURE_WIDE},    {0.90, 1.08, 0.05, UNSURE_WIDE},
                {0.953, 1.0499, 0.0245, UNSURE_NOT}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct one o;
        make(&o);
        o.row.time = (struct ratio){1, rows[i].low, rows[i].high};
        o.row.p_holm = 0.5;
        o.row.threshold = rows[i].threshold;
        assert_int_equal(why(&o), rows[i].why);
    }
    struct one o;
    make(&o);
    o.row.p_holm = 0.5;
    o.row.time = (struct ratio){1, 1, 1.2};
    o.row.threshold = log(1.2) / 2;
    assert_int_equal(verdict(&o), VERDICT_ALIKE);
    o.row.time = (struct ratio){1, 0.8, 1};
    o.row.threshold = -log(0.8) / 2;
    assert_int_equal(verdict(&o), VERDICT_ALIKE);
}

static void so_many_launches_are_asked(void **state)
{
    (void)state;
    struct one o;
    for (int side = 0; side < 2; side++) {
        make(&o);
        o.row.launches[side] = STATISTICS_ENOUGH;
        assert_int_equal(why(&o), UNSURE_NOT);
        assert_int_equal(o.row.needs, STATISTICS_ENOUGH);
        assert_false(isnan(o.row.least));
        o.row.launches[side]--;
        assert_int_equal(why(&o), UNSURE_FEW);
        assert_true(isnan(o.row.least));
    }
    make(&o); /* 2 / C(10, 5) = 1 / 126 at best */
    o.row.launches[0] = o.row.launches[1] = 5;
    o.tests = 6;
    assert_int_equal(why(&o), UNSURE_NOT);
    o.tests = 7;
    assert_int_equal(why(&o), UNSURE_FEW);
    assert_int_equal(o.row.needs, 6);
    make(&o); /* 2 / 2^n of blocks */
    o.c.per_block = 2;
    o.row.per_block = 2;
    o.row.launches[0] = o.row.launches[1] = 12;
    o.row.blocks = 6;
    assert_int_equal(why(&o), UNSURE_NOT);
    o.tests = 2;
    assert_int_equal(why(&o), UNSURE_FEW);
    assert_int_equal(o.row.needs, 7);
    make(&o);
    o.row.time.low = NAN;
    assert_int_equal(why(&o), UNSURE_FEW);
    make(&o);
    o.row.time.high = NAN;
    assert_int_equal(why(&o), UNSURE_FEW);
}

/* The first reason that holds is the one that is said. */
static void reasons_have_an_order(void **state)
{
    (void)state;
    struct one o;
    make(&o);
    o.base.time.noisy = true;
    assert_int_equal(why(&o), UNSURE_DISTURBED);
    o.base.time.noisy = false;
    o.next.time.noisy = true;
    assert_int_equal(why(&o), UNSURE_DISTURBED);
    o.row.launches[0] = 1;
    assert_int_equal(why(&o), UNSURE_FEW);
    o.row.distant = true;
    assert_int_equal(why(&o), UNSURE_DISTANCE);
    o.c.imported = true;
    assert_int_equal(why(&o), UNSURE_IMPORTED);
    assert_true(isnan(o.row.least));
    o.c.emulated = true;
    assert_int_equal(why(&o), UNSURE_EMULATED);
}

static void give_modes(struct modes *m, unsigned n, double first, double second)
{
    *m = (struct modes){.n = n, .mode = {{.median = first}, {.median = second}}};
}

static void a_mode_of_both_sides_leaves_doubt(void **state)
{
    (void)state;
    struct one o;
    make(&o);
    give_modes(&o.row.modes[0], 1, 20, 0);
    give_modes(&o.row.modes[1], 1, 20, 0);
    assert_int_equal(verdict(&o), VERDICT_SLOWER);
    give_modes(&o.row.modes[0], 2, 20, 40);
    assert_int_equal(why(&o), UNSURE_MODES);
    give_modes(&o.row.modes[1], 1, 40, 0);
    assert_int_equal(why(&o), UNSURE_MODES);
    give_modes(&o.row.modes[1], 1, 30, 0);
    assert_int_equal(verdict(&o), VERDICT_SLOWER);
    give_modes(&o.row.modes[0], 1, 40, 0);
    give_modes(&o.row.modes[1], 2, 20, 40);
    assert_int_equal(why(&o), UNSURE_MODES);
    give_modes(&o.row.modes[1], 2, 20, 41);
    o.row.threshold = -log(40 / 41.0);
    assert_int_equal(why(&o), UNSURE_MODES);
    o.row.threshold *= 1 - 1e-9;
    assert_int_equal(verdict(&o), VERDICT_SLOWER);
}

/* A wide interval is no doubt where both sides have the same modes. */
static void equal_modes_are_alike(void **state)
{
    (void)state;
    struct one o;
    make(&o);
    o.row.p_holm = 0.5;
    o.row.time = (struct ratio){1, 0.5, 2};
    give_modes(&o.row.modes[0], 2, 20, 40);
    give_modes(&o.row.modes[1], 2, 20.9, 38.2);
    assert_int_equal(verdict(&o), VERDICT_ALIKE);
    give_modes(&o.row.modes[1], 2, 20.9, 38);
    assert_int_equal(why(&o), UNSURE_WIDE);
    give_modes(&o.row.modes[1], 2, 21.1, 38.2);
    assert_int_equal(why(&o), UNSURE_WIDE);
    o.row.threshold = 0.03;
    assert_int_equal(verdict(&o), VERDICT_ALIKE);
    give_modes(&o.row.modes[1], 3, 20, 40);
    assert_int_equal(why(&o), UNSURE_WIDE);
    give_modes(&o.row.modes[0], 1, 20, 0);
    give_modes(&o.row.modes[1], 1, 20, 0);
    assert_int_equal(why(&o), UNSURE_WIDE);
}

static double expected_least(const struct one *o, double degrees)
{
    double se = o->se * sqrt(M_PI / 3), of_test = gsl_cdf_tdist_Qinv(0.025 / o->tests, degrees);
    return gsl_cdf_tdist_Pinv(0.8, degrees) * se + fmax(of_test * se, o->row.threshold);
}

static void the_least_effect_is_that_of_student(void **state)
{
    (void)state;
    struct one o;
    make(&o);
    o.tests = 3;
    o.row.threshold = 0.001;
    why(&o);
    assert_true(fabs(o.row.least - expected_least(&o, 18)) < 1e-12);
    o.row.threshold = 0.2;
    why(&o);
    assert_true(fabs(o.row.least - expected_least(&o, 18)) < 1e-12);
    o.c.per_block = 2;
    o.row.blocks = 9;
    why(&o);
    assert_true(fabs(o.row.least - expected_least(&o, 8)) < 1e-12);
    o.se = NAN;
    why(&o);
    assert_true(isnan(o.row.least));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_things_must_agree),
        cmocka_unit_test(a_clock_alone_is_no_difference),
        cmocka_unit_test(alike_is_within_a_bound_on_both_sides),
        cmocka_unit_test(so_many_launches_are_asked),
        cmocka_unit_test(reasons_have_an_order),
        cmocka_unit_test(a_mode_of_both_sides_leaves_doubt),
        cmocka_unit_test(equal_modes_are_alike),
        cmocka_unit_test(the_least_effect_is_that_of_student),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
