// SPDX-License-Identifier: MIT
// The command table, and looking commands up in it.
#include <stddef.h>
#include <string.h>

#include "synccost/cli/commands.h"
#include "synccost/cli/complain.h"
#include "synccost/cli/nearest.h"

const struct command_spec command_specs[COMMAND_COUNT] = {
#define COMMAND(ID, name_, operands_, least_, most_, help_, text_)                                 \
    {.name = #name_,                                                                               \
     .operands = operands_,                                                                        \
     .help = help_,                                                                                \
     .text = text_,                                                                                \
     .bit = CMD_##ID,                                                                              \
     .least = least_,                                                                              \
     .most = most_},
#include "synccost/cli/commands.def"
#undef COMMAND
};

_Static_assert(COMMAND_COUNT < 31, "a bit for each command, and CMD_EVERY has them all");

const char command_status[] =
    "0: success. 1: a finding, such as a failed row, a row slower than the bound, or a warning. 2: "
    "bad usage or bad input; one line on standard error says what to do.";

const struct command_spec *command_find(const char *name)
{
    for (int i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(command_specs[i].name, name) == 0)
            return &command_specs[i];
    return NULL;
}

int command_unknown(const char *name)
{
    const char *names[COMMAND_COUNT + 1] = {NULL};
    for (int i = 0; i < COMMAND_COUNT; i++)
        names[i] = command_specs[i].name;
    const char *near = nearest_word(name, names);
    if (near)
        return complain("%.80s: unknown command: did you mean %s?", name, near);
    return complain("%.80s: unknown command: see synccost --help", name);
}
