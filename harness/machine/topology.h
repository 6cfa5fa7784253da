// SPDX-License-Identifier: MIT
// The CPUs this process may use, how near they are to each other, and where a team's threads go.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"

struct cpu {
    int os; /* the kernel's number, as sched_setaffinity takes it */
    /* logical index of the physical core; a core of its own for each CPU where the machine does not
     * say */
    int core;
    int smt;     /* 0 for the core's first hardware thread, 1 for its second, … */
    int package; /* logical indices; -1 where the machine does not say */
    int l3;      /* the L3, or a cluster's shared L2 on a machine that has no L3 */
    int numa;    /* the node its memory comes from first */
};

/* How near two CPUs are. Nodes count before caches: where two lie under one L3 (Intel's sub-NUMA
 * clustering), a line's way still depends on them. */
enum relation {
    RELATION_SMT,
    RELATION_SAME_L3,    /* and of one node */
    RELATION_CROSS_L3,   /* of one node */
    RELATION_CROSS_NUMA, /* of one package */
    RELATION_CROSS_PACKAGE
};

struct cpu_pair {
    int a, b; /* kernel CPU numbers, a < b */
    enum relation relation;
    unsigned rank; /* those of rank 0 to r are a sample, spread over all pairs of that relation */
};

struct topology {
    struct cpu *cpus; /* only online CPUs of this process's affinity mask, by kernel number */
    unsigned n_cpus;
    unsigned n_cores;      /* distinct cores among cpus */
    unsigned n_numa_nodes; /* and NUMA nodes; 0 where the machine does not say */
    /* online CPUs of the whole machine; the next four count on the whole machine too, 0 where it
     * does not say */
    unsigned machine_cpus;
    unsigned machine_cores;
    unsigned machine_packages;
    unsigned machine_l3s;
    unsigned machine_numa_nodes; /* that have CPUs */
    unsigned offline_cpus;       /* present but offline */
    unsigned line_size;          /* coherence line in bytes as sysfs/hwloc says; 0 where unknown */
};

enum placement { PLACE_SPREAD, PLACE_SMT, PLACE_CROSS_L3, PLACE_CROSS_NUMA };

/*
 * Reads the machine with hwloc, restricted to the calling thread's affinity mask (so call it before
 * the thread is pinned). Less than a millisecond on a small machine. Where HWLOC_XMLFILE or
 * HWLOC_SYNTHETIC name another machine, that one is read, whole: good to look at, not to pin to. 0,
 * or -1 with err. Free with topology_free, which leaves an empty topology.
 */
int topology_load(struct topology *t, char err[SC_ERR]);
void topology_free(struct topology *t);

/* The entry of a kernel CPU number, or NULL where this process may not use it. */
const struct cpu *topology_cpu(const struct topology *t, int os);

/* Of two different CPUs. Where neither says its cache, they count as sharing one. */
enum relation topology_relation(const struct cpu *a, const struct cpu *b);

/*
 * A third CPU beside the two of a pair, on a core of its own: two threads of one core have their
 * caches in common, so that what both have read is still in one core alone. No nearer to a than b
 * is, so that it does not answer a first; of those the nearest to b. -1 where there is none.
 */
int topology_third(const struct topology *t, const struct cpu *a, const struct cpu *b);

/*
 * Writes the CPU of each of threads threads to cpus, near ones first. spread: one per core before a
 * core's second hardware thread; smt: fill a core before the next, cores with several usable
 * threads first; cross-l3 / cross-numa: neighbours in the list lie in different caches / nodes.
 * With more threads than CPUs the list wraps around (oversubscribed; only where it wraps may
 * neighbours of a cross placement share theirs). Returns 0, or -1 where the machine has no such
 * placement (no SMT, one L3, one node, too few CPUs on the other side).
 */
int topology_place(const struct topology *t, enum placement p, unsigned threads, int *cpus);

/* Whether topology_place would succeed; where not, why holds one clause that says what the machine
 * lacks. */
bool topology_can_place(const struct topology *t, enum placement p, unsigned threads,
                        char why[SC_ERR]);

/* A thread count that a sweep measures. rank: 0 for one, two and all CPUs; 1 for another step of
 * the machine; 2 for a count that only fills a gap. */
struct step {
    unsigned threads, rank;
};
enum { STEPS_MOST = 7 }; /* and twice all CPUs is the eighth */

/*
 * Writes the machine's thread counts to steps, sorted and distinct: 1, 2, the cores of one L3, of
 * one NUMA node and of one package (each that of the first thread, as PLACE_SPREAD fills them), one
 * thread per core, all CPUs. While there is room for more, the widest gap between two gets a power
 * of two, where the next is three times the last or more. Returns how many, 0 without a CPU or
 * without memory.
 */
unsigned topology_steps(const struct topology *t, struct step steps[STEPS_MOST]);

/*
 * All pairs of cores (one CPU each) plus one pair of SMT siblings per core, ordered by a, then b.
 * Of each relation one pair has rank 0, and the pairs up to a rank are about twice as many as those
 * up to the rank before. Returns the count; *pairs is malloc'd, or NULL where there is none.
 */
size_t topology_pairs(const struct topology *t, struct cpu_pair **pairs);

/* "smt", "same-l3", "cross-l3", "cross-numa", "cross-package" */
const char *relation_name(enum relation r);
const char *placement_name(enum placement p); /* "spread", "smt", "cross-l3", "cross-numa" */
