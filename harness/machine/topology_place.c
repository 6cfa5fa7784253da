// SPDX-License-Identifier: MIT
// Where a team's threads go, and which CPUs make a pair.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/machine/topology.h"

struct slot {
    const struct cpu *cpu;
    unsigned rank;     /* how many usable threads of its core come before it */
    unsigned siblings; /* usable threads of its core */
    bool taken;
};

const char *placement_name(enum placement p)
{
    static const char *const names[] = {"spread", "smt", "cross-l3", "cross-numa"};
    return (size_t)p < sizeof names / sizeof *names ? names[p] : "unknown";
}

const struct cpu *topology_cpu(const struct topology *t, int os)
{
    for (unsigned i = 0; i < t->n_cpus; i++) {
        if (t->cpus[i].os == os)
            return &t->cpus[i];
    }
    return NULL;
}

static int by_core(const void *a, const void *b)
{
    const struct cpu *x = ((const struct slot *)a)->cpu, *y = ((const struct slot *)b)->cpu;
    if (x->core != y->core)
        return x->core < y->core ? -1 : 1;
    if (x->smt != y->smt)
        return x->smt < y->smt ? -1 : 1;
    return (x->os > y->os) - (x->os < y->os);
}

static int by_spread(const void *a, const void *b)
{
    const struct slot *x = a, *y = b;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    return by_core(a, b);
}

static int by_smt(const void *a, const void *b)
{
    const struct slot *x = a, *y = b;
    bool alone_x = x->siblings == 1, alone_y = y->siblings == 1;
    if (alone_x != alone_y)
        return alone_x ? 1 : -1;
    return by_core(a, b);
}

/* All usable CPUs, core by core, with their place in the core. NULL without memory. */
static struct slot *slots_by_core(const struct topology *t)
{
    struct slot *s = calloc(t->n_cpus ? t->n_cpus : 1, sizeof *s);
    if (!s)
        return NULL;
    for (unsigned i = 0; i < t->n_cpus; i++)
        s[i].cpu = &t->cpus[i];
    qsort(s, t->n_cpus, sizeof *s, by_core);
    for (unsigned i = 0; i < t->n_cpus;) {
        unsigned end = i;
        while (end < t->n_cpus && s[end].cpu->core == s[i].cpu->core)
            end++;
        for (unsigned k = i; k < end; k++) {
            s[k].rank = k - i;
            s[k].siblings = end - i;
        }
        i = end;
    }
    return s;
}

static int side_of(const struct cpu *c, enum placement p)
{
    return p == PLACE_CROSS_NUMA ? c->numa : c->l3;
}

static unsigned left_on_side(const struct slot *s, unsigned n, enum placement p, int side)
{
    unsigned left = 0;
    for (unsigned i = 0; i < n; i++)
        left += !s[i].taken && side_of(s[i].cpu, p) == side;
    return left;
}

/*
 * Takes the next CPU of a cross placement: from the side with the most CPUs left that is not the
 * last one used, the order that leaves neighbours apart for longest. NULL where only the last side
 * is left.
 */
static struct slot *next_across(struct slot *s, unsigned n, enum placement p, int last)
{
    struct slot *best = NULL;
    unsigned most = 0;
    for (unsigned i = 0; i < n; i++) {
        int side = side_of(s[i].cpu, p);
        if (s[i].taken || side < 0 || side == last)
            continue;
        if (best && side_of(best->cpu, p) == side)
            continue;
        unsigned left = left_on_side(s, n, p, side);
        if (left > most) {
            most = left;
            best = &s[i];
        }
    }
    return best;
}

/* Orders the CPUs so that neighbours lie apart and returns how many could be. */
static unsigned order_across(struct slot *s, unsigned n, enum placement p, int *cpus,
                             unsigned threads)
{
    unsigned placed = 0;
    int last = -1;
    while (placed < threads && placed < n) {
        struct slot *next = next_across(s, n, p, last);
        if (!next)
            break;
        next->taken = true;
        last = side_of(next->cpu, p);
        cpus[placed++] = next->cpu->os;
    }
    return placed;
}

static bool has_two_sides(const struct topology *t, enum placement p)
{
    int first = -1;
    for (unsigned i = 0; i < t->n_cpus; i++) {
        int side = side_of(&t->cpus[i], p);
        if (side >= 0 && first < 0)
            first = side;
        if (side >= 0 && side != first)
            return true;
    }
    return false;
}

static int place_across(const struct topology *t, enum placement p, struct slot *s,
                        unsigned threads, int *cpus, char why[SC_ERR])
{
    const char *what = p == PLACE_CROSS_NUMA ? "NUMA node" : "L3 cache";
    if (!has_two_sides(t, p)) {
        snprintf(why, SC_ERR, "the usable CPUs lie in one %s, or the machine does not say which",
                 what);
        return -1;
    }
    qsort(s, t->n_cpus, sizeof *s, by_spread);
    unsigned placed = order_across(s, t->n_cpus, p, cpus, threads);
    if (placed < threads && placed < t->n_cpus) {
        snprintf(why, SC_ERR, "at most %u threads can alternate between the usable CPUs of each %s",
                 placed, what);
        return -1;
    }
    for (unsigned i = placed; i < threads; i++)
        cpus[i] = cpus[i - placed];
    return 0;
}

static int place_along(const struct topology *t, enum placement p, struct slot *s, unsigned threads,
                       int *cpus, char why[SC_ERR])
{
    if (p == PLACE_SMT && t->n_cores == t->n_cpus) {
        snprintf(why, SC_ERR, "no core has two usable hardware threads");
        return -1;
    }
    qsort(s, t->n_cpus, sizeof *s, p == PLACE_SMT ? by_smt : by_spread);
    for (unsigned i = 0; i < threads; i++)
        cpus[i] = s[i % t->n_cpus].cpu->os;
    return 0;
}

static int place(const struct topology *t, enum placement p, unsigned threads, int *cpus,
                 char why[SC_ERR])
{
    if (t->n_cpus == 0) {
        snprintf(why, SC_ERR, "there is no usable CPU");
        return -1;
    }
    struct slot *s = slots_by_core(t);
    if (!s) {
        snprintf(why, SC_ERR, "out of memory");
        return -1;
    }
    bool across = p == PLACE_CROSS_L3 || p == PLACE_CROSS_NUMA;
    int rc = across ? place_across(t, p, s, threads, cpus, why)
                    : place_along(t, p, s, threads, cpus, why);
    free(s);
    return rc;
}

int topology_place(const struct topology *t, enum placement p, unsigned threads, int *cpus)
{
    char why[SC_ERR];
    return place(t, p, threads, cpus, why);
}

bool topology_can_place(const struct topology *t, enum placement p, unsigned threads,
                        char why[SC_ERR])
{
    int *cpus = malloc((threads ? threads : 1) * sizeof *cpus);
    if (!cpus) {
        snprintf(why, SC_ERR, "out of memory");
        return false;
    }
    bool can = place(t, p, threads, cpus, why) == 0;
    free(cpus);
    return can;
}

static struct cpu_pair make_pair(const struct cpu *x, const struct cpu *y)
{
    bool swap = x->os > y->os;
    return (struct cpu_pair){
        .a = swap ? y->os : x->os, .b = swap ? x->os : y->os, .relation = topology_relation(x, y)};
}

static int by_pair(const void *a, const void *b)
{
    const struct cpu_pair *x = a, *y = b;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

/* How often a line of n things is halved until the thing at place is the first of a part. */
static unsigned halvings(size_t place, size_t n)
{
    unsigned times = 0;
    for (size_t parts = 1;; parts *= 2, times++) {
        size_t part = (place * parts + n - 1) / n;
        if (part * n / parts == place)
            return times;
    }
}

static void rank_pairs(struct cpu_pair *pairs, size_t n)
{
    size_t all[RELATION_CROSS_PACKAGE + 1] = {0}, before[RELATION_CROSS_PACKAGE + 1] = {0};
    for (size_t i = 0; i < n; i++)
        all[pairs[i].relation]++;
    for (size_t i = 0; i < n; i++) {
        enum relation r = pairs[i].relation;
        pairs[i].rank = halvings(before[r]++, all[r]);
    }
}

size_t topology_pairs(const struct topology *t, struct cpu_pair **pairs)
{
    *pairs = NULL;
    size_t most = (size_t)t->n_cores * (t->n_cores + 1) / 2, n = 0;
    struct slot *s = slots_by_core(t);
    struct cpu_pair *list = s && most ? malloc(most * sizeof *list) : NULL;
    if (list) {
        for (unsigned i = 0; i < t->n_cpus; i++) {
            if (s[i].rank != 0)
                continue;
            if (s[i].siblings > 1)
                list[n++] = make_pair(s[i].cpu, s[i + 1].cpu);
            for (unsigned k = i + 1; k < t->n_cpus; k++) {
                if (s[k].rank == 0)
                    list[n++] = make_pair(s[i].cpu, s[k].cpu);
            }
        }
    }
    free(s);
    if (n == 0) {
        free(list);
        return 0;
    }
    qsort(list, n, sizeof *list, by_pair);
    rank_pairs(list, n);
    *pairs = list;
    return n;
}
