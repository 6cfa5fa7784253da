// SPDX-License-Identifier: MIT
// Ranks of machines in each row, from all pairs of them.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "report/machines/parts.h"
#include "report/model/estimate.h"
#include "report/model/facts.h"
#include "report/model/one_distance.h"
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

/* Two machines, and their launches of a row. */
struct pair {
    size_t column[2];
    struct launches of[2];
    bool own; /* the launches are the pair's, not the machines' */
};

/* Those of two machines of one model ran at one distance between the CPUs: none where there is no
 * such distance. */
static struct pair pair_of(const struct machines *m, const struct machines_row *row, size_t a,
                           size_t b, const struct launches *launches)
{
    const struct row *const own[] = {row->cell[a].row, row->cell[b].row};
    const struct row *at[2];
    struct pair pair = {.column = {a, b}, .of = {launches[a], launches[b]}};
    if (report_other_model(m->report[a], m->report[b]) ||
        reach_same(&own[0]->reach, &own[1]->reach))
        return pair;
    pair = (struct pair){.column = {a, b}, .own = true};
    if (rows_at_one_distance(own, 2, at) == 2)
        for (int i = 0; i < 2; i++)
            pair.of[i].n = estimate_launches(at[i], METRIC_real_time, &pair.of[i].value);
    rows_at_free(own, 2, at);
    return pair;
}

static void free_pair(struct pair *pair)
{
    for (int i = 0; i < 2 && pair->own; i++)
        free(pair->of[i].value);
}

/* Whether the two differ, by a p that was adjusted: below 0 where the first is faster. */
static int order_of(const struct machines *m, const struct machines_row *row,
                    const struct pair *pair, double p)
{
    const struct launches *a = &pair->of[0], *b = &pair->of[1];
    if (!(p < MACHINES_ALPHA))
        return 0;
    struct ratio r = hodges_lehmann_ratio(a->value, a->n, b->value, b->n);
    double threshold = fmax(machines_threshold(m, pair->column[0], row->cell[pair->column[0]].row),
                            machines_threshold(m, pair->column[1], row->cell[pair->column[1]].row));
    if (!(r.low > 1 || r.high < 1) || !(fabs(log(r.value)) > threshold))
        return 0;
    return r.value > 1 ? -1 : 1;
}

static void rank(const struct machines *m, struct machines_row *row, const size_t *column,
                 const struct launches *launches)
{
    const size_t n = row->ranked, pairs = n * (n - 1) / 2;
    struct pair *pair = checked_alloc(pairs, sizeof *pair);
    double *p = checked_alloc(pairs, sizeof *p);
    size_t at = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++, at++) {
            pair[at] = pair_of(m, row, column[i], column[k], launches);
            const struct launches *of = pair[at].of;
            p[at] = of[0].n ? rank_sum_p(of[0].value, of[0].n, of[1].value, of[1].n) : NAN;
        }
    holm_adjust(p, pairs);
    for (at = 0; at < pairs; at++) {
        int order = order_of(m, row, &pair[at], p[at]);
        struct machines_cell *a = &row->cell[pair[at].column[0]],
                             *b = &row->cell[pair[at].column[1]];
        a->worst -= order < 0;
        b->best += order < 0;
        a->best += order > 0;
        b->worst -= order > 0;
        free_pair(&pair[at]);
    }
    free(pair);
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
