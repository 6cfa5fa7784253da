// SPDX-License-Identifier: MIT
// JSON lines: append, flush, read back.
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/model/matrix.h"
#include "report/model/old_names.h"
#include "report/model/outcomes.h"
#include "synccost/run/journal.h"

static char *journal_path(const char *dir)
{
    char *path = NULL;
    if (asprintf(&path, "%s/" JOURNAL_NAME, dir) < 0)
        abort();
    return path;
}

static int put_line(FILE *journal, const json_t *line, char err[SC_ERR])
{
    char *text = json_dumps(line, JSON_COMPACT | JSON_REAL_PRECISION(7));
    int bad = !text || fputs(text, journal) < 0 || fputc('\n', journal) < 0 || fflush(journal) != 0;
    free(text);
    if (!bad)
        return 0;
    snprintf(err, SC_ERR,
             "cannot write the journal (%s): free some space, then synccost run --resume",
             strerror(errno));
    clearerr(journal);
    return -1;
}

FILE *journal_create(const char *dir, const json_t *header, char err[SC_ERR])
{
    char *path = journal_path(dir);
    FILE *f = fopen(path, "wxe");
    if (!f && errno == EEXIST)
        snprintf(err, SC_ERR,
                 "the folder holds an unfinished run: finish it with --resume, or choose another "
                 "with --out");
    else if (!f)
        snprintf(err, SC_ERR, "cannot write there (%s): choose another folder with --out",
                 strerror(errno));
    else if (put_line(f, header, err) != 0) {
        fclose(f);
        unlink(path);
        f = NULL;
    }
    free(path);
    return f;
}

/* The launch's row by the name that the row has today: an earlier version may have begun the
 * run. */
static void renew_row(json_t *line)
{
    char name[REPORT_NAME];
    const char *written = json_string_value(json_object_get(line, "row"));
    if (!written || !report_name_allowed(written))
        return;
    snprintf(name, sizeof name, "%s", written);
    old_name_renew(name);
    json_object_set_new(line, "row", json_string(name));
}

/* A line cut short by a crash is the last one: what stands before it is kept, and the file is cut
 * back to it. */
static long read_lines(FILE *f, json_t **header, json_t *launches)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    long good = 0;
    while ((length = getline(&line, &room, f)) > 0 && line[length - 1] == '\n') {
        json_t *value = json_loads(line, 0, NULL);
        if (!json_is_object(value)) {
            json_decref(value);
            break;
        }
        if (*header) {
            renew_row(value);
            json_array_append_new(launches, value);
        } else {
            *header = value;
        }
        good = ftell(f);
    }
    free(line);
    return good;
}

FILE *journal_open(const char *dir, json_t **header, json_t **launches, char err[SC_ERR])
{
    char *path = journal_path(dir);
    FILE *f = fopen(path, "r+e");
    *header = NULL;
    *launches = json_array();
    if (!f) {
        snprintf(err, SC_ERR, "no unfinished run there (%s: %s): start a new one without --resume",
                 JOURNAL_NAME, strerror(errno));
        free(path);
        return NULL;
    }
    free(path);
    long good = read_lines(f, header, *launches);
    if (*header && fseek(f, good, SEEK_SET) == 0 && ftruncate(fileno(f), good) == 0)
        return f;
    snprintf(err, SC_ERR, "the journal cannot be read: start a new run without --resume");
    fclose(f);
    return NULL;
}

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

int journal_append(FILE *journal, const char *row, unsigned launch,
                   const struct launch_result *result, char err[SC_ERR])
{
    long before = ftell(journal);
    json_t *samples = json_array();
    for (size_t i = 0; i < result->n_samples; i++)
        json_array_append_new(samples, sample_json(&result->samples[i]));
    json_t *line =
        json_pack("{s:s, s:i, s:s, s:f, s:o}", "row", row, "launch", (int)launch, "status",
                  status_names[result->status], "seconds", result->seconds, "samples", samples);
    if (result->reason[0])
        json_object_set_new(line, "reason",
                            json_stringn_nocheck(result->reason, strlen(result->reason)));
    int status = put_line(journal, line, err);
    json_decref(line);
    if (status != 0 && before >= 0 && ftruncate(fileno(journal), before) != 0)
        return -1; /* journal_open drops a half line all the same */
    return status;
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
        row->reason = strdup(reason ? reason : "unknown");
        return true;
    }
    size_t i;
    json_t *o;
    json_array_foreach (json_object_get(line, "samples"), i, o)
        apply_sample(row, launch, o);
    return true;
}

void journal_remove(const char *dir)
{
    char *path = journal_path(dir);
    unlink(path);
    free(path);
}
