// SPDX-License-Identifier: MIT
// synccost man: manual pages, as man and mandoc read them.
#include <stdio.h>

#include "synccost/commands/command.h"
#include "synccost/manual/page.h"
#include "version.h"

int cmd_man(const struct options *o)
{
    static const struct manual_edition edition = {SYNCCOST_VERSION, SYNCCOST_RELEASED};
    if (o->n_operands == 0) {
        manual_program(stdout, &edition);
        return 0;
    }
    const struct command_spec *c = command_find(o->operands[0]);
    if (!c)
        return command_unknown(o->operands[0]);
    manual_command(stdout, &edition, c);
    return 0;
}
