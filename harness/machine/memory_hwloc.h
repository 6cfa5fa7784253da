// SPDX-License-Identifier: MIT
// What the sources of memory.h share.
#pragma once

#include <hwloc.h>

struct memory_wish;

struct memory {
    hwloc_topology_t h;
    hwloc_bitmap_t nodes; /* that have memory */
};

/* Sets nodes, which is empty, to those that w wants for a thread on cpu; none where it has none. */
void memory_wanted(const struct memory *m, const struct memory_wish *w, int cpu,
                   hwloc_bitmap_t nodes);
