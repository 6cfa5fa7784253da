// SPDX-License-Identifier: MIT
// Google Benchmark's JSON: each repetition is a sample; of aggregates, the median where there is
// nothing else.
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/text.h"
#include "report/imports/parts.h"

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

struct gbench {
    struct import *im;
    const json_t *list;
    bool own; /* synccost's own export: names and figures are those of a report */
};

static const char *text_of(const json_t *entry, const char *key)
{
    return json_string_value(json_object_get(entry, key));
}

static bool is_text(const json_t *entry, const char *key, const char *wanted)
{
    const char *text = text_of(entry, key);
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
        if (is_text(entry, "time_unit", units[i].name))
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
    const char *name = text_of(entry, "run_name");
    if (!name)
        name = text_of(entry, "name");
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
    const char *message = text_of(entry, failed ? "error_message" : "skip_message");
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

/* Passes over rows that come before place repeated. Counts in *taken. */
static int take_entry(const struct gbench *g, const json_t *entry, size_t repeated, size_t *taken)
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

/* Whether the entry is one of those that take_entries looks for. False with im->err set where its
 * type is unknown. */
static int is_wanted(const struct gbench *g, const json_t *entry, bool medians, bool *wanted)
{
    bool iteration = is_text(entry, "run_type", "iteration");
    if (!json_is_object(entry))
        return import_refuse(g->im, "is no entry: give what Google Benchmark wrote");
    if (!iteration && !is_text(entry, "run_type", "aggregate"))
        return import_refuse(g->im, "run_type is neither iteration nor aggregate: use Google "
                                    "Benchmark 1.5 or a later one");
    *wanted = medians ? !iteration && is_text(entry, "aggregate_name", "median") : iteration;
    return 0;
}

/* Reads the repetitions, or the medians of rows that have none. */
static int take_entries(const struct gbench *g, bool medians)
{
    const json_t *entry;
    size_t i, taken = 0, repeated = medians ? g->im->report->n_rows : 0;
    json_array_foreach (g->list, i, entry) {
        bool wanted;
        if (is_wanted(g, entry, medians, &wanted) != 0 ||
            (wanted && take_entry(g, entry, repeated, &taken) != 0)) {
            g->im->line = import_entry_line(g->im->text, i);
            return -1;
        }
    }
    g->im->outcome->left_out += taken; /* turned round by read_root */
    return 0;
}

/* ISO 8601 as Google Benchmark writes it. */
static bool is_date(const char *text)
{
    static const char form[] = "0000-00-00T00:00:00";
    size_t i = 0;
    for (; text && form[i]; i++)
        if (form[i] == '0' ? !isdigit((unsigned char)text[i]) : text[i] != form[i])
            return false;
    if (!text || strcmp(text + i, "Z") == 0)
        return text != NULL;
    return (text[i] == '+' || text[i] == '-') && isdigit((unsigned char)text[i + 1]) &&
           isdigit((unsigned char)text[i + 2]) && text[i + 3] == ':' &&
           isdigit((unsigned char)text[i + 4]) && isdigit((unsigned char)text[i + 5]) &&
           !text[i + 6];
}

static void take_context(struct gbench *g, const json_t *context)
{
    struct import *im = g->im;
    const char *date = text_of(context, "date"), *version = text_of(context, "library_version"),
               *machine = text_of(context, "synccost_machine");
    json_t *cpus = json_object_get(context, "num_cpus");
    g->own = text_of(context, "synccost_version") != NULL;
    if (is_date(date))
        put_new(im->report->context, "date", json_string(date));
    if (json_is_integer(cpus) && json_integer_value(cpus) > 0)
        put_new(im->report->context, "num_cpus", json_incref(cpus));
    snprintf(im->tool, sizeof im->tool, "Google Benchmark %.80s", version ? version : "");
    if (g->own && machine)
        snprintf(im->machine, sizeof im->machine, "%s", machine);
    if (is_text(context, "synccost_emulated", "true"))
        import_emulated(im);
    if (!g->own && is_text(context, "library_build_type", "debug"))
        import_warn(im, "debug-library",
                    "The library that measured was built for debugging, which adds to every time.",
                    "Measure with a release build of Google Benchmark.");
}

static int read_root(struct gbench *g, const json_t *root)
{
    const json_t *context = json_object_get(root, "context");
    g->list = json_object_get(root, "benchmarks");
    if (!json_is_object(context) || !json_is_array(g->list))
        return import_refuse(g->im, "has no context, or no list of benchmarks: give what "
                                    "--benchmark_out_format=json wrote");
    if (json_is_object(json_object_get(context, "synccost")))
        return import_refuse(g->im, "is a report of synccost: use it as it is");
    take_context(g, context);
    if (take_entries(g, false) != 0 || take_entries(g, true) != 0)
        return -1;
    g->im->outcome->left_out = json_array_size(g->list) - g->im->outcome->left_out;
    return 0;
}

int import_gbench(struct import *im)
{
    struct gbench g = {.im = im};
    json_error_t error;
    json_t *root = json_loadb(im->text, im->size, JSON_REJECT_DUPLICATES, &error);
    if (!root) {
        im->line = error.line > 0 ? (unsigned)error.line : 1;
        return import_refuse(im,
                             "is no JSON from column %d on: give what "
                             "--benchmark_out_format=json wrote",
                             error.column);
    }
    int status = read_root(&g, root);
    json_decref(root);
    return status;
}
