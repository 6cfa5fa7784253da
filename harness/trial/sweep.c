// SPDX-License-Identifier: MIT
// Passes over the cells: all of them, then those that were disturbed.
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <stdlib.h>

#include "harness/trial/sweep.h"

struct sweep {
    struct sweep_cell *cell;
    size_t *order;
    size_t n, windows, most;
    sweep_window window;
    void *context;
};

size_t sweep_most(size_t n, unsigned redo)
{
    return n + (redo ? n / 10 + redo : 0);
}

/* False where a window could not be had. */
static bool pass(struct sweep *s, gsl_rng *rng)
{
    gsl_ran_shuffle(rng, s->order, s->n, sizeof *s->order);
    for (size_t i = 0; i < s->n && s->windows < s->most; i++, s->windows++)
        if (!s->window(s->context, s->order[i], &s->cell[s->order[i]]))
            return false;
    return true;
}

static void keep_disturbed(struct sweep *s)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->n; i++)
        if (s->cell[s->order[i]].disturbed)
            s->order[kept++] = s->order[i];
    s->n = kept;
}

size_t sweep_run(struct sweep_cell *cell, size_t n, uint64_t seed, unsigned redo,
                 sweep_window window, void *context)
{
    struct sweep s = {cell,   malloc(n * sizeof *s.order), n, 0, sweep_most(n, redo), window,
                      context};
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, (unsigned long)(seed ^ (seed >> 32)));
    bool good = s.order != NULL;
    for (size_t i = 0; good && i < n; i++)
        s.order[i] = i;
    for (unsigned again = 0; good && s.n && again <= redo; again++) {
        good = pass(&s, rng);
        keep_disturbed(&s);
    }
    gsl_rng_free(rng);
    free(s.order);
    return good ? s.windows : 0;
}
