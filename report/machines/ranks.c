// SPDX-License-Identifier: MIT
// Ranks of machines in each row, from all pairs of them.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "report/machines/parts.h"
#include "report/model/estimate.h"
#include "report/model/facts.h"
#include "report/statistics/hodges_lehmann.h"
#include "report/statistics/holm.h"
#include "report/statistics/rank.h"

struct launches {
    double *value;
    size_t n;
};

bool machines_unjudged(const struct report *r)
{
    return report_imported(r) || json_is_true(report_member(r, "machine.emulated"));
}

double machines_threshold(const struct machines *m, size_t column, const struct row *row)
{
    double known = noise_threshold(m->noise[column], row, 1);
    return isnan(known) ? noise_assumed(row) : known;
}

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool shares_cpus(const struct row *row)
{
    return row->cpus && row->threads > row->cpus;
}

/* Whether the cell's time can be set against the row's others. */
static bool is_ranked(const struct machines *m, const struct machines_row *row, size_t column)
{
    const struct row *own = row->cell[column].row;
    return own && !machines_unjudged(m->report[column]) && !own->time.noisy &&
           own->time.launches >= STATISTICS_ENOUGH && same_text(own->basis, row->row->basis) &&
           own->threads == row->row->threads && shares_cpus(own) == shares_cpus(row->row);
}

/* Whether the two differ, by a p that was adjusted: below 0 where the first is faster. */
static int order_of(const struct machines *m, const struct machines_row *row, size_t a, size_t b,
                    const struct launches *launches, double p)
{
    struct ratio r =
        hodges_lehmann_ratio(launches[a].value, launches[a].n, launches[b].value, launches[b].n);
    double threshold = fmax(machines_threshold(m, a, row->cell[a].row),
                            machines_threshold(m, b, row->cell[b].row));
    if (!(p < MACHINES_ALPHA) || !(r.low > 1 || r.high < 1) || !(fabs(log(r.value)) > threshold))
        return 0;
    return r.value > 1 ? -1 : 1;
}

static void rank(const struct machines *m, struct machines_row *row, const size_t *column,
                 const struct launches *launches)
{
    const size_t n = row->ranked, pairs = n * (n - 1) / 2;
    double *p = checked_alloc(pairs, sizeof *p);
    size_t at = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++) {
            const struct launches *a = &launches[column[i]], *b = &launches[column[k]];
            p[at++] = rank_sum_p(a->value, a->n, b->value, b->n);
        }
    holm_adjust(p, pairs);
    at = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++) {
            int order = order_of(m, row, column[i], column[k], launches, p[at++]);
            struct machines_cell *a = &row->cell[column[i]], *b = &row->cell[column[k]];
            a->worst -= order < 0;
            b->best += order < 0;
            a->best += order > 0;
            b->worst -= order > 0;
        }
    free(p);
}

static void rank_row(const struct machines *m, struct machines_row *row)
{
    struct launches *launches = checked_alloc(m->n, sizeof *launches);
    size_t *column = checked_alloc(m->n, sizeof *column);
    for (size_t i = 0; i < m->n; i++)
        if (is_ranked(m, row, i)) {
            launches[i].n =
                estimate_launches(row->cell[i].row, METRIC_real_time, &launches[i].value);
            column[row->ranked++] = i;
        }
    for (size_t i = 0; i < row->ranked; i++) {
        row->cell[column[i]].best = 1;
        row->cell[column[i]].worst = row->ranked;
    }
    if (row->ranked > 1)
        rank(m, row, column, launches);
    for (size_t i = 0; i < m->n; i++)
        free(launches[i].value);
    free(launches);
    free(column);
}

void machines_find_ranks(struct machines *m)
{
    const double pairs = (double)m->n * (double)(m->n - 1) / 2;
    for (size_t i = 0; i < m->n_rows; i++)
        rank_row(m, &m->row[i]);
    m->needs = STATISTICS_ENOUGH;
    while (rank_sum_least_p(m->needs, m->needs) * pairs >= MACHINES_ALPHA)
        m->needs++;
}
