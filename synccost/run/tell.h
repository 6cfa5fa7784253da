// SPDX-License-Identifier: MIT
// What family programs are told of the machine, beside their options (docs/PROTOCOL.md).
#pragma once

/*
 * Puts the CPUs and the thread counts of this machine into the environment of this process, and so
 * of those that it will start: for programs that do not ask hwloc themselves. Takes both out where
 * the machine cannot be read. Call it where no other thread reads the environment.
 */
void tell_machine(void);
