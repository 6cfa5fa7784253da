// SPDX-License-Identifier: MIT
// What a row of gbench carries: counters, label, arguments, threads.
#include "tests/harness/gbench/rows.h"

static void set_counters(struct gbench_state *state)
{
    assert_true(gbench_set_counter(state, "plain", 12, GBENCH_COUNTER_DEFAULTS));
    assert_true(gbench_set_counter(state, "rate", 10, GBENCH_COUNTER_RATE));
    assert_true(gbench_set_counter(state, "avg_threads", 6, GBENCH_COUNTER_AVG_THREADS));
    assert_true(gbench_set_counter(state, "avg_threads_rate", 5, GBENCH_COUNTER_AVG_THREADS_RATE));
    assert_true(gbench_set_counter(state, "invariant", 3, GBENCH_COUNTER_ITERATION_INVARIANT));
    assert_true(
        gbench_set_counter(state, "invariant_rate", 3, GBENCH_COUNTER_ITERATION_INVARIANT_RATE));
    assert_true(gbench_set_counter(state, "avg", 5000, GBENCH_COUNTER_AVG_ITERATIONS));
    assert_true(gbench_set_counter(state, "avg_rate", 6000, GBENCH_COUNTER_AVG_ITERATIONS_RATE));
    assert_true(gbench_set_counter(state, "inverse", 4, GBENCH_COUNTER_INVERT));
    assert_true(
        gbench_set_counter(state, "period", 10, GBENCH_COUNTER_RATE | GBENCH_COUNTER_INVERT));
    assert_true(gbench_set_counter(state, "zero", 0, GBENCH_COUNTER_DEFAULTS));
    assert_true(gbench_set_counter(state, "unknown", NAN, GBENCH_COUNTER_DEFAULTS));
    assert_true(gbench_set_counter(state, "infinite", INFINITY, GBENCH_COUNTER_DEFAULTS));
    assert_true(gbench_set_counter(state, "inverse of 0", 0, GBENCH_COUNTER_INVERT));
    assert_true(gbench_set_items_processed(state, 500));
    assert_true(gbench_set_bytes_processed(state, 1000));
    assert_true(gbench_set_label(state, "a \"label\" of it"));
    assert_false(gbench_set_label(state, NULL));
}

static void assert_counters(size_t i)
{
    static const struct {
        const char *key;
        double value;
    } expected[] = {{"plain", 12},
                    {"rate", 5},
                    {"avg_threads", 6},
                    {"invariant", 3000},
                    {"avg", 5},
                    {"invariant_rate", 1500},
                    {"avg_rate", 3},
                    {"inverse", 0.25},
                    {"avg_threads_rate", 2.5},
                    {"period", 0.2},
                    {"zero", 0},
                    {"items_per_second", 250},
                    {"bytes_per_second", 500}};
    for (size_t k = 0; k < sizeof expected / sizeof *expected; k++)
        assert_near(number(i, expected[k].key), expected[k].value);
    assert_null(json_object_get(row(i), "unknown"));
    assert_null(json_object_get(row(i), "infinite"));
    assert_null(json_object_get(row(i), "inverse of 0"));
}

static void loop_with_counters(struct gbench_state *state, void *arg)
{
    (void)arg;
    while (gbench_keep_running_batch(state, 1000))
        gbench_set_iteration_time(state, 2);
    set_counters(state);
}

static void record_with_counters(struct gbench_state *state, void *arg)
{
    (void)arg;
    set_counters(state);
    assert_true(gbench_record(state, 1000, 2));
}

static void record_then_counters(struct gbench_state *state, void *arg)
{
    (void)arg;
    assert_true(gbench_record(state, 1000, 2));
    set_counters(state);
}

static void counters_are_scaled_by_their_flags(void **state)
{
    (void)state;
    struct gbench_benchmark *b = gbench_register("loop", loop_with_counters, NULL);
    assert_true(gbench_iterations(b, 1000) && gbench_use_manual_time(b));
    register_record("before", record_with_counters, NULL);
    register_record("after", record_then_counters, NULL);
    run(3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(integer(i, "iterations"), 1000);
        assert_near(number(i, "real_time"), 2e6);
        assert_counters(i);
        assert_string_equal(text(i, "label"), "a \"label\" of it");
    }
}

/* The cv of a counter that is always 0 is NaN in the library before 1.8, which is no JSON. */
static void a_counter_of_zeros_leaves_the_file_readable(void **state)
{
    (void)state;
    assert_true(gbench_repetitions(register_record("zeros", record_with_counters, NULL), 2));
    run(1);
    assert_int_equal(rows(), 6);
    assert_near(number(2, "zero"), 0);
    json_t *cv = json_object_get(row(5), "zero");
    assert_true(!cv || json_number_value(cv) == 0);
    assert_near(number(5, "real_time"), 0);
    assert_null(json_object_get(row(5), "unknown"));
}

static void know_it_sometimes(struct gbench_state *state, void *arg)
{
    static const double values[] = {1, NAN, 3};
    unsigned *calls = arg;
    gbench_set_counter(state, "known", values[(*calls)++], GBENCH_COUNTER_DEFAULTS);
    once(state, NULL);
}

static void an_unknown_value_leaves_the_aggregates_of_the_others(void **state)
{
    (void)state;
    unsigned calls = 0;
    assert_true(gbench_repetitions(register_once("some", know_it_sometimes, &calls), 3));
    run(1);
    assert_null(json_object_get(row(1), "known"));
    assert_near(number(3, "known"), 2);
}

static void bad_flags(struct gbench_state *state, void *arg)
{
    (void)arg;
    assert_false(gbench_set_counter(state, "x", 1, 32));
}

static void unknown_flags_are_an_error(void **state)
{
    (void)state;
    register_once("flags", bad_flags, NULL);
    run(1);
    assert_row_failed(0, "unknown counter flags");
}

static void sum_arguments(struct gbench_state *state, void *arg)
{
    (void)arg;
    once(state, NULL);
    double sum = (double)gbench_range(state, 0) + 10 * (double)gbench_range(state, 1);
    gbench_set_counter(state, "sum", sum, GBENCH_COUNTER_DEFAULTS);
}

static void arguments_make_rows(void **state)
{
    (void)state;
    struct gbench_benchmark *b = register_once("two", sum_arguments, NULL);
    assert_true(gbench_args(b, (int64_t[]){1, 2}, 2));
    assert_true(gbench_args(b, (int64_t[]){-5, INT64_C(1) << 40}, 2));
    assert_true(gbench_arg_names(b, (const char *[]){"x", "y"}, 2));
    assert_false(gbench_arg(b, 1));
    assert_string_equal(gbench_last_error(), "not the benchmark's number of arguments");
    assert_false(gbench_args(b, (int64_t[]){1, 2, 3}, 3));
    assert_false(gbench_args(b, NULL, 2));
    assert_false(gbench_arg_name(b, "z"));
    struct gbench_benchmark *one = register_once("one", sum_arguments, NULL);
    assert_true(gbench_arg_name(one, "n") && gbench_arg(one, 3));
    assert_false(gbench_args(one, (int64_t[]){1, 2}, 2));
    run(3);
    assert_string_equal(text(0, "name"), "two/x:1/y:2/iterations:1");
    assert_near(number(0, "sum"), 21);
    assert_string_equal(text(1, "run_name"), "two/x:-5/y:1099511627776/iterations:1");
    assert_near(number(1, "sum"), -5 + 10 * 0x1p40);
    assert_string_equal(text(2, "name"), "one/n:3/iterations:1");
    assert_row_failed(2, "the benchmark has no such argument");
}

static void mark_thread(struct gbench_state *state, void *arg)
{
    int *seen = arg;
    assert_int_equal(gbench_threads_of(state), 2);
    __atomic_fetch_add(&seen[gbench_thread_index(state)], 1, __ATOMIC_RELAXED);
    while (gbench_keep_running_batch(state, 4))
        ;
    gbench_set_counter(state, "sum", 3, GBENCH_COUNTER_DEFAULTS);
    gbench_set_counter(state, "average", 3, GBENCH_COUNTER_AVG_THREADS);
}

static void threads_add_their_counters(void **state)
{
    (void)state;
    int seen[2] = {0, 0};
    struct gbench_benchmark *b = gbench_register("team", mark_thread, seen);
    assert_true(gbench_iterations(b, 8) && gbench_threads(b, 2) &&
                gbench_measure_process_cpu_time(b));
    run(1);
    assert_int_equal(seen[0], 1);
    assert_int_equal(seen[1], 1);
    assert_string_equal(text(0, "name"), "team/iterations:8/process_time/threads:2");
    assert_int_equal(integer(0, "threads"), 2);
    assert_int_equal(integer(0, "iterations"), 16);
    assert_near(number(0, "sum"), 6);
    assert_near(number(0, "average"), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(counters_are_scaled_by_their_flags, forget),
        cmocka_unit_test_teardown(a_counter_of_zeros_leaves_the_file_readable, forget),
        cmocka_unit_test_teardown(an_unknown_value_leaves_the_aggregates_of_the_others, forget),
        cmocka_unit_test_teardown(unknown_flags_are_an_error, forget),
        cmocka_unit_test_teardown(arguments_make_rows, forget),
        cmocka_unit_test_teardown(threads_add_their_counters, forget),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
