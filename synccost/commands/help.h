// SPDX-License-Identifier: MIT
// What the program says of itself.
#pragma once

#include <stdio.h>

#include "synccost/cli/commands.h"

/* The commands, a line each. */
void help_all(FILE *out);

/* What one command does, and its options with their defaults. */
void help_command(FILE *out, const struct command_spec *c);
