// SPDX-License-Identifier: MIT
// gbench's loop: batches, iterations, and what time counts.
#include <time.h>

#include "tests/harness/gbench/rows.h"

static void the_boundary_is_crossed_once_per_batch(void **state)
{
    (void)state;
    struct batches b = {.batch = 1000};
    assert_true(gbench_iterations(gbench_register("loop", count_batches, &b), 1000000));
    run(1);
    assert_int_equal(b.asked, 1000000);
    assert_int_equal(b.bodies, 1000);
    assert_int_equal(b.calls, 1001);
    assert_int_equal(b.iterations, 1000000);
    assert_int_equal(rows(), 1);
    assert_string_equal(text(0, "name"), "loop/iterations:1000000");
    assert_int_equal(integer(0, "iterations"), 1000000);
    assert_true(number(0, "real_time") > 0);
}

static void a_batch_that_does_not_divide_runs_more(void **state)
{
    (void)state;
    struct batches b = {.batch = 300};
    assert_true(gbench_iterations(gbench_register("loop", count_batches, &b), 1000));
    run(1);
    assert_int_equal(b.bodies, 4);
    assert_int_equal(integer(0, "iterations"), 1200);
}

static void min_time_lengthens_the_loop(void **state)
{
    (void)state;
    struct batches b = {.batch = 16};
    assert_true(gbench_min_time(gbench_register("loop", count_batches, &b), 0.01));
    run(1);
    assert_string_equal(text(0, "name"), "loop/min_time:0.010");
    assert_int_equal(b.iterations % 16, 0);
    assert_int_equal(integer(0, "iterations"), b.iterations);
    /* the library also stops after five times as much wall time, on a CPU that others use */
    assert_true(number(0, "cpu_time") * (double)b.iterations > 0.009e9 ||
                number(0, "real_time") * (double)b.iterations > 0.045e9);
}

static void measure_time(struct gbench_state *state, void *arg)
{
    const double *seconds = arg;
    while (gbench_keep_running_batch(state, 2))
        gbench_set_iteration_time(state, *seconds);
}

static void iteration_times_add_up(void **state)
{
    (void)state;
    double seconds = 0.5;
    struct gbench_benchmark *b = gbench_register("manual", measure_time, &seconds);
    assert_true(gbench_iterations(b, 10) && gbench_use_manual_time(b) &&
                gbench_unit(b, GBENCH_MILLISECOND));
    run(1);
    assert_string_equal(text(0, "name"), "manual/iterations:10/manual_time");
    assert_string_equal(text(0, "time_unit"), "ms");
    assert_near(number(0, "real_time"), 250);
    seconds = -1;
    run(1);
    assert_row_failed(0, "iteration time: negative or not finite");
}

enum { TIMED_US = 20000, PAUSED_US = 200000 };

static double now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* *whole: what the loop takes with its pauses, in ns. */
static void pause_a_while(struct gbench_state *state, void *whole)
{
    const double begin = now_ns();
    assert_false(gbench_pause_timing(state));
    assert_string_equal(gbench_last_error(), "pause: not in a loop that is being timed");
    while (gbench_keep_running_batch(state, 1)) {
        usleep(TIMED_US);
        assert_false(gbench_resume_timing(state));
        assert_true(gbench_pause_timing(state));
        assert_false(gbench_pause_timing(state));
        usleep(PAUSED_US);
        assert_true(gbench_resume_timing(state));
    }
    *(double *)whole = now_ns() - begin;
    assert_false(gbench_pause_timing(state));
}

static void paused_time_does_not_count(void **state)
{
    (void)state;
    double whole = 0;
    assert_true(gbench_use_real_time(register_once("paused", pause_a_while, &whole)));
    run(1);
    assert_string_equal(text(0, "name"), "paused/iterations:1/real_time");
    assert_in_range(number(0, "real_time"), TIMED_US * 1000, whole - PAUSED_US * 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(the_boundary_is_crossed_once_per_batch, forget),
        cmocka_unit_test_teardown(a_batch_that_does_not_divide_runs_more, forget),
        cmocka_unit_test_teardown(min_time_lengthens_the_loop, forget),
        cmocka_unit_test_teardown(iteration_times_add_up, forget),
        cmocka_unit_test_teardown(paused_time_does_not_count, forget),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
