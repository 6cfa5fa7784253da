// SPDX-License-Identifier: MIT
// synccost ab: two builds in turn on this machine, then their comparison.
#include <stdio.h>
#include <stdlib.h>

#include "synccost/ab/ab.h"
#include "synccost/commands/command.h"
#include "synccost/run/child.h"

static int compare_sides(const struct ab *ab, const struct options *given)
{
    char *operands[AB_SIDES] = {ab_side_dir(ab, AB_BASE), ab_side_dir(ab, AB_NEW)};
    struct options o = *given;
    o.operands = operands;
    o.n_operands = AB_SIDES;
    o.value[OPTION_out] = ab->dir;
    if (child_interrupted)
        o.value[OPTION_no_plot] = "";
    else
        child_let_signals();
    int status = cmd_compare(&o);
    fprintf(stderr, "reports: %s %s\n", operands[AB_BASE], operands[AB_NEW]);
    free(operands[AB_BASE]);
    free(operands[AB_NEW]);
    return status;
}

int cmd_ab(const struct options *o)
{
    struct ab ab;
    char err[SC_ERR];
    child_catch_signals();
    if (ab_prepare(&ab, o, err) != 0) {
        ab_free(&ab);
        return complain("%s", err);
    }
    int measured = ab_measure(&ab, err), status;
    if (measured < 0) {
        status = complain("%s", err);
        if (ab.kept)
            complain("%s: what was measured until the last write is kept: synccost compare %s/base "
                     "%s/new shows it",
                     ab.dir, ab.dir, ab.dir);
    } else if (child_interrupted && ab.launches < AB_SIDES) {
        status = complain("interrupted before both builds had measured a row");
    } else {
        status = compare_sides(&ab, o);
        status = status ? status : measured;
        if (child_interrupted)
            complain("interrupted: the comparison is of what was measured until then");
    }
    ab_free(&ab);
    return status;
}
