// SPDX-License-Identifier: MIT
// What machine this is, and what on it will spoil a measurement. Everything goes to the report as
// data.
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "harness/machine/topology.h"

/*
 * The machine as an object: slug, vendor, model, microarchitecture, family, model_number, stepping,
 * microcode (x86) or implementer, part, variant, revision (arm64), arch, cpus, cores, packages,
 * l3_caches, numa_nodes, smt, mixed_cores, line_size (as the kernel says), smallest_line (as an
 * arm64 CPU says), features, lse (arm64), caches[] (of the first usable CPU), platform,
 * virtualization, emulated, kernel, libc, fingerprint. Counts are the whole machine's, whatever the
 * affinity. A key that cannot be known is absent; virtualization "none" is a known absence, and
 * emulated is there only where an emulator gave itself away. The fingerprint is a hash of model,
 * stepping, microcode, topology and kernel: never of a live frequency. The slug is readable
 * ("intel-xeon-cascadelake-2c-kvm"), only [a-z0-9-]. New reference.
 */
json_t *environment_machine(const struct topology *t);

/*
 * The state of the machine now: affinity, usable_cpus, offline_cpus, governor, scaling_driver,
 * energy_preference, boost, load_average, cgroup_version, cgroup_quota_limited, cgroup_quota_cpus,
 * cgroup_throttled, container, transparent_hugepage, numa_balancing, aslr, isolated_cpus,
 * nohz_full, smt_control, perf_event_paranoid, clocksource, clocksources, tsc_constant,
 * tsc_nonstop, mitigations (the words of the kernel's command line that set them), other_busy_cpus,
 * steal_ticks {cpu: ticks}, steal_share (of the time since boot), steal_ticks_in_look. Takes 100 ms
 * to look at what others do. A key that cannot be known is absent; an empty string is a known
 * nothing. New reference.
 */
json_t *environment_state(const struct topology *t);

/* The engine of the container that this process runs in: docker, podman, kubernetes, lxc, or what
 * systemd calls it. False, with an empty name, where none has left its traces. */
enum { ENVIRONMENT_ENGINE = 64 };
bool environment_engine(char engine[ENVIRONMENT_ENGINE]);

/*
 * What will spoil a measurement here: array of {id, severity: "note"|"warning", text, advice}. text
 * states what was seen, with its value; advice is a command or a step that mends it, or says that
 * it cannot be mended here. New reference.
 */
json_t *environment_warnings(const struct topology *t, const json_t *machine, const json_t *state);
