// SPDX-License-Identifier: MIT
// How often a 95 % interval holds the truth, in made-up rows of launches and trials.
// COVERAGE_ROWS=20000 for the figures of docs/MEASURING.md; without it quick and coarse.
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/model/estimate.h"
#include "report/model/goal.h"
#include "report/statistics/interval.h"
#include "report/statistics/statistics.h"
#include "tests/test.h"

/* As a run stops: FIRST launches, then a look after every one, at most CAP. */
enum { TRIALS = 3, FIRST = 9, CAP = 80, DRIFT = 30, QUICK = 400 };

static const double level = 1000, of_trials = 0.3; /* the last as a part of the spread */

/* One row's run: its random numbers, the spread of its launches, and what they remember. */
struct machine {
    gsl_rng *rng;
    double spread, wander;
};

typedef double launcher(struct machine *m, unsigned i);

static double normal(struct machine *m, unsigned i)
{
    (void)i;
    return level + gsl_ran_gaussian(m->rng, m->spread);
}

static double tailed(struct machine *m, unsigned i)
{
    (void)i;
    return level + m->spread * gsl_ran_tdist(m->rng, 2);
}

static double bimodal(struct machine *m, unsigned i)
{
    return normal(m, i) * (gsl_rng_uniform(m->rng) < 0.6 ? 1 : 2);
}

/* Up by one spread in DRIFT launches. */
static double drifting(struct machine *m, unsigned i)
{
    return normal(m, i) + m->spread * i / (DRIFT - 1);
}

/* Half of the variance between launches is a first-order autoregression. */
static double wander(struct machine *m, unsigned i, double memory)
{
    double step = gsl_ran_gaussian(m->rng, m->spread * sqrt(0.5));
    m->wander = i ? memory * m->wander + sqrt(1 - memory * memory) * step : step;
    return level + m->wander + gsl_ran_gaussian(m->rng, m->spread * sqrt(0.5));
}

static double wandering(struct machine *m, unsigned i)
{
    return wander(m, i, 0.5);
}

static double slow(struct machine *m, unsigned i)
{
    return wander(m, i, 0.9);
}

static double level_truth(unsigned launches, double spread)
{
    (void)launches;
    (void)spread;
    return level;
}

/* The quantile of the lower mode that is the median of both. A launch's median of three normal
 * trials has 0.67 of their spread. */
static double bimodal_truth(unsigned launches, double spread)
{
    (void)launches;
    return level + spread * hypot(1, 0.67 * of_trials) * gsl_cdf_ugaussian_Pinv(0.5 / 0.6);
}

/* The level over the time in which the launches ran. */
static double drift_truth(unsigned launches, double spread)
{
    return level + spread * (launches - 1) / 2 / (DRIFT - 1);
}

static void add_launch(struct row *row, struct machine *m, launcher *launch)
{
    struct sample s = {.launch = row->n_samples ? row->samples[row->n_samples - 1].launch + 1 : 0};
    double own = launch(m, s.launch);
    for (int k = 0; k < METRIC_COUNT; k++)
        s.value[k] = NAN;
    for (s.trial = 0; s.trial < TRIALS; s.trial++) {
        s.value[METRIC_real_time] = fmax(0, own + gsl_ran_gaussian(m->rng, m->spread * of_trials));
        row_add_sample(row, &s);
    }
}

struct kind {
    const char *name;
    launcher *launch;
    double (*truth)(unsigned launches, double spread);
    bool out_of_reach; /* no bound is asserted */
};

static const struct kind kinds[] = {
    {"normal", normal, level_truth, false},
    {"t, 2 degrees", tailed, level_truth, false},
    {"two modes, 60/40", bimodal, bimodal_truth, false},
    {"linear drift", drifting, drift_truth, false},
    {"wander, memory 0.5", wandering, level_truth, true},
    {"wander, memory 0.9", slow, level_truth, true},
};

/* A number of launches, or 0 for as many as the goal of that many threads takes; spread as a part
 * of the level. */
struct effort {
    const char *name;
    unsigned launches, threads;
    double spread;
};

static const struct effort efforts[] = {
    {"9", 9, 1, 0.01},
    {"10", 10, 1, 0.01},
    {"20", 20, 1, 0.01},
    {"until ±1 %, spread 1 % (mean)", 0, 1, 0.01},
    {"until ±1 %, spread 2 % (mean)", 0, 1, 0.02},
    {"until ±5 %, spread 10 % (mean)", 0, 2, 0.1},
};
enum { EFFORTS = sizeof efforts / sizeof *efforts };

/* The part of rows whose interval held the truth. */
static double coverage(const struct kind *kind, const struct effort *effort, unsigned rows,
                       gsl_rng *rng, double *used)
{
    unsigned held = 0, launches = 0;
    for (unsigned i = 0; i < rows; i++) {
        struct report r;
        struct machine machine = {.rng = rng, .spread = level * effort->spread};
        report_init(&r);
        struct row *row = report_add_row(&r, "a/b");
        row->threads = effort->threads;
        unsigned count = 0;
        for (; count < (effort->launches ? effort->launches : FIRST); count++)
            add_launch(row, &machine, kind->launch);
        for (; !effort->launches && count < CAP && !goal_reached(row); count++)
            add_launch(row, &machine, kind->launch);
        struct estimate e = estimate_of(row, METRIC_real_time);
        double truth = kind->truth(count, machine.spread);
        held += e.low <= truth && truth <= e.high;
        launches += count;
        report_free(&r);
    }
    *used = (double)launches / rows;
    return (double)held / rows;
}

/* Four standard errors of a figure from so many rows. */
static double leeway(unsigned rows)
{
    return 4 * sqrt(0.95 * 0.05 / rows);
}

static unsigned rows_wanted(void)
{
    const char *text = getenv("COVERAGE_ROWS");
    unsigned long rows = text ? strtoul(text, NULL, 10) : QUICK;
    assert_in_range(rows, 100, 1000000);
    return (unsigned)rows;
}

static void test_coverage(void **state)
{
    (void)state;
    unsigned rows = rows_wanted();
    double chance = rows >= 10000 ? 0.002 : leeway(rows);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    printf("| launches |");
    for (size_t i = 0; i < EFFORTS; i++)
        printf(" %s |", efforts[i].name);
    printf("\n|---|---|---|---|---|---|---|\n");
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        printf("| %s |", kinds[k].name);
        for (size_t i = 0; i < EFFORTS; i++) {
            double used, c = coverage(&kinds[k], &efforts[i], rows, rng, &used);
            printf(efforts[i].launches ? " %.1f |" : " %.1f (%.0f) |", 100 * c, used);
            fflush(stdout);
            if (!kinds[k].out_of_reach && (c < 0.93 - chance || c > 0.97 + chance))
                fail_msg("%s, %s launches: the interval holds the truth in %.1f %% of rows",
                         kinds[k].name, efforts[i].name, 100 * c);
        }
        putchar('\n');
    }
    gsl_rng_free(rng);
}

static void test_few_launches_give_their_range(void **state)
{
    (void)state;
    static const double values[] = {4, 1, 16, 2, 8};
    double low, high;
    interval_of_median(values, 1, &low, &high);
    assert_true(isnan(low) && isnan(high));
    for (size_t n = 2; n <= 5; n++) {
        interval_of_median(values, n, &low, &high);
        assert_true(low == 1 && high == (n == 2 ? 4 : 16));
    }
    assert_true(statistics_range_coverage(3) == 0.75 && statistics_range_coverage(5) == 0.9375);
}

/* Six launches in an order that tells nothing: near their range, which holds the median in 96.9 %
 * of rows. */
static void test_known_interval(void **state)
{
    (void)state;
    static const double mixed[] = {3, 6, 1, 5, 2, 4}, wandered[] = {1, 2, 3, 4, 5, 6},
                        same[] = {7, 7, 7, 7, 7, 7}, low_end[] = {0, 1, 2, 3, 40, 50, 60};
    double low, high;
    interval_of_median(mixed, 6, &low, &high);
    double part = (0.96875 - 0.95) / (0.96875 - 0.78125), weight = 5 * part / (1 + 4 * part);
    assert_true(fabs(low - (1 + weight)) < 1e-9 && fabs(high - (6 - weight)) < 1e-9);
    interval_of_median(wandered, 6, &low, &high);
    assert_true(low < 1 && high > 6);
    interval_of_median(same, 6, &low, &high);
    assert_true(low == 7 && high == 7);
    interval_of_median(low_end, 7, &low, &high);
    assert_true(low == 0);
}

/* The part of 2^n orders in which the k-th smallest and k-th largest hold the median. */
static double held_by(unsigned k, unsigned n)
{
    double below = 0;
    for (unsigned i = 0; i < k; i++)
        below += gsl_sf_choose(n, i);
    return 1 - 2 * below / pow(2, n);
}

/* Of normal scores of middle ranks. */
static double correlation(const double *v, unsigned n)
{
    double products = 0, squares = 0, before = 0;
    for (unsigned i = 0; i < n; i++) {
        double rank = 0.5;
        for (unsigned j = 0; j < n; j++)
            rank += (v[j] < v[i]) + (j != i && v[j] == v[i]) * 0.5;
        double score = gsl_cdf_ugaussian_Pinv(rank / n);
        products += i ? score * before : 0;
        squares += score * score;
        before = score;
    }
    return squares > 0 ? fmax(0, fmin(0.9, products / squares + 1.0 / n)) : 0;
}

static void test_interval_by_definition(void **state)
{
    (void)state;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (unsigned n = 6; n <= 60; n++) {
        double v[60], sorted[60], low, high, r;
        for (unsigned i = 0; i < n; i++)
            sorted[i] = v[i] = n % 3 == 0   ? (double)gsl_rng_uniform_int(rng, 6) + 100
                               : n % 3 == 1 ? 100 + i + gsl_rng_uniform(rng)
                                            : gsl_rng_uniform(rng) + 100;
        gsl_sort(sorted, 1, n);
        unsigned k = 1;
        while (held_by(k + 1, n) >= 0.95)
            k++;
        double part = (held_by(k, n) - 0.95) / (held_by(k, n) - held_by(k + 1, n)),
               weight = (n - k) * part / (k + (n - 2.0 * k) * part),
               middle = n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
        r = correlation(v, n);
        interval_of_median(v, n, &low, &high);
        double wider = sqrt((1 + r) / (1 - r));
        double of_low = sorted[k - 1] + weight * (sorted[k] - sorted[k - 1]),
               of_high = sorted[n - k] - weight * (sorted[n - k] - sorted[n - k - 1]);
        assert_true(fabs(low - fmax(0, middle - wider * (middle - of_low))) < 1e-6);
        assert_true(fabs(high - (middle + wider * (of_high - middle))) < 1e-6);
    }
    gsl_rng_free(rng);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_coverage),
        cmocka_unit_test(test_few_launches_give_their_range),
        cmocka_unit_test(test_known_interval),
        cmocka_unit_test(test_interval_by_definition),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
