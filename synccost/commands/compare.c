// SPDX-License-Identifier: MIT
// synccost compare: two reports side by side, as text, JSON or Markdown, and as a chart.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/compare/compare.h"
#include "report/site/findings.h"
#include "synccost/commands/command.h"
#include "synccost/commands/draw.h"
#include "synccost/commands/load.h"
#include "synccost/commands/many.h"
#include "synccost/commands/output.h"

static bool colors_wanted(void)
{
    const char *refused = getenv("NO_COLOR");
    return isatty(STDOUT_FILENO) && !(refused && *refused);
}

static int print_comparison(const struct comparison *c, const struct options *o)
{
    if (o->value[OPTION_json])
        return print_json(comparison_json(c));
    if (o->value[OPTION_markdown])
        comparison_markdown(stdout, c);
    else
        comparison_print(stdout, c, colors_wanted());
    return 0;
}

/* Says how many rows the bound could not be held against, and why. Returns how many. */
static size_t say_unjudged(const struct comparison *c, double percent)
{
    size_t lost = comparison_lost(c), all = lost;
    for (int why = UNSURE_EMULATED; why <= UNSURE_WIDE; why++)
        all += comparison_open(c, percent, (enum unsure)why);
    if (all == 0)
        return 0;
    fprintf(stderr, "%zu row%s could not be judged:", all, all == 1 ? "" : "s");
    const char *before = " ";
    for (int why = UNSURE_EMULATED; why <= UNSURE_WIDE; why++) {
        size_t n = comparison_open(c, percent, (enum unsure)why);
        if (n)
            fprintf(stderr, "%s%zu %s", before, n, unsure_name((enum unsure)why));
        before = n ? ", " : before;
    }
    if (lost)
        fprintf(stderr, "%s%zu without a counterpart in the new report", before, lost);
    fputc('\n', stderr);
    return all;
}

/* The gate: 1 when a row is slower by more than the bound, or may be as far as anyone can tell. */
static int judge(const struct comparison *c, double percent)
{
    size_t slower = comparison_slower(c, percent);
    if (slower)
        fprintf(stderr, "%zu row%s slower by more than %g %%\n", slower,
                slower == 1 ? " is" : "s are", percent);
    return say_unjudged(c, percent) || slower;
}

static int draw(const struct comparison *c, const struct options *o)
{
    char *folder = report_folder(o->operands[1]), *beside = NULL;
    if (asprintf(&beside, "%s/compare", folder) < 0)
        return 2;
    struct chart_finding *findings = comparison_findings(c);
    int status = draw_comparison(c->base, c->next, findings, c->n_rows,
                                 o->value[OPTION_out] ? o->value[OPTION_out] : beside);
    free(findings);
    free(folder);
    free(beside);
    return status;
}

/* Reads the one that was named, or those beside the two reports. 0, or 2 with a line on stderr. */
static int load_noises(struct noise noise[2], const struct report *base, const struct report *next,
                       const struct options *o)
{
    char err[SC_ERR];
    const char *named = o->value[OPTION_noise];
    if (!named) {
        int status = load_noise(&noise[0], o->operands[0]);
        return status ? status : load_noise(&noise[1], o->operands[1]);
    }
    if (noise_read(&noise[0], named, err) != 0)
        return complain("%s: %s", named, err);
    if (!noise_is_of(&noise[0], base) && !noise_is_of(&noise[0], next))
        return complain(
            "%s: is the noise of another machine: leave --noise out, or measure with synccost aa",
            named);
    return 0;
}

static int show(const struct comparison *c, const struct options *o)
{
    int status = print_comparison(c, o);
    bool text = !o->value[OPTION_json] && !o->value[OPTION_markdown];
    if (status == 0 && c->n_rows == 0)
        return complain(
            "%s, %s: no row of one is in the other: compare reports of the same profile",
            o->operands[0], o->operands[1]);
    int verdict =
        o->value[OPTION_fail_above] ? judge(c, option_double(o, OPTION_fail_above, 0)) : 0;
    if (status == 0 && text && !o->value[OPTION_no_plot])
        status = draw(c, o);
    return status ? status : verdict;
}

static int compare(const struct report *base, const struct report *next, const struct options *o)
{
    struct noise noise[2] = {0};
    int status = load_noises(noise, base, next, o);
    if (status == 0) {
        const struct noise *both[] = {&noise[0], &noise[1]};
        const struct comparison_settings settings = {
            .noise = {noise_pick(both, 2, base), noise_pick(both, 2, next)},
            .seed = COMPARISON_SEED};
        struct comparison c;
        comparison_init(&c, base, next, &settings);
        status = show(&c, o);
        comparison_free(&c);
    }
    noise_free(&noise[0]);
    noise_free(&noise[1]);
    return status;
}

int cmd_compare(const struct options *o)
{
    struct report base, next;
    if (o->value[OPTION_json] && o->value[OPTION_markdown])
        return complain("--markdown: does not go with --json: give one of the two");
    if (o->n_operands > 2)
        return compare_many(o);
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
