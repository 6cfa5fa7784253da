// SPDX-License-Identifier: MIT
// Google Benchmark's JSON: each repetition is a sample; of aggregates, the median where there is
// nothing else.
#include <ctype.h>
#include <string.h>

#include "common/json.h"
#include "report/imports/gbench.h"

/* Whether the entry is one of those that take_entries looks for. False with im->err set where its
 * type is unknown. */
static int is_wanted(const struct gbench *g, const json_t *entry, bool medians, bool *wanted)
{
    bool iteration = gbench_says(entry, "run_type", "iteration");
    if (!json_is_object(entry))
        return import_refuse(g->im, "is no entry: give what Google Benchmark wrote");
    if (!iteration && !gbench_says(entry, "run_type", "aggregate"))
        return import_refuse(g->im, "run_type is neither iteration nor aggregate: use Google "
                                    "Benchmark 1.5 or a later one");
    *wanted = medians ? !iteration && gbench_says(entry, "aggregate_name", "median") : iteration;
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
            (wanted && gbench_entry(g, entry, repeated, &taken) != 0)) {
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
    const char *date = gbench_text(context, "date"),
               *version = gbench_text(context, "library_version"),
               *machine = gbench_text(context, "synccost_machine");
    json_t *cpus = json_object_get(context, "num_cpus");
    g->own = gbench_text(context, "synccost_version") != NULL;
    if (is_date(date))
        put_new(im->report->context, "date", json_string(date));
    if (json_is_integer(cpus) && json_integer_value(cpus) > 0)
        put_new(im->report->context, "num_cpus", json_incref(cpus));
    snprintf(im->tool, sizeof im->tool, "Google Benchmark %.80s", version ? version : "");
    if (g->own && machine)
        snprintf(im->machine, sizeof im->machine, "%s", machine);
    if (gbench_says(context, "synccost_emulated", "true"))
        import_emulated(im);
    if (!g->own && gbench_says(context, "library_build_type", "debug"))
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
