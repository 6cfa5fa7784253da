// SPDX-License-Identifier: MIT
// A launch as a line of the journal, and back into a report.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "report/model/matrix.h"
#include "report/model/old_names.h"
#include "report/model/outcomes.h"
#include "synccost/run/journal.h"

static json_t *sample_json(const struct sample *s)
{
    json_t *o =
        json_pack("{s:i, s:I}", "trial", (int)s->trial, "iterations", (json_int_t)s->iterations);
    for (int m = 0; m < METRIC_COUNT; m++)
        if (isfinite(s->value[m]))
            json_object_set_new(o, metric_table[m].key, json_real(s->value[m]));
    if (s->named)
        json_object_update(o, s->named);
    if (s->outcomes)
        json_object_set(o, "outcomes", s->outcomes);
    if (s->cells)
        json_object_set(o, "cells", s->cells);
    return o;
}

static const char *const status_names[] = {"ok", "failed", "timeout", "interrupted"};

json_t *journal_line(const char *row, unsigned launch, const struct launch_result *result)
{
    json_t *samples = json_array();
    for (size_t i = 0; i < result->n_samples; i++)
        json_array_append_new(samples, sample_json(&result->samples[i]));
    json_t *line =
        json_pack("{s:s, s:i, s:s, s:f, s:o}", "row", row, "launch", (int)launch, "status",
                  status_names[result->status], "seconds", result->seconds, "samples", samples);
    if (result->reason[0])
        json_object_set_new(line, "reason",
                            json_stringn_nocheck(result->reason, strlen(result->reason)));
    return line;
}

void journal_renew_row(json_t *line, const struct report *r)
{
    char name[REPORT_NAME];
    const char *written = json_string_value(json_object_get(line, "row"));
    if (!written || !report_name_allowed(written) || report_row(r, written))
        return;
    snprintf(name, sizeof name, "%s", written);
    old_name_renew(name);
    json_object_set_new(line, "row", json_string(name));
}

const char *journal_row(const json_t *line, unsigned *launch)
{
    const json_t *number = json_object_get(line, "launch");
    if (!json_is_integer(number) || json_integer_value(number) < 0)
        return NULL;
    *launch = (unsigned)json_integer_value(number);
    return json_string_value(json_object_get(line, "row"));
}

static void apply_sample(struct row *row, unsigned launch, const json_t *o)
{
    struct sample s = {.launch = launch,
                       .trial = (unsigned)json_integer_value(json_object_get(o, "trial")),
                       .iterations =
                           (uint64_t)json_integer_value(json_object_get(o, "iterations"))};
    for (int m = 0; m < METRIC_COUNT; m++) {
        const json_t *v = json_object_get(o, metric_table[m].key);
        s.value[m] = json_is_number(v) ? json_number_value(v) : NAN;
    }
    const char *key;
    json_t *value;
    json_object_foreach ((json_t *)o, key, value)
        if (metric_is_named(key) && json_is_number(value))
            sample_set_named(&s, key, json_number_value(value));
    if (!outcomes_counts_fault(row->outcomes, json_object_get(o, "outcomes"), s.iterations))
        s.outcomes = json_incref(json_object_get(o, "outcomes"));
    const json_t *cells = json_object_get(o, "cells");
    const bool whole = !row->matrix || !matrix_cells_fault(row->matrix, cells);
    if (row->matrix && whole)
        s.cells = matrix_cells_known(cells);
    if (whole)
        row_add_sample(row, &s);
    sample_free(&s);
}

bool journal_apply(struct report *r, const json_t *line)
{
    unsigned launch;
    const char *name = journal_row(line, &launch),
               *status = json_string_value(json_object_get(line, "status"));
    struct row *row = name ? report_row(r, name) : NULL;
    if (!row || !status)
        return false;
    if (strcmp(status, "ok") != 0) {
        const char *reason = json_string_value(json_object_get(line, "reason"));
        row->status = strcmp(status, "timeout") == 0 ? ROW_TIMEOUT : ROW_FAILED;
        free(row->reason);
        row->reason = checked_text(reason ? reason : "unknown");
        return true;
    }
    size_t i;
    json_t *o;
    json_array_foreach (json_object_get(line, "samples"), i, o)
        apply_sample(row, launch, o);
    return true;
}
