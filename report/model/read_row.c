// SPDX-License-Identifier: MIT
// One row of a report from its JSON: every type, length and range is checked, since the file may
// come from anywhere.
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/basis.h"
#include "report/model/matrix.h"
#include "report/model/old_names.h"
#include "report/model/outcomes.h"
#include "report/model/read_row.h"

/* What every complaint ends with: a report is not mended by hand. */
#define RETAKE ": take the file anew from where it was measured"

__attribute__((format(printf, 2, 3))) static int refuse(char err[SC_ERR], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(err, SC_ERR, format, args);
    va_end(args);
    size_t most = SC_ERR - sizeof RETAKE, at = n < 0 ? 0 : (size_t)n > most ? most : (size_t)n;
    memcpy(err + at, RETAKE, sizeof RETAKE);
    return -1;
}

static bool text_is(const json_t *object, const char *key, const char *wanted)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text && strcmp(text, wanted) == 0;
}

/* An unsigned integer, 0 where the key is absent. */
static bool get_count(const json_t *object, const char *key, json_int_t most, unsigned *value)
{
    const json_t *number = json_object_get(object, key);
    *value = 0;
    if (!number)
        return true;
    if (!json_is_integer(number) || json_integer_value(number) < 0 ||
        json_integer_value(number) > most)
        return false;
    *value = (unsigned)json_integer_value(number);
    return true;
}

static bool number_in_range(const json_t *number, enum metric m)
{
    return json_is_number(number) && metric_in_range(json_number_value(number), m);
}

static bool get_status(const json_t *json, enum row_status *status)
{
    for (int s = ROW_OK; s <= ROW_INCOMPLETE; s++)
        if (text_is(json, "status", row_status_name((enum row_status)s))) {
            *status = (enum row_status)s;
            return true;
        }
    return false;
}

static void keep_text(char **to, const json_t *object, const char *key)
{
    *to = checked_text(json_string_value(json_object_get(object, key)));
}

static int check_words(const json_t *json, const char *name, char err[SC_ERR])
{
    const json_t *basis = json_object_get(json, "basis"), *floor = json_object_get(json, "floor");
    const json_t *reason = json_object_get(json, "reason");
    const json_t *promises = json_object_get(json, "promises");
    if (!text_is(json, "run_name", name) || !text_is(json, "run_type", "aggregate"))
        return refuse(err, "row %s is not a row of medians (run_name, run_type)", name);
    if (!text_is(json, "time_unit", "ns"))
        return refuse(err, "row %s has a time_unit other than \"ns\"", name);
    if (basis && !basis_find(json_string_value(basis)))
        return refuse(err, "row %s has an unknown basis", name);
    if (floor && (!json_is_string(floor) || !report_name_allowed(json_string_value(floor))))
        return refuse(err, "row %s names a floor that cannot be a row", name);
    if (promises &&
        (!json_is_string(promises) || !report_name_allowed(json_string_value(promises))))
        return refuse(err, "row %s has promises that are no words", name);
    if (reason && !json_is_string(reason))
        return refuse(err, "row %s has a reason that is not text", name);
    return 0;
}

static int check_figures(const json_t *json, const char *name, char err[SC_ERR])
{
    for (int m = 0; m < METRIC_COUNT; m++) {
        const json_t *figure = json_object_get(json, metric_table[m].key);
        if (figure && !number_in_range(figure, (enum metric)m))
            return refuse(err, "row %s has a %s that is not a number in its range", name,
                          metric_table[m].key);
    }
    return 0;
}

/* Columns that this version does not know are let pass, but must be columns. */
static int check_columns(const json_t *samples, size_t n, const char *name, char err[SC_ERR])
{
    const char *key;
    json_t *column;
    json_object_foreach ((json_t *)samples, key, column) {
        if (!json_is_array(column))
            return refuse(err, "row %s has a sample column that is not an array", name);
        if (json_array_size(column) != n)
            return refuse(err, "row %s has sample columns of different lengths", name);
    }
    return 0;
}

static bool get_element(const json_t *samples, const char *key, size_t i, json_int_t most,
                        json_int_t *value)
{
    const json_t *element = json_array_get(json_object_get(samples, key), i);
    *value = json_integer_value(element);
    return json_is_integer(element) && *value >= 0 && *value <= most;
}

static bool known_number(const json_t *value)
{
    return number_in_range(value, METRIC_real_time);
}

/* Columns of counters with names of their own: not too many, and of numbers. */
static int check_named(const json_t *samples, const char *name, char err[SC_ERR])
{
    const char *key;
    json_t *column, *value;
    size_t i, named = 0;
    json_object_foreach ((json_t *)samples, key, column) {
        if (!metric_is_named(key))
            continue;
        if (++named > REPORT_NAMED)
            return refuse(err, "row %s has more than %d counters with names of their own", name,
                          REPORT_NAMED);
        json_array_foreach (column, i, value)
            if (!json_is_null(value) && !known_number(value))
                return refuse(err, "row %s has a sample of %s that is not a number in its range",
                              name, key);
    }
    return 0;
}

static void read_named(const json_t *samples, size_t i, struct sample *s)
{
    const char *key;
    json_t *column;
    json_object_foreach ((json_t *)samples, key, column)
        if (metric_is_named(key) && json_is_number(json_array_get(column, i)))
            sample_set_named(s, key, json_number_value(json_array_get(column, i)));
}

static int read_cells(const struct row *row, const json_t *samples, size_t i, struct sample *s,
                      char err[SC_ERR])
{
    const json_t *cells = json_array_get(json_object_get(samples, "cells"), i);
    const char *fault = row->matrix ? matrix_cells_fault(row->matrix, cells) : NULL;
    if (fault)
        return refuse(err, "row %s: %s", row->name, fault);
    if (row->matrix)
        s->cells = matrix_cells_known(cells);
    return 0;
}

static int read_outcomes(const struct row *row, const json_t *samples, size_t i, struct sample *s,
                         char err[SC_ERR])
{
    json_t *counts = json_array_get(json_object_get(samples, "outcomes"), i);
    const char *fault = row->kind == KIND_GUARANTEE
                            ? outcomes_counts_fault(row->outcomes, counts, s->iterations)
                            : NULL;
    if (fault)
        return refuse(err, "row %s: %s", row->name, fault);
    if (row->kind == KIND_GUARANTEE)
        s->outcomes = json_incref(counts);
    return 0;
}

static int read_sample(const struct row *row, const json_t *samples, size_t i, struct sample *s,
                       char err[SC_ERR])
{
    const char *name = row->name;
    json_int_t launch, trial, iterations;
    if (!get_element(samples, "launch", i, INT_MAX, &launch) ||
        !get_element(samples, "trial", i, INT_MAX, &trial) ||
        !get_element(samples, "iterations", i, INT64_MAX, &iterations))
        return refuse(err, "row %s has a launch, trial or iterations that is not a count", name);
    s->launch = (unsigned)launch;
    s->trial = (unsigned)trial;
    s->iterations = (uint64_t)iterations;
    read_named(samples, i, s);
    for (int m = 0; m < METRIC_COUNT; m++) {
        const json_t *column = json_object_get(samples, metric_table[m].key),
                     *value = json_array_get(column, i);
        s->value[m] = NAN;
        if (!column || json_is_null(value))
            continue;
        if (!number_in_range(value, (enum metric)m))
            return refuse(err, "row %s has a sample of %s that is not a number in its range", name,
                          metric_table[m].key);
        s->value[m] = json_number_value(value);
    }
    return read_cells(row, samples, i, s, err) == 0 ? read_outcomes(row, samples, i, s, err) : -1;
}

static int read_samples(struct row *row, const json_t *samples, char err[SC_ERR])
{
    size_t n = json_array_size(json_object_get(samples, "launch"));
    if (!json_is_object(samples))
        return refuse(err, "row %s has samples that are not an object of columns", row->name);
    for (const char *const *key = (const char *const[]){"launch", "trial", "iterations", NULL};
         *key; key++)
        if (!json_object_get(samples, *key))
            return refuse(err, "row %s has no sample column %s", row->name, *key);
    if (n > REPORT_SAMPLES)
        return refuse(err, "row %s has more than %d samples", row->name, REPORT_SAMPLES);
    if (check_columns(samples, n, row->name, err) != 0)
        return -1;
    if (check_named(samples, row->name, err) != 0)
        return -1;
    for (size_t i = 0; i < n; i++) {
        struct sample s = {0};
        int status = read_sample(row, samples, i, &s, err);
        if (status == 0)
            row_add_sample(row, &s);
        sample_free(&s);
        if (status != 0)
            return -1;
    }
    return 0;
}

static bool get_outcomes(struct row *row, json_t *list)
{
    if (outcomes_fault(list))
        return false;
    row->outcomes = json_incref(list);
    return true;
}

/* A row without a matrix is as good as any. */
static int read_matrix(struct row *row, const json_t *json, char err[SC_ERR])
{
    const json_t *matrix = json_object_get(json, "matrix");
    const char *fault = matrix ? matrix_fault(matrix) : NULL;
    if (fault)
        return refuse(err, "row %s has %s", row->name, fault);
    row->matrix = matrix ? matrix_known(matrix) : NULL;
    return 0;
}

int read_row(struct report *r, const json_t *json, char err[SC_ERR])
{
    const char *written = json_string_value(json_object_get(json, "name"));
    size_t place = r->n_rows + 1;
    if (!written)
        return refuse(err, "row %zu has no name", place);
    if (!report_name_allowed(written))
        return refuse(err, "row %zu has an empty or overlong name or one with forbidden characters",
                      place);
    char name[REPORT_NAME];
    snprintf(name, sizeof name, "%s", written);
    old_name_renew(name);
    if (report_row(r, name))
        return refuse(err, "two rows are named %s", name);
    if (check_words(json, written, err) != 0 || check_figures(json, name, err) != 0)
        return -1;
    struct row *row = report_add_row(r, name);
    row_set_kind(row, json_string_value(json_object_get(json, "kind")));
    if (row->kind == KIND_GUARANTEE && !get_outcomes(row, json_object_get(json, "outcomes")))
        return refuse(err, "row %s is a guarantee without a list of its outcomes", name);
    if (read_matrix(row, json, err) != 0)
        return -1;
    if (!get_status(json, &row->status))
        return refuse(err, "row %s has no status, or one that is not known", name);
    if (!get_count(json, "threads", REPORT_THREADS, &row->threads) ||
        !get_count(json, "cpus", REPORT_THREADS, &row->cpus))
        return refuse(err, "row %s has threads or cpus that are not a count", name);
    if (row->status == ROW_OK && !row->threads && !row->imported)
        return refuse(err, "row %s does not say its threads", name);
    keep_text(&row->basis, json, "basis");
    keep_text(&row->floor, json, "floor");
    keep_text(&row->promises, json, "promises");
    if (row->floor)
        old_name_renew(row->floor);
    if (row->status != ROW_OK)
        keep_text(&row->reason, json, "reason");
    const json_t *samples = json_object_get(json, "samples");
    if (!samples && row->status == ROW_OK)
        return refuse(err, "row %s has no samples", name);
    return samples ? read_samples(row, samples, err) : 0;
}
