// SPDX-License-Identifier: MIT
// Planted effects: chains that last as long as the percentage asks for, where they belong.
#include <stdlib.h>
#include <string.h>

#include "tests/test.h"

#undef SYNCCOST_PLANT
#define SYNCCOST_PLANT 5
#include "harness/trial/plant.h"

const volatile double plant_percent = SYNCCOST_PLANT;

static int group_setup(void **state)
{
    (void)state;
    clock_start();
    return 0;
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

static void a_window_ends_later(void **state)
{
    (void)state;
    struct team_member m = {.phase = 1, .cycle_before = 0.5};
    m.ended = ticks();
    m.started = m.ended - clock_ticks(1e9);
    uint64_t end = m.ended;
    plant_window(&m);
    assert_true(clock_ns(m.ended - end) > 10e6);
    m.plant_batches = true;
    end = m.ended;
    plant_window(&m);
    assert_int_equal(m.ended, end);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_is_followed_by_a_chain_of_its_own),
        cmocka_unit_test(a_window_ends_later),
    };
    return cmocka_run_group_tests(tests, group_setup, NULL);
}
