// SPDX-License-Identifier: MIT
// Command-line options, all from one table (options.def).
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "common/error.h"
#include "synccost/cli/profile.h"

enum command_bit {
    CMD_RUN = 1,
    CMD_LIST = 2,
    CMD_DOCTOR = 4,
    CMD_TOPOLOGY = 8,
    CMD_PLOT = 16,
    CMD_COMPARE = 32,
    CMD_PADDING = 64,
    CMD_SUMMARY = 128,
    CMD_AB = 256,
    CMD_AA = 512,
    CMD_EXPORT = 1024,
    CMD_EVENTS = 4096,
    CMD_CLAIMS = 8192,
    CMD_EDGES = 16384,
    CMD_HTML = 32768,
    CMD_EVERY = INT_MAX
};

enum option_id {
#define OPTION(id, name, kind, argument, commands, fallback, help) OPTION_##id,
#include "synccost/cli/options.def"
#undef OPTION
    OPTION_COUNT
};

struct options {
    /* as given, or the default; NULL where neither. A flag that was given is "". */
    const char *value[OPTION_COUNT];
    char **operands;
    int n_operands;
};

/*
 * Reads argv[1..] of one command. Every value is checked by its kind. 0, or -1 with err, which
 * names the option, says what is wrong and what would be right; an unknown option comes with the
 * nearest known one.
 */
int options_parse(struct options *o, unsigned command, int argc, char **argv, char err[SC_ERR]);

/* The options of a command, one line each, with their defaults. */
void options_help(FILE *out, unsigned command);

/* Value of a checked number option; fallback where it was not given. */
uint64_t option_number(const struct options *o, enum option_id id, uint64_t fallback);
double option_double(const struct options *o, enum option_id id, double fallback);

/* The profile that the options name; with their number of launches, and no limit of time, where
 * they give one. */
void options_profile(const struct options *o, struct profile *p);

/* The known word nearest to word by edit distance, or NULL when none is near. words ends with
 * NULL. */
const char *nearest_word(const char *word, const char *const *words);
