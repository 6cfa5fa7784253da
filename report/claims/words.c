// SPDX-License-Identifier: MIT
// The figure of a finding, and what was claimed of it, as people read them.
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/claims/parts.h"
#include "report/format/format.h"

/* The part of the pattern's name that has the '#', with the number in its place. */
static void put_step(char out[FORMAT], const struct claim_part *part, double number)
{
    const char *pattern = part->rows[0].pattern, *mark = strchr(pattern, '#'), *begin = mark;
    while (begin > pattern && begin[-1] != '/')
        begin--;
    if (isfinite(number))
        snprintf(out, FORMAT, "%.*s%g%.*s", (int)(mark - begin > 20 ? 20 : mark - begin), begin,
                 number, (int)(strcspn(mark + 1, "/") > 8 ? 8 : strcspn(mark + 1, "/")), mark + 1);
    else
        snprintf(out, FORMAT, "no step");
}

static void put_value(char out[FORMAT], const struct claim_part *part, double value)
{
    const char *unit = metric_table[part->metric].unit;
    char count[FORMAT];
    if (measure_table[part->measure].kind == STEP)
        put_step(out, part, value);
    else if (part->measure == MEASURE_RATIO)
        format_multiple(out, value);
    else if (measure_table[part->measure].kind == OUTCOME)
        snprintf(out, FORMAT, "%.2g", value);
    else if (strcmp(unit, "ns") == 0)
        format_ns(out, value);
    else
        snprintf(out, FORMAT, "%.30s%s%.12s", format_count(count, value), *unit ? " " : "", unit);
}

/* As it stands in the file, without digits that say nothing. */
static void put_bound(char out[FORMAT], const struct claim_part *part, double bound)
{
    const char *unit = metric_table[part->metric].unit;
    if (measure_table[part->measure].kind == STEP)
        put_step(out, part, bound);
    else if (part->measure == MEASURE_RATIO)
        snprintf(out, FORMAT, "%g×", bound);
    else if (measure_table[part->measure].kind == OUTCOME)
        snprintf(out, FORMAT, "%g", bound);
    else
        snprintf(out, FORMAT, "%g%s%.12s", bound, *unit ? " " : "", unit);
}

static char *put_count(char out[FORMAT], uint64_t n)
{
    if (n < 10000)
        snprintf(out, FORMAT, "%" PRIu64, n);
    else
        format_count(out, (double)n);
    return out;
}

static void put_rate(const struct finding *f, char out[CLAIM_FIGURE])
{
    char text[CLAIM_FIGURE];
    finding_short(f, text);
    if (f->count)
        snprintf(out, CLAIM_FIGURE, "%.60s, rate %.2g [%.2g, %.2g]", text, f->figure.value,
                 f->figure.low, f->figure.high);
    else
        snprintf(out, CLAIM_FIGURE, "%.60s, rate below %.2g", text, f->figure.high);
}

char *finding_short(const struct finding *f, char out[CLAIM_FIGURE])
{
    char value[FORMAT], trials[FORMAT];
    out[0] = '\0';
    if (f->trials)
        snprintf(out, CLAIM_FIGURE, "%.12s of %.12s trials", put_count(value, f->count),
                 put_count(trials, f->trials));
    else if (!isnan(f->figure.value)) {
        put_value(value, f->part, f->figure.value);
        snprintf(out, CLAIM_FIGURE, "%s", value);
    }
    return out;
}

char *finding_figure(const struct finding *f, char out[CLAIM_FIGURE])
{
    const struct ratio *r = &f->figure;
    char value[FORMAT], low[FORMAT], high[FORMAT];
    if (f->trials) {
        put_rate(f, out);
        return out;
    }
    finding_short(f, out);
    if (!*out || isnan(r->low) || isnan(r->high))
        return out;
    put_value(value, f->part, r->value);
    put_value(low, f->part, r->low);
    put_value(high, f->part, r->high);
    if (strcmp(low, value) != 0 || strcmp(high, value) != 0)
        snprintf(out, CLAIM_FIGURE, "%s [%s, %s]", value, low, high);
    return out;
}

char *finding_claimed(const struct finding *f, char out[CLAIM_FIGURE])
{
    const struct claim_part *part = f->part;
    bool step = measure_table[part->measure].kind == STEP;
    char from[FORMAT], to[FORMAT];
    put_bound(from, part, part->from);
    put_bound(to, part, part->to);
    if (part->measure == MEASURE_SEEN)
        snprintf(out, CLAIM_FIGURE, "claimed to be possible");
    else if (part->measure == MEASURE_NEVER)
        snprintf(out, CLAIM_FIGURE, "claimed never to happen");
    else if (isnan(part->from))
        snprintf(out, CLAIM_FIGURE, step ? "claimed %s or before" : "claimed at most %s", to);
    else if (isnan(part->to) && step)
        snprintf(out, CLAIM_FIGURE, "claimed %s or later", from);
    else if (isnan(part->to))
        snprintf(out, CLAIM_FIGURE, "claimed at least %s", from);
    else
        snprintf(out, CLAIM_FIGURE, "claimed %s to %s", from, to);
    return out;
}

char *finding_rows(const struct finding *f, char out[CLAIM_ROWS])
{
    static const char *const between[MEASURES] = {[MEASURE_RATIO] = " over ",
                                                  [MEASURE_DIFFERENCE] = " minus ",
                                                  [MEASURE_FROM_WHICH] = " below "};
    const char *outcome = f->part->outcome;
    const char *second = f->rows[1], *word = second ? between[f->part->measure] : "";
    bool other = f->part->metric != METRIC_real_time;
    snprintf(out, CLAIM_ROWS, "%s%s%s%s%s%s%s%s", other ? metric_table[f->part->metric].key : "",
             other ? " of " : "", f->rows[0], word ? word : "", second ? second : "",
             outcome ? " ends in '" : "", outcome ? outcome : "", outcome ? "'" : "");
    return out;
}

char *judged_counts(const struct judged *j, char out[CLAIM_COUNTS])
{
    static const char *const words[][2] = {{"holds", "hold"},
                                           {"is refuted", "are refuted"},
                                           {"is undecided", "are undecided"},
                                           {"is not measurable here", "are not measurable here"}};
    const char *before = " ";
    int used = snprintf(out, CLAIM_COUNTS, "%zu claim%s:", j->n, j->n == 1 ? "" : "s");
    for (int v = 0; v < CLAIM_VERDICTS; v++) {
        size_t n = judged_count(j, (enum claim_verdict)v);
        if (n)
            used += snprintf(out + used, CLAIM_COUNTS - (size_t)used, "%s%zu %s", before, n,
                             words[v][n != 1]);
        before = n ? ", " : before;
    }
    return out;
}
