// SPDX-License-Identifier: MIT
// Nodes and binding by hwloc.
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

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

int memory_node_of(const struct memory *m, int cpu)
{
    hwloc_obj_t node = NULL;
    while ((node = hwloc_get_next_obj_by_type(m->h, HWLOC_OBJ_NUMANODE, node)))
        if (hwloc_bitmap_isset(m->nodes, node->os_index) &&
            hwloc_bitmap_isset(node->cpuset, (unsigned)cpu))
            return (int)node->os_index;
    return -1;
}

int memory_next_node(const struct memory *m, int node)
{
    const int next = hwloc_bitmap_next(m->nodes, node);
    const int other = next < 0 ? hwloc_bitmap_first(m->nodes) : next;
    return other == node ? -1 : other;
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
    const long page = sysconf(_SC_PAGESIZE);
    if (w->pages == PAGES_4K && page != 4096) {
        snprintf(err, SC_ERR, "this kernel's pages have %ld KiB: leave --pages out", page / 1024);
        return false;
    }
    return w->pages != PAGES_2M || can_map_huge(bytes, err);
}

void memory_wanted(const struct memory *m, const struct memory_wish *w, int cpu,
                   hwloc_bitmap_t nodes)
{
    int node = memory_node_of(m, cpu);
    if (w->policy == MEMORY_REMOTE)
        node = node < 0 ? -1 : memory_next_node(m, node);
    else if (w->policy == MEMORY_NODE)
        node = (int)w->node;
    if (w->policy == MEMORY_INTERLEAVE)
        hwloc_bitmap_copy(nodes, m->nodes);
    else if (node >= 0)
        hwloc_bitmap_only(nodes, (unsigned)node);
}

int memory_bind(const struct memory *m, const struct memory_wish *w, int cpu, void *at,
                size_t bytes, char err[SC_ERR])
{
    hwloc_bitmap_t nodes = hwloc_bitmap_alloc();
    int status = -1;
    errno = ENODEV;
    if (nodes)
        memory_wanted(m, w, cpu, nodes);
    if (nodes && !hwloc_bitmap_iszero(nodes))
        status = hwloc_set_area_membind(m->h, at, bytes, nodes,
                                        w->policy == MEMORY_INTERLEAVE ? HWLOC_MEMBIND_INTERLEAVE
                                                                       : HWLOC_MEMBIND_BIND,
                                        HWLOC_MEMBIND_BYNODESET | HWLOC_MEMBIND_STRICT);
    if (status != 0)
        snprintf(err, SC_ERR, "memory cannot be bound to a node (%s)", strerror(errno));
    hwloc_bitmap_free(nodes);
    return status;
}
