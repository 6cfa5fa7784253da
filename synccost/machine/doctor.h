// SPDX-License-Identifier: MIT
// synccost doctor: what on this machine will spoil a measurement, and the fix.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/* Looks at the machine and prints. 0 where nothing is worse than a note, 1 with any warning, 2
 * where the machine cannot be read. */
int doctor_print(FILE *out, bool json);

/* Prints what was found: a line of the machine, then each warning with its advice, warnings first.
 * Returns 1 with any warning, else 0. */
int doctor_show(FILE *out, const json_t *machine, const json_t *warnings);
