// SPDX-License-Identifier: MIT
// The measured loop: how many operations it counts, and how its batches grow.
#include "harness/machine/clock.h"
#include "harness/trial/loop.h"
#include "tests/test.h"

static void a_batch_grows_to_its_time(void **state)
{
    (void)state;
    assert_int_equal(loop_next_batch(8, 49, 100), 16);
    assert_int_equal(loop_next_batch(8, 50, 100), 8);
    assert_int_equal(loop_next_batch(8, 200, 100), 8);
    assert_int_equal(loop_next_batch(8, 201, 100), 4);
    assert_int_equal(loop_next_batch(2, 201, 100), 1);
    assert_int_equal(loop_next_batch(1, 201, 100), 1);
}

SC_INLINE void count(void *context)
{
    ++*(volatile uint64_t *)context;
}

/* A batch of 100 µs has thousands of such operations, in a program that is emulated or sanitized
 * hundreds. Something else may halve it a few times. */
static void each_operation_is_counted(void **state)
{
    (void)state;
    volatile uint64_t counted = 0;
    struct team_member m = {.batch = 1, .batch_ticks = clock_ticks(1e5)};
    const uint64_t begin = ticks();
    m.deadline = begin + clock_ticks(2e7);
    loop_run(&m, (void *)&counted, count);
    assert_int_equal(m.ops, counted);
    assert_true(m.started >= begin && m.ended >= m.deadline);
    assert_true(m.batch > 8);

    counted = 0;
    m.deadline = ticks() + clock_ticks(1e6);
    loop_run_short(&m, (void *)&counted, count);
    assert_int_equal(m.ops, counted);
    assert_int_equal(m.ops % LOOP_REPEAT, 0);
}

static int setup(void **state)
{
    (void)state;
    clock_start();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_grows_to_its_time),
        cmocka_unit_test(each_operation_is_counted),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
