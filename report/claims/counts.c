// SPDX-License-Identifier: MIT
// Outcomes of guarantee rows: how often they were seen, and what it says where they were not.
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/claims/parts.h"
#include "report/model/outcomes.h"

struct counted {
    uint64_t count, trials;
    uint64_t telling; /* trials of rows whose threads all run at the same time */
    bool allowed;     /* by the model, in a row that has the outcome */
};

/* Adds what the row has seen of the outcome, or of all that the model forbids where it is NULL. */
static void count_row(struct counted *c, const struct row *row, const char *outcome)
{
    struct outcome *outcomes;
    size_t n = outcomes_of(row, &outcomes);
    bool found = false;
    for (size_t i = 0; i < n; i++) {
        if (outcome ? strcmp(outcomes[i].name, outcome) != 0 : outcomes[i].allowed)
            continue;
        found = true;
        c->count += outcomes[i].count;
        c->allowed |= outcomes[i].allowed;
    }
    free(outcomes);
    if (!found)
        return;
    c->trials += outcomes_trials(row);
    c->telling += row->cpus >= row->threads ? outcomes_trials(row) : 0;
}

static struct counted count_all(const struct row *const *rows, size_t n, const char *outcome)
{
    struct counted c = {0};
    for (size_t i = 0; i < n; i++)
        if (rows[i]->kind == KIND_GUARANTEE && rows[i]->n_samples > 0)
            count_row(&c, rows[i], outcome);
    return c;
}

/* Wilson's score interval at 95 % (1927), which is fair near 0 as well; of none seen the bound of
 * outcomes.h. */
static struct ratio rate_of(uint64_t count, uint64_t trials)
{
    static const double z = 1.959964;
    double n = (double)trials, p = (double)count / n;
    if (count == 0)
        return (struct ratio){0, 0, outcomes_rate_bound(trials)};
    double middle = p + z * z / (2 * n), width = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)),
           all = 1 + z * z / n;
    return (struct ratio){p, (middle - width) / all, (middle + width) / all};
}

/* Whether the harness has shown that it could have seen it; else the finding says why not. */
static bool is_strong(const struct judging *j, struct finding *f)
{
    static const struct claim_part any = {0};
    const struct claim_control *own = &f->part->control,
                               *control = own->rows ? own : &j->claims->control;
    const struct row **rows;
    if (!control->rows)
        return true;
    size_t n = claim_rows(j, &any, control->rows, &rows);
    struct counted c = count_all(rows, n, control->outcome);
    free(rows);
    bool strong = c.trials > 0 && (double)c.count >= control->from * (double)c.trials;
    if (c.trials == 0)
        finding_set(f, CLAIM_UNMEASURABLE,
                    "not seen, but no row %s shows that this harness could see it", control->rows);
    else if (!strong)
        finding_set(f, CLAIM_UNMEASURABLE,
                    "not seen, but the harness is too weak here: it saw '%s' in %" PRIu64
                    " of %" PRIu64 " trials of %s, and %g of them are needed",
                    control->outcome, c.count, c.trials, control->rows, control->from);
    return strong;
}

/* Whether it says something that nothing was seen; else the finding says why not. */
static bool absence_says(const struct judging *j, struct finding *f, const struct counted *c)
{
    if (c->telling == 0)
        finding_set(f, CLAIM_UNMEASURABLE,
                    "not seen, but the threads share CPUs and do not all run at the same time");
    else if (c->telling < f->part->trials)
        finding_set(f, CLAIM_UNMEASURABLE,
                    "not seen, but %" PRIu64 " trials are too few: %" PRIu64 " are needed",
                    c->telling, f->part->trials);
    else
        return is_strong(j, f);
    return false;
}

/* Nobody can see that something never happens, so that what was not seen refutes "it can happen"
 * only where the model forbids it, too. */
static void judge_seen(const struct judging *j, struct finding *f, const struct counted *c)
{
    if (c->count > 0)
        finding_set(f, CLAIM_HOLDS, "%s", "");
    else if (!absence_says(j, f, c))
        return;
    else if (c->allowed)
        finding_set(f, CLAIM_UNDECIDED, "the memory model allows it, but it was not seen");
    else
        finding_set(f, CLAIM_REFUTED, "the memory model forbids it, and it was not seen");
}

static void judge_counts(const struct judging *j, struct finding *f, const struct counted *c)
{
    f->count = c->count;
    f->trials = c->count == 0 && c->telling ? c->telling : c->trials;
    f->figure = rate_of(f->count, f->trials);
    if (f->part->measure == MEASURE_SEEN)
        judge_seen(j, f, c);
    else if (c->count == 0 && !absence_says(j, f, c))
        return;
    else if (f->part->measure == MEASURE_RATE)
        finding_by_bounds(f);
    else
        finding_set(f, c->count ? CLAIM_REFUTED : CLAIM_HOLDS, "%s", "");
}

void measure_outcomes(struct judging *j, const struct claim_part *part)
{
    const char *pattern = part->rows[0].pattern;
    const struct row **rows;
    size_t n = claim_rows(j, part, pattern, &rows), guarantees = 0;
    struct counted c = count_all(rows, n, part->outcome);
    struct finding *f = finding_add(j, part, n == 1 ? rows[0]->name : pattern, NULL);
    for (size_t i = 0; i < n; i++)
        guarantees += rows[i]->kind == KIND_GUARANTEE && rows[i]->n_samples > 0;
    if (c.trials > 0)
        judge_counts(j, f, &c);
    else if (guarantees == 0)
        finding_no_row(j, f, pattern);
    else if (part->outcome)
        finding_set(f, CLAIM_UNMEASURABLE, "no such row has the outcome '%s'", part->outcome);
    else
        finding_set(f, CLAIM_UNMEASURABLE, "the model forbids no outcome of such a row");
    free(rows);
}
