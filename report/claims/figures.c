// SPDX-License-Identifier: MIT
// Figures of rows, their ratios and differences, with intervals from the launches.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/claims/parts.h"
#include "report/model/estimate.h"
#include "report/statistics/hodges_lehmann.h"

/* What a claim is judged by, of one row. */
struct side {
    double *launches; /* ascending */
    size_t n;
    struct estimate e;
    double low, high; /* medians of the lowest and the highest mode; equal where it has one */
};

static struct side side_of(const struct row *row, enum metric metric)
{
    struct side s = {.e = estimate_of(row, metric)};
    struct modes m;
    s.n = estimate_launches(row, metric, &s.launches);
    modes_find(s.launches, s.n, &m);
    s.low = m.n > 1 ? m.mode[0].median : s.e.median;
    s.high = m.n > 1 ? m.mode[m.n - 1].median : s.e.median;
    return s;
}

/* Why a side decides nothing. */
static void doubt(struct figure *f, const struct side *s)
{
    f->modes |= s->low < s->high;
    if (s->n < STATISTICS_ENOUGH)
        snprintf(f->doubt, CLAIM_WHY, "too few launches: %zu, and %d are needed", s->n,
                 STATISTICS_ENOUGH);
    else if (s->e.noisy)
        snprintf(f->doubt, CLAIM_WHY, "disturbed trials had to count");
}

/* A row with several modes stands for each of them: the interval reaches from one to the other. */
static void reach(struct ratio *r, double low, double high)
{
    if (low < high) {
        r->low = fmin(r->low, low);
        r->high = fmax(r->high, high);
    }
}

static struct ratio of_one(const struct side *a)
{
    struct ratio r = {a->e.median, a->e.low, a->e.high};
    reach(&r, a->low, a->high);
    return r;
}

static struct ratio of_two(enum measure measure, const struct side *a, const struct side *b)
{
    struct ratio r;
    if (measure == MEASURE_DIFFERENCE) {
        r = hodges_lehmann_difference(b->launches, b->n, a->launches, a->n);
        reach(&r, a->low - b->high, a->high - b->low);
    } else {
        r = hodges_lehmann_ratio(b->launches, b->n, a->launches, a->n);
        if (isfinite(r.value) && b->low > 0)
            reach(&r, a->low / b->high, a->high / b->low);
    }
    return r;
}

struct figure figure_of(enum measure measure, enum metric metric, const struct row *numerator,
                        const struct row *denominator)
{
    struct figure f = {.doubt = ""};
    struct side a = side_of(numerator, metric), b = {0};
    if (denominator) {
        b = side_of(denominator, metric);
        doubt(&f, &b);
        f.r = of_two(measure, &a, &b);
    } else {
        f.r = of_one(&a);
    }
    doubt(&f, &a);
    free(a.launches);
    free(b.launches);
    return f;
}

static const struct row *fastest(const struct row *const *rows, size_t n, int sign)
{
    const struct row *best = rows[0];
    for (size_t i = 1; i < n; i++)
        if (sign * rows[i]->time.median < sign * best->time.median)
            best = rows[i];
    return best;
}

static const struct row *pick_one(enum pick pick, const struct row *const *rows, size_t n)
{
    return pick == PICK_FASTEST   ? fastest(rows, n, 1)
           : pick == PICK_SLOWEST ? fastest(rows, n, -1)
                                  : rows[0];
}

/* The measured rows that the operand means. */
static size_t rows_of(const struct judging *j, const struct claim_part *part,
                      const struct operand *o, const struct row ***rows)
{
    size_t n = claim_rows(j, part, o->pattern, rows), kept = 0;
    for (size_t i = 0; i < n; i++)
        if (row_measured((*rows)[i]))
            (*rows)[kept++] = (*rows)[i];
    if (kept && o->pick != PICK_EACH) {
        (*rows)[0] = pick_one(o->pick, *rows, kept);
        kept = 1;
    }
    return kept;
}

/* The second operand's row for a row of the first; its name, or the pattern where no row is there,
 * goes to name. */
static const struct row *partner(const struct judging *j, const struct claim_part *part,
                                 const struct row *first, char name[REPORT_NAME])
{
    const struct operand *o = &part->rows[1];
    const struct row **rows, *row = NULL;
    struct pattern_match m;
    snprintf(name, REPORT_NAME, "%s", o->pattern);
    if (o->pick == PICK_EACH) {
        if (pattern_matches(part->rows[0].pattern, first->name, &m) &&
            pattern_fill(o->pattern, &m, name, REPORT_NAME))
            row = report_row(j->report, name);
        return row && row_measured(row) ? row : NULL;
    }
    if (rows_of(j, part, o, &rows))
        row = rows[0];
    free(rows);
    if (row)
        snprintf(name, REPORT_NAME, "%s", row->name);
    return row;
}

static void measure_one(struct judging *j, const struct claim_part *part, const struct row *first)
{
    char name[REPORT_NAME] = "";
    const struct row *second = part->rows[1].pattern ? partner(j, part, first, name) : NULL;
    struct finding *f = finding_add(j, part, first->name, *name ? name : NULL);
    if (*name && !second) {
        finding_no_row(j, f, name);
        return;
    }
    struct figure figure = figure_of(part->measure, part->metric, first, second);
    f->figure = figure.r;
    finding_by_bounds(f);
    if (!isfinite(f->figure.value))
        finding_set(f, CLAIM_UNMEASURABLE, "the row has no %s, or it is 0 where it divides",
                    metric_table[part->metric].key);
    else if (*figure.doubt)
        finding_set(f, CLAIM_UNDECIDED, "%s", figure.doubt);
    else if (f->verdict == CLAIM_UNDECIDED && figure.modes)
        finding_set(f, CLAIM_UNDECIDED, "the launches have several modes, and a bound among them");
}

void measure_figures(struct judging *j, const struct claim_part *part)
{
    const struct operand *o = &part->rows[0];
    const struct row **rows;
    size_t n = rows_of(j, part, o, &rows);
    for (size_t i = 0; i < n; i++)
        measure_one(j, part, rows[i]);
    if (n == 0)
        finding_no_row(j, finding_add(j, part, o->pattern, part->rows[1].pattern), o->pattern);
    free(rows);
}
