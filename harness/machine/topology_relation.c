// SPDX-License-Identifier: MIT
// How near two CPUs are to each other, and which third one goes with a pair.
#include "harness/machine/topology.h"

const char *relation_name(enum relation r)
{
    static const char *const names[] = {"smt", "same-l3", "cross-l3", "cross-numa",
                                        "cross-package"};
    return (size_t)r < sizeof names / sizeof *names ? names[r] : "unknown";
}

enum relation topology_relation(const struct cpu *a, const struct cpu *b)
{
    if (a->core == b->core)
        return RELATION_SMT;
    if (a->package != b->package)
        return RELATION_CROSS_PACKAGE;
    if (a->numa != b->numa)
        return RELATION_CROSS_NUMA;
    return a->l3 == b->l3 ? RELATION_SAME_L3 : RELATION_CROSS_L3;
}

int topology_third(const struct topology *t, const struct cpu *a, const struct cpu *b)
{
    const enum relation away = topology_relation(a, b);
    const struct cpu *best = NULL;
    for (unsigned i = 0; i < t->n_cpus; i++) {
        const struct cpu *c = &t->cpus[i];
        if (c->core != a->core && c->core != b->core && topology_relation(a, c) >= away &&
            (!best || topology_relation(b, c) < topology_relation(b, best)))
            best = c;
    }
    return best ? best->os : -1;
}
