// SPDX-License-Identifier: MIT
// Command-line options, all from one table (options.def).
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"
#include "synccost/cli/commands.h"
#include "synccost/cli/profile.h"

enum option_id {
#define OPTION(id, name, kind, argument, commands, fallback, help) OPTION_##id,
#include "synccost/cli/options.def"
#undef OPTION
    OPTION_COUNT
};

struct option_spec {
    const char *name;
    const char *argument; /* as help shows it; NULL where the option is a flag */
    const char *fallback; /* the default, or NULL */
    const char *help;
    unsigned commands; /* CMD_ bits */
};

extern const struct option_spec option_specs[OPTION_COUNT];

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

/* Value of a checked number option; fallback where it was not given. */
uint64_t option_number(const struct options *o, enum option_id id, uint64_t fallback);
double option_double(const struct options *o, enum option_id id, double fallback);
/* Seconds of a checked time option; 0 where it was not given. */
double option_duration(const struct options *o, enum option_id id);

/* The profile that the options name; with their number of launches, and no limit of time, where
 * they give one; with their time, where they give that. */
void options_profile(const struct options *o, struct profile *p);
