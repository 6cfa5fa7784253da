// SPDX-License-Identifier: MIT
// Measures a row here, and reads what the lines of its trials say.
#pragma once

#include <stdlib.h>
#include <string.h>

#include "harness/frame/bench.h"
#include "harness/frame/lines.h"
#include "harness/gbench/gbench.h"
#include "tests/harness/frame/figures.h"
#include "tests/harness/topology_group.h"
#include "tests/printed.h"

/* The lines of the trials; the caller's to free. */
static inline json_t *lines_of(const struct bench_row *row, const struct bench_settings *settings,
                               int status)
{
    char *json, err[SC_ERR];
    assert_int_equal(bench_measure(row, &topology, settings, &json), status);
    json_t *lines = json_array();
    struct printed out;
    assert_int_equal(lines_put_trials(printed_start(&out), row, json, err), 0);
    char *text = printed_end(&out);
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        json_array_append_new(lines, json_loads(line, 0, NULL));
    free(text);
    free(json);
    assert_true(gbench_clear());
    return lines;
}

static inline double number(const json_t *lines, size_t trial, const char *key)
{
    return figure(json_array_get(lines, trial), key);
}

static inline bool has(const json_t *lines, size_t trial, const char *key)
{
    return json_object_get(json_array_get(lines, trial), key) != NULL;
}
