// SPDX-License-Identifier: MIT
// Rows and trials as JSON lines.
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "common/basis.h"
#include "common/floors.h"
#include "common/json.h"
#include "common/protocol.h"
#include "harness/frame/lines.h"
#include "harness/frame/matrix.h"

static void put_line(FILE *out, json_t *line)
{
    if (!line || json_dumpf(line, out, JSON_COMPACT) != 0)
        abort();
    fputc('\n', out);
    json_decref(line);
}

static json_t *outcomes_of(const struct bench_row *row)
{
    json_t *list = json_array();
    for (unsigned i = 0; i < row->n_outcomes; i++) {
        const struct bench_outcome *o = &row->outcome[i];
        json_t *outcome = json_pack("{s:s, s:b}", "name", o->name, "allowed", o->allowed);
        if (o->expected)
            json_object_set_new(outcome, "expected", json_true());
        json_array_append_new(list, outcome);
    }
    return list;
}

/* How many CPUs the row's threads have between them. */
static unsigned cpus_of(const struct bench_row *row, const struct topology *topology)
{
    unsigned usable = row->n_pins ? row->n_pins : topology->n_cpus;
    return row->threads < usable ? row->threads : usable;
}

void lines_put_row(FILE *out, const struct bench_row *row, const struct topology *topology)
{
    json_t *line = json_object();
    put_new(line, ROW_KEY_name, json_string(row->name));
    put_new(line, ROW_KEY_kind, json_string(bench_kind_name(row->kind)));
    put_new(line, ROW_KEY_tier, json_string(bench_tier_name(row->tier)));
    if (row->rank)
        put_new(line, ROW_KEY_rank, json_integer(row->rank));
    put_new(line, ROW_KEY_threads, json_integer(row->threads));
    put_new(line, ROW_KEY_cpus, json_integer(cpus_of(row, topology)));
    put_new(line, ROW_KEY_basis, json_string(basis_words(row->basis)->name));
    if (row->floor)
        put_new(line, ROW_KEY_floor, json_string(floor_name(row->floor)));
    if (*row->promises)
        put_new(line, ROW_KEY_promises, json_string(row->promises));
    put_new(line, ROW_KEY_sampled, json_boolean(row->sampled != NULL));
    if (row->matrix) {
        put_number(line, ROW_KEY_seconds, matrix_seconds(topology));
        put_new(line, ROW_KEY_matrix, matrix_shape(topology));
    }
    if (row->kind == BENCH_GUARANTEE)
        put_new(line, ROW_KEY_outcomes, outcomes_of(row));
    put_line(out, line);
}

void lines_put_absent(FILE *out, const char *text)
{
    put_line(out, json_pack("{s:s}", ROW_KEY_absent, text));
}

/* Members of Google Benchmark's own, which say nothing of the trial or get another name. */
static bool is_frame(const char *key)
{
    static const char *const frame[] = {
        "name",       "family_index", "per_family_instance_index", "run_name",
        "run_type",   "repetitions",  "repetition_index",          "threads",
        "iterations", "time_unit"};
    for (size_t i = 0; i < sizeof frame / sizeof *frame; i++)
        if (strcmp(frame[i], key) == 0)
            return true;
    return strncmp(key, LINES_OUTCOME, strlen(LINES_OUTCOME)) == 0;
}

/* What a guarantee has no use for. */
static bool is_time(const char *key)
{
    return strcmp(key, "real_time") == 0 || strcmp(key, "cpu_time") == 0 ||
           strcmp(key, "cycles_per_op") == 0;
}

static json_t *counts_of(const struct bench_row *row, const json_t *entry)
{
    json_t *counts = json_object();
    char key[32];
    for (unsigned i = 0; i < row->n_outcomes; i++) {
        snprintf(key, sizeof key, LINES_OUTCOME "%u", i);
        double count = json_number_value(json_object_get(entry, key));
        put_new(counts, row->outcome[i].name, json_integer((json_int_t)count));
    }
    return counts;
}

static json_t *trial_line(const struct bench_row *row, json_t *entry)
{
    json_t *line = json_object(), *value;
    const char *key;
    bool guarantee = row->kind == BENCH_GUARANTEE;
    put_new(line, TRIAL_KEY_trial, json_incref(json_object_get(entry, "repetition_index")));
    put_new(line, TRIAL_KEY_iterations, json_incref(json_object_get(entry, "iterations")));
    json_object_foreach (entry, key, value)
        if (!is_frame(key) && !(guarantee && is_time(key)))
            put_new(line, key, json_incref(value));
    if (guarantee)
        put_new(line, TRIAL_KEY_outcomes, counts_of(row, entry));
    return line;
}

static void put_entry(FILE *out, const struct bench_row *row, json_t *entry)
{
    const char *run_type = json_string_value(json_object_get(entry, "run_type")),
               *error = json_string_value(json_object_get(entry, "error_message"));
    if (!run_type || strcmp(run_type, "iteration") != 0) /* the library's aggregates */
        return;
    if (json_is_true(json_object_get(entry, "error_occurred")))
        put_line(out, json_pack("{s:s}", TRIAL_KEY_error,
                                error ? error : "the benchmark reported an error"));
    else
        put_line(out, trial_line(row, entry));
}

int lines_put_trials(FILE *out, const struct bench_row *row, const char *json, char err[SC_ERR])
{
    json_t *root = json_loads(json, 0, NULL), *entry;
    size_t i;
    json_array_foreach (json_object_get(root, "benchmarks"), i, entry)
        put_entry(out, row, entry);
    bool read = root != NULL, written = fflush(out) == 0;
    json_decref(root);
    if (!read || !written)
        snprintf(err, SC_ERR, "%s",
                 read ? "standard output cannot be written" : "Google Benchmark left no report");
    return read && written ? 0 : -1;
}
