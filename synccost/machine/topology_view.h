// SPDX-License-Identifier: MIT
// synccost topology: cores, siblings, caches, and pairs of CPUs.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "harness/machine/topology.h"

/* Reads the machine and prints. 0, or 2 where it cannot be read. */
int topology_print(FILE *out, bool json);

/* Prints t; caches is what environment_caches gives, or NULL. */
void topology_show(FILE *out, const struct topology *t, const json_t *caches);

/*
 * {cpus[{cpu, core, smt, package, l3, numa}], usable_cpus, usable_cores, online_cpus, offline_cpus,
 * cores, packages, l3_caches, numa_nodes, line_size, caches[], placements[{name, possible,
 * reason}], pairs[{a, b, relation}]}; unknown keys are absent. New reference.
 */
json_t *topology_object(const struct topology *t, const json_t *caches);
