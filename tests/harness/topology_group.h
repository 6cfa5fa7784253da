// SPDX-License-Identifier: MIT
// The topology of this machine, for the tests of a group: its setup and teardown.
#pragma once

#include "harness/machine/clock.h"
#include "harness/machine/topology.h"
#include "tests/test.h"

static struct topology topology;

static int group_setup(void **state)
{
    char err[SC_ERR];
    (void)state;
    clock_start();
    return topology_load(&topology, err);
}

static int group_teardown(void **state)
{
    (void)state;
    topology_free(&topology);
    return 0;
}
