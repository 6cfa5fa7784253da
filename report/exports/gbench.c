// SPDX-License-Identifier: MIT
// Google Benchmark's JSON, one entry per trial as its library writes repetitions, for its
// compare.py.
#include <string.h>

#include "common/json.h"
#include "report/exports/export.h"
#include "report/model/facts.h"

/* Copies the library's own keys, each where it is of the library's type. */
static void copy_frame(json_t *to, const json_t *from)
{
    static const struct {
        const char *key;
        json_type type;
    } keys[] = {{"date", JSON_STRING},         {"host_name", JSON_STRING},
                {"executable", JSON_STRING},   {"num_cpus", JSON_INTEGER},
                {"mhz_per_cpu", JSON_INTEGER}, {"caches", JSON_ARRAY},
                {"load_avg", JSON_ARRAY}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        json_t *value = json_object_get(from, keys[i].key);
        if (value && json_typeof(value) == keys[i].type)
            put_new(to, keys[i].key, json_incref(value));
    }
}

/* Facts of ours as the library writes what a program added to its context: flat text. */
static json_t *context_json(const struct export *e)
{
    static const struct {
        const char *key, *path;
    } facts[] = {{"library_version", "build.benchmark_library"},
                 {"synccost_version", "version"},
                 {"synccost_revision", "build.revision"},
                 {"synccost_machine", "machine.slug"},
                 {"synccost_fingerprint", "machine.fingerprint"}};
    const struct report *r = e->report;
    json_t *context = json_object();
    copy_frame(context, r->context);
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        char text[256];
        if (json_is_string(report_member(r, facts[i].path)))
            put_new(context, facts[i].key,
                    json_string(report_fact(r, facts[i].path, text, sizeof text)));
    }
    if (e->emulated)
        put_new(context, "synccost_emulated", json_string("true"));
    if (e->imported)
        put_new(context, "synccost_imported", json_string("true"));
    put_new(context, "json_schema_version", json_integer(1));
    return context;
}

static json_t *entry_json(const struct export_row *from, size_t family, size_t repetition)
{
    const struct row *row = from->row;
    const struct sample *s = from->sample[repetition];
    json_t *entry = json_object();
    put_new(entry, "name", json_string(row->name));
    put_new(entry, "family_index", whole(family));
    put_new(entry, "per_family_instance_index", json_integer(0));
    put_new(entry, "run_name", json_string(row->name));
    put_new(entry, "run_type", json_string("iteration"));
    put_new(entry, "repetitions", whole(from->n));
    put_new(entry, "repetition_index", whole(repetition));
    if (row->threads)
        put_new(entry, "threads", json_integer(row->threads));
    put_new(entry, "iterations", whole(s->iterations));
    put_number(entry, "real_time", s->value[METRIC_real_time]);
    put_number(entry, "cpu_time", s->value[METRIC_cpu_time]);
    put_new(entry, "time_unit", json_string("ns"));
    put_new(entry, "launch", json_integer(s->launch));
    put_new(entry, "trial", json_integer(s->trial));
    for (int m = 0; m < METRIC_COUNT; m++)
        if (m != METRIC_real_time && m != METRIC_cpu_time)
            put_number(entry, metric_table[m].key, s->value[m]);
    if (s->named && json_object_update(entry, s->named) != 0)
        abort();
    return entry;
}

void export_gbench(FILE *out, const struct export *e)
{
    const char *before = "\n";
    json_t *context = context_json(e);
    fputs("{\n\"context\": ", out);
    show_json(context, out, JSON_INDENT(2) | JSON_REAL_PRECISION(REPORT_DIGITS));
    json_decref(context);
    fputs(",\n\"benchmarks\": [", out);
    for (size_t i = 0; i < e->n_rows; i++)
        for (size_t k = 0; k < e->rows[i].n; k++) {
            json_t *entry = entry_json(&e->rows[i], i, k);
            fputs(before, out);
            show_json(entry, out, JSON_COMPACT | JSON_REAL_PRECISION(REPORT_DIGITS));
            json_decref(entry);
            before = ",\n";
        }
    fputs("\n]\n}\n", out);
}
