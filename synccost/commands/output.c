// SPDX-License-Identifier: MIT
// JSON on standard output.
#include <stdio.h>

#include "common/json.h"
#include "synccost/commands/output.h"

int print_json(json_t *o)
{
    int status = show_json(o, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(6));
    json_decref(o);
    putchar('\n');
    return status == 0 ? 0 : 2;
}
