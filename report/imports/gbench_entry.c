// SPDX-License-Identifier: MIT
// One entry of Google Benchmark's list of benchmarks as a sample of a row.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "report/imports/gbench.h"

/* The entries that say nothing of ours, or that are read by name below. */
static const char *const known[] = {"name",
                                    "family_index",
                                    "per_family_instance_index",
                                    "run_name",
                                    "run_type",
                                    "repetitions",
                                    "repetition_index",
                                    "threads",
                                    "iterations",
                                    "real_time",
                                    "cpu_time",
                                    "time_unit",
                                    "label",
                                    "error_occurred",
                                    "error_message",
                                    "skipped",
                                    "skip_message",
                                    "aggregate_name",
                                    "aggregate_unit",
                                    "launch",
                                    "trial",
                                    NULL};

const char *gbench_text(const json_t *entry, const char *key)
{
    return json_string_value(json_object_get(entry, key));
}

bool gbench_says(const json_t *entry, const char *key, const char *wanted)
{
    const char *text = gbench_text(entry, key);
    return text && strcmp(text, wanted) == 0;
}

/* NAN where the entry has no such unit. */
static double unit_ns(const json_t *entry)
{
    static const struct {
        const char *name;
        double ns;
    } units[] = {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (gbench_says(entry, "time_unit", units[i].name))
            return units[i].ns;
    return NAN;
}

/* A count that may be absent, which leaves *n as it is. */
static int take_count(struct import *im, const json_t *entry, const char *key, json_int_t most,
                      json_int_t *n)
{
    const json_t *value = json_object_get(entry, key);
    if (!value)
        return 0;
    *n = json_integer_value(value);
    return json_is_integer(value) && *n >= 0 && *n <= most
               ? 0
               : import_refuse(im, "%s is no count from 0", key);
}

static int take_time(struct import *im, const json_t *entry, const char *key, enum metric m,
                     struct sample *s)
{
    const json_t *value = json_object_get(entry, key);
    double unit = unit_ns(entry);
    if (isnan(unit))
        return import_refuse(im, "time_unit is none of ns, us, ms and s");
    s->value[m] = json_number_value(value) * unit;
    return json_is_number(value) && metric_in_range(s->value[m], m)
               ? 0
               : import_refuse(im, "%s is no time from 0", key);
}

static bool is_known(const char *key)
{
    for (size_t i = 0; known[i]; i++)
        if (strcmp(known[i], key) == 0)
            return true;
    return false;
}

/* A figure of that name, where the file is synccost's own. */
static bool take_figure(const struct gbench *g, const char *key, const json_t *value,
                        struct sample *s)
{
    double number = json_number_value(value);
    if (!g->own || !json_is_number(value))
        return false;
    for (int m = 0; m < METRIC_COUNT; m++)
        if (strcmp(metric_table[m].key, key) == 0 && metric_in_range(number, (enum metric)m)) {
            s->value[m] = number;
            return true;
        }
    if (!metric_is_named(key) || !metric_in_range(number, METRIC_real_time) ||
        json_object_size(s->named) >= REPORT_NAMED)
        return false;
    sample_set_named(s, key, number);
    return true;
}

static void take_figures(const struct gbench *g, const json_t *entry, struct sample *s)
{
    struct import_outcome *o = g->im->outcome;
    const char *key;
    json_t *value;
    json_object_foreach ((json_t *)entry, key, value)
        if (!is_known(key) && !take_figure(g, key, value, s) && o->counters++ == 0)
            text_clean(key, o->counter, sizeof o->counter);
}

static struct row *find_row(const struct gbench *g, const json_t *entry)
{
    const char *name = gbench_text(entry, "run_name");
    if (!name)
        name = gbench_text(entry, "name");
    if (!name) {
        import_refuse(g->im, "has no name: give what Google Benchmark wrote");
        return NULL;
    }
    if (g->own)
        return import_row(g->im, name, false);
    char *own = NULL;
    if (asprintf(&own, "gbench/%s", name) < 0)
        abort();
    struct row *row = import_row(g->im, own, true);
    free(own);
    return row;
}

static void end_row(struct row *row, enum row_status status, const char *message)
{
    char clean[REPORT_NAME];
    if (row->n_samples) /* one repetition of several: what was measured stays, not as complete */
        row->status = ROW_INCOMPLETE;
    else
        row->status = status;
    if (!row->reason && !(row->reason = strdup(text_clean(message, clean, sizeof clean))))
        abort();
}

/* An entry without a time: it failed, or was skipped. */
static bool without_time(const json_t *entry, struct row *row)
{
    bool failed = json_is_true(json_object_get(entry, "error_occurred")),
         skipped = json_is_true(json_object_get(entry, "skipped"));
    const char *message = gbench_text(entry, failed ? "error_message" : "skip_message");
    if (!failed && !skipped)
        return false;
    end_row(row, failed ? ROW_FAILED : ROW_SKIPPED,
            message && *message ? message
            : failed            ? "failed, and does not say why"
                                : "skipped, and does not say why");
    return true;
}

static int place_sample(const struct gbench *g, const json_t *entry, const struct row *row,
                        struct sample *s)
{
    json_int_t repetition = (json_int_t)row->n_samples, launch = 0, trial = -1, iterations = 0;
    if (take_count(g->im, entry, "repetition_index", INT32_MAX, &repetition) != 0 ||
        take_count(g->im, entry, "iterations", INT64_MAX, &iterations) != 0)
        return -1;
    if (g->own && (take_count(g->im, entry, "launch", INT32_MAX, &launch) != 0 ||
                   take_count(g->im, entry, "trial", INT32_MAX, &trial) != 0))
        return -1;
    s->launch = (unsigned)launch;
    s->trial = (unsigned)(trial >= 0 ? trial : repetition);
    s->iterations = (uint64_t)iterations;
    const struct sample *before = row->n_samples ? &row->samples[row->n_samples - 1] : NULL;
    if (before &&
        (s->launch < before->launch || (s->launch == before->launch && s->trial <= before->trial)))
        return import_refuse(g->im,
                             "repetition %u of %.60s stands behind repetition %u: give each "
                             "once",
                             s->trial, row->name, before->trial);
    return 0;
}

static int take_threads(struct import *im, const json_t *entry, struct row *row)
{
    json_int_t threads = 0;
    if (take_count(im, entry, "threads", REPORT_THREADS, &threads) != 0)
        return -1;
    if (row->n_samples && row->threads != (unsigned)threads)
        return import_refuse(im, "%.60s has another number of threads than before", row->name);
    row->threads = (unsigned)threads;
    return 0;
}

int gbench_entry(const struct gbench *g, const json_t *entry, size_t repeated, size_t *taken)
{
    struct row *row = find_row(g, entry);
    struct sample s = import_no_sample();
    if (row && row < g->im->report->rows + repeated)
        return 0;
    if (!row || take_threads(g->im, entry, row) != 0)
        return -1;
    ++*taken;
    if (without_time(entry, row))
        return 0;
    int status = take_time(g->im, entry, "real_time", METRIC_real_time, &s);
    if (status == 0 && json_object_get(entry, "cpu_time"))
        status = take_time(g->im, entry, "cpu_time", METRIC_cpu_time, &s);
    if (status == 0)
        status = place_sample(g, entry, row, &s);
    if (status == 0) {
        take_figures(g, entry, &s);
        status = import_add(g->im, row, &s);
    }
    if (status == 0 && row->status != ROW_OK)
        row->status = ROW_INCOMPLETE;
    sample_free(&s);
    return status;
}
