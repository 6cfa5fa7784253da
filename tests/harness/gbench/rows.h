// SPDX-License-Identifier: MIT
// What the tests of harness/gbench share: runs into a file, the rows read back from it, and
// functions to run.
#pragma once

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/gbench/gbench.h"
#include "tests/near.h"

static char json_path[] = "/tmp/gbench-test-XXXXXX";
static json_t *report;

static inline int make_file(void **state)
{
    (void)state;
    int fd = mkstemp(json_path);
    return fd < 0 ? -1 : close(fd);
}

static inline int remove_file(void **state)
{
    (void)state;
    return unlink(json_path);
}

static inline int forget(void **state)
{
    (void)state;
    json_decref(report);
    report = NULL;
    assert_true(gbench_clear());
    return 0;
}

/* Runs what is registered; n is what must be returned. */
static inline void run(int n)
{
    json_decref(report);
    assert_int_equal(gbench_run(GBENCH_REPORT_NONE, json_path), n);
    json_error_t e;
    report = json_load_file(json_path, 0, &e);
    if (!report)
        fail_msg("%s:%d: %s", json_path, e.line, e.text);
}

static inline size_t rows(void)
{
    return json_array_size(json_object_get(report, "benchmarks"));
}
static inline json_t *row(size_t i)
{
    return json_array_get(json_object_get(report, "benchmarks"), i);
}
static inline const char *text(size_t i, const char *key)
{
    return json_string_value(json_object_get(row(i), key));
}
static inline json_int_t integer(size_t i, const char *key)
{
    return json_integer_value(json_object_get(row(i), key));
}

static inline double number(size_t i, const char *key)
{
    json_t *v = json_object_get(row(i), key);
    if (!json_is_number(v))
        fail_msg("row %zu has no number %s", i, key);
    return json_number_value(v);
}

static inline void assert_row_failed(size_t i, const char *message)
{
    assert_true(json_is_true(json_object_get(row(i), "error_occurred")));
    assert_string_equal(text(i, "error_message"), message);
}

/* ---- functions to run ---- */

static inline void once(struct gbench_state *state, void *arg)
{
    (void)arg;
    while (gbench_keep_running_batch(state, 1))
        ;
}

struct batches {
    uint64_t batch, calls, bodies, iterations, asked;
};

static inline void count_batches(struct gbench_state *state, void *arg)
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

static inline void record(struct gbench_state *state, void *arg)
{
    struct window *w = arg;
    unsigned i = w->n++ % 4;
    if (w->cpu_seconds > 0)
        assert_true(gbench_set_cpu_time(state, w->cpu_seconds));
    w->accepted = gbench_record(state, w->operations[i], w->seconds[i]);
    w->iterations = gbench_iterations_of(state);
}

static inline struct gbench_benchmark *register_record(const char *name, gbench_function fn,
                                                       void *arg)
{
    struct gbench_benchmark *b = gbench_register(name, fn, arg);
    assert_non_null(b);
    assert_true(gbench_iterations(b, 1));
    assert_true(gbench_use_manual_time(b));
    return b;
}

static inline struct gbench_benchmark *register_once(const char *name, gbench_function fn,
                                                     void *arg)
{
    struct gbench_benchmark *b = gbench_register(name, fn, arg);
    assert_non_null(b);
    assert_true(gbench_iterations(b, 1));
    return b;
}
