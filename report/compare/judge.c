// SPDX-License-Identifier: MIT
// Tests and noise thresholds of the rows of a comparison.
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

enum { SIGN_DRAWS = 500 };

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
    struct block_ratios b = compare_blocks(row->base, row->next, METRIC_real_time, c->per_block);
    row->time = hodges_lehmann_paired_ratio(b.ratio, b.n);
    row->p = signed_rank_p(b.ratio, b.n);
    row->blocks = (unsigned)b.n;
    row->per_block = c->per_block;
    memcpy(row->launches, b.launches, sizeof row->launches);
    row->threshold = log1p(NOISE_LEAST);
    if (b.n)
        row->threshold += block_threshold(b.ratio, b.n, log(row->time.value),
                                          statistics_seed(c->seed, row->base->name));
    *se = b.n > 1 ? gsl_stats_sd(b.ratio, 1, b.n) / sqrt((double)b.n) : NAN;
    compare_blocks_free(&b);
    b = compare_blocks(row->base, row->next, METRIC_cycles_per_op, c->per_block);
    row->cycles = hodges_lehmann_paired_ratio(b.ratio, b.n);
    compare_blocks_free(&b);
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
    compare_verdicts(c, se, adjust(c));
    free(se);
}
