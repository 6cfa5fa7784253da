// SPDX-License-Identifier: MIT
// What synccost history is worth: false alarms over equal runs, and how soon a planted change is
// found. Prints the tables of docs/PROOF.md.
// usage: history [REPEATS [REPORT...]]     REPORT: real runs, to resample
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <stdio.h>

#include "report/model/estimate.h"
#include "tests/report/history/made.h"

enum { RUNS = 50, ROWS = 300, BEFORE = 20, BLOCK = 5, AFTER_MOST = 30 };

struct source {
    const struct report *report;
    size_t row;
};

/* Fills n log times of one row, as one kind of machine gives them. */
typedef void fill(gsl_rng *rng, const struct source *source, double *out, size_t n);

static void add_normal(gsl_rng *rng, double sd, double *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] += gsl_ran_gaussian(rng, sd);
}

static void fill_quiet(gsl_rng *rng, const struct source *source, double *out, size_t n)
{
    (void)source;
    add_normal(rng, 0.003, out, n);
}

static void fill_normal(gsl_rng *rng, const struct source *source, double *out, size_t n)
{
    (void)source;
    add_normal(rng, 0.01, out, n);
}

/* Each run is in one of two modes by chance. */
static void fill_modes(gsl_rng *rng, const struct source *source, double *out, size_t n)
{
    (void)source;
    for (size_t i = 0; i < n; i++)
        out[i] += gsl_ran_bernoulli(rng, 0.25) ? 0.3 : 0;
    add_normal(rng, 0.005, out, n);
}

static void fill_outliers(gsl_rng *rng, const struct source *source, double *out, size_t n)
{
    (void)source;
    for (size_t i = 0; i < n; i++)
        out[i] += gsl_ran_bernoulli(rng, 0.05) ? gsl_ran_flat(rng, 0.1, 0.5) : 0;
    add_normal(rng, 0.005, out, n);
}

/* Some rows by 10 % over all runs, some by less. */
static void fill_drift(gsl_rng *rng, const struct source *source, double *out, size_t n)
{
    (void)source;
    double by = gsl_ran_flat(rng, -0.1, 0.1);
    for (size_t i = 0; i < n; i++)
        out[i] += by * (double)i / RUNS;
    add_normal(rng, 0.005, out, n);
}

/* As the temperature of a room goes over a week of seven runs a day. */
static void fill_wave(gsl_rng *rng, const struct source *source, double *out, size_t n)
{
    (void)source;
    double by = gsl_ran_flat(rng, 0, 0.02), phase = gsl_ran_flat(rng, 0, 2 * M_PI);
    for (size_t i = 0; i < n; i++)
        out[i] += by * sin(phase + 2 * M_PI * (double)i / RUNS);
    add_normal(rng, 0.005, out, n);
}

/* Each run is half as far from the mean as the run before it, and by chance. */
static void fill_alike(gsl_rng *rng, const struct source *source, double *out, size_t n)
{
    (void)source;
    double last = gsl_ran_gaussian(rng, 0.01 / sqrt(0.75));
    for (size_t i = 0; i < n; i++) {
        last = last / 2 + gsl_ran_gaussian(rng, 0.01);
        out[i] += last;
    }
}

/* A run is the median of five launches in a row of a real run. */
static void fill_real(gsl_rng *rng, const struct source *source, double *out, size_t n)
{
    double *launch, block[BLOCK];
    size_t launches =
        estimate_series(&source->report->rows[source->row], METRIC_real_time, &launch);
    for (size_t i = 0; i < n; i++) {
        size_t from = gsl_rng_uniform_int(rng, launches - BLOCK + 1);
        memcpy(block, launch + from, sizeof block);
        gsl_sort(block, 1, BLOCK);
        out[i] += log(block[BLOCK / 2]);
    }
    free(launch);
}

struct kind {
    const char *name;
    fill *fill;
};
static const struct kind kinds[] = {
    {"normal, 0.3 %", fill_quiet},
    {"normal, 1 %", fill_normal},
    {"two modes 35 % apart, by chance", fill_modes},
    {"one run in twenty 10 to 65 % off", fill_outliers},
    {"drift of up to 10 % in 50 runs", fill_drift},
    {"wave of up to ±2 % over 50 runs", fill_wave},
    {"runs like the run before (r = 0.5)", fill_alike},
};

struct proof {
    gsl_rng *rng;
    struct rank_scan *scan;
    unsigned repeats;
    struct report *report;
    size_t n_reports;
};

/* The next row of the reports that has launches enough to resample. */
static bool next_source(const struct proof *p, struct source *s, size_t *report)
{
    for (; *report < p->n_reports; ++*report, s->row = 0)
        for (s->report = &p->report[*report]; s->row < s->report->n_rows; s->row++) {
            const struct row *row = &s->report->rows[s->row];
            if (row->kind == KIND_TIME && row_measured(row) && row->time.launches > 2 * BLOCK &&
                row->time.median > 0 && row->time.min > 0)
                return true;
        }
    return false;
}

/* RUNS values of each row; returns how many rows. The caller's to free. */
static size_t fill_rows(const struct proof *p, const struct kind *kind, double **all)
{
    size_t rows = 0, report = 0;
    struct source s = {0};
    *all = NULL;
    while (kind->fill == fill_real ? next_source(p, &s, &report) : rows < ROWS) {
        double *grown = realloc(*all, (rows + 1) * RUNS * sizeof **all);
        if (!grown)
            abort();
        *all = grown;
        memset(grown + rows * RUNS, 0, RUNS * sizeof *grown);
        kind->fill(p->rng, &s, grown + rows++ * RUNS, RUNS);
        s.row++;
    }
    return rows;
}

/* The history of the first n runs, judged. */
static void look(const struct proof *p, struct history *h, const double *all, size_t rows, size_t n)
{
    history_init(h);
    made_reports(h, n);
    for (size_t i = 0; i < rows; i++) {
        char name[32];
        snprintf(name, sizeof name, "row/%zu", i);
        made_row(h, name, 1, all + i * RUNS, n);
    }
    history_judge(h, NULL, p->scan);
}

static void false_alarms(const struct proof *p, const struct kind *kind)
{
    size_t rows = 0, found = 0, alarmed = 0, ever = 0, looks = 0, bad_looks = 0, all_found = 0;
    for (unsigned k = 0; k < p->repeats; k++) {
        double *all;
        size_t n = fill_rows(p, kind, &all), before = bad_looks;
        struct history h;
        for (size_t runs = RUNS; runs >= 10; runs -= 5, looks++) {
            look(p, &h, all, n, runs);
            found += runs == RUNS ? h.changed : 0;
            alarmed += runs == RUNS && h.changed;
            bad_looks += h.changed > 0;
            all_found += h.changed;
            history_free(&h);
        }
        ever += bad_looks > before;
        rows += n;
        free(all);
    }
    printf("| %s | %zu | %zu (%.3f %%) | %zu of %u | %zu of %zu (%zu rows) | %zu of %u |\n",
           kind->name, rows, found, 100.0 * (double)found / (double)rows, alarmed, p->repeats,
           bad_looks, looks, all_found, ever, p->repeats);
    fflush(stdout);
}

static int by_size(const void *left, const void *right)
{
    const size_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* Runs after the change until it is found, of the first row of those that have it; AFTER_MOST + 1
 * where it is not. */
static size_t runs_needed(const struct proof *p, double sd, double step, size_t rows)
{
    double *all = checked_alloc(ROWS * RUNS, sizeof *all);
    add_normal(p->rng, sd, all, (size_t)ROWS * RUNS);
    for (size_t i = 0; i < rows; i++)
        for (size_t k = BEFORE; k < RUNS; k++)
            all[i * RUNS + k] += log1p(step);
    size_t after = 3;
    for (bool found = false; after <= AFTER_MOST; after++) {
        struct history h;
        look(p, &h, all, ROWS, BEFORE + after);
        found = h.row[0].changes.n > 0;
        history_free(&h);
        if (found)
            break;
    }
    free(all);
    return after;
}

static void planted(const struct proof *p, double sd, double step, size_t rows)
{
    size_t *needed = checked_alloc(p->repeats, sizeof *needed), found = 0;
    for (unsigned k = 0; k < p->repeats; k++) {
        needed[k] = runs_needed(p, sd, step, rows);
        found += needed[k] <= AFTER_MOST;
    }
    qsort(needed, p->repeats, sizeof *needed, by_size);
    printf("| %g %% | %g %% | %zu of %d | %zu of %u |", 100 * step, 100 * sd, rows, ROWS, found,
           p->repeats);
    for (int k = 0; k < 2; k++) {
        size_t n = needed[k ? (p->repeats * 9 - 1) / 10 : (p->repeats - 1) / 2];
        if (n <= AFTER_MOST)
            printf(" %zu |", n);
        else
            printf(" - |");
    }
    putchar('\n');
    fflush(stdout);
    free(needed);
}

static void print_tables(const struct proof *p)
{
    printf("| runs | rows | of these changed | histories with an alarm | looks with one (rows) | "
           "histories with one at any look |\n|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        false_alarms(p, &kinds[i]);
    if (p->n_reports)
        false_alarms(p, &(struct kind){"real launches, resampled", fill_real});
    printf("\n| planted | noise of a run | rows that have it | found | runs, median | runs, 90 %% "
           "|\n|---|---|---|---|---|---|\n");
    static const double steps[] = {0.02, 0.05}, noises[] = {0.003, 0.005, 0.01, 0.02};
    static const size_t rows[] = {1, 30};
    for (int s = 0; s < 2; s++)
        for (int n = 0; n < 4; n++)
            for (int r = 0; r < 2; r++)
                planted(p, noises[n], steps[s], rows[r]);
}

int main(int argc, char **argv)
{
    struct proof p = {.rng = gsl_rng_alloc(gsl_rng_mt19937),
                      .scan = rank_scan_new(HISTORY_DRAWS, 1),
                      .repeats = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 20,
                      .n_reports = argc > 2 ? (size_t)argc - 2 : 0};
    p.report = checked_alloc(p.n_reports, sizeof *p.report);
    for (size_t i = 0; i < p.n_reports; i++) {
        char err[SC_ERR];
        report_init(&p.report[i]);
        if (report_read(&p.report[i], argv[i + 2], err) != 0) {
            fprintf(stderr, "%s: %s\n", argv[i + 2], err);
            return 2;
        }
    }
    print_tables(&p);
    for (size_t i = 0; i < p.n_reports; i++)
        report_free(&p.report[i]);
    free(p.report);
    rank_scan_free(p.scan);
    gsl_rng_free(p.rng);
    return 0;
}
