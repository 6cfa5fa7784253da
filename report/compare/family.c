// SPDX-License-Identifier: MIT
// Geometric means by family.
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "report/compare/parts.h"
#include "report/statistics/hodges_lehmann.h"

static size_t family_of(struct comparison *c, const struct row *row)
{
    struct comparison_family f = {0};
    size_t i = 0;
    if (!row_part(row, 0, f.name, sizeof f.name))
        memcpy(f.name, "other", sizeof "other");
    while (i < c->n_families && strcmp(c->family[i].name, f.name) != 0)
        i++;
    if (i == c->n_families) {
        c->family = checked_grow(c->family, c->n_families, sizeof *c->family);
        c->family[c->n_families++] = f;
    }
    return i;
}

/* Sums of logarithms until finish_mean. */
static void add_to_mean(struct comparison_mean *m, double base, double next, double ratio)
{
    if (!isfinite(ratio) || !(ratio > 0) || !(base > 0) || !(next > 0))
        return;
    m->base += log(base);
    m->next += log(next);
    m->ratio += log(ratio);
    m->rows++;
}

static void finish_mean(struct comparison_mean *m)
{
    double n = (double)m->rows; /* 0 gives NAN */
    m->base = exp(m->base / n);
    m->next = exp(m->next / n);
    m->ratio = exp(m->ratio / n);
}

struct residual {
    unsigned block;
    double value;
};

static int by_block(const void *left, const void *right)
{
    const struct residual *a = left, *b = right;
    return (a->block > b->block) - (a->block < b->block);
}

/* Appends what the row's blocks have beyond the row's own ratio, as parts of the row's mean. */
static void add_residuals(const struct comparison *c, const struct comparison_row *row,
                          struct residual **all, size_t *n)
{
    struct block_ratios b = compare_blocks(row->base, row->next, METRIC_real_time, c->per_block);
    for (size_t i = 0; i < b.n; i++) {
        *all = checked_grow(*all, *n, sizeof **all);
        (*all)[(*n)++] =
            (struct residual){b.number[i], (b.ratio[i] - log(row->time.value)) / (double)b.n};
    }
    compare_blocks_free(&b);
}

/* The sum of each block's residuals, in sums (room for n). Returns how many blocks. */
static size_t block_sums(struct residual *all, size_t n, double *sums)
{
    size_t blocks = 0;
    if (n)
        qsort(all, n, sizeof *all, by_block);
    for (size_t begin = 0, end; begin < n; begin = end) {
        sums[blocks] = 0;
        for (end = begin; end < n && all[end].block == all[begin].block; end++)
            sums[blocks] += all[end].value;
        blocks++;
    }
    return blocks;
}

/*
 * The family's ratio over the rounds of an interleaved comparison: those of one block number ran
 * side by side and share what disturbed them, so that a round counts once, by the mean of its rows'
 * log ratios. Each is taken less its row's own ratio and times rounds / rounds that have the row,
 * so that a row that a round lacks moves nothing, and every row weighs the same.
 */
static struct ratio ratio_over_rounds(const struct comparison *c, const size_t *family,
                                      size_t wanted)
{
    struct residual *all = NULL;
    size_t n = 0, rows = 0;
    for (size_t i = 0; i < c->n_rows; i++)
        if (family[i] == wanted && c->row[i].time.value > 0) {
            add_residuals(c, &c->row[i], &all, &n);
            rows++;
        }
    double *round = checked_alloc(n, sizeof *round), own = c->family[wanted].ns.ratio;
    size_t rounds = block_sums(all, n, round);
    for (size_t i = 0; i < rounds; i++)
        round[i] *= (double)rounds / (double)rows;
    struct ratio r = hodges_lehmann_paired_ratio(round, rounds);
    free(round);
    free(all);
    return (struct ratio){own * r.value, own * r.low, own * r.high};
}

static double median_least(const struct comparison *c, const size_t *family, size_t wanted)
{
    double *least = checked_alloc(c->n_rows, sizeof *least);
    size_t n = 0;
    for (size_t i = 0; i < c->n_rows; i++)
        if (family[i] == wanted && isfinite(c->row[i].least))
            least[n++] = c->row[i].least;
    gsl_sort(least, 1, n);
    double median = statistics_quantile(least, n, 0.5);
    free(least);
    return median;
}

void compare_families(struct comparison *c)
{
    size_t *family = checked_alloc(c->n_rows, sizeof *family);
    for (size_t i = 0; i < c->n_rows; i++) {
        const struct comparison_row *row = &c->row[i];
        family[i] = family_of(c, row->base);
        struct comparison_family *f = &c->family[family[i]];
        f->rows++;
        add_to_mean(&f->ns, row->base->time.median, row->next->time.median, row->time.value);
        add_to_mean(&f->cycles, row->base->cycles.median, row->next->cycles.median,
                    row->cycles.value);
        add_to_mean(&f->multiple, row->multiple[0], row->multiple[1],
                    row->multiple[1] / row->multiple[0]);
    }
    for (size_t i = 0; i < c->n_families; i++) {
        struct comparison_family *f = &c->family[i];
        finish_mean(&f->ns);
        finish_mean(&f->cycles);
        finish_mean(&f->multiple);
        f->time =
            c->per_block ? ratio_over_rounds(c, family, i) : (struct ratio){f->ns.ratio, NAN, NAN};
        f->least = median_least(c, family, i);
    }
    free(family);
}
