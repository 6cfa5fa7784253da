// SPDX-License-Identifier: MIT
// The thread counts at which a machine has a step: what a sweep over threads measures.
#include <math.h>
#include <stdlib.h>

#include "harness/machine/topology.h"

/* A count above the last, or nothing: a step that this machine does not have. */
static void add(struct step *steps, unsigned *n, unsigned threads, unsigned rank)
{
    if (threads > steps[*n - 1].threads)
        steps[(*n)++] = (struct step){threads, rank};
}

enum level { LEVEL_L3, LEVEL_NODE, LEVEL_PACKAGE };

static int part_of(const struct cpu *c, enum level level)
{
    return level == LEVEL_L3 ? c->l3 : level == LEVEL_NODE ? c->numa : c->package;
}

/* How many of the first n placed CPUs, one a core, lie in the part of the first one before another
 * part begins. 0 where the machine does not say. */
static unsigned cores_of_part(const struct topology *t, const int *placed, unsigned n,
                              enum level level)
{
    const int first = part_of(topology_cpu(t, placed[0]), level);
    unsigned cores = 0;
    while (first >= 0 && cores < n && part_of(topology_cpu(t, placed[cores]), level) == first)
        cores++;
    return cores;
}

/* The machine's own steps, as its threads are placed: spread, core after core. */
static unsigned own_steps(const struct topology *t, const int *placed, struct step *steps)
{
    unsigned n = 0, part[3];
    steps[n++] = (struct step){1, 0};
    if (t->n_cpus > 1)
        add(steps, &n, 2, 0);
    for (int level = LEVEL_L3; level <= LEVEL_PACKAGE; level++)
        part[level] = cores_of_part(t, placed, t->n_cores, (enum level)level);
    for (unsigned i = 0; i < 3; i++) { /* the least part first: a node may be less than an L3 */
        unsigned least = 0;
        for (unsigned k = 1; k < 3; k++)
            if (part[k] < part[least])
                least = k;
        if (part[least] < t->n_cpus)
            add(steps, &n, part[least], 1);
        part[least] = t->n_cpus;
    }
    if (t->n_cores < t->n_cpus)
        add(steps, &n, t->n_cores, 1);
    add(steps, &n, t->n_cpus, 0);
    return n;
}

/* The power of two nearest to the geometric middle of low and high, the lower of two. */
static unsigned between(unsigned low, unsigned high)
{
    double middle = (log2(low) + log2(high)) / 2;
    return 1u << (unsigned)ceil(middle - 0.5);
}

/* Puts one more count into the widest gap, by ratio, of those from a factor of three. */
static bool fill_a_gap(struct step *steps, unsigned *n)
{
    unsigned widest = 0;
    double most = 0;
    for (unsigned i = 1; i < *n; i++) {
        double ratio = (double)steps[i].threads / steps[i - 1].threads;
        if (ratio >= 3 && ratio > most) {
            most = ratio;
            widest = i;
        }
    }
    if (widest == 0)
        return false;
    for (unsigned i = *n; i > widest; i--)
        steps[i] = steps[i - 1];
    steps[widest] = (struct step){between(steps[widest - 1].threads, steps[widest + 1].threads), 2};
    (*n)++;
    return true;
}

unsigned topology_steps(const struct topology *t, struct step steps[STEPS_MOST])
{
    int *placed = malloc((t->n_cpus ? t->n_cpus : 1) * sizeof *placed);
    unsigned n = 0;
    if (placed && topology_place(t, PLACE_SPREAD, t->n_cpus, placed) == 0)
        n = own_steps(t, placed, steps);
    free(placed);
    while (n > 0 && n < STEPS_MOST && fill_a_gap(steps, &n))
        ;
    return n;
}
