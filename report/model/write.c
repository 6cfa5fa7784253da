// SPDX-License-Identifier: MIT
// A report as JSON: the context indented, each row on a line of its own, so that two files compare
// line by line.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/file.h"
#include "common/json.h"
#include "common/text.h"
#include "report/model/estimate.h"
#include "report/model/goal.h"
#include "report/model/outcomes.h"
#include "report/model/reaches.h"
#include "report/model/report.h"
#include "report/model/transfers.h"
#include "report/statistics/modes.h"

/* Text may come from a program that died while writing it: what JSON cannot hold becomes '?'. */
static void put_text(json_t *object, const char *key, const char *text)
{
    json_t *string = json_string(text);
    if (!string) {
        size_t size = strlen(text) + 1;
        char *clean = malloc(size);
        if (!clean)
            abort();
        string = json_string(text_clean(text, clean, size));
        free(clean);
    }
    put_new(object, key, string);
}

static json_t *metric_column(const struct row *row, enum metric m)
{
    json_t *column = json_array();
    size_t known = 0;
    for (size_t i = 0; i < row->n_samples; i++) {
        double value = row->samples[i].value[m];
        known += isfinite(value) != 0;
        json_array_append_new(column, isfinite(value) ? json_real(value) : json_null());
    }
    if (known)
        return column;
    json_decref(column);
    return NULL;
}

static void put_named_columns(json_t *samples, const struct row *row)
{
    json_t *keys = row_named(row), *unused;
    const char *key;
    json_object_foreach (keys, key, unused) {
        json_t *column = json_array();
        for (size_t i = 0; i < row->n_samples; i++) {
            double value = sample_named(&row->samples[i], key);
            json_array_append_new(column, isfinite(value) ? json_real(value) : json_null());
        }
        put_new(samples, key, column);
    }
    json_decref(keys);
}

/* One object of counts by outcome for each sample. */
static json_t *outcomes_column(const struct row *row)
{
    json_t *column = json_array();
    for (size_t i = 0; i < row->n_samples; i++)
        json_array_append_new(column, row->samples[i].outcomes
                                          ? json_incref(row->samples[i].outcomes)
                                          : json_object());
    return column;
}

static json_t *cells_column(const struct row *row)
{
    json_t *column = json_array();
    for (size_t i = 0; i < row->n_samples; i++)
        json_array_append(column, row->samples[i].cells);
    return column;
}

static json_t *samples_object(const struct row *row)
{
    json_t *samples = json_object(), *launch = json_array(), *trial = json_array(),
           *iterations = json_array();
    for (size_t i = 0; i < row->n_samples; i++) {
        json_array_append_new(launch, whole(row->samples[i].launch));
        json_array_append_new(trial, whole(row->samples[i].trial));
        json_array_append_new(iterations, whole(row->samples[i].iterations));
    }
    put_new(samples, "launch", launch);
    put_new(samples, "trial", trial);
    put_new(samples, "iterations", iterations);
    for (int m = 0; m < METRIC_COUNT; m++) {
        json_t *column = metric_column(row, (enum metric)m);
        if (column)
            put_new(samples, metric_table[m].key, column);
    }
    put_named_columns(samples, row);
    if (row->kind == KIND_GUARANTEE)
        put_new(samples, "outcomes", outcomes_column(row));
    if (row->matrix)
        put_new(samples, "cells", cells_column(row));
    return samples;
}

static void put_figures(json_t *object, const struct row *row)
{
    put_number(object, "real_time", row_metric(row, METRIC_real_time));
    put_number(object, "cpu_time", row_metric(row, METRIC_cpu_time));
    put_new(object, "time_unit", json_string("ns"));
    put_number(object, "real_time_low", row->time.low);
    put_number(object, "real_time_high", row->time.high);
    put_number(object, "real_time_min", row->time.min);
    put_number(object, "real_time_q1", row->time.q1);
    put_number(object, "real_time_q3", row->time.q3);
    put_number(object, "cycles_per_op_low", row->cycles.low);
    put_number(object, "cycles_per_op_high", row->cycles.high);
    for (int m = 0; m < METRIC_COUNT; m++)
        if (m != METRIC_real_time && m != METRIC_cpu_time)
            put_number(object, metric_table[m].key, row_metric(row, (enum metric)m));
    json_t *keys = row_named(row), *unused;
    const char *key;
    json_object_foreach (keys, key, unused)
        put_number(object, key, row_named_metric(row, key));
    json_decref(keys);
}

static void put_modes(json_t *object, const struct row *row)
{
    struct modes m;
    estimate_modes(row, METRIC_real_time, &m);
    if (m.n > 1)
        put_new(object, "modes", modes_json(&m));
}

/* Round trips at which trials count; only where something is left out. */
static void put_distance(json_t *object, const struct row *row)
{
    const struct apart apart = row_apart(row);
    if (!apart.trials)
        return;
    json_t *distance = json_object();
    put_number(distance, "line_ns_low", row->reach.low);
    put_number(distance, "line_ns_high", row->reach.high);
    put_new(distance, "launches_apart", whole(apart.launches));
    put_number(distance, "line_ns_apart", apart.line_ns);
    put_new(object, "distance", distance);
}

static void put_goal(json_t *object, const struct row *row)
{
    put_new(object, "quiet_launches", whole(row->time.quiet));
    if (row->time.noisy)
        put_new(object, "noisy", json_true());
    put_number(object, "goal", goal_width(row));
    put_new(object, "goal_reached", json_boolean(goal_reached(row)));
}

/* Reckoned from this report's other rows: beside the measured figures, never among them. */
static void put_estimates(json_t *object, const struct report *r, const struct row *row)
{
    double transfers = transfers_estimate(r, row);
    if (!isfinite(transfers))
        return;
    json_t *est = json_object();
    put_number(est, "line_transfers_per_op", transfers);
    put_number(est, "line_transfers_over_counted",
               transfers / row_metric(row, METRIC_pmu_line_transfers));
    put_new(object, "est", est);
}

static unsigned launches_of(const struct row *row)
{
    return row->kind == KIND_TIME ? row->time.launches : row_launches(row);
}

static json_t *row_object(const struct report *r, const struct row *row)
{
    json_t *object = json_object();
    uint64_t iterations = 0;
    for (size_t i = 0; i < row->n_samples; i++)
        if (__builtin_add_overflow(iterations, row->samples[i].iterations, &iterations))
            iterations = UINT64_MAX;
    put_text(object, "name", row->name);
    put_text(object, "run_name", row->name);
    put_text(object, "run_type", "aggregate");
    put_text(object, "aggregate_name", "median");
    put_text(object, "aggregate_unit", "time");
    put_new(object, "repetitions", json_integer(launches_of(row)));
    if (row->threads)
        put_new(object, "threads", json_integer(row->threads));
    put_new(object, "iterations", whole(iterations));
    put_figures(object, row);
    put_estimates(object, r, row);
    put_text(object, "kind", row_kind_name(row));
    if (row->kind == KIND_GUARANTEE)
        put_new(object, "outcomes", outcomes_json(row));
    if (row->matrix)
        put_new(object, "matrix", json_incref(row->matrix));
    if (row->basis)
        put_text(object, "basis", row->basis);
    if (row->floor)
        put_text(object, "floor", row->floor);
    if (row->promises)
        put_text(object, "promises", row->promises);
    if (row->cpus)
        put_new(object, "cpus", json_integer(row->cpus));
    put_text(object, "status", row_status_name(row->status));
    if (row->status != ROW_OK) {
        const char *reason = row->reason ? row->reason : row_status_name(row->status);
        put_text(object, "reason", reason);
        put_new(object, "error_occurred", json_true());
        put_text(object, "error_message", reason);
    }
    put_new(object, "launches", json_integer(launches_of(row)));
    if (row->time.launches) {
        put_goal(object, row);
        put_modes(object, row);
        put_distance(object, row);
    }
    if (row->n_samples)
        put_new(object, "samples", samples_object(row));
    return object;
}

static json_t *context_object(const struct report *r)
{
    json_t *context = r->context ? json_copy(r->context) : json_object();
    const json_t *ours = json_object_get(context, "synccost");
    json_t *copy = json_is_object(ours) ? json_copy((json_t *)ours) : json_object();
    put_new(copy, "schema", json_integer(REPORT_SCHEMA));
    put_new(context, "json_schema_version", json_integer(1));
    put_new(context, "synccost", copy);
    return context;
}

static int indent_more(const char *text, size_t size, void *file)
{
    for (size_t i = 0; i < size; i++) {
        fputc(text[i], file);
        if (text[i] == '\n') /* never inside a string, where JSON writes \n */
            fputs("  ", file);
    }
    return 0;
}

static void write_json(FILE *f, const void *report)
{
    const struct report *r = report;
    fputs("{\n  \"context\": ", f);
    json_t *context = context_object(r);
    json_dump_callback(context, indent_more, f,
                       JSON_INDENT(2) | JSON_REAL_PRECISION(REPORT_DIGITS));
    json_decref(context);
    fputs(",\n  \"benchmarks\": [", f);
    for (size_t i = 0; i < r->n_rows; i++) {
        fputs(i ? ",\n    " : "\n    ", f);
        json_t *row = row_object(r, &r->rows[i]);
        json_dumpf(row, f, JSON_COMPACT | JSON_REAL_PRECISION(REPORT_DIGITS));
        json_decref(row);
    }
    fputs(r->n_rows ? "\n  ]\n}\n" : "]\n}\n", f);
}

int report_write(const struct report *r, const char *path, char err[SC_ERR])
{
    return file_replace(path, write_json, r, err);
}
