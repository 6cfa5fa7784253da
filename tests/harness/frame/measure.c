// SPDX-License-Identifier: MIT
// What a trial's line says of a window whose figures are made up: each thread's time and operations
// are given, its CPU time is burnt.
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/frame/bench.h"
#include "harness/trial/histogram.h"
#include "tests/harness/frame/measured.h"

enum { MOST = 2 };

/* What the bodies of a row do, and what was asked of the row. */
static struct made {
    double ns[MOST]; /* of the window */
    uint64_t ops[MOST], faults;
    double cpu_ns;        /* to burn in the window */
    uint64_t samples_ns;  /* where they are wanted: from this on, twice, three times as long */
    unsigned moved_first; /* so many trials in which a thread was seen on another CPU */
    bool refuse, no_memory;
    unsigned setups, teardowns, verified, sampled;
} made;

static void burn(double ns)
{
    struct timespec begin, now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
    do
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    while ((double)(now.tv_sec - begin.tv_sec) * 1e9 + (double)(now.tv_nsec - begin.tv_nsec) < ns);
}

static void body(struct team_member *m, void *shared)
{
    (void)shared;
    m->started = ticks();
    m->ended = m->started + clock_ticks(made.ns[m->id]);
    m->ops = m->phase ? made.ops[m->id] : 0;
    m->faults = made.faults;
    if (m->phase && made.cpu_ns > 0)
        burn(made.cpu_ns);
    for (unsigned i = 1; m->samples && m->phase && made.samples_ns && i <= 3; i++)
        histogram_add(m->samples, clock_ticks((double)(i * made.samples_ns)));
    if (made.setups <= made.moved_first)
        m->cpu_seen_before = -1;
}

static void sampled_body(struct team_member *m, void *shared)
{
    made.sampled += m->id == 0 && m->phase == 1;
    body(m, shared);
}

static void *setup(struct bench_trial *t)
{
    unsigned char *room = made.no_memory ? NULL : arena_place(t->arena, 64);
    made.setups++;
    if (room)
        *room = 1;
    return room;
}

static bool verify(struct bench_trial *t, const struct team_result *r)
{
    made.verified++;
    assert_int_equal(r->all_ops, made.ops[0] + (r->threads > 1 ? made.ops[1] : 0));
    snprintf(t->why, SC_ERR, "it is wrong");
    return !made.refuse;
}

static void teardown(struct bench_trial *t)
{
    (void)t;
    made.teardowns++;
}

static void count(struct bench_trial *t, const struct team_result *r, uint64_t *of)
{
    (void)t;
    of[0] = r->ops - 3;
    of[1] = 3;
}

static struct bench_row row_of(unsigned threads)
{
    return (struct bench_row){.name = "a/b",
                              .threads = threads,
                              .body = body,
                              .setup = setup,
                              .verify = verify,
                              .teardown = teardown};
}

static const struct bench_settings once = {.trials = 1, .arena = -1};

static void one_thread_has_its_time_and_its_cpu_time(void **state)
{
    (void)state;
    made = (struct made){.ns = {1e6}, .ops = {1000}, .cpu_ns = 20e6};
    const struct bench_row row = row_of(1);
    json_t *lines = lines_of(&row, &once, 0);
    assert_int_equal(json_array_size(lines), 1);
    assert_int_equal(number(lines, 0, "trial"), 0);
    assert_int_equal(number(lines, 0, "iterations"), 1000);
    assert_about(number(lines, 0, "real_time"), 1000);
    const double cpu = number(lines, 0, "cpu_time") / (20e6 / 1000);
    if (cpu < 0.99 || cpu > 1.1) /* the team's own part of it is small */
        fail_msg("CPU time is %.3f of what was burnt", cpu);
    assert_about(number(lines, 0, "cycles_per_op") * number(lines, 0, "cycle_ns"), 1000);
    assert_about(number(lines, 0, "ops_per_s"), 1e6);
    assert_about(number(lines, 0, "window_ms"), 1);
    assert_true(number(lines, 0, "peak_rss_mib") > 1);
    assert_true(has(lines, 0, "disturbed") && has(lines, 0, "redone"));
    assert_false(has(lines, 0, "overlap") || has(lines, 0, "jain") ||
                 has(lines, 0, "round_trip_ns") || has(lines, 0, "acquire_p50_ns"));
    assert_int_equal(made.setups, made.teardowns);
    assert_int_equal(made.setups, 1);
    json_decref(lines);
}

static void threads_share_a_wall_and_their_operations(void **state)
{
    (void)state;
    made = (struct made){.ns = {1e6, 3e6}, .ops = {3000, 1000}};
    struct bench_row row = row_of(2);
    row.shares = true;
    json_t *lines = lines_of(&row, &once, 0);
    assert_about(number(lines, 0, "real_time"), 1000); /* (1 + 3) ms of 4000 operations */
    assert_about(number(lines, 0, "jain"), 0.8);
    assert_about(number(lines, 0, "min_max_share"), 1 / 3.0);
    assert_about(number(lines, 0, "least_share"), 0.5);
    assert_true(has(lines, 0, "overlap") && has(lines, 0, "skew_ns"));
    json_decref(lines);
    row.shares = false;
    row.basis = BASIS_MESSAGE;
    lines = lines_of(&row, &once, 0);
    assert_false(has(lines, 0, "jain"));
    assert_about(number(lines, 0, "real_time") * 4000, number(lines, 0, "window_ms") * 1e6);
    assert_about(number(lines, 0, "ops_per_s") * number(lines, 0, "real_time"), 1e9);
    json_decref(lines);
    row.basis = BASIS_ROUND_TRIP;
    lines = lines_of(&row, &once, 0);
    assert_about(number(lines, 0, "real_time"), 1000);
    assert_about(number(lines, 0, "round_trip_ns"), 1000);
    assert_about(number(lines, 0, "one_way_ns"), 500);
    json_decref(lines);
}

/* Samples of 100, 200 and 300 µs, whose buckets are 1/32 wide. */
static void a_latency_is_the_median_of_its_samples(void **state)
{
    (void)state;
    made = (struct made){.ns = {1e6}, .ops = {3}, .samples_ns = 100000};
    struct bench_row row = row_of(1);
    row.basis = BASIS_LATENCY;
    json_t *lines = lines_of(&row, &once, 0);
    assert_true(fabs(number(lines, 0, "real_time") / 200000 - 1) < 1 / 31.0);
    assert_true(fabs(number(lines, 0, "latency_p99_ns") / 300000 - 1) < 1 / 31.0);
    assert_true(fabs(number(lines, 0, "latency_p999_ns") / 300000 - 1) < 1 / 31.0);
    assert_about(number(lines, 0, "latency_max_ns"), 300000);
    json_decref(lines);
    made.samples_ns = 0;
    lines = lines_of(&row, &once, 1);
    assert_string_equal(json_string_value(json_object_get(json_array_get(lines, 0), "error")),
                        "no latency was sampled in the window");
    json_decref(lines);
}

static void acquires_are_sampled_in_the_first_trial(void **state)
{
    (void)state;
    made = (struct made){.ns = {1e6}, .ops = {1000}, .samples_ns = 100000};
    struct bench_row row = row_of(1);
    row.sampled = sampled_body;
    json_t *lines = lines_of(&row, &(struct bench_settings){.trials = 2, .arena = -1}, 0);
    assert_int_equal(json_array_size(lines), 2);
    assert_int_equal(made.sampled, 1);
    assert_int_equal(made.setups, 3);
    assert_int_equal(made.teardowns, 3);
    assert_true(fabs(number(lines, 0, "acquire_p50_ns") / 200000 - 1) < 1 / 31.0);
    assert_true(fabs(number(lines, 0, "acquire_p99_ns") / 300000 - 1) < 1 / 31.0);
    assert_true(fabs(number(lines, 0, "acquire_p999_ns") / 300000 - 1) < 1 / 31.0);
    assert_about(number(lines, 0, "acquire_max_ns"), 300000);
    assert_false(has(lines, 1, "acquire_p50_ns"));
    assert_int_equal(number(lines, 1, "trial"), 1);
    json_decref(lines);
}

static void a_disturbed_trial_is_measured_again(void **state)
{
    (void)state;
    made = (struct made){.ns = {1e6}, .ops = {1000}, .moved_first = 99};
    struct bench_row row = row_of(1);
    struct bench_settings settings = {.trials = 1, .redo = 2, .arena = -1};
    json_t *lines = lines_of(&row, &settings, 0);
    assert_int_equal(number(lines, 0, "redone"), 2);
    assert_int_equal(number(lines, 0, "disturbed"), 1);
    assert_int_equal(made.setups, 3);
    assert_int_equal(made.teardowns, 3);
    assert_int_equal(made.verified, 3);
    json_decref(lines);
    made = (struct made){.ns = {1e6}, .ops = {1000}, .moved_first = 1};
    settings.redo = 50; /* something else may disturb it, too, and for long */
    lines = lines_of(&row, &settings, 0);
    assert_true(number(lines, 0, "redone") >= 1);
    assert_true(number(lines, 0, "disturbed") == 0 || number(lines, 0, "redone") == 50);
    json_decref(lines);
}

/* What a guarantee has seen must not be lost, disturbed or not. */
static void outcomes_are_counted_in_place_of_times(void **state)
{
    (void)state;
    static const struct bench_outcome outcomes[] = {{"r=0", true, false}, {"r=1", false, false}};
    made = (struct made){.ns = {1e6}, .ops = {1000}, .moved_first = 99};
    struct bench_row row = row_of(1);
    row.kind = BENCH_GUARANTEE;
    row.outcome = outcomes;
    row.n_outcomes = 2;
    row.count = count;
    const struct bench_settings settings = {.trials = 1, .redo = 2, .arena = -1};
    json_t *lines = lines_of(&row, &settings, 0);
    const json_t *seen = json_object_get(json_array_get(lines, 0), "outcomes");
    assert_int_equal(json_object_size(seen), 2);
    assert_int_equal(json_integer_value(json_object_get(seen, "r=0")), 997);
    assert_int_equal(json_integer_value(json_object_get(seen, "r=1")), 3);
    assert_false(has(lines, 0, "real_time") || has(lines, 0, "cpu_time") ||
                 has(lines, 0, "cycles_per_op") || has(lines, 0, "outcome.0"));
    assert_int_equal(number(lines, 0, "redone"), 0);
    assert_int_equal(made.setups, 1);
    json_decref(lines);
}

static void assert_failed(const struct bench_row *row, const char *why)
{
    made.setups = made.teardowns = 0;
    json_t *lines = lines_of(row, &(struct bench_settings){.trials = 1, .redo = 5, .arena = -1}, 1);
    assert_string_equal(json_string_value(json_object_get(json_array_get(lines, 0), "error")), why);
    assert_int_equal(json_object_size(json_array_get(lines, 0)), 1);
    assert_int_equal(made.setups, 1);
    assert_int_equal(made.teardowns, !made.no_memory);
    json_decref(lines);
}

static void a_broken_guarantee_fails_the_row(void **state)
{
    (void)state;
    const struct bench_row row = row_of(1);
    made = (struct made){.ns = {1e6}, .ops = {1000}, .faults = 3};
    assert_failed(&row, "3 operations broke the guarantee");
    assert_int_equal(made.verified, 0);
    made.faults = 0;
    made.refuse = true;
    assert_failed(&row, "it is wrong");
    made.refuse = false;
    made.ops[0] = 0;
    assert_failed(&row, "no operation was counted in the window");
    made.no_memory = true;
    assert_failed(&row, "no memory for what the threads share");
}

static void threads_are_where_the_row_pins_them(void **state)
{
    (void)state;
    char *json;
    struct bench_row row = row_of(1);
    row.n_pins = 1;
    row.pins[0] = 100000;
    assert_int_equal(bench_measure(&row, &topology, &once, &json), 1);
    assert_null(json);
    row.n_pins = 0; /* and none where there are none */
    assert_int_equal(bench_measure(&row, &(struct topology){0}, &once, &json), 1);
    assert_null(json);
    made = (struct made){.ns = {1e6, 1e6}, .ops = {1000, 1000}};
    row = row_of(2);
    row.n_pins = 1; /* both on one: a thread may wait for the other's turn, which disturbs nobody */
    row.pins[0] = topology.cpus[0].os;
    json_t *lines = lines_of(&row, &once, 0);
    assert_about(number(lines, 0, "real_time"), 1000);
    assert_false(has(lines, 0, "line_ns"));
    assert_true(number(lines, 0, "core_width") > 0);
    json_decref(lines);
    row = row_of(1);
    lines = lines_of(&row, &once, 0);
    assert_true(number(lines, 0, "core_width") > 0);
    json_decref(lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_thread_has_its_time_and_its_cpu_time),
        cmocka_unit_test(threads_share_a_wall_and_their_operations),
        cmocka_unit_test(a_latency_is_the_median_of_its_samples),
        cmocka_unit_test(acquires_are_sampled_in_the_first_trial),
        cmocka_unit_test(a_disturbed_trial_is_measured_again),
        cmocka_unit_test(outcomes_are_counted_in_place_of_times),
        cmocka_unit_test(a_broken_guarantee_fails_the_row),
        cmocka_unit_test(threads_are_where_the_row_pins_them),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
