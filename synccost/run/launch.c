// SPDX-License-Identifier: MIT
// Runs a family program and reads its trials, a JSON line each (docs/PROTOCOL.md).
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/protocol.h"
#include "common/text.h"
#include "report/model/matrix.h"
#include "report/model/outcomes.h"
#include "synccost/run/command_line.h"
#include "synccost/run/launch.h"

/* Keeps a lie out of the report: the sample is taken whole or not at all. */
static bool refuse(struct launch_result *result, const char *what, const char *key)
{
    snprintf(result->reason, SC_ERR, "%.150s%s%.60s", what, key ? " " : "", key ? key : "");
    return false;
}

static bool get_figure(const json_t *line, const char *key, enum metric m, double *value,
                       struct launch_result *result)
{
    const json_t *number = json_object_get(line, key);
    *value = NAN;
    if (!number)
        return true;
    *value = json_number_value(number);
    if (!json_is_number(number) || !metric_in_range(*value, m))
        return refuse(result, "a trial has a figure that is no number in its range:", key);
    return true;
}

static bool get_named(const json_t *line, struct sample *s, struct launch_result *result)
{
    const char *key;
    json_t *number;
    double value;
    json_object_foreach ((json_t *)line, key, number)
        if (metric_is_named(key)) {
            if (!get_figure(line, key, METRIC_real_time, &value, result))
                return false;
            sample_set_named(s, key, value);
        }
    return true;
}

static bool get_counts(const json_t *line, const struct catalog_row *row, struct sample *s,
                       struct launch_result *result)
{
    const json_t *trial = json_object_get(line, TRIAL_KEY_trial),
                 *iterations = json_object_get(line, TRIAL_KEY_iterations);
    json_int_t number = trial ? json_integer_value(trial) : (json_int_t)result->n_samples;
    if ((trial && !json_is_integer(trial)) || number < 0 || number >= PROTOCOL_TRIALS)
        return refuse(result, "a trial has a number out of its range", NULL);
    for (size_t i = 0; i < result->n_samples; i++)
        if (result->samples[i].trial == (unsigned)number)
            return refuse(result, "two trials have one number", NULL);
    if (!json_is_integer(iterations) || json_integer_value(iterations) < 1)
        return refuse(result, "a trial has no iterations", NULL);
    s->trial = (unsigned)number;
    s->iterations = (uint64_t)json_integer_value(iterations);
    if (!row->outcomes)
        return true;
    json_t *counts = json_object_get(line, TRIAL_KEY_outcomes);
    const char *fault = outcomes_counts_fault(row->outcomes, counts, s->iterations);
    if (fault)
        return refuse(result, fault, NULL);
    s->outcomes = json_incref(counts);
    return true;
}

static bool get_cells(const json_t *line, const struct catalog_row *row, struct sample *s,
                      struct launch_result *result)
{
    const json_t *cells = json_object_get(line, TRIAL_KEY_cells);
    if (!row->matrix)
        return true;
    const char *fault = matrix_cells_fault(row->matrix, cells);
    if (fault)
        return refuse(result, "a trial has", fault);
    s->cells = matrix_cells_known(cells);
    return true;
}

static bool read_trial(const json_t *line, const struct catalog_row *row, struct sample *s,
                       struct launch_result *result)
{
    const json_t *error = json_object_get(line, TRIAL_KEY_error);
    if (error)
        return refuse(result, json_is_string(error) ? json_string_value(error) : "an error", NULL);
    if (!get_counts(line, row, s, result) || !get_named(line, s, result) ||
        !get_cells(line, row, s, result))
        return false;
    for (int m = 0; m < METRIC_COUNT; m++)
        if (!get_figure(line, metric_table[m].key, (enum metric)m, &s->value[m], result))
            return false;
    if (!row->outcomes && !isfinite(s->value[METRIC_real_time]))
        return refuse(result, "a trial has no real_time", NULL);
    return true;
}

static void launch_add(struct launch_result *result, const struct sample *s)
{
    result->samples = checked_grow(result->samples, result->n_samples, sizeof *result->samples);
    result->samples[result->n_samples++] = *s;
}

static bool take_line(const char *text, const struct catalog_row *row, struct launch_result *result)
{
    json_t *line = json_loads(text, 0, NULL);
    struct sample s = {0};
    bool good;
    if (!json_is_object(line))
        good = refuse(result, "the program printed a line that is no JSON object", NULL);
    else if (result->n_samples == PROTOCOL_TRIALS)
        good = refuse(result, "the program printed more trials than it may", NULL);
    else
        good = read_trial(line, row, &s, result);
    if (good)
        launch_add(result, &s);
    else
        sample_free(&s);
    json_decref(line);
    return good;
}

static bool read_trials(char *text, const struct catalog_row *row, struct launch_result *result)
{
    char *line;
    bool good = true;
    while (good && (line = strsep(&text, "\n")))
        if (*line)
            good = take_line(line, row, result);
    if (good && result->n_samples == 0)
        return refuse(result, "the program printed no trial", NULL);
    return good;
}

/* What the program itself said of its failure, on stderr or in a line. */
static void say_failure(const struct child_result *child, const struct catalog_row *row,
                        struct launch_result *result)
{
    if (child->complaint[0])
        snprintf(result->reason, SC_ERR, "%.200s", child->complaint);
    else if (read_trials(child->out, row, result))
        snprintf(result->reason, SC_ERR, "the program failed without a word");
}

static void judge(const struct child_result *child, const struct catalog_row *row, double timeout,
                  struct launch_result *result)
{
    switch (child->end) {
    case CHILD_EXITED:
        if (child->status == 0) {
            result->status = read_trials(child->out, row, result) ? LAUNCH_OK : LAUNCH_FAILED;
            return;
        }
        result->status = LAUNCH_FAILED;
        say_failure(child, row, result);
        return;
    case CHILD_FLOODED:
        result->status = LAUNCH_FAILED;
        snprintf(result->reason, SC_ERR, "the program wrote more than %d MiB: killed",
                 PROTOCOL_TRIAL_BYTES >> 20);
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

static void write_arguments(const struct catalog *c, const struct catalog_row *row,
                            const struct launch_settings *settings, struct command_line *line)
{
    const struct profile *p = settings->profile;
    command_line_begin(line, row->program);
    command_line_put(line, PROTOCOL_FLAG(row), row->name);
    command_line_put_number(line, PROTOCOL_FLAG(trials), "%u", p->trials);
    command_line_put_number(line, PROTOCOL_FLAG(redo), "%u", p->redo);
    command_line_put_number(line, PROTOCOL_FLAG(warmup_ms), "%.6g", p->warmup_ms);
    command_line_put_number(line, PROTOCOL_FLAG(window_ms), "%.6g", p->window_ms);
    command_line_put_number(line, PROTOCOL_FLAG(width), "%.6g", settings->width);
    command_line_put_number(line, PROTOCOL_FLAG(patience_ms), "%.6g", p->patience_ms);
    command_line_put_number(line, PROTOCOL_FLAG(seed), "%llu", (unsigned long long)settings->seed);
    if (settings->arena >= 0)
        command_line_put_number(line, PROTOCOL_FLAG(arena_fd), "%d", settings->arena);
    command_line_put_choice(line, c->threads, c->spin_oversubscribed);
    command_line_put_memory(line, c->memory, c->pages);
    if (c->counters)
        command_line_put(line, PROTOCOL_FLAG(counters), c->counters);
}

void launch_run(const struct catalog *c, const struct catalog_row *row,
                const struct launch_settings *settings, struct launch_result *result)
{
    struct command_line line;
    struct child_result child;
    char reason[SC_ERR];
    write_arguments(c, row, settings, &line);
    *result = (struct launch_result){0};
    child_run((char *const *)line.argv, settings->timeout, PROTOCOL_TRIAL_BYTES, &child);
    result->seconds = child.seconds;
    judge(&child, row, settings->timeout, result);
    /* a program's own words go to a terminal, and into JSON */
    snprintf(reason, sizeof reason, "%s", result->reason);
    text_clean(reason, result->reason, SC_ERR);
    free(child.out);
}

void launch_result_free(struct launch_result *result)
{
    for (size_t i = 0; i < result->n_samples; i++)
        sample_free(&result->samples[i]);
    free(result->samples);
    result->samples = NULL;
    result->n_samples = 0;
}
