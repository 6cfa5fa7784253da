// SPDX-License-Identifier: MIT
// Machines described to hwloc in words.
#pragma once

#include "harness/machine/topology.h"
#include "harness/machine/topology_hwloc.h"
#include "tests/test.h"

/* Two packages of two L3s, four cores each, two threads a core: 32 CPUs; a core's threads lie side
 * by side. */
static const char big[] = "package:2 [numa] l3:2 core:4 pu:2";

/* Builds the topology of a description, restricted to a list of CPUs ("0-3,8"; NULL for all). */
static inline int build(struct topology *t, const char *description, const char *mask,
                        char err[SC_ERR])
{
    hwloc_topology_t h;
    hwloc_bitmap_t allowed = NULL;
    assert_int_equal(hwloc_topology_init(&h), 0);
    topology_filter(h);
    assert_int_equal(hwloc_topology_set_synthetic(h, description), 0);
    assert_int_equal(hwloc_topology_load(h), 0);
    if (mask) {
        allowed = hwloc_bitmap_alloc();
        assert_int_equal(hwloc_bitmap_list_sscanf(allowed, mask), 0);
    }
    int rc = topology_from_hwloc(t, h, allowed, err);
    hwloc_bitmap_free(allowed);
    hwloc_topology_destroy(h);
    return rc;
}

static inline struct topology make(const char *description, const char *mask)
{
    struct topology t;
    char err[SC_ERR] = "";
    if (build(&t, description, mask, err) != 0)
        fail_msg("%s: %s", description, err);
    return t;
}
