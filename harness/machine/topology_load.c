// SPDX-License-Identifier: MIT
// Reads cores, hardware threads, caches and NUMA nodes with hwloc.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/machine/sysfile.h"
#include "harness/machine/topology.h"
#include "harness/machine/topology_hwloc.h"

void topology_filter(hwloc_topology_t h)
{
    unsigned long flags = HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED;
#if HWLOC_API_VERSION >= 0x00020800
    flags |= HWLOC_TOPOLOGY_FLAG_NO_DISTANCES | HWLOC_TOPOLOGY_FLAG_NO_MEMATTRS |
             HWLOC_TOPOLOGY_FLAG_NO_CPUKINDS;
#endif
    hwloc_topology_set_flags(h, flags);
    hwloc_topology_set_all_types_filter(h, HWLOC_TYPE_FILTER_KEEP_NONE);
    /* Groups must stay where they give structure: without them hwloc 2.9 spreads every NUMA node
     * over the whole machine. */
    hwloc_topology_set_type_filter(h, HWLOC_OBJ_GROUP, HWLOC_TYPE_FILTER_KEEP_STRUCTURE);
    hwloc_topology_set_type_filter(h, HWLOC_OBJ_CORE, HWLOC_TYPE_FILTER_KEEP_ALL);
    hwloc_topology_set_type_filter(h, HWLOC_OBJ_PACKAGE, HWLOC_TYPE_FILTER_KEEP_ALL);
    hwloc_topology_set_cache_types_filter(h, HWLOC_TYPE_FILTER_KEEP_ALL);
}

/* The level whose sharing counts as "the same L3". */
static hwloc_obj_type_t shared_cache_type(hwloc_topology_t h)
{
    return hwloc_get_nbobjs_by_type(h, HWLOC_OBJ_L3CACHE) > 0 ? HWLOC_OBJ_L3CACHE
                                                              : HWLOC_OBJ_L2CACHE;
}

static int ancestor_index(hwloc_topology_t h, hwloc_obj_t pu, hwloc_obj_type_t type)
{
    hwloc_obj_t o = hwloc_get_ancestor_obj_by_type(h, type, pu);
    return o ? (int)o->logical_index : -1;
}

static int shared_cache_index(hwloc_topology_t h, hwloc_obj_t pu)
{
    hwloc_obj_type_t type = shared_cache_type(h);
    hwloc_obj_t o = hwloc_get_ancestor_obj_by_type(h, type, pu);
    if (!o)
        return -1;
    bool one_core = hwloc_get_nbobjs_inside_cpuset_by_type(h, o->cpuset, HWLOC_OBJ_CORE) <= 1;
    return type == HWLOC_OBJ_L2CACHE && one_core ? -1 : (int)o->logical_index;
}

/* The first node with this CPU: nodes that share their CPUs with an earlier one are a second kind
 * of memory. */
static int numa_index(hwloc_topology_t h, int os)
{
    for (hwloc_obj_t o = NULL; (o = hwloc_get_next_obj_by_type(h, HWLOC_OBJ_NUMANODE, o));) {
        if (hwloc_bitmap_isset(o->cpuset, (unsigned)os))
            return (int)o->logical_index;
    }
    return -1;
}

/* Which of its core's hardware threads this is. */
static int thread_of_core(hwloc_topology_t h, hwloc_obj_t pu)
{
    hwloc_obj_t core = hwloc_get_ancestor_obj_by_type(h, HWLOC_OBJ_CORE, pu);
    hwloc_obj_t first =
        core ? hwloc_get_obj_inside_cpuset_by_type(h, core->cpuset, HWLOC_OBJ_PU, 0) : NULL;
    return first ? (int)(pu->logical_index - first->logical_index) : 0;
}

static struct cpu describe_cpu(hwloc_topology_t h, hwloc_obj_t pu)
{
    struct cpu c = {
        .os = (int)pu->os_index,
        .core = ancestor_index(h, pu, HWLOC_OBJ_CORE),
        .package = ancestor_index(h, pu, HWLOC_OBJ_PACKAGE),
        .l3 = shared_cache_index(h, pu),
    };
    c.numa = numa_index(h, c.os);
    if (c.core >= 0) {
        c.smt = thread_of_core(h, pu);
    } else {
        int cores = hwloc_get_nbobjs_by_type(h, HWLOC_OBJ_CORE);
        c.core = (cores > 0 ? cores : 0) + (int)pu->logical_index;
    }
    return c;
}

static unsigned coherence_line(hwloc_topology_t h)
{
    static const hwloc_obj_type_t levels[] = {HWLOC_OBJ_L1CACHE, HWLOC_OBJ_L2CACHE,
                                              HWLOC_OBJ_L3CACHE};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        hwloc_obj_t o = hwloc_get_obj_by_type(h, levels[i], 0);
        if (o && o->attr->cache.linesize)
            return o->attr->cache.linesize;
    }
    return 0;
}

enum field { FIELD_CORE, FIELD_PACKAGE, FIELD_L3, FIELD_NUMA };

static int field_of(const struct cpu *c, enum field f)
{
    switch (f) {
    case FIELD_CORE:
        return c->core;
    case FIELD_PACKAGE:
        return c->package;
    case FIELD_L3:
        return c->l3;
    case FIELD_NUMA:
        return c->numa;
    }
    return -1;
}

/* How many different known values the field takes; quadratic only in that number. */
static unsigned distinct(const struct cpu *cpus, unsigned n, enum field f)
{
    unsigned found = 0;
    int *seen = malloc((n ? n : 1) * sizeof *seen);
    if (!seen)
        return 0;
    for (unsigned i = 0; i < n; i++) {
        int v = field_of(&cpus[i], f);
        unsigned k = found;
        while (k > 0 && seen[k - 1] != v)
            k--;
        if (v >= 0 && k == 0)
            seen[found++] = v;
    }
    free(seen);
    return found;
}

static int by_number(const void *a, const void *b)
{
    const struct cpu *x = a, *y = b;
    return (x->os > y->os) - (x->os < y->os);
}

int topology_from_hwloc(struct topology *t, hwloc_topology_t h, hwloc_const_bitmap_t allowed,
                        char err[SC_ERR])
{
    memset(t, 0, sizeof *t);
    int n = hwloc_get_nbobjs_by_type(h, HWLOC_OBJ_PU);
    struct cpu *all = malloc((n > 0 ? (size_t)n : 1) * sizeof *all);
    if (!all) {
        snprintf(err, SC_ERR, "out of memory for %d CPUs", n);
        return -1;
    }
    for (hwloc_obj_t pu = NULL; (pu = hwloc_get_next_obj_by_type(h, HWLOC_OBJ_PU, pu));)
        all[t->machine_cpus++] = describe_cpu(h, pu);
    qsort(all, t->machine_cpus, sizeof *all, by_number);
    if (hwloc_get_nbobjs_by_type(h, HWLOC_OBJ_CORE) > 0)
        t->machine_cores = distinct(all, t->machine_cpus, FIELD_CORE);
    t->machine_packages = distinct(all, t->machine_cpus, FIELD_PACKAGE);
    t->machine_l3s = distinct(all, t->machine_cpus, FIELD_L3);
    t->machine_numa_nodes = distinct(all, t->machine_cpus, FIELD_NUMA);
    int present = hwloc_bitmap_weight(hwloc_topology_get_complete_cpuset(h));
    if (present > n)
        t->offline_cpus = (unsigned)(present - n);
    t->line_size = coherence_line(h);

    for (unsigned i = 0; i < t->machine_cpus; i++) {
        if (!allowed || hwloc_bitmap_isset(allowed, (unsigned)all[i].os))
            all[t->n_cpus++] = all[i];
    }
    if (t->n_cpus == 0) {
        free(all);
        memset(t, 0, sizeof *t);
        snprintf(
            err, SC_ERR,
            "no online CPU is left for this process: widen its affinity (taskset, cpuset cgroup)");
        return -1;
    }
    t->cpus = all;
    t->n_cores = distinct(all, t->n_cpus, FIELD_CORE);
    t->n_numa_nodes = distinct(all, t->n_cpus, FIELD_NUMA);
    return 0;
}

/* The kernel's own lists know of CPUs that hwloc leaves out. */
static void count_offline(struct topology *t)
{
    char present[4096], online[4096];
    unsigned n_present, n_online;
    if (sysfile_line(present, sizeof present, "/sys/devices/system/cpu/present") &&
        sysfile_line(online, sizeof online, "/sys/devices/system/cpu/online") &&
        sysfile_count_list(present, &n_present) && sysfile_count_list(online, &n_online) &&
        n_present >= n_online)
        t->offline_cpus = n_present - n_online;
}

int topology_load(struct topology *t, char err[SC_ERR])
{
    memset(t, 0, sizeof *t);
    hwloc_topology_t h;
    hwloc_bitmap_t mask = hwloc_bitmap_alloc();
    if (!mask || hwloc_topology_init(&h) != 0) {
        snprintf(err, SC_ERR, "hwloc cannot start: out of memory?");
        hwloc_bitmap_free(mask);
        return -1;
    }
    topology_filter(h);
    /* hwloc's x86 discovery moves this thread over every CPU to run CPUID; the kernel's files say
     * as much. */
    hwloc_topology_set_components(h, HWLOC_TOPOLOGY_COMPONENTS_FLAG_BLACKLIST, "x86");
    int rc = -1;
    if (hwloc_topology_load(h) != 0) {
        snprintf(err, SC_ERR,
                 "hwloc cannot read this machine: check /sys/devices/system/cpu and HWLOC_* "
                 "in the environment");
    } else {
        bool here = hwloc_topology_is_thissystem(h);
        if (!here || hwloc_get_cpubind(h, mask, HWLOC_CPUBIND_THREAD) != 0)
            hwloc_bitmap_copy(mask, hwloc_topology_get_allowed_cpuset(h));
        rc = topology_from_hwloc(t, h, mask, err);
        if (rc == 0 && here)
            count_offline(t);
    }
    hwloc_bitmap_free(mask);
    hwloc_topology_destroy(h);
    return rc;
}

void topology_free(struct topology *t)
{
    free(t->cpus);
    memset(t, 0, sizeof *t);
}
