// SPDX-License-Identifier: MIT
// Runs a family program and reads Google Benchmark's JSON from its standard output.
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "synccost/run/launch.h"

static double number_at(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    return json_is_number(v) ? json_number_value(v) : NAN;
}

static bool read_sample(const json_t *entry, struct launch_result *result)
{
    const json_t *iterations = json_object_get(entry, "iterations");
    struct sample s = {.trial = (unsigned)result->n_samples};
    if (json_is_true(json_object_get(entry, "error_occurred"))) {
        const char *message = json_string_value(json_object_get(entry, "error_message"));
        snprintf(result->reason, SC_ERR, "%.200s",
                 message ? message : "the benchmark reported an error");
        return false;
    }
    if (!json_is_integer(iterations) || !(number_at(entry, "real_time") >= 0)) {
        snprintf(result->reason, SC_ERR,
                 "the program's output has a trial without iterations or time");
        return false;
    }
    s.iterations = (uint64_t)json_integer_value(iterations);
    metrics_learn(entry);
    for (int m = 0; m < METRIC_COUNT; m++)
        s.value[m] = number_at(entry, metric_table[m].key);
    result->samples[result->n_samples++] = s;
    return true;
}

/* Repetitions come as "iteration" entries; the library's aggregates over them are left out. */
static bool read_samples(const char *text, struct launch_result *result)
{
    json_error_t error;
    json_t *root = json_loads(text, 0, &error), *entries = json_object_get(root, "benchmarks"),
           *entry;
    size_t i;
    bool good = json_is_array(entries) && json_array_size(entries) > 0;
    if (!good)
        snprintf(result->reason, SC_ERR, "the program's output is no Google Benchmark report");
    result->samples = calloc(json_array_size(entries) + 1, sizeof *result->samples);
    json_array_foreach (entries, i, entry) {
        const char *run_type = json_string_value(json_object_get(entry, "run_type"));
        if (good && run_type && strcmp(run_type, "iteration") == 0)
            good = read_sample(entry, result);
    }
    json_decref(root);
    return good;
}

static void judge(const struct child_result *child, double timeout, struct launch_result *result)
{
    switch (child->end) {
    case CHILD_EXITED:
        if (child->status == 0) {
            result->status = read_samples(child->out, result) ? LAUNCH_OK : LAUNCH_FAILED;
            return;
        }
        result->status = LAUNCH_FAILED;
        snprintf(result->reason, SC_ERR, "%.200s",
                 child->complaint[0] ? child->complaint : "the program failed without a word");
        return;
    case CHILD_SIGNALLED:
        result->status = LAUNCH_FAILED;
        snprintf(result->reason, SC_ERR, "the program was killed by signal %d (%s)", child->status,
                 strsignal(child->status));
        return;
    case CHILD_TIMEOUT:
        result->status = LAUNCH_TIMEOUT;
        snprintf(result->reason, SC_ERR, "no end after %.1f s: killed", timeout);
        return;
    case CHILD_INTERRUPTED:
        result->status = LAUNCH_INTERRUPTED;
        return;
    default:
        result->status = LAUNCH_FAILED;
        snprintf(result->reason, SC_ERR, "%.200s", child->complaint);
    }
}

/* The family program's command line; text has room for its numbers. */
enum { ARGUMENTS = 32, TEXT = 32 };
static void write_arguments(const struct catalog *c, const struct catalog_row *row,
                            const struct launch_settings *settings, const char *argv[ARGUMENTS],
                            char text[ARGUMENTS][TEXT])
{
    const struct profile *p = settings->profile;
    const struct {
        const char *option;
        double value;
    } numbers[] = {{"--trials", p->trials},       {"--redo", p->redo},
                   {"--warmup-ms", p->warmup_ms}, {"--window-ms", p->window_ms},
                   {"--width", settings->width},  {"--patience-ms", p->patience_ms}};
    int n = 0;
    argv[n++] = row->program;
    argv[n++] = "--row";
    argv[n++] = row->name;
    argv[n++] = "--out";
    argv[n++] = "/dev/stdout";
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        snprintf(text[n + 1], TEXT, "%.6g", numbers[i].value);
        argv[n++] = numbers[i].option;
        argv[n] = text[n];
        n++;
    }
    snprintf(text[n + 1], TEXT, "%llu", (unsigned long long)settings->seed);
    argv[n++] = "--seed";
    argv[n] = text[n];
    n++;
    if (settings->arena >= 0) {
        snprintf(text[n + 1], TEXT, "%d", settings->arena);
        argv[n++] = "--arena-fd";
        argv[n] = text[n];
        n++;
    }
    if (c->threads) {
        argv[n++] = "--threads";
        argv[n++] = c->threads;
    }
    if (c->counters) {
        argv[n++] = "--counters";
        argv[n++] = c->counters;
    }
    if (c->spin_oversubscribed)
        argv[n++] = "--spin-oversubscribed";
    argv[n] = NULL;
}

void launch_run(const struct catalog *c, const struct catalog_row *row,
                const struct launch_settings *settings, struct launch_result *result)
{
    const char *argv[ARGUMENTS];
    char text[ARGUMENTS][TEXT];
    struct child_result child;
    write_arguments(c, row, settings, argv, text);
    *result = (struct launch_result){0};
    child_run((char *const *)argv, settings->timeout, &child);
    result->seconds = child.seconds;
    judge(&child, settings->timeout, result);
    free(child.out);
}

void launch_result_free(struct launch_result *result)
{
    free(result->samples);
    result->samples = NULL;
    result->n_samples = 0;
}
