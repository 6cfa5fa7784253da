// SPDX-License-Identifier: MIT
// Tests, noise thresholds and verdicts of the rows of a comparison.
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "report/compare/parts.h"
#include "report/model/estimate.h"
#include "report/statistics/hodges_lehmann.h"
#include "report/statistics/holm.h"
#include "report/statistics/rank.h"

enum { SIGN_DRAWS = 500, MOST_NEEDED = 1000 };

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

static double log_spread(const double *values, size_t n)
{
    double *logs = checked_alloc(n, sizeof *logs);
    for (size_t i = 0; i < n; i++)
        logs[i] = log(values[i]);
    double sd = n > 1 ? gsl_stats_sd(logs, 1, n) : NAN;
    free(logs);
    return sd;
}

static void judge_launches(struct comparison_row *row, double *se)
{
    double *from, *to;
    size_t n = estimate_launches(row->base, METRIC_real_time, &from),
           m = estimate_launches(row->next, METRIC_real_time, &to);
    row->time = hodges_lehmann_ratio(from, n, to, m);
    row->p = isfinite(row->time.value) ? rank_sum_p(from, n, to, m) : NAN;
    row->launches[0] = (unsigned)n;
    row->launches[1] = (unsigned)m;
    *se = hypot(log_spread(from, n) / sqrt((double)n), log_spread(to, m) / sqrt((double)m));
    free(from);
    free(to);
    n = estimate_launches(row->base, METRIC_cycles_per_op, &from);
    m = estimate_launches(row->next, METRIC_cycles_per_op, &to);
    row->cycles = hodges_lehmann_ratio(from, n, to, m);
    free(from);
    free(to);
}

/*
 * The noise of the very blocks that are compared: their deviations from the common ratio with
 * random signs, as they would be if the two sides were one, and of the ratios estimated from these
 * the 95 % quantile.
 */
static double block_threshold(const double *ratios, size_t n, double common, uint64_t seed)
{
    double sizes[SIGN_DRAWS], *drawn = checked_alloc(n, sizeof *drawn);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    if (!rng)
        abort();
    gsl_rng_set(rng, (unsigned long)((seed ^ seed >> 32) & 0xffffffffu));
    for (int k = 0; k < SIGN_DRAWS; k++) {
        for (size_t i = 0; i < n; i++)
            drawn[i] = (gsl_rng_uniform_int(rng, 2) ? 1 : -1) * (ratios[i] - common);
        sizes[k] = fabs(hodges_lehmann_paired(drawn, n));
    }
    gsl_sort(sizes, 1, SIGN_DRAWS);
    gsl_rng_free(rng);
    free(drawn);
    return statistics_quantile(sizes, SIGN_DRAWS, 0.95);
}

static void judge_blocks(const struct comparison *c, struct comparison_row *row, double *se)
{
    double *ratios;
    size_t n = compare_blocks(row->base, row->next, METRIC_real_time, c->per_block, &ratios, NULL);
    row->time = hodges_lehmann_paired_ratio(ratios, n);
    row->p = signed_rank_p(ratios, n);
    row->blocks = (unsigned)n;
    row->per_block = c->per_block;
    row->launches[0] = row->launches[1] = (unsigned)n * c->per_block;
    row->threshold = log1p(NOISE_LEAST);
    if (n)
        row->threshold += block_threshold(ratios, n, log(row->time.value),
                                          statistics_seed(c->seed, row->base->name));
    *se = n > 1 ? gsl_stats_sd(ratios, 1, n) / sqrt((double)n) : NAN;
    free(ratios);
    n = compare_blocks(row->base, row->next, METRIC_cycles_per_op, c->per_block, &ratios, NULL);
    row->cycles = hodges_lehmann_paired_ratio(ratios, n);
    free(ratios);
}

/* The larger threshold of the two sides' machines. */
static void take_threshold(const struct comparison *c, struct comparison_row *row)
{
    double known[] = {noise_threshold(c->noise[0], row->base, c->n_rows),
                      noise_threshold(c->noise[1], row->next, c->n_rows)};
    row->threshold_assumed = isnan(known[0]) || isnan(known[1]);
    row->threshold = row->threshold_assumed ? noise_assumed(row->base) : 0;
    row->threshold = fmax(row->threshold, fmax(known[0], known[1]));
}

static bool pooled_flag(const struct row *base, const struct row *next)
{
    const struct row *side[] = {base, next};
    double *values[2];
    size_t n[2] = {0, 0};
    for (int s = 0; s < 2; s++) {
        values[s] = checked_alloc(side[s]->n_samples, sizeof **values);
        for (size_t i = 0; i < side[s]->n_samples; i++)
            if (isfinite(side[s]->samples[i].value[METRIC_real_time]))
                values[s][n[s]++] = side[s]->samples[i].value[METRIC_real_time];
    }
    bool flag = rank_sum_p(values[0], n[0], values[1], n[1]) < COMPARISON_ALPHA;
    free(values[0]);
    free(values[1]);
    return flag;
}

/* A ratio of medians stays; nothing of it is tested. */
static void forget_test(struct comparison_row *row)
{
    row->time.low = row->time.high = row->cycles.low = row->cycles.high = row->p = NAN;
    row->pooled_flag = false;
    if (row->base->imported)
        row->launches[0] = 0;
    if (row->next->imported)
        row->launches[1] = 0;
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

static enum unsure doubt(const struct comparison *c, const struct comparison_row *row, size_t rows)
{
    double low = log(row->time.low), high = log(row->time.high), size = fabs(log(row->time.value));
    double alike = fmax(log1p(COMPARISON_ALIKE), 2 * row->threshold);
    if (c->emulated)
        return UNSURE_EMULATED;
    if (c->imported)
        return UNSURE_IMPORTED;
    if (too_few(c, row, rows))
        return UNSURE_FEW;
    if (row->base->time.noisy || row->next->time.noisy)
        return UNSURE_DISTURBED;
    if (significant(row)) {
        if (size > row->threshold)
            return modes_shared(row) ? UNSURE_MODES : UNSURE_NOT;
        return row->threshold_assumed ? UNSURE_ASSUMED : UNSURE_NOISE;
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

static size_t adjust(struct comparison *c)
{
    double *holm = checked_alloc(c->n_rows, sizeof *holm),
           *bh = checked_alloc(c->n_rows, sizeof *bh);
    size_t tests = 0;
    for (size_t i = 0; i < c->n_rows; i++) {
        holm[i] = bh[i] = c->row[i].p;
        tests += isfinite(c->row[i].p) != 0;
    }
    holm_adjust(holm, c->n_rows);
    benjamini_hochberg_adjust(bh, c->n_rows);
    for (size_t i = 0; i < c->n_rows; i++) {
        c->row[i].p_holm = holm[i];
        c->row[i].p_bh = bh[i];
    }
    free(holm);
    free(bh);
    return tests;
}

void compare_judge(struct comparison *c)
{
    double *se = checked_alloc(c->n_rows, sizeof *se);
    for (size_t i = 0; i < c->n_rows; i++) {
        struct comparison_row *row = &c->row[i];
        if (c->per_block) {
            judge_blocks(c, row, &se[i]);
        } else {
            judge_launches(row, &se[i]);
            take_threshold(c, row);
        }
        row->multiple[0] = row->base->time.median / row_floor_ns(c->base, row->base);
        row->multiple[1] = row->next->time.median / row_floor_ns(c->next, row->next);
        estimate_modes(row->base, METRIC_real_time, &row->modes[0]);
        estimate_modes(row->next, METRIC_real_time, &row->modes[1]);
        row->pooled_flag = pooled_flag(row->base, row->next);
        if (c->imported)
            forget_test(row);
    }
    size_t tests = adjust(c);
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
    free(se);
}

const char *unsure_name(enum unsure why)
{
    static const char *const names[] = {"",
                                        "emulated",
                                        "imported",
                                        "too few launches",
                                        "disturbed",
                                        "modes",
                                        "within noise",
                                        "below assumed noise",
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
