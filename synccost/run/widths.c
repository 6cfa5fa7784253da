// SPDX-License-Identifier: MIT
// One best width per kind of row.
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "synccost/run/widths.h"

/* The part of a name that says which CPUs the row pins ("pair:0-1"); "" where it says none. */
static const char *named_cpus(const char *name)
{
    const char *part = strstr(name, "/pair:");
    return part ? part : "";
}

/* What rows of one kind have in common, as a text to be freed; NULL where memory is short. */
static char *kind_of(const struct catalog_row *row)
{
    char *kind = NULL;
    return asprintf(&kind, "%u on %u%s", row->threads, row->cpus, named_cpus(row->name)) < 0 ? NULL
                                                                                             : kind;
}

/* The first row of that row's kind: found in first, by kind, or noted there. False where memory is
 * short. */
static bool find_first(json_t *first, const struct catalog_row *row, size_t place, size_t *found)
{
    char *kind = kind_of(row);
    const json_t *there = kind ? json_object_get(first, kind) : NULL;
    bool good =
        there || (kind && json_object_set_new(first, kind, json_integer((json_int_t)place)) == 0);
    *found = there ? (size_t)json_integer_value(there) : place;
    free(kind);
    return good;
}

bool widths_init(struct widths *w, const struct catalog *c, double one_cpu)
{
    json_t *first = json_object();
    *w = (struct widths){calloc(c->n, sizeof *w->kind), calloc(c->n, sizeof *w->best), c->n};
    bool good = w->kind && w->best && first;
    for (size_t i = 0; i < c->n && good; i++) {
        good = find_first(first, &c->row[i], i, &w->kind[i]);
        if (c->row[i].cpus == 1)
            w->best[w->kind[i]] = one_cpu;
    }
    json_decref(first);
    return good;
}

void widths_free(struct widths *w)
{
    free(w->kind);
    free(w->best);
    *w = (struct widths){0};
}

double widths_of(const struct widths *w, size_t row)
{
    return w->best[w->kind[row]];
}

void widths_learn(struct widths *w, size_t row, const struct sample *samples, size_t n)
{
    double *best = &w->best[w->kind[row]];
    for (size_t i = 0; i < n; i++)
        *best = fmax(*best, samples[i].value[METRIC_core_width]);
}
