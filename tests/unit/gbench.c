// SPDX-License-Identifier: MIT
// Every function of harness/gbench: benchmarks are run into a file, and its rows are read back.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>
#include <math.h>

#include "harness/gbench/gbench.h"

static char json_path[] = "/tmp/gbench-test-XXXXXX";
static json_t *report;

static int forget(void **state)
{
    (void)state;
    json_decref(report);
    report = NULL;
    assert_true(gbench_clear());
    return 0;
}

/* Runs what is registered; n is what must be returned. */
static void run(int n)
{
    json_decref(report);
    assert_int_equal(gbench_run(GBENCH_REPORT_NONE, json_path), n);
    json_error_t e;
    report = json_load_file(json_path, 0, &e);
    if (!report)
        fail_msg("%s:%d: %s", json_path, e.line, e.text);
}

static size_t rows(void)
{
    return json_array_size(json_object_get(report, "benchmarks"));
}
static json_t *row(size_t i)
{
    return json_array_get(json_object_get(report, "benchmarks"), i);
}
static const char *text(size_t i, const char *key)
{
    return json_string_value(json_object_get(row(i), key));
}
static json_int_t integer(size_t i, const char *key)
{
    return json_integer_value(json_object_get(row(i), key));
}

static double number(size_t i, const char *key)
{
    json_t *v = json_object_get(row(i), key);
    if (!json_is_number(v))
        fail_msg("row %zu has no number %s", i, key);
    return json_number_value(v);
}

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9 * fabs(expected)))
        fail_msg("%.17g is not %.17g", value, expected);
}

static void assert_row_failed(size_t i, const char *message)
{
    assert_true(json_is_true(json_object_get(row(i), "error_occurred")));
    assert_string_equal(text(i, "error_message"), message);
}

/* ---- functions to run ---- */

static void once(struct gbench_state *state, void *arg)
{
    (void)arg;
    while (gbench_keep_running_batch(state, 1))
        ;
}

struct batches {
    uint64_t batch, calls, bodies, iterations, asked;
};

static void count_batches(struct gbench_state *state, void *arg)
{
    struct batches *b = arg;
    b->calls = b->bodies = 0;
    b->asked = gbench_max_iterations_of(state);
    assert_int_equal(gbench_iterations_of(state), 0);
    while (b->calls++, gbench_keep_running_batch(state, b->batch))
        b->bodies++;
    b->iterations = gbench_iterations_of(state);
    assert_false(gbench_keep_running_batch(state, b->batch));
}

struct window {
    uint64_t operations[4];
    double seconds[4];
    double cpu_seconds;
    unsigned n;
    bool accepted;
    uint64_t iterations;
};

static void record(struct gbench_state *state, void *arg)
{
    struct window *w = arg;
    unsigned i = w->n++ % 4;
    if (w->cpu_seconds > 0)
        assert_true(gbench_set_cpu_time(state, w->cpu_seconds));
    w->accepted = gbench_record(state, w->operations[i], w->seconds[i]);
    w->iterations = gbench_iterations_of(state);
}

static struct gbench_benchmark *register_record(const char *name, gbench_function fn, void *arg)
{
    struct gbench_benchmark *b = gbench_register(name, fn, arg);
    assert_non_null(b);
    assert_true(gbench_iterations(b, 1));
    assert_true(gbench_use_manual_time(b));
    return b;
}

static struct gbench_benchmark *register_once(const char *name, gbench_function fn, void *arg)
{
    struct gbench_benchmark *b = gbench_register(name, fn, arg);
    assert_non_null(b);
    assert_true(gbench_iterations(b, 1));
    return b;
}

/* ---- the loop ---- */

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
    assert_true(gbench_iterations(b, 10) && gbench_use_manual_time(b) && gbench_unit(b, GBENCH_MILLISECOND));
    run(1);
    assert_string_equal(text(0, "name"), "manual/iterations:10/manual_time");
    assert_string_equal(text(0, "time_unit"), "ms");
    assert_near(number(0, "real_time"), 250);
    seconds = -1;
    run(1);
    assert_row_failed(0, "iteration time: negative or not finite");
}

enum { TIMED_US = 20000, PAUSED_US = 200000 };

static void pause_a_while(struct gbench_state *state, void *arg)
{
    (void)arg;
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
    assert_false(gbench_pause_timing(state));
}

static void paused_time_does_not_count(void **state)
{
    (void)state;
    assert_true(gbench_use_real_time(register_once("paused", pause_a_while, NULL)));
    run(1);
    assert_string_equal(text(0, "name"), "paused/iterations:1/real_time");
    assert_in_range(number(0, "real_time"), TIMED_US * 1000, PAUSED_US * 1000);
}

/* ---- a batch measured outside ---- */

static void a_record_becomes_the_row(void **state)
{
    (void)state;
    static const uint64_t operations[] = {1, 2, 999, 10000000000, UINT64_C(1) << 53};
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        struct window w = {.operations = {operations[i]}, .seconds = {0.25}};
        register_record("window", record, &w);
        run(1);
        assert_true(w.accepted);
        assert_int_equal(w.iterations, operations[i]);
        assert_int_equal(w.n, 1);
        assert_int_equal(rows(), 1);
        assert_string_equal(text(0, "name"), "window/iterations:1/manual_time");
        assert_int_equal(integer(0, "iterations"), operations[i]);
        assert_near(number(0, "real_time"), 0.25e9 / (double)operations[i]);
        assert_near(number(0, "cpu_time"), 0.25e9 / (double)operations[i]);
        assert_null(json_object_get(row(0), "gbench_operations"));
        assert_null(json_object_get(row(0), "gbench_cpu_time"));
        assert_true(gbench_clear());
    }
}

static void a_record_carries_its_cpu_time(void **state)
{
    (void)state;
    struct window w = {.operations = {1000, 500}, .seconds = {2, 2}, .cpu_seconds = 3};
    struct gbench_benchmark *b = register_record("window", record, &w);
    assert_true(gbench_repetitions(b, 2) && gbench_unit(b, GBENCH_MICROSECOND));
    run(1);
    assert_near(number(0, "real_time"), 2000);
    assert_near(number(0, "cpu_time"), 3000);
    assert_near(number(1, "cpu_time"), 6000);
    assert_near(number(2, "cpu_time"), 4500);
    assert_near(number(5, "cpu_time"), sqrt(4.5e6) / 4500);
    assert_near(number(5, "real_time"), sqrt(2e6) / 3000);
    assert_string_equal(text(2, "aggregate_name"), "mean");
    assert_null(json_object_get(row(2), "gbench_cpu_time"));
}

/* The library would abort in its debug build, or divide all times by the first repetition's iterations. */
static void repetitions_may_differ_in_operations(void **state)
{
    (void)state;
    struct window w = {.operations = {1000, 500, 250}, .seconds = {1, 1, 1}};
    assert_true(gbench_repetitions(register_record("window", record, &w), 3));
    run(1);
    assert_int_equal(rows(), 7);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(text(i, "run_type"), "iteration");
        assert_string_equal(text(i, "run_name"), "window/iterations:1/repeats:3/manual_time");
        assert_int_equal(integer(i, "repetitions"), 3);
        assert_int_equal(integer(i, "repetition_index"), i);
        assert_int_equal(integer(i, "iterations"), w.operations[i]);
        assert_near(number(i, "real_time"), 1e9 / (double)w.operations[i]);
    }
    const double mean = 7e6 / 3,
                 stddev = sqrt((pow(1e6 - mean, 2) + pow(2e6 - mean, 2) + pow(4e6 - mean, 2)) / 2);
    static const char *const names[] = {"mean", "median", "stddev", "cv"};
    const double values[] = {mean, 2e6, stddev, stddev / mean};
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(text(3 + i, "aggregate_name"), names[i]);
        assert_near(number(3 + i, "real_time"), values[i]);
        assert_near(number(3 + i, "cpu_time"), values[i]);
        assert_null(json_object_get(row(3 + i), "gbench_operations"));
    }
}

static void aggregates_can_stand_alone(void **state)
{
    (void)state;
    struct window w = {.operations = {100, 200, 300}, .seconds = {1, 2, 3}};
    struct gbench_benchmark *b = register_record("window", record, &w);
    assert_true(gbench_repetitions(b, 3) && gbench_aggregates_only(b));
    run(1);
    assert_int_equal(rows(), 4);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(text(i, "run_type"), "aggregate");
    assert_near(number(0, "real_time"), 1e7);
}

static void record_seven(struct gbench_state *state, void *arg)
{
    (void)arg;
    assert_false(gbench_record(state, 7, 1));
}

static void record_twice(struct gbench_state *state, void *arg)
{
    (void)arg;
    assert_true(gbench_record(state, 5, 1));
    assert_false(gbench_record(state, 5, 1));
}

static void a_record_that_cannot_be_is_an_error(void **state)
{
    (void)state;
    struct window none = {.operations = {0}, .seconds = {1}};
    struct window many = {.operations = {(UINT64_C(1) << 53) + 1}, .seconds = {1}};
    struct window instant = {.operations = {1}, .seconds = {0}};
    struct window backwards = {.operations = {1}, .seconds = {-1}};
    struct window unknown = {.operations = {1}, .seconds = {NAN}};
    struct window good = {.operations = {7, 7, 7, 7}, .seconds = {1, 1, 1, 1}};
    register_record("none", record, &none);
    register_record("many", record, &many);
    register_record("instant", record, &instant);
    register_record("backwards", record, &backwards);
    register_record("unknown", record, &unknown);
    register_once("no manual time", record, &good);
    gbench_use_manual_time(gbench_register("no iterations", record, &good));
    gbench_threads(register_record("threads", record_seven, NULL), 2);
    register_record("twice", record_twice, NULL);
    run(9);
    assert_row_failed(0, "record: no operations");
    assert_row_failed(1, "record: too many operations");
    for (size_t i = 2; i < 5; i++)
        assert_row_failed(i, "record: the time is not positive");
    for (size_t i = 5; i < 8; i++)
        assert_row_failed(i, "record: needs manual time, 1 iteration and 1 thread");
    assert_row_failed(8, "record: the benchmark has run a loop or recorded a batch before");
    assert_false(none.accepted || many.accepted || instant.accepted || backwards.accepted ||
                 unknown.accepted || good.accepted);
}

/* ---- counters, labels, arguments, threads ---- */

static void set_counters(struct gbench_state *state)
{
    assert_true(gbench_set_counter(state, "plain", 12, GBENCH_COUNTER_DEFAULTS));
    assert_true(gbench_set_counter(state, "rate", 10, GBENCH_COUNTER_RATE));
    assert_true(gbench_set_counter(state, "avg_threads", 6, GBENCH_COUNTER_AVG_THREADS));
    assert_true(gbench_set_counter(state, "avg_threads_rate", 5, GBENCH_COUNTER_AVG_THREADS_RATE));
    assert_true(gbench_set_counter(state, "invariant", 3, GBENCH_COUNTER_ITERATION_INVARIANT));
    assert_true(gbench_set_counter(state, "invariant_rate", 3, GBENCH_COUNTER_ITERATION_INVARIANT_RATE));
    assert_true(gbench_set_counter(state, "avg", 5000, GBENCH_COUNTER_AVG_ITERATIONS));
    assert_true(gbench_set_counter(state, "avg_rate", 6000, GBENCH_COUNTER_AVG_ITERATIONS_RATE));
    assert_true(gbench_set_counter(state, "inverse", 4, GBENCH_COUNTER_INVERT));
    assert_true(gbench_set_counter(state, "period", 10, GBENCH_COUNTER_RATE | GBENCH_COUNTER_INVERT));
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
    assert_true(gbench_iterations(b, 8) && gbench_threads(b, 2) && gbench_measure_process_cpu_time(b));
    run(1);
    assert_int_equal(seen[0], 1);
    assert_int_equal(seen[1], 1);
    assert_string_equal(text(0, "name"), "team/iterations:8/process_time/threads:2");
    assert_int_equal(integer(0, "threads"), 2);
    assert_int_equal(integer(0, "iterations"), 16);
    assert_near(number(0, "sum"), 6);
    assert_near(number(0, "average"), 3);
}

/* ---- failed rows ---- */

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

/* ---- registration, runs, files ---- */

static void contradictions_are_refused(void **state)
{
    (void)state;
    assert_null(gbench_register(NULL, once, NULL));
    assert_null(gbench_register("", once, NULL));
    assert_null(gbench_register("x", NULL, NULL));
    assert_string_equal(gbench_last_error(), "no name or no function");
    assert_false(gbench_iterations(NULL, 1) || gbench_arg(NULL, 1) || gbench_min_time(NULL, 1) ||
                 gbench_repetitions(NULL, 1) || gbench_threads(NULL, 1) || gbench_aggregates_only(NULL));
    struct gbench_benchmark *b = gbench_register("x", once, NULL);
    assert_false(gbench_iterations(b, 0) || gbench_iterations(b, UINT64_MAX) || gbench_repetitions(b, 0) ||
                 gbench_threads(b, 0) || gbench_min_time(b, 0) || gbench_min_time(b, NAN) ||
                 gbench_min_time(b, INFINITY) || gbench_args(b, (int64_t[]){1}, 0) ||
                 gbench_arg_name(b, NULL));
    assert_true(gbench_min_time(b, 1) && gbench_use_real_time(b));
    assert_false(gbench_iterations(b, 1) || gbench_use_manual_time(b));
    assert_true(gbench_unit(b, GBENCH_SECOND) && gbench_unit(b, GBENCH_NANOSECOND));
    b = register_record("y", once, NULL);
    assert_false(gbench_min_time(b, 1) || gbench_use_real_time(b));
    assert_string_equal(gbench_last_error(), "real time excludes manual time");
}

static void run_inside(struct gbench_state *state, void *arg)
{
    (void)arg;
    assert_int_equal(gbench_run(GBENCH_REPORT_NONE, NULL), -1);
    assert_string_equal(gbench_last_error(), "a benchmark is running");
    assert_false(gbench_clear());
    assert_null(gbench_register("inside", once, NULL));
    once(state, NULL);
}

static void runs_do_not_nest(void **state)
{
    (void)state;
    register_once("outer", run_inside, NULL);
    run(1);
    assert_null(json_object_get(row(0), "error_occurred"));
}

static void an_unwritable_file_is_an_error(void **state)
{
    (void)state;
    struct batches b = {.batch = 1};
    register_once("x", count_batches, &b);
    assert_int_equal(gbench_run(GBENCH_REPORT_NONE, "/nonexistent/x.json"), -1);
    assert_string_equal(gbench_last_error(), "/nonexistent/x.json: No such file or directory");
    assert_int_equal(b.calls, 0);
    assert_int_equal(gbench_run(GBENCH_REPORT_NONE, "/tmp"), -1);
    assert_string_equal(gbench_last_error(), "/tmp: Is a directory");
    if (access("/dev/full", W_OK) == 0) {
        assert_int_equal(gbench_run(GBENCH_REPORT_NONE, "/dev/full"), -1);
        assert_string_equal(gbench_last_error(), "/dev/full: No space left on device");
    }
    assert_int_equal(gbench_run(GBENCH_REPORT_NONE, NULL), 1);
    run(1);
}

/* What gbench_run prints on stdout, with stderr thrown away; to be freed. */
static char *printed(enum gbench_report report_as, int expected)
{
    FILE *out = tmpfile(), *err = tmpfile();
    assert_true(out && err);
    fflush(NULL);
    int saved_out = dup(STDOUT_FILENO), saved_err = dup(STDERR_FILENO);
    dup2(fileno(out), STDOUT_FILENO);
    dup2(fileno(err), STDERR_FILENO);
    int n = gbench_run(report_as, json_path);
    fflush(NULL);
    dup2(saved_out, STDOUT_FILENO);
    dup2(saved_err, STDERR_FILENO);
    close(saved_out);
    close(saved_err);
    assert_int_equal(n, expected);
    long size = lseek(fileno(out), 0, SEEK_END);
    char *s = calloc(1, (size_t)size + 1);
    assert_int_equal(pread(fileno(out), s, (size_t)size, 0), size);
    fclose(out);
    fclose(err);
    return s;
}

static void a_run_of_nothing_writes_an_empty_list(void **state)
{
    (void)state;
    free(printed(GBENCH_REPORT_CONSOLE, 0));
    report = json_load_file(json_path, 0, NULL);
    assert_true(json_is_array(json_object_get(report, "benchmarks")));
    assert_int_equal(rows(), 0);
}

static void the_command_line_is_taken(void **state)
{
    (void)state;
    char name[] = "the-program", filter[] = "--benchmark_filter=^kept", other[] = "--other";
    char *argv[] = {name, filter, other, NULL};
    int argc = 3;
    assert_true(gbench_init(&argc, argv));
    assert_int_equal(argc, 2);
    assert_string_equal(argv[1], "--other");
    assert_null(argv[2]);
    assert_true(gbench_report_unrecognized(argc, argv));
    assert_false(gbench_report_unrecognized(1, argv));
    memset(name, 'x', sizeof name - 1);
    register_once("kept", once, NULL);
    register_once("dropped", once, NULL);
    run(1);
    assert_string_equal(text(0, "name"), "kept/iterations:1");
    const char *program =
        json_string_value(json_object_get(json_object_get(report, "context"), "executable"));
    assert_string_equal(program, "the-program");
    char all[] = "--benchmark_filter=all";
    argv[1] = all;
    assert_true(gbench_init(&argc, argv));
    run(2);
}

static void context_is_written(void **state)
{
    (void)state;
    assert_true(gbench_add_context("synccost \"key\"", "a\nvalue"));
    assert_false(gbench_add_context("synccost \"key\"", "another"));
    assert_string_equal(gbench_last_error(), "synccost \"key\": is in the context already");
    assert_false(gbench_add_context(NULL, "x") || gbench_add_context("x", NULL));
    register_once("x", once, NULL);
    run(1);
    json_t *value = json_object_get(json_object_get(report, "context"), "synccost \"key\"");
    assert_string_equal(json_string_value(value), "a\nvalue");
}

static void the_display_is_chosen(void **state)
{
    (void)state;
    struct window w = {.operations = {1000, 1000, 1000, 1000}, .seconds = {0.001, 0.001, 0.001, 0.001}};
    register_record("shown", record, &w);
    char *s = printed(GBENCH_REPORT_NONE, 1);
    assert_string_equal(s, "");
    free(s);
    s = printed(GBENCH_REPORT_CONSOLE, 1);
    assert_non_null(strstr(s, "shown/iterations:1/manual_time       1000 ns         1000 ns         1000"));
    assert_null(strchr(s, '\033'));
    free(s);
    s = printed(GBENCH_REPORT_CSV, 1);
    assert_non_null(strstr(s, "\"shown/iterations:1/manual_time\",1000,1000,1000,ns"));
    free(s);
    s = printed(GBENCH_REPORT_JSON, 1);
    json_t *display = json_loads(s, 0, NULL);
    assert_non_null(display);
    report = json_load_file(json_path, 0, NULL);
    assert_true(json_equal(json_object_get(display, "benchmarks"), json_object_get(report, "benchmarks")));
    json_decref(display);
    free(s);
}

static void the_version_is_known(void **state)
{
    (void)state;
    const char *version = gbench_library_version();
    assert_non_null(version);
    assert_true(strcmp(version, "unknown") == 0 || strspn(version, "0123456789.") > 2);
}

/* Last: nothing can be run afterwards. */
static void shutdown_is_final(void **state)
{
    (void)state;
    assert_non_null(gbench_register("x", once, NULL));
    gbench_shutdown();
    gbench_shutdown();
    assert_int_equal(gbench_run(GBENCH_REPORT_NONE, NULL), -1);
    assert_string_equal(gbench_last_error(), "gbench_shutdown was called");
    assert_null(gbench_register("y", once, NULL));
    assert_false(gbench_add_context("y", "z"));
    assert_false(gbench_init(&(int){0}, NULL));
}

int main(void)
{
    int fd = mkstemp(json_path);
    if (fd < 0)
        return 1;
    close(fd);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(the_boundary_is_crossed_once_per_batch, forget),
        cmocka_unit_test_teardown(a_batch_that_does_not_divide_runs_more, forget),
        cmocka_unit_test_teardown(min_time_lengthens_the_loop, forget),
        cmocka_unit_test_teardown(iteration_times_add_up, forget),
        cmocka_unit_test_teardown(paused_time_does_not_count, forget),
        cmocka_unit_test_teardown(a_record_becomes_the_row, forget),
        cmocka_unit_test_teardown(a_record_carries_its_cpu_time, forget),
        cmocka_unit_test_teardown(repetitions_may_differ_in_operations, forget),
        cmocka_unit_test_teardown(aggregates_can_stand_alone, forget),
        cmocka_unit_test_teardown(a_record_that_cannot_be_is_an_error, forget),
        cmocka_unit_test_teardown(counters_are_scaled_by_their_flags, forget),
        cmocka_unit_test_teardown(a_counter_of_zeros_leaves_the_file_readable, forget),
        cmocka_unit_test_teardown(an_unknown_value_leaves_the_aggregates_of_the_others, forget),
        cmocka_unit_test_teardown(unknown_flags_are_an_error, forget),
        cmocka_unit_test_teardown(arguments_make_rows, forget),
        cmocka_unit_test_teardown(threads_add_their_counters, forget),
        cmocka_unit_test_teardown(a_failure_fails_the_later_repetitions, forget),
        cmocka_unit_test_teardown(a_failing_thread_does_not_hang_the_others, forget),
        cmocka_unit_test_teardown(a_failure_concerns_its_row_and_its_run_alone, forget),
        cmocka_unit_test_teardown(misuse_in_a_function_is_an_error, forget),
        cmocka_unit_test_teardown(contradictions_are_refused, forget),
        cmocka_unit_test_teardown(runs_do_not_nest, forget),
        cmocka_unit_test_teardown(an_unwritable_file_is_an_error, forget),
        cmocka_unit_test_teardown(a_run_of_nothing_writes_an_empty_list, forget),
        cmocka_unit_test_teardown(the_command_line_is_taken, forget),
        cmocka_unit_test_teardown(context_is_written, forget),
        cmocka_unit_test_teardown(the_display_is_chosen, forget),
        cmocka_unit_test(the_version_is_known),
        cmocka_unit_test_teardown(shutdown_is_final, forget),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(json_path);
    return failed;
}
