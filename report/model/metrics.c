// SPDX-License-Identifier: MIT
// Metrics that no table has: counters that a person named. Each report has its own.
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/json.h"
#include "report/model/report.h"

static const double most_value = 1e18;

bool metric_in_range(double value, enum metric m)
{
    return isfinite(value) && fabs(value) <= most_value && (value >= 0 || m == METRIC_cycle_shift);
}

static bool in_table(const char *key)
{
    for (int m = 0; m < METRIC_COUNT; m++)
        if (strcmp(metric_table[m].key, key) == 0)
            return true;
    return false;
}

/* "pmu.", letters, digits and underscores, "_per_op". */
static bool is_counter(const char *key)
{
    static const char first[] = "pmu.", last[] = "_per_op";
    size_t n = strlen(key), ends = strlen(first) + strlen(last);
    if (n <= ends || n >= REPORT_NAME || strncmp(key, first, strlen(first)) != 0 ||
        strcmp(key + n - strlen(last), last) != 0)
        return false;
    for (const char *c = key + strlen(first); *c; c++)
        if (!islower((unsigned char)*c) && !isdigit((unsigned char)*c) && *c != '_')
            return false;
    return true;
}

bool metric_is_named(const char *key)
{
    return is_counter(key) && !in_table(key);
}

double sample_named(const struct sample *s, const char *key)
{
    const json_t *value = json_object_get(s->named, key);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

void sample_set_named(struct sample *s, const char *key, double value)
{
    if (!isfinite(value) || value < 0)
        return;
    if (!s->named)
        s->named = json_object();
    put_number(s->named, key, value);
}

json_t *row_named(const struct row *row)
{
    json_t *keys = json_object();
    const char *key;
    json_t *value;
    for (size_t i = 0; i < row->n_samples; i++)
        json_object_foreach (row->samples[i].named, key, value)
            put_new(keys, key, json_true());
    return keys;
}

json_t *report_named(const struct report *r)
{
    json_t *keys = json_object();
    for (size_t i = 0; i < r->n_rows; i++) {
        json_t *own = row_named(&r->rows[i]);
        if (json_object_update(keys, own) != 0)
            abort();
        json_decref(own);
    }
    return keys;
}

double row_named_metric(const struct row *row, const char *key)
{
    struct row copy = *row;
    copy.samples = checked_alloc(row->n_samples, sizeof *copy.samples);
    for (size_t i = 0; i < row->n_samples; i++) {
        copy.samples[i] = row->samples[i];
        copy.samples[i].value[METRIC_real_time] = sample_named(&row->samples[i], key);
    }
    double median = row_metric(&copy, METRIC_real_time);
    free(copy.samples);
    return median;
}
