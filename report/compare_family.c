// SPDX-License-Identifier: MIT
// Geometric means by family.
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/compare_parts.h"
#include "report/launch_order.h"
#include "report/room.h"

enum { FAMILY_DRAWS = 1000 };

static size_t family_of(struct comparison *c, const struct row *row)
{
    struct comparison_family f = {0};
    size_t i = 0;
    if (!row_part(row, 0, f.name, sizeof f.name))
        memcpy(f.name, "other", sizeof "other");
    while (i < c->n_families && strcmp(c->family[i].name, f.name) != 0)
        i++;
    if (i == c->n_families) {
        c->family = compare_grow(c->family, c->n_families, sizeof *c->family);
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

/* The median of n draws from v, as logarithms in drawn (room for n). */
static double draw_median(const double *v, size_t n, const double *uniform, double *drawn)
{
    for (size_t i = 0; i < n; i++)
        drawn[i] = v[(size_t)(uniform[i] * (double)n)];
    gsl_sort(drawn, 1, n);
    return statistics_quantile(drawn, n, 0.5);
}

static size_t log_launches(const struct row *row, double **logs)
{
    struct launch_value *v;
    size_t n = launch_order(row, METRIC_real_time, &v);
    *logs = room_for(n, sizeof **logs);
    for (size_t i = 0; i < n; i++)
        (*logs)[i] = log(v[i].value);
    free(v);
    return n;
}

static size_t longest(const struct comparison_row *row)
{
    size_t a = row->base->n_samples, b = row->next->n_samples;
    return a > b ? a : b;
}

/*
 * Adds what the row's ratio is in each draw. Every row of the family draws the same rounds, since the
 * generator begins anew: launches of one round ran side by side and share what disturbed them.
 */
static void draw_row(const struct comparison *c, const struct comparison_row *row, gsl_rng *rng, double *sums)
{
    double *from, *to = NULL;
    size_t n, m = 0;
    if (c->per_block) {
        n = compare_blocks(row->base, row->next, METRIC_real_time, c->per_block, &from);
    } else {
        n = log_launches(row->base, &from);
        m = log_launches(row->next, &to);
    }
    size_t most = longest(row) + 1;
    double *uniform = room_for(2 * most, sizeof *uniform), *drawn = room_for(most, sizeof *drawn);
    gsl_rng_set(rng, (unsigned long)((c->seed ^ c->seed >> 32) & 0xffffffffu));
    for (size_t k = 0; k < FAMILY_DRAWS; k++) {
        for (size_t i = 0; i < n + m; i++)
            uniform[i] = gsl_rng_uniform(rng);
        double median = draw_median(from, n, uniform, drawn);
        sums[k] += to ? draw_median(to, m, uniform + n, drawn) - median : median;
    }
    free(uniform);
    free(drawn);
    free(from);
    free(to);
}

static void bootstrap_family(const struct comparison *c, const size_t *family, size_t wanted, gsl_rng *rng)
{
    struct comparison_family *f = &c->family[wanted];
    double *sums = room_for(FAMILY_DRAWS, sizeof *sums);
    size_t rows = 0;
    for (size_t i = 0; i < c->n_rows; i++) {
        const struct comparison_row *row = &c->row[i];
        if (family[i] != wanted || !(row->time.value > 0) || row->launches[0] < 2 || row->launches[1] < 2)
            continue;
        draw_row(c, row, rng, sums);
        rows++;
    }
    f->time.value = f->ns.ratio;
    f->time.low = f->time.high = NAN;
    if (rows && rows == f->ns.rows) {
        gsl_sort(sums, 1, FAMILY_DRAWS);
        f->time.low = exp(statistics_quantile(sums, FAMILY_DRAWS, 0.025) / (double)rows);
        f->time.high = exp(statistics_quantile(sums, FAMILY_DRAWS, 0.975) / (double)rows);
    }
    free(sums);
}

static double median_least(const struct comparison *c, const size_t *family, size_t wanted)
{
    double *least = room_for(c->n_rows, sizeof *least);
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
    size_t *family = room_for(c->n_rows, sizeof *family);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    if (!rng)
        abort();
    for (size_t i = 0; i < c->n_rows; i++) {
        const struct comparison_row *row = &c->row[i];
        family[i] = family_of(c, row->base);
        struct comparison_family *f = &c->family[family[i]];
        f->rows++;
        add_to_mean(&f->ns, row->base->time.median, row->next->time.median, row->time.value);
        add_to_mean(&f->cycles, row->base->cycles.median, row->next->cycles.median, row->cycles.value);
        add_to_mean(&f->multiple, row->multiple[0], row->multiple[1], row->multiple[1] / row->multiple[0]);
    }
    for (size_t i = 0; i < c->n_families; i++) {
        struct comparison_family *f = &c->family[i];
        finish_mean(&f->ns);
        finish_mean(&f->cycles);
        finish_mean(&f->multiple);
        bootstrap_family(c, family, i, rng);
        f->least = median_least(c, family, i);
    }
    gsl_rng_free(rng);
    free(family);
}
