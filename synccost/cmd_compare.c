// SPDX-License-Identifier: MIT
// synccost compare: two reports side by side, as text or JSON, and as a chart.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/compare.h"
#include "synccost/command.h"
#include "synccost/draw.h"
#include "synccost/load.h"

/* The bootstrap of the ratios is seeded by a constant: the same two reports give the same intervals. */
static const uint64_t ratio_seed = 1;

static int print_comparison(const struct comparison *c, bool json)
{
    if (!json) {
        comparison_print(stdout, c);
        return 0;
    }
    json_t *o = comparison_json(c);
    int status = json_dumpf(o, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(6));
    json_decref(o);
    putchar('\n');
    return status == 0
               ? 0
               : complain("standard output: cannot be written: free some space, or send it elsewhere");
}

/* The gate: 1 when a row is slower by more than the bound, or when rows could not be judged by it. */
static int judge(const struct comparison *c, double percent)
{
    size_t slower = comparison_slower(c, percent), few = comparison_count(c, VERDICT_FEW),
           lost = comparison_lost(c);
    if (slower)
        fprintf(stderr, "%zu rows are slower by more than %g %%\n", slower, percent);
    if (few || lost)
        fprintf(
            stderr,
            "%zu rows could not be judged: %zu with too few launches, %zu not measured in the new report\n",
            few + lost, few, lost);
    return slower || few || lost;
}

static int draw_comparison(const struct report *base, const struct report *next, const struct options *o)
{
    const struct report *both[] = {base, next};
    char *folder = report_folder(o->operands[1]), *beside = NULL;
    if (asprintf(&beside, "%s/compare", folder) < 0)
        return 2;
    int status = draw_charts(both, 2, o->value[OPTION_out] ? o->value[OPTION_out] : beside);
    free(folder);
    free(beside);
    return status;
}

static int compare(const struct report *base, const struct report *next, const struct options *o)
{
    bool json = o->value[OPTION_json] != NULL;
    struct comparison c;
    comparison_init(&c, base, next, ratio_seed);
    int status = print_comparison(&c, json);
    bool any = c.n_rows > 0;
    int verdict = o->value[OPTION_fail_above] ? judge(&c, option_double(o, OPTION_fail_above, 0)) : 0;
    comparison_free(&c);
    if (status == 0 && !any)
        return complain("%s, %s: no row of one is in the other: compare reports of the same profile",
                        o->operands[0], o->operands[1]);
    if (status == 0 && !json && !o->value[OPTION_no_plot])
        status = draw_comparison(base, next, o);
    return status ? status : verdict;
}

int cmd_compare(const struct options *o)
{
    struct report base, next;
    int status = load_report(&base, o->operands[0]);
    if (status == 0) {
        status = load_report(&next, o->operands[1]);
        if (status == 0)
            status = compare(&base, &next, o);
        report_free(&next);
    }
    report_free(&base);
    return status;
}
