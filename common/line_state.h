// SPDX-License-Identifier: MIT
// The coherence states of rows that access a line in each of them.
#pragma once

enum line_state {
#define LINE_STATE(identifier, ...) LINE_STATE_##identifier,
#include "common/line_states.def"
#undef LINE_STATE
    LINE_STATES
};

/* The words of a state; every text is constant. */
struct line_state_words {
    const char *name, *meaning;
};
const struct line_state_words *line_state_words(enum line_state s);

/* The state of that name; LINE_STATES where there is none. */
enum line_state line_state_of(const char *name);
