// SPDX-License-Identifier: MIT
// The subcommands. Each takes its parsed options and returns the exit status: 0 fine, 1 a finding,
// 2 bad usage or bad input.
#pragma once

#include "synccost/cli/complain.h"
#include "synccost/cli/options.h"

#define COMMAND(ID, name, operands, least, most, help, text)                                       \
    int cmd_##name(const struct options *o);
#include "synccost/cli/commands.def"
#undef COMMAND
