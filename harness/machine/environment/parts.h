// SPDX-License-Identifier: MIT
// The pieces that environment_machine and environment_state are put together from; only they and
// their tests need them.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "harness/machine/topology.h"

/* Sets a key to a string or a number where there is one to set: an empty or badly encoded string is
 * unknown, and so left out. */
void environment_put_string(json_t *object, const char *key, const char *value);
void environment_put_integer(json_t *object, const char *key, long long value);
void environment_put_bool(json_t *object, const char *key, bool value);

/*
 * The microarchitecture in harness/machine/environment/microarch.def for what an x86 CPU says of
 * itself (numbers as in /proc/cpuinfo), or for the implementer and part of an Arm one. NULL where
 * the table does not have it.
 */
const char *microarch_x86(const char *vendor, int family, int model, int stepping);
const char *microarch_arm(int implementer, int part);

/* vendor, model, microarchitecture, family, model_number, stepping, microcode or implementer, part,
 * variant, revision, as far as known. */
void environment_cpu(json_t *machine, const char *cpuinfo);

/* virtualization, and emulated where an emulator gives itself away. Needs arch in machine. */
void environment_virtualization(json_t *machine, const char *cpuinfo);

/* The caches of one CPU as Google Benchmark prints them: {type, level, size, num_sharing}. NULL
 * where unknown. New reference. */
json_t *environment_caches(int cpu);

/* Ticks of /proc/stat since boot, over one CPU or several. */
struct ticks {
    long long busy;  /* in processes and interrupts; not steal */
    long long total; /* everything, steal and idle too */
    long long steal; /* -1 where the kernel does not count it */
};

/* The line of text (a /proc/stat) with this name ("cpu", "cpu3"). False where there is none or it
 * is cut. */
bool environment_ticks(const char *text, const char *name, struct ticks *ticks);

/*
 * How many CPUs' worth of time others used between two looks at the whole machine, given what we
 * used ourselves in the same ticks. NAN where no tick passed.
 */
double environment_other_busy(const struct ticks *before, const struct ticks *after, double own,
                              unsigned cpus);

/* The CPU numbers of t as a kernel list ("0-3,8"), cut to fit. */
void environment_cpu_list(const struct topology *t, char *buf, size_t size);

/* container: the engine, where one has left its traces. */
void environment_container(json_t *state);

/* cgroup_version, cgroup_quota_limited, cgroup_quota_cpus, cgroup_throttled, as far as known. */
void environment_cgroup(json_t *state);
