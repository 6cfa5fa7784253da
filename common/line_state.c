// SPDX-License-Identifier: MIT
// The table of coherence states.
#include <string.h>

#include "common/line_state.h"

static const struct line_state_words words[LINE_STATES] = {
#define LINE_STATE(identifier, ...) [LINE_STATE_##identifier] = {__VA_ARGS__},
#include "common/line_states.def"
#undef LINE_STATE
};

const struct line_state_words *line_state_words(enum line_state s)
{
    return &words[s];
}

enum line_state line_state_of(const char *name)
{
    int s = 0;
    while (s < LINE_STATES && strcmp(words[s].name, name) != 0)
        s++;
    return (enum line_state)s;
}
