// SPDX-License-Identifier: MIT
// From the members' counters to the figures of a trial.
#pragma once

#include "harness/trial/team.h"

/* Fills everything but steal_ms from members that ran a trial. With no counted operation, figures
 * per operation are NAN. */
void team_summarize(const struct team_member *members, unsigned threads,
                    struct team_result *result);

/* Whether something else took the CPU of a thread, where the team had so many CPUs. One that sleeps
 * waits for a CPU each time it is woken: there it is part of what is measured. */
bool team_preempted(const struct team_result *r, unsigned cpus);

/* Steal time so far of the CPUs the members are pinned to, from /proc/stat, in ms; 0 where the
 * kernel shows none. */
double team_steal_ms(const struct team_member *members, unsigned threads);
