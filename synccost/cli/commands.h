// SPDX-License-Identifier: MIT
// The commands as data, all from one table (commands.def).
#pragma once

#include <limits.h>

struct command_spec {
    const char *name;
    const char *operands; /* as help shows them; "" where there are none */
    const char *help;     /* one line */
    const char *text;     /* what the manual adds; an empty line separates paragraphs */
    unsigned bit;         /* its CMD_ bit, by which options say whose they are */
    int least, most;      /* numbers of operands; most -1: any number */
};

enum command_number {
#define COMMAND(ID, name, operands, least, most, help, text) COMMAND_##ID,
#include "synccost/cli/commands.def"
#undef COMMAND
    COMMAND_COUNT
};

enum command_bit {
#define COMMAND(ID, name, operands, least, most, help, text) CMD_##ID = 1 << COMMAND_##ID,
#include "synccost/cli/commands.def"
#undef COMMAND
    CMD_EVERY = INT_MAX
};

extern const struct command_spec command_specs[COMMAND_COUNT];

/* What the exit status says, as prose. */
extern const char command_status[];

/* NULL where no command has that name. */
const struct command_spec *command_find(const char *name);

/* Complains about the name of a command that is none, with the nearest known one. Returns 2. */
int command_unknown(const char *name);
