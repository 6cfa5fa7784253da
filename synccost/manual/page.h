// SPDX-License-Identifier: MIT
// Manual pages in the man macros of roff.
#pragma once

#include <stdio.h>

#include "synccost/cli/commands.h"

/* What stands in the foot of a page. */
struct manual_edition {
    const char *version, *date;
};

/* The page of the program. */
void manual_program(FILE *out, const struct manual_edition *edition);

/* The page of a command, synccost-<name>(1). */
void manual_command(FILE *out, const struct manual_edition *edition, const struct command_spec *c);
