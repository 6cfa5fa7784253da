// SPDX-License-Identifier: MIT
// Rows of gbench that fail: skipped, misused, and what becomes of the others.
#include "tests/harness/gbench/rows.h"

struct failing {
    unsigned calls, fails_in;
    bool before_the_loop;
    int thread;
};

static void fail_once(struct gbench_state *state, void *arg)
{
    struct failing *f = arg;
    bool fails = gbench_thread_index(state) == f->thread && f->calls++ == f->fails_in;
    if (fails && f->before_the_loop) {
        gbench_skip_with_error(state, "broken");
        gbench_skip_with_error(state, "broken again");
        assert_false(gbench_keep_running_batch(state, 300));
        return;
    }
    while (gbench_keep_running_batch(state, 300))
        if (fails)
            gbench_skip_with_error(state, "broken");
}

/* Each of these made the library abort, or read a pointer that it had not set. */
static void a_failure_fails_the_later_repetitions(void **state)
{
    (void)state;
    for (unsigned fails_in = 0; fails_in < 3; fails_in++)
        for (int before = 0; before < 2; before++) {
            struct failing f = {.fails_in = fails_in, .before_the_loop = before};
            struct gbench_benchmark *b = gbench_register("failing", fail_once, &f);
            assert_true(gbench_iterations(b, 1000) && gbench_repetitions(b, 4));
            run(1);
            assert_int_equal(f.calls, fails_in + 1);
            for (unsigned i = 0; i < 4; i++)
                if (i < fails_in)
                    assert_null(json_object_get(row(i), "error_occurred"));
                else
                    assert_row_failed(i, "broken");
            assert_int_equal(rows(), fails_in < 2 ? 4 : 8);
            assert_true(gbench_clear());
        }
}

static void a_failing_thread_does_not_hang_the_others(void **state)
{
    (void)state;
    struct failing f = {.thread = 1};
    struct gbench_benchmark *b = gbench_register("failing", fail_once, &f);
    assert_true(gbench_iterations(b, 1000) && gbench_threads(b, 2));
    run(1);
    assert_row_failed(0, "broken");
}

static void fail_for_argument(struct gbench_state *state, void *arg)
{
    (void)arg;
    if (gbench_range(state, 0) == 1)
        gbench_skip_with_error(state, NULL);
    once(state, NULL);
}

static void a_failure_concerns_its_row_and_its_run_alone(void **state)
{
    (void)state;
    struct gbench_benchmark *b = register_once("some", fail_for_argument, NULL);
    assert_true(gbench_arg(b, 1) && gbench_arg(b, 2));
    run(2);
    assert_row_failed(0, "skipped");
    assert_null(json_object_get(row(1), "error_occurred"));
    struct failing f = {.fails_in = 0};
    gbench_iterations(gbench_register("later", fail_once, &f), 1);
    run(3);
    assert_row_failed(2, "broken");
    run(3);
    assert_null(json_object_get(row(2), "error_occurred"));
}

static void return_early(struct gbench_state *state, void *arg)
{
    if (arg)
        gbench_keep_running_batch(state, 1);
}

static void empty_batch(struct gbench_state *state, void *arg)
{
    (void)arg;
    assert_false(gbench_keep_running_batch(state, 0));
}

static void change_batch(struct gbench_state *state, void *arg)
{
    (void)arg;
    assert_true(gbench_keep_running_batch(state, 1));
    assert_false(gbench_keep_running_batch(state, 2));
}

static void end_paused(struct gbench_state *state, void *arg)
{
    (void)arg;
    while (gbench_keep_running_batch(state, 1))
        assert_true(gbench_pause_timing(state));
}

static void misuse_in_a_function_is_an_error(void **state)
{
    (void)state;
    register_once("no loop", return_early, NULL);
    register_once("half a loop", return_early, &report);
    register_once("empty", empty_batch, NULL);
    register_once("paused", end_paused, NULL);
    gbench_iterations(gbench_register("changed", change_batch, NULL), 10);
    run(5);
    assert_row_failed(0, "the function returned before its loop had ended");
    assert_row_failed(1, "the function returned before its loop had ended");
    for (size_t i = 2; i < 5; i++)
        assert_true(json_is_true(json_object_get(row(i), "error_occurred")));
    assert_row_failed(3, "the batch ended while the timing was paused");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_failure_fails_the_later_repetitions, forget),
        cmocka_unit_test_teardown(a_failing_thread_does_not_hang_the_others, forget),
        cmocka_unit_test_teardown(a_failure_concerns_its_row_and_its_run_alone, forget),
        cmocka_unit_test_teardown(misuse_in_a_function_is_an_error, forget),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
