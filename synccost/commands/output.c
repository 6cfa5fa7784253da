// SPDX-License-Identifier: MIT
// JSON on standard output.
#include <stdio.h>

#include "synccost/cli/complain.h"
#include "synccost/commands/output.h"

int print_json(json_t *o)
{
    int status = json_dumpf(o, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(6));
    json_decref(o);
    putchar('\n');
    return status == 0
               ? 0
               : complain(
                     "standard output: cannot be written: free some space, or send it elsewhere");
}
