// SPDX-License-Identifier: MIT
// What the tests of a comparison's rows come to: a verdict, or why there is none.
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>

#include "report/compare/parts.h"
#include "report/statistics/rank.h"

enum { MOST_NEEDED = 1000 };

/*
 * The |log ratio| that is found in 80 % of cases: normal theory with Student's quantiles. se is the
 * standard error of the log ratio; a rank test has 3/pi of the t test's efficiency with normal
 * values (Hodges & Lehmann 1956). The estimate must also lie beyond the threshold in 80 % of cases.
 */
static double least_effect(double se, double degrees, double alpha, double threshold)
{
    static const double power = 0.8;
    if (!(degrees >= 1) || !isfinite(se))
        return NAN;
    se /= sqrt(3 / M_PI);
    double found = gsl_cdf_tdist_Pinv(power, degrees) * se;
    return found + fmax(gsl_cdf_tdist_Qinv(alpha / 2, degrees) * se, threshold);
}

static double least_p(const struct comparison *c, size_t n, size_t m)
{
    return c->per_block ? signed_rank_least_p(n) : rank_sum_least_p(n, m);
}

static bool too_few(const struct comparison *c, const struct comparison_row *row, size_t rows)
{
    double least =
        c->per_block ? least_p(c, row->blocks, 0) : least_p(c, row->launches[0], row->launches[1]);
    return row->launches[0] < STATISTICS_ENOUGH || row->launches[1] < STATISTICS_ENOUGH ||
           !(least * (double)rows < COMPARISON_ALPHA) || !isfinite(row->time.low) ||
           !isfinite(row->time.high);
}

static unsigned launches_needed(const struct comparison *c, size_t rows)
{
    unsigned n = STATISTICS_ENOUGH;
    while (n < MOST_NEEDED && !(least_p(c, n, n) * (double)rows < COMPARISON_ALPHA))
        n++;
    return n;
}

static bool near(double a, double b, double size)
{
    return fabs(log(a / b)) <= size;
}

/* Several modes on a side, and one of them on the other side too: the medians tell shares, not
 * times. */
static bool modes_shared(const struct comparison_row *row)
{
    const struct modes *from = &row->modes[0], *to = &row->modes[1];
    if (from->n < 2 && to->n < 2)
        return false;
    for (unsigned i = 0; i < from->n; i++)
        for (unsigned j = 0; j < to->n; j++)
            if (near(from->mode[i].median, to->mode[j].median, row->threshold))
                return true;
    return false;
}

static bool modes_alike(const struct comparison_row *row, double size)
{
    const struct modes *from = &row->modes[0], *to = &row->modes[1];
    bool alike = from->n > 1 && from->n == to->n;
    for (unsigned i = 0; alike && i < from->n; i++)
        alike = near(from->mode[i].median, to->mode[i].median, size);
    return alike;
}

/* Where values are equal the two need not agree. */
static bool significant(const struct comparison_row *row)
{
    return row->p_holm < COMPARISON_ALPHA && (row->time.low > 1 || row->time.high < 1);
}

/* Two runs of one machine at two clock frequencies; in cycles there is no such difference. */
static bool only_the_clock(const struct comparison *c, const struct comparison_row *row)
{
    const double time = log(row->time.value), cycles = log(row->cycles.value);
    if (c->per_block || c->machines != MACHINES_SAME || !isfinite(cycles) ||
        fabs(time - cycles) <= log1p(COMPARISON_CLOCK))
        return false;
    const bool same_way = time > 0 ? row->cycles.low > 1 : row->cycles.high < 1;
    return !same_way || fabs(cycles) <= row->threshold;
}

static enum unsure doubt(const struct comparison *c, const struct comparison_row *row, size_t rows)
{
    double low = log(row->time.low), high = log(row->time.high), size = fabs(log(row->time.value));
    double alike = fmax(log1p(COMPARISON_ALIKE), 2 * row->threshold);
    if (c->emulated)
        return UNSURE_EMULATED;
    if (c->imported)
        return UNSURE_IMPORTED;
    if (row->distant)
        return UNSURE_DISTANCE;
    if (too_few(c, row, rows))
        return UNSURE_FEW;
    if (row->base->time.noisy || row->next->time.noisy)
        return UNSURE_DISTURBED;
    if (significant(row)) {
        if (size <= row->threshold)
            return row->threshold_assumed ? UNSURE_ASSUMED : UNSURE_NOISE;
        if (only_the_clock(c, row))
            return UNSURE_CLOCK;
        return modes_shared(row) ? UNSURE_MODES : UNSURE_NOT;
    }
    if (row->p_holm < COMPARISON_ALPHA)
        return UNSURE_WIDE;
    return (-low <= alike && high <= alike) || modes_alike(row, alike) ? UNSURE_NOT : UNSURE_WIDE;
}

static void give_verdict(const struct comparison *c, struct comparison_row *row, size_t rows)
{
    row->why = doubt(c, row, rows);
    if (row->why)
        row->verdict = VERDICT_UNSURE;
    else if (significant(row))
        row->verdict = row->time.value < 1 ? VERDICT_FASTER : VERDICT_SLOWER;
    else
        row->verdict = VERDICT_ALIKE;
}

void compare_verdicts(struct comparison *c, const double *se, size_t tests)
{
    unsigned needs = launches_needed(c, tests);
    for (size_t i = 0; i < c->n_rows; i++) {
        struct comparison_row *row = &c->row[i];
        double degrees =
            c->per_block ? row->blocks - 1.0 : row->launches[0] + row->launches[1] - 2.0;
        row->needs = needs;
        give_verdict(c, row, tests);
        row->least =
            row->why == UNSURE_FEW || row->why == UNSURE_IMPORTED
                ? NAN
                : least_effect(se[i], degrees, COMPARISON_ALPHA / (double)tests, row->threshold);
    }
}

const char *unsure_name(enum unsure why)
{
    static const char *const names[] = {"",
                                        "emulated",
                                        "imported",
                                        "another distance",
                                        "too few launches",
                                        "disturbed",
                                        "modes",
                                        "within noise",
                                        "below assumed noise",
                                        "clock frequency",
                                        "wide interval"};
    return names[why];
}

char *comparison_verdict(const struct comparison_row *row, char buf[COMPARISON_VERDICT])
{
    static const char *const names[] = {"~", "faster", "slower", "unsure"};
    const char *name = names[row->verdict];
    if (row->verdict != VERDICT_UNSURE)
        snprintf(buf, COMPARISON_VERDICT, "%s", name);
    else if (row->why != UNSURE_FEW)
        snprintf(buf, COMPARISON_VERDICT, "%s (%s)", name, unsure_name(row->why));
    else if (row->per_block)
        snprintf(buf, COMPARISON_VERDICT, "%s (too few blocks: %u, needs %u)", name, row->blocks,
                 row->needs);
    else
        snprintf(buf, COMPARISON_VERDICT, "%s (too few launches: %u, needs %u)", name,
                 row->launches[0] < row->launches[1] ? row->launches[0] : row->launches[1],
                 row->needs);
    return buf;
}
