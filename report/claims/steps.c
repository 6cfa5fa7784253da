// SPDX-License-Identifier: MIT
// Sweeps: from which step on a row costs no more than the widest, or less than another row.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "report/claims/parts.h"

struct step {
    double number;
    const struct row *row, *other;
};

/* For each step whether what is looked for is so by the figure, may be so, and must be so. */
struct answer {
    bool so, may, must;
};

static int by_number(const void *left, const void *right)
{
    const struct step *a = left, *b = right;
    return (a->number > b->number) - (a->number < b->number);
}

/* The row that a step is set against: that of the other pattern; NULL where it was not measured. */
static const struct row *other_of(const struct judging *j, const struct claim_part *part,
                                  const struct pattern_match *m)
{
    char name[REPORT_NAME];
    if (!pattern_fill(part->rows[1].pattern, m, name, sizeof name))
        return NULL;
    const struct row *row = report_row(j->report, name);
    return row && row_measured(row) ? row : NULL;
}

/* The steps of one sweep, those whose stars are as in `like`, in order. */
static size_t sweep_of(const struct judging *j, const struct claim_part *part,
                       const struct row *const *rows, size_t n, const struct pattern_match *like,
                       struct step *steps)
{
    struct pattern_match m;
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (!pattern_matches(part->rows[0].pattern, rows[i]->name, &m) ||
            !pattern_same_stars(&m, like) || !row_measured(rows[i]))
            continue;
        struct step step = {.number = m.number, .row = rows[i]};
        if (part->rows[1].pattern && !(step.other = other_of(j, part, &m)))
            continue;
        steps[kept++] = step;
    }
    qsort(steps, kept, sizeof *steps, by_number);
    return kept;
}

static struct answer answer_of(const struct claim_part *part, const struct step *steps, size_t n,
                               size_t at, char why[CLAIM_WHY])
{
    bool settles = part->measure == MEASURE_SETTLES;
    const struct row *against = settles ? steps[n - 1].row : steps[at].other;
    double limit = settles ? 1 + part->within : 1;
    if (against == steps[at].row)
        return (struct answer){true, true, true};
    struct figure figure = figure_of(MEASURE_RATIO, part->metric, steps[at].row, against);
    struct ratio r = figure.r;
    if (*figure.doubt)
        snprintf(why, CLAIM_WHY, "%s", figure.doubt);
    bool known = !*figure.doubt && isfinite(r.low) && isfinite(r.high);
    return (struct answer){.so = settles ? r.value <= limit : r.value < limit,
                           .may = !known || (settles ? r.low <= limit : r.low < limit),
                           .must = known && (settles ? r.high <= limit : r.high < limit)};
}

/* Keeps the least number from which on every step has said yes so far; INFINITY where the widest
 * says no. Steps come from the widest down. */
static void keep(double *least, bool *open, bool yes, double number)
{
    *open = *open && yes;
    if (*open)
        *least = number;
}

static void measure_sweep(struct finding *f, const struct step *steps, size_t n)
{
    const struct claim_part *part = f->part;
    bool so = true, may = true, must = true;
    char why[CLAIM_WHY] = "";
    f->figure = (struct ratio){INFINITY, INFINITY, INFINITY};
    for (size_t i = n; i-- > 0;) {
        struct answer a = answer_of(part, steps, n, i, why);
        keep(&f->figure.value, &so, a.so, steps[i].number);
        keep(&f->figure.low, &may, a.may, steps[i].number);
        keep(&f->figure.high, &must, a.must, steps[i].number);
    }
    finding_by_bounds(f);
    if (f->verdict == CLAIM_UNDECIDED && *why)
        finding_set(f, CLAIM_UNDECIDED, "%s", why);
}

/* Whether an earlier row belongs to the same sweep. */
static bool is_done(const struct claim_part *part, const struct row *const *rows, size_t at,
                    const struct pattern_match *m)
{
    struct pattern_match earlier;
    for (size_t i = 0; i < at; i++)
        if (pattern_matches(part->rows[0].pattern, rows[i]->name, &earlier) &&
            pattern_same_stars(&earlier, m))
            return true;
    return false;
}

static void add_sweep(struct judging *j, const struct claim_part *part,
                      const struct row *const *rows, size_t n, struct pattern_match *m)
{
    char first[REPORT_NAME], second[REPORT_NAME] = "";
    struct step *steps = checked_alloc(n, sizeof *steps);
    size_t kept = sweep_of(j, part, rows, n, m, steps);
    m->number = NAN; /* the names keep their '#' */
    pattern_fill(part->rows[0].pattern, m, first, sizeof first);
    if (part->rows[1].pattern)
        pattern_fill(part->rows[1].pattern, m, second, sizeof second);
    struct finding *f = finding_add(j, part, first, *second ? second : NULL);
    if (kept < 2)
        finding_set(f, CLAIM_UNMEASURABLE, "a sweep needs two measured steps, and here %s",
                    kept ? "is one" : "is none");
    else
        measure_sweep(f, steps, kept);
    free(steps);
}

void measure_steps(struct judging *j, const struct claim_part *part)
{
    const char *pattern = part->rows[0].pattern;
    const struct row **rows;
    struct pattern_match m;
    size_t n = claim_rows(j, part, pattern, &rows);
    for (size_t i = 0; i < n; i++)
        if (pattern_matches(pattern, rows[i]->name, &m) && !is_done(part, rows, i, &m))
            add_sweep(j, part, rows, n, &m);
    if (n == 0)
        finding_no_row(j, finding_add(j, part, pattern, part->rows[1].pattern), pattern);
    free(rows);
}
