// SPDX-License-Identifier: MIT
// Choosing the rows that stand for a report.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/model/headline.h"

enum { FEW = 40 };

/* The values to show first, by parameter; which list holds depends on whether threads contend. */
static const struct preference {
    const char *key, *alone, *contended;
} preferences[] = {
    {"order", "seq-cst,acq-rel", "seq-cst,acq-rel"},
    /* contended, an empty critical section is the least real */
    {"crit", "0ns,50ns", "50ns,0ns,200ns"},
    {"out", "0ns,200ns", "0ns,200ns"},
    {"read", "90,99,50", "90,99,50"},
    {"cap", "16,1,1024,0", "0,1,16,1024"},
};

/* Place of value in the comma-separated list, at most 15. */
static unsigned place_in(const char *list, const char *value)
{
    size_t length = strlen(value);
    unsigned place = 0;
    for (; *list; place++) {
        size_t word = strcspn(list, ",");
        if (word == length && strncmp(list, value, word) == 0)
            return place;
        list += word + (list[word] == ',');
    }
    return 15;
}

/* Less is plainer. */
static uint64_t plainness(const struct row *row)
{
    uint64_t cost = row->cpus && row->threads > row->cpus;
    for (size_t i = 0; i < sizeof preferences / sizeof *preferences; i++) {
        const struct preference *p = &preferences[i];
        char value[32];
        unsigned place = row_param(row, p->key, value, sizeof value)
                             ? place_in(row->threads > 1 ? p->contended : p->alone, value)
                             : 0;
        cost = cost * 16 + place;
    }
    return cost << 24 | (row->threads & 0xffffff);
}

static bool in_family(const struct row *row, const char *family)
{
    size_t n = strlen(family);
    return strncmp(row->name, family, n) == 0 && row->name[n] == '/';
}

/* Rows of which one is chosen share this key. False for a row that never stands for others. */
static bool group_of(const struct row *row, char *key, size_t size)
{
    char subject[64], scenario[64] = "";
    if (!row_part(row, 1, subject, sizeof subject))
        return false;
    row_part(row, 2, scenario, sizeof scenario);
    bool floor = in_family(row, "floor");
    if (in_family(row, "counter") &&
        (strcmp(scenario, "rmw") != 0 || strncmp(subject, "stride-", 7) == 0))
        return false;
    if (floor && strcmp(subject, "line-transfer") != 0)
        snprintf(key, size, "%s", row->name);
    else
        snprintf(key, size, "%.*s/%s/%s/%d", (int)strcspn(row->name, "/"), row->name, subject,
                 scenario, row->threads > 1);
    return true;
}

static bool stands_before(const struct row *row, const struct row *other)
{
    if (in_family(row, "floor"))
        return row->time.median < other->time.median;
    return plainness(row) < plainness(other);
}

static size_t choose(const struct row **rows, size_t n)
{
    json_t *best = json_object(); /* group to place in rows */
    char key[REPORT_NAME + 16];
    for (size_t i = 0; i < n; i++) {
        if (!group_of(rows[i], key, sizeof key))
            continue;
        const json_t *place = json_object_get(best, key);
        if (!place || stands_before(rows[i], rows[json_integer_value(place)]))
            json_object_set_new(best, key, json_integer((json_int_t)i));
    }
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (group_of(rows[i], key, sizeof key) &&
            json_integer_value(json_object_get(best, key)) == (json_int_t)i)
            rows[kept++] = rows[i];
    json_decref(best);
    return kept;
}

static int by_cost(const void *left, const void *right)
{
    const struct row *a = *(const struct row *const *)left, *b = *(const struct row *const *)right;
    if (a->time.median != b->time.median)
        return a->time.median < b->time.median ? -1 : 1;
    return strcmp(a->name, b->name);
}

size_t headline_rows(const struct report *r, bool all, const struct row ***rows)
{
    size_t n = 0;
    *rows = malloc((r->n_rows + 1) * sizeof **rows);
    if (!*rows)
        abort();
    for (size_t i = 0; i < r->n_rows; i++)
        if (row_measured(&r->rows[i]))
            (*rows)[n++] = &r->rows[i];
    if (!all && n > FEW)
        n = choose(*rows, n);
    qsort(*rows, n, sizeof **rows, by_cost);
    return n;
}
