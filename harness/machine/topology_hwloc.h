// SPDX-License-Identifier: MIT
// The step from an hwloc topology to ours, apart so that tests can feed machines they do not have.
#pragma once

#include <hwloc.h>

#include "harness/machine/topology.h"

/* Keeps cores, packages, NUMA nodes, caches and hardware threads, drops the rest; call it between
 * hwloc_topology_init and _load. */
void topology_filter(hwloc_topology_t h);

/* Fills t from a loaded hwloc topology, with the CPUs that are also in allowed (all where NULL). 0,
 * or -1 with err where none is left. */
int topology_from_hwloc(struct topology *t, hwloc_topology_t h, hwloc_const_bitmap_t allowed,
                        char err[SC_ERR]);
