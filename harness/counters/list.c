// SPDX-License-Identifier: MIT
// A list of counters as a person gives it. What could not be kept apart in a report, or would not
// be counted as its name says, is refused before anything is probed.
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/counters/probe.h"

struct names {
    unsigned n;
    char name[COUNTERS_MOST][COUNTER_NAME], key[COUNTERS_MOST][COUNTER_KEY];
};

void counter_key(char key[COUNTER_KEY], const char *name)
{
    size_t n = 0;
    for (; *name && n + 1 < COUNTER_KEY; name++) {
        bool word = isalnum((unsigned char)*name);
        if (word || (n && key[n - 1] != '_'))
            key[n++] = word ? (char)tolower((unsigned char)*name) : '_';
    }
    key[n] = '\0';
}

/* The privilege level (u, k or h, alone or as u=1) among the attributes behind the event, which
 * libpfm4 parts by colons or dots; '\0' where the name has none. */
static char privilege(const char *name)
{
    const char *pmu = strstr(name, "::");
    const char *at = pmu ? pmu + 2 : name;
    for (at += strcspn(at, ":."); *at; at += strcspn(at, ":.")) {
        at++;
        if (*at && strchr("ukhUKH", *at) && (at[1] == '\0' || strchr(":.=", at[1])))
            return *at;
    }
    return '\0';
}

/* Whether the list's next name can stand beside those before it. */
static bool acceptable(const struct names *list, char err[SC_ERR])
{
    const char *name = list->name[list->n], *key = list->key[list->n];
    char level = privilege(name);
    if (level) {
        snprintf(
            err, SC_ERR,
            "%.80s: a name does not say where to count: leave out %c, and use --counters-kernel to "
            "count the kernel too",
            name, level);
        return false;
    }
    if (strcmp(name, key) != 0 && counter_metric_find(key) < COUNTER_METRICS) {
        snprintf(err, SC_ERR,
                 "%.40s: would be taken for the metric %.40s: ask for that, or name the event's "
                 "PMU (perf::%.40s)",
                 name, key, name);
        return false;
    }
    for (unsigned i = 0; i < list->n; i++)
        if (strcmp(key, list->key[i]) == 0) {
            snprintf(err, SC_ERR,
                     "%.50s and %.50s would both be pmu.%.50s_per_op: ask for one of them",
                     list->name[i], name, key);
            return false;
        }
    return true;
}

static bool take_name(struct names *list, const char *name, size_t length, char err[SC_ERR])
{
    if (list->n == COUNTERS_MOST) {
        snprintf(err, SC_ERR, "more than %d counters: ask for fewer", COUNTERS_MOST);
        return false;
    }
    if (length == 0 || length >= COUNTER_NAME) {
        snprintf(
            err, SC_ERR,
            "counter %u: empty or of %d characters and more: give names with commas between them",
            list->n + 1, COUNTER_NAME);
        return false;
    }
    memcpy(list->name[list->n], name, length);
    counter_key(list->key[list->n], list->name[list->n]);
    if (!acceptable(list, err))
        return false;
    list->n++;
    return true;
}

static bool split(struct names *list, const char *text, char err[SC_ERR])
{
    for (const char *at = text; at; at = strchr(at, ',')) {
        at += at != text; /* past the comma */
        if (!take_name(list, at, strcspn(at, ","), err))
            return false;
    }
    return true;
}

unsigned counter_find_all(const struct counter_probe *p, const char *list,
                          struct counter_finding **findings, char err[SC_ERR])
{
    struct names names = {0};
    *findings = NULL;
    if (list && !split(&names, list, err))
        return 0;
    unsigned n = list ? names.n : COUNTER_METRICS;
    struct counter_finding *f = calloc(n, sizeof *f);
    if (!f) {
        snprintf(err, SC_ERR, "no memory for %u counters: ask for fewer", n);
        return 0;
    }
    for (unsigned i = 0; i < n; i++)
        counter_find(p, list ? names.name[i] : counter_metric_table[i].key, &f[i]);
    *findings = f;
    return n;
}
