// SPDX-License-Identifier: MIT
// A sweep over the pairs of CPUs that are not here, with a stand-in for the timed window: order,
// fairness, and what becomes of disturbed cells.
#include <stdlib.h>
#include <string.h>

#include "harness/trial/sweep.h"
#include "tests/test.h"

enum { CPUS = 256, PAIRS = CPUS * (CPUS - 1) / 2, LAUNCHES = 6, LAUNCH_WINDOW_US = 1300 };

struct stand_in {
    size_t order[2 * PAIRS], n;
    unsigned tries[PAIRS];
    size_t every;      /* a cell of this many is disturbed, */
    unsigned until;    /* in so many tries */
    size_t fails_from; /* windows that can be had; 0: all */
};

static bool window(void *context, size_t place, struct sweep_cell *cell)
{
    struct stand_in *s = context;
    if (s->fails_from && s->n >= s->fails_from)
        return false;
    s->order[s->n++] = place;
    s->tries[place]++;
    bool disturbed = s->every && place % s->every == 0 && s->tries[place] <= s->until;
    *cell = (struct sweep_cell){disturbed ? 1e6 : (double)(100 + place), disturbed};
    return true;
}

static struct stand_in *make(size_t every, unsigned until)
{
    struct stand_in *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->every = every;
    s->until = until;
    return s;
}

static void each_pair_has_one_window(void **state)
{
    (void)state;
    static struct sweep_cell cell[PAIRS];
    struct stand_in *s = make(0, 0);
    assert_int_equal(sweep_run(cell, PAIRS, 7, 3, window, s), PAIRS);
    for (size_t i = 0; i < PAIRS; i++) {
        assert_int_equal(s->tries[i], 1);
        assert_true(cell[i].ns == (double)(100 + i) && !cell[i].disturbed);
    }
    free(s);
}

/* Neighbours in the order are seldom neighbours in the matrix, and the seed decides. */
static void the_order_is_random_by_seed(void **state)
{
    (void)state;
    static struct sweep_cell cell[PAIRS];
    struct stand_in *s = make(0, 0), *same = make(0, 0), *other = make(0, 0);
    sweep_run(cell, PAIRS, 7, 3, window, s);
    sweep_run(cell, PAIRS, 7, 3, window, same);
    sweep_run(cell, PAIRS, 8, 3, window, other);
    assert_memory_equal(s->order, same->order, PAIRS * sizeof *s->order);
    size_t equal = 0, next = 0, early = 0;
    for (size_t i = 0; i + 1 < PAIRS; i++) {
        equal += s->order[i] == other->order[i];
        next += s->order[i] + 1 == s->order[i + 1];
        early += i < PAIRS / 2 && s->order[i] < PAIRS / 2;
    }
    assert_true(equal < 20 && next < 20);
    other->n = 0;
    sweep_run(cell, PAIRS, UINT64_C(7) << 32 | 7, 3, window, other); /* all of the seed counts */
    assert_memory_not_equal(s->order, other->order, PAIRS * sizeof *s->order);
    struct stand_in *high = make(0, 0);
    sweep_run(cell, PAIRS, UINT64_C(8) << 32 | 7, 3, window, high);
    assert_memory_not_equal(high->order, other->order, PAIRS * sizeof *s->order);
    free(high);
    assert_true(early > PAIRS / 4 - 500 && early < PAIRS / 4 + 500);
    free(s);
    free(same);
    free(other);
}

static void disturbed_cells_are_repeated_after_all_others(void **state)
{
    (void)state;
    static struct sweep_cell cell[PAIRS];
    struct stand_in *s = make(100, 2);
    const size_t bad = (PAIRS + 99) / 100;
    assert_int_equal(sweep_run(cell, PAIRS, 7, 3, window, s), PAIRS + 2 * bad);
    for (size_t i = 0; i < PAIRS; i++) {
        assert_int_equal(s->tries[i], i % 100 == 0 ? 3 : 1);
        assert_true(cell[i].ns == (double)(100 + i) && !cell[i].disturbed);
    }
    for (size_t i = PAIRS; i < PAIRS + 2 * bad; i++)
        assert_int_equal(s->order[i] % 100, 0);
    free(s);
}

static void what_stays_disturbed_says_so(void **state)
{
    (void)state;
    static struct sweep_cell cell[PAIRS];
    struct stand_in *s = make(100, 99), *once = make(100, 99);
    const size_t bad = (PAIRS + 99) / 100;
    assert_int_equal(sweep_run(cell, PAIRS, 7, 3, window, s), PAIRS + 3 * bad);
    for (size_t i = 0; i < PAIRS; i++)
        assert_int_equal(cell[i].disturbed, i % 100 == 0);
    assert_int_equal(sweep_run(cell, PAIRS, 7, 0, window, once), PAIRS);
    free(s);
    free(once);
}

/* Whatever is disturbed, 32,640 pairs in six launches end within five minutes. */
static void windows_are_bounded(void **state)
{
    (void)state;
    static struct sweep_cell cell[PAIRS];
    struct stand_in *s = make(1, 99);
    size_t windows = sweep_run(cell, PAIRS, 7, 20, window, s);
    assert_int_equal(windows, sweep_most(PAIRS, 20));
    assert_true(windows * LAUNCHES * LAUNCH_WINDOW_US <= (size_t)300 * 1000 * 1000);
    assert_int_equal(sweep_most(1, 3), 4);
    assert_int_equal(sweep_most(100, 3), 113);
    assert_int_equal(sweep_most(PAIRS, 0), PAIRS);
    free(s);
}

static void a_window_that_cannot_be_had_ends_it(void **state)
{
    (void)state;
    static struct sweep_cell cell[PAIRS];
    struct stand_in *s = make(0, 0);
    s->fails_from = 10;
    assert_int_equal(sweep_run(cell, PAIRS, 7, 3, window, s), 0);
    assert_int_equal(s->n, 10);
    free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_pair_has_one_window),
        cmocka_unit_test(the_order_is_random_by_seed),
        cmocka_unit_test(disturbed_cells_are_repeated_after_all_others),
        cmocka_unit_test(what_stays_disturbed_says_so),
        cmocka_unit_test(windows_are_bounded),
        cmocka_unit_test(a_window_that_cannot_be_had_ends_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
