// SPDX-License-Identifier: MIT
// Planted effects: as many adds as the percentage asks for, and a value that comes through
// unchanged.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/test.h"

#undef SYNCCOST_PLANT
#define SYNCCOST_PLANT 5
#include "harness/trial/plant.h"

static int group_setup(void **state)
{
    (void)state;
    clock_start();
    return 0;
}

/* Two threads, this one with a quarter of the operations: its plant is 5 % of the time per
 * operation as its own share lets it seem. */
static void the_plant_is_a_part_of_the_warm_up(void **state)
{
    (void)state;
    struct team_member m = {.threads = 2, .ops = 1000, .cycle_before = 0.5};
    m.ended = clock_ticks(200e3);
    plant_prepare(&m);
    assert_true(fabs((double)m.plant_step / (1 << PLANT_SHIFT) - 0.05 * 200e3 / (2 * 1000) / 0.5) <
                0.01);
    struct team_member batches = {
        .threads = 1, .ops = 1000, .cycle_before = 0.5, .plant_batches = true};
    plant_prepare(&batches);
    assert_int_equal(batches.plant_step, 0);
}

static void fractions_of_an_add_are_not_lost(void **state)
{
    (void)state;
    struct team_member m = {.plant_step = (uint64_t)(1.25 * (1 << PLANT_SHIFT))};
    uint64_t due = 0, adds = 0;
    for (unsigned i = 0; i < 400; i++) {
        adds += (due + m.plant_step) >> PLANT_SHIFT;
        assert_int_equal(plant_through(&m, &due, i), i);
    }
    assert_int_equal(adds, 500);
    assert_int_equal(due, 0);
}

static void a_batch_is_followed_by_a_chain_of_its_own(void **state)
{
    (void)state;
    struct team_member m = {.phase = 1, .cycle_before = 0.5, .plant_batches = true};
    uint64_t spent = clock_ticks(1e9),
             begin = ticks(); /* 5 % of a second is 50 ms, at two adds a nanosecond */
    uint64_t next = plant_batch(&m, spent, begin);
    assert_true(clock_ns(next - begin) > 10e6);
    m.phase = 0;
    assert_int_equal(plant_batch(&m, spent, 77), 77);
    m.phase = 1;
    m.plant_batches = false;
    assert_int_equal(plant_batch(&m, spent, 77), 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_plant_is_a_part_of_the_warm_up),
        cmocka_unit_test(fractions_of_an_add_are_not_lost),
        cmocka_unit_test(a_batch_is_followed_by_a_chain_of_its_own),
    };
    return cmocka_run_group_tests(tests, group_setup, NULL);
}
