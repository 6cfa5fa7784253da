// SPDX-License-Identifier: MIT
// One best width per kind of row.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "synccost/run/widths.h"

/* The part of a name that says which CPUs the row pins ("pair:0-1"); "" where it says none. */
static const char *named_cpus(const char *name)
{
    const char *part = strstr(name, "/pair:");
    return part ? part : "";
}

static bool same_kind(const struct catalog_row *a, const struct catalog_row *b)
{
    return a->threads == b->threads && a->cpus == b->cpus &&
           strcmp(named_cpus(a->name), named_cpus(b->name)) == 0;
}

bool widths_init(struct widths *w, const struct catalog *c, double one_thread)
{
    *w = (struct widths){calloc(c->n, sizeof *w->kind), calloc(c->n, sizeof *w->best), c->n};
    if (!w->kind || !w->best)
        return false;
    for (size_t i = 0; i < c->n; i++) {
        while (!same_kind(&c->row[w->kind[i]], &c->row[i]))
            w->kind[i]++;
        if (c->row[i].threads == 1)
            w->best[w->kind[i]] = one_thread;
    }
    return true;
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
        *best = fmax(*best, samples[i].value[METRIC_adds_per_cycle]);
}
