// SPDX-License-Identifier: MIT
// Nodes and binding by hwloc.
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "common/number.h"
#include "harness/machine/memory.h"
#include "harness/machine/memory_hwloc.h"

bool memory_parse_policy(struct memory_wish *w, const char *text)
{
    static const char *const names[] = {
        [MEMORY_LOCAL] = "local", [MEMORY_REMOTE] = "remote", [MEMORY_INTERLEAVE] = "interleave"};
    uint64_t node;
    for (int p = MEMORY_LOCAL; p <= MEMORY_INTERLEAVE; p++)
        if (strcmp(names[p], text) == 0) {
            w->policy = (enum memory_policy)p;
            return true;
        }
    if (strncmp(text, "node:", 5) != 0 || !number_u64(text + 5, 0, 4095, &node))
        return false;
    w->policy = MEMORY_NODE;
    w->node = (unsigned)node;
    return true;
}

bool memory_parse_pages(struct memory_wish *w, const char *text)
{
    w->pages = strcmp(text, "4k") == 0 ? PAGES_4K : PAGES_2M;
    return w->pages == PAGES_4K || strcmp(text, "2m") == 0;
}

static void find_nodes(struct memory *m)
{
    hwloc_obj_t node = NULL;
    hwloc_const_bitmap_t allowed = hwloc_topology_get_allowed_nodeset(m->h);
    while ((node = hwloc_get_next_obj_by_type(m->h, HWLOC_OBJ_NUMANODE, node)))
        if (node->attr->numanode.local_memory > 0 && hwloc_bitmap_isset(allowed, node->os_index))
            hwloc_bitmap_set(m->nodes, node->os_index);
}

struct memory *memory_open(char err[SC_ERR])
{
    struct memory *m = calloc(1, sizeof *m);
    if (m && hwloc_topology_init(&m->h) == 0) {
        hwloc_topology_set_components(m->h, HWLOC_TOPOLOGY_COMPONENTS_FLAG_BLACKLIST, "x86");
        m->nodes = hwloc_bitmap_alloc();
        if (m->nodes && hwloc_topology_load(m->h) == 0) {
            find_nodes(m);
            return m;
        }
        hwloc_bitmap_free(m->nodes);
        hwloc_topology_destroy(m->h);
    }
    free(m);
    snprintf(err, SC_ERR,
             "hwloc cannot read the memory of this machine: check /sys/devices/system");
    return NULL;
}

void memory_close(struct memory *m)
{
    if (!m)
        return;
    hwloc_bitmap_free(m->nodes);
    hwloc_topology_destroy(m->h);
    free(m);
}

unsigned memory_nodes(const struct memory *m)
{
    const int n = hwloc_bitmap_weight(m->nodes);
    return n > 0 ? (unsigned)n : 0;
}

/* complete_cpuset: a container's CPUs may all be of one node, and the other node keeps its own. */
static bool has_cpu(hwloc_obj_t node, int cpu)
{
    return cpu >= 0 && hwloc_bitmap_isset(node->complete_cpuset, (unsigned)cpu);
}

/* The first: hwloc has another kind of memory after it, and what is beside all CPUs last. */
int memory_node_of(const struct memory *m, int cpu)
{
    hwloc_obj_t node = NULL;
    while ((node = hwloc_get_next_obj_by_type(m->h, HWLOC_OBJ_NUMANODE, node)))
        if (hwloc_bitmap_isset(m->nodes, node->os_index) && has_cpu(node, cpu))
            return (int)node->os_index;
    return -1;
}

static bool is_of_some_cpu(const struct memory *m, hwloc_obj_t node)
{
    int cpu = hwloc_bitmap_first(node->complete_cpuset);
    while (cpu >= 0 && memory_node_of(m, cpu) != (int)node->os_index)
        cpu = hwloc_bitmap_next(node->complete_cpuset, cpu);
    return cpu >= 0;
}

int memory_remote_node(const struct memory *m, int cpu)
{
    const int own = memory_node_of(m, cpu), all = (int)memory_nodes(m);
    int at = own;
    for (int i = 1; own >= 0 && i < all; i++) {
        at = hwloc_bitmap_next(m->nodes, at);
        if (at < 0)
            at = hwloc_bitmap_first(m->nodes);
        hwloc_obj_t node = hwloc_get_numanode_obj_by_os_index(m->h, (unsigned)at);
        if (node && !has_cpu(node, cpu) && is_of_some_cpu(m, node))
            return at;
    }
    return -1;
}

static bool can_map_huge(size_t bytes, char err[SC_ERR])
{
    unsigned char *trial = memory_map_huge(bytes, err);
    if (!trial)
        return false;
    *trial = 1;
    const bool good = memory_huge_share(trial) == 1;
    munmap(trial, bytes);
    if (!good)
        memory_say_no_huge(bytes, err);
    return good;
}

bool memory_can_bind(const struct memory *m, const struct memory_wish *w, int cpu, char err[SC_ERR])
{
    const size_t size = memory_page();
    unsigned char *page =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) {
        snprintf(err, SC_ERR, "no memory for a page: free some");
        return false;
    }
    bool can = memory_bind(m, w, cpu, page, size, err) == 0;
    if (can && hwloc_topology_is_thissystem(m->h)) {
        *page = 1;
        can = !(memory_share(m, w, cpu, page, size) < 1); /* NAN: the kernel does not tell */
        if (!can)
            snprintf(err, SC_ERR,
                     "a page lies on another node than it was bound to: free memory there");
    }
    munmap(page, size);
    return can;
}

/* For every CPU of this process; of a node's CPUs the first tells. */
static bool can_bind_all(const struct memory *m, const struct memory_wish *w, char err[SC_ERR])
{
    hwloc_bitmap_t cpus = hwloc_bitmap_alloc(), tried = hwloc_bitmap_alloc();
    bool can = cpus && tried;
    if (!can)
        snprintf(err, SC_ERR, "out of memory");
    else if (hwloc_get_cpubind(m->h, cpus, HWLOC_CPUBIND_THREAD) != 0)
        hwloc_bitmap_copy(cpus, hwloc_topology_get_allowed_cpuset(m->h));
    for (int cpu = can ? hwloc_bitmap_first(cpus) : -1; can && cpu >= 0;
         cpu = hwloc_bitmap_next(cpus, cpu)) {
        const int node = memory_node_of(m, cpu);
        if (node >= 0 && hwloc_bitmap_isset(tried, (unsigned)node))
            continue;
        can = memory_can_bind(m, w, cpu, err);
        if (node >= 0)
            hwloc_bitmap_set(tried, (unsigned)node);
    }
    hwloc_bitmap_free(cpus);
    hwloc_bitmap_free(tried);
    return can;
}

bool memory_can(const struct memory *m, const struct memory_wish *w, size_t bytes, char err[SC_ERR])
{
    const unsigned nodes = memory_nodes(m);
    if (w->policy == MEMORY_NODE && !hwloc_bitmap_isset(m->nodes, w->node)) {
        char list[64];
        hwloc_bitmap_list_snprintf(list, sizeof list, m->nodes);
        snprintf(err, SC_ERR, "no node %u with memory here: use one of %s", w->node, list);
        return false;
    }
    if ((w->policy == MEMORY_REMOTE || w->policy == MEMORY_INTERLEAVE) && nodes < 2) {
        snprintf(err, SC_ERR, "memory of one node only here: use local");
        return false;
    }
    const size_t page = memory_page();
    if (w->pages == PAGES_4K && page != 4096) {
        snprintf(err, SC_ERR, "this kernel's pages have %zu KiB: leave --pages out", page / 1024);
        return false;
    }
    return (w->policy == MEMORY_ANY || can_bind_all(m, w, err)) &&
           (w->pages != PAGES_2M || can_map_huge(bytes, err));
}

void memory_wanted(const struct memory *m, const struct memory_wish *w, int cpu,
                   hwloc_bitmap_t nodes)
{
    const int node = w->policy == MEMORY_NODE     ? (int)w->node
                     : w->policy == MEMORY_REMOTE ? memory_remote_node(m, cpu)
                                                  : memory_node_of(m, cpu);
    if (w->policy == MEMORY_INTERLEAVE)
        hwloc_bitmap_copy(nodes, m->nodes);
    else if (node >= 0)
        hwloc_bitmap_only(nodes, (unsigned)node);
}

static void say_no_node(const struct memory_wish *w, int cpu, char err[SC_ERR])
{
    if (w->policy == MEMORY_REMOTE)
        snprintf(err, SC_ERR, "no node of other CPUs than CPU %d's has memory: use node:N", cpu);
    else
        snprintf(err, SC_ERR, "the node of CPU %d has no memory: use other CPUs (taskset)", cpu);
}

int memory_bind(const struct memory *m, const struct memory_wish *w, int cpu, void *at,
                size_t bytes, char err[SC_ERR])
{
    hwloc_bitmap_t nodes = hwloc_bitmap_alloc();
    int status = -1;
    if (!nodes) {
        snprintf(err, SC_ERR, "out of memory");
        return -1;
    }
    memory_wanted(m, w, cpu, nodes);
    if (hwloc_bitmap_iszero(nodes)) {
        say_no_node(w, cpu, err);
    } else {
        status = hwloc_set_area_membind(m->h, at, bytes, nodes,
                                        w->policy == MEMORY_INTERLEAVE ? HWLOC_MEMBIND_INTERLEAVE
                                                                       : HWLOC_MEMBIND_BIND,
                                        HWLOC_MEMBIND_BYNODESET | HWLOC_MEMBIND_STRICT);
        if (status != 0)
            snprintf(err, SC_ERR, "memory cannot be bound to a node (%s)%s", strerror(errno),
                     errno == EPERM || errno == ENOSYS
                         ? ": let the container call mbind (docs/INSTALL.md)"
                         : "");
    }
    hwloc_bitmap_free(nodes);
    return status;
}
