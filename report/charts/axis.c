// SPDX-License-Identifier: MIT
// Groups of CPUs by how near they are: each CPU's group has the name of its lowest one.
#include <stdlib.h>

#include "common/alloc.h"
#include "report/charts/axis.h"

/* lowest[d]: the lowest place among pairs->cpus of those within distance d; the CPU's own place. */
struct standing {
    size_t lowest[DISTANCES];
    size_t own;
};

static size_t own_place(const struct pairs *p, int cpu)
{
    return pairs_place(p->cpus, p->n_cpus, cpu);
}

static bool only_sibling(const struct pairs *p, const struct pair *pair)
{
    return p->n > 1 && p->met[own_place(p, pair->b)] == 1 && p->met[own_place(p, pair->a)] > 1;
}

static void meet(struct standing *high, const struct standing *low, enum distance d)
{
    for (int level = d == DISTANCES ? DISTANCE_SAME_L3 : (int)d; level < DISTANCES; level++)
        if (low->own < high->lowest[level])
            high->lowest[level] = low->own;
}

static struct standing *standings_of(const struct pairs *p)
{
    struct standing *s = checked_alloc(p->n_cpus, sizeof *s);
    for (size_t i = 0; i < p->n_cpus; i++) {
        s[i].own = i;
        for (int d = 0; d < DISTANCES; d++)
            s[i].lowest[d] = i;
    }
    for (size_t i = 0; i < p->n; i++) {
        const struct pair *pair = &p->pair[i];
        meet(&s[own_place(p, pair->b)], &s[own_place(p, pair->a)], pair->distance);
    }
    return s;
}

static int by_topology(const void *left, const void *right)
{
    const struct standing *a = left, *b = right;
    for (int d = DISTANCES - 1; d >= 0; d--)
        if (a->lowest[d] != b->lowest[d])
            return a->lowest[d] < b->lowest[d] ? -1 : 1;
    return (a->own > b->own) - (a->own < b->own);
}

static enum border border_between(const struct standing *a, const struct standing *b)
{
    if (a->lowest[DISTANCE_CROSS_NUMA] != b->lowest[DISTANCE_CROSS_NUMA])
        return BORDER_PACKAGE;
    if (a->lowest[DISTANCE_SAME_PACKAGE] != b->lowest[DISTANCE_SAME_PACKAGE])
        return BORDER_NODE;
    return a->lowest[DISTANCE_SAME_L3] != b->lowest[DISTANCE_SAME_L3] ? BORDER_L3 : BORDER_none;
}

static const char *remark_of(const struct axis *axis)
{
    static const char *const remarks[] = {
        NULL,
        "lines: borders of L3 caches",
        "lines: borders of NUMA nodes",
        "thin lines: borders of L3 caches; thick: of NUMA nodes",
        "lines: borders of packages",
        "thin lines: borders of L3 caches; thick: of packages",
        "thin lines: borders of NUMA nodes; thick: of packages",
        "lines, from thin to thick: borders of L3 caches, NUMA nodes, packages",
    };
    unsigned seen = 0;
    for (size_t i = 1; i < axis->n; i++)
        if (axis->border[i] != BORDER_none)
            seen |= 1u << (axis->border[i] - 1);
    return remarks[seen];
}

static void mark_siblings(const struct pairs *p, struct axis *axis)
{
    for (size_t i = 0; i < p->n; i++)
        if (only_sibling(p, &p->pair[i]))
            axis->place[own_place(p, p->pair[i].b)] = p->n_cpus;
}

void axis_of(struct axis *axis, const struct pairs *p)
{
    struct standing *s = standings_of(p), *last = NULL;
    *axis = (struct axis){.cpu = checked_alloc(p->n_cpus, sizeof *axis->cpu),
                          .border = checked_alloc(p->n_cpus, sizeof *axis->border),
                          .place = checked_alloc(p->n_cpus, sizeof *axis->place),
                          .pairs = p};
    mark_siblings(p, axis);
    qsort(s, p->n_cpus, sizeof *s, by_topology);
    for (size_t i = 0; i < p->n_cpus; i++) {
        if (axis->place[s[i].own] == p->n_cpus)
            continue;
        axis->border[axis->n] = last ? border_between(last, &s[i]) : BORDER_none;
        axis->place[s[i].own] = axis->n;
        axis->cpu[axis->n++] = p->cpus[s[i].own];
        last = &s[i];
    }
    axis->remark = remark_of(axis);
    free(s);
}

void axis_free(struct axis *axis)
{
    free(axis->cpu);
    free(axis->border);
    free(axis->place);
    *axis = (struct axis){0};
}

struct cell axis_cell(const struct axis *axis, const struct pair *pair)
{
    const struct pairs *p = axis->pairs;
    size_t a = axis->place[own_place(p, pair->a)], b = axis->place[own_place(p, pair->b)];
    if (b >= axis->n)
        b = a;
    return a < b ? (struct cell){a, b} : (struct cell){b, a};
}
