// SPDX-License-Identifier: MIT
// Metrics that no table has: counters that a person named.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "report/model/report.h"

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

static bool learn(const char *key)
{
    int m = 0;
    while (m < METRIC_COUNT && metric_table[m].key && strcmp(metric_table[m].key, key) != 0)
        m++;
    if (m == METRIC_COUNT)
        return false;
    if (metric_table[m].key)
        return true;
    metric_table[m] = (struct metric_info){strdup(key), "", "counter of that name, per operation"};
    if (!metric_table[m].key)
        abort();
    return true;
}

bool metrics_learn(const json_t *object)
{
    bool all = true;
    json_t *o = (json_t *)object; /* jansson's iterators take no const */
    for (void *at = json_object_iter(o); at; at = json_object_iter_next(o, at))
        if (is_counter(json_object_iter_key(at)))
            all &= learn(json_object_iter_key(at));
    return all;
}
