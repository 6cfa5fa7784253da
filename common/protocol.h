// SPDX-License-Identifier: MIT
// The protocol between synccost and a family program, as its one list (protocol.def) has it.
#pragma once

#include <stddef.h>

enum protocol_option {
#define PROTOCOL_OPTION(id, name, argument, meaning) PROTOCOL_##id,
#define PROTOCOL_ROW(key, fallback, meaning)
#define PROTOCOL_TRIAL(key, fallback, meaning)
#include "common/protocol.def"
#undef PROTOCOL_OPTION
#undef PROTOCOL_ROW
#undef PROTOCOL_TRIAL
    PROTOCOL_OPTIONS
};

struct protocol_option_info {
    const char *name, *argument, *meaning; /* argument is NULL where it takes none */
};
extern const struct protocol_option_info protocol_option_table[PROTOCOL_OPTIONS];

/* "--window-ms" from window_ms, as it stands on a command line. */
#define PROTOCOL_FLAG(id) protocol_flag_table[PROTOCOL_##id]
extern const char *const protocol_flag_table[PROTOCOL_OPTIONS];

/* In a program's environment: the machine's CPUs, and its thread counts (docs/PROTOCOL.md). */
#define PROTOCOL_CPUS  "SYNCCOST_CPUS"
#define PROTOCOL_STEPS "SYNCCOST_STEPS"

/* Keys of the members: ROW_KEY_name of a line of --list, TRIAL_KEY_iterations of a trial's. */
#define PROTOCOL_OPTION(id, name, argument, meaning)
#define PROTOCOL_ROW(key, fallback, meaning)   extern const char ROW_KEY_##key[];
#define PROTOCOL_TRIAL(key, fallback, meaning) extern const char TRIAL_KEY_##key[];
#include "common/protocol.def"
#undef PROTOCOL_OPTION
#undef PROTOCOL_ROW
#undef PROTOCOL_TRIAL

/*
 * What a program may at most print and take: bytes of a list, rows of all lists together, seconds
 * to list, bytes of one launch's trials (its seconds are the row's time-out), and trials of one
 * launch.
 */
enum {
    PROTOCOL_LIST_BYTES = 16 << 20,
    PROTOCOL_LIST_ROWS = 100000,
    PROTOCOL_LIST_SECONDS = 20,
    PROTOCOL_TRIAL_BYTES = 64 << 20,
    PROTOCOL_TRIALS = 10000
};
