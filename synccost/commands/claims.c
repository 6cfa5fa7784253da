// SPDX-License-Identifier: MIT
// synccost claims: what is claimed of costs and guarantees, against a report.
#include <stdio.h>

#include "report/claims/claims.h"
#include "synccost/commands/command.h"
#include "synccost/commands/load.h"
#include "synccost/commands/output.h"

/* The gate of a person's own file: 1 where a claim is refuted, and unless they asked for less where
 * one could not be judged. */
static int judge(const struct judged *j, bool refuted_only)
{
    size_t refuted = judged_with(j, CLAIM_REFUTED), undecided = judged_with(j, CLAIM_UNDECIDED),
           dumb = judged_with(j, CLAIM_UNMEASURABLE);
    if (refuted)
        fprintf(stderr, "%zu claim%s refuted\n", refuted, refuted == 1 ? " is" : "s are");
    if (!refuted_only && undecided)
        fprintf(stderr, "%zu claim%s undecided\n", undecided, undecided == 1 ? " is" : "s are");
    if (!refuted_only && dumb)
        fprintf(stderr, "%zu claim%s not measurable here, in part at least\n", dumb,
                dumb == 1 ? " is" : "s are");
    return refuted || (!refuted_only && (undecided || dumb));
}

static int show(const struct claims *c, const struct report *r, const struct options *o)
{
    struct judged j;
    int status = 0;
    claims_judge(&j, c, r);
    if (o->value[OPTION_json])
        status = print_json(judged_json(&j));
    else
        judged_print(stdout, &j);
    if (status == 0 && o->value[OPTION_claims])
        status = judge(&j, o->value[OPTION_refuted_only] != NULL);
    judged_free(&j);
    return status;
}

/* 0, or 2 with a line on stderr. */
static int load_claims(struct claims *c, const char *path)
{
    char err[SC_ERR];
    if (!path)
        claims_folklore(c);
    else if (claims_read(c, path, err) != 0)
        return complain("%s: %s", path, err);
    return 0;
}

int cmd_claims(const struct options *o)
{
    struct claims c;
    struct report r;
    if (o->value[OPTION_refuted_only] && !o->value[OPTION_claims])
        return complain("--refuted-only: goes with --claims FILE only: leave it out");
    int status = load_claims(&c, o->value[OPTION_claims]);
    if (status)
        return status;
    status = load_report(&r, o->operands[0]);
    if (status == 0)
        status = show(&c, &r, o);
    report_free(&r);
    claims_free(&c);
    return status;
}
