// SPDX-License-Identifier: MIT
// The usual distance of a run's CPUs, and each row's.
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/line.h"
#include "report/model/facts.h"
#include "report/model/reaches.h"
#include "report/model/trials.h"
#include "report/statistics/statistics.h"

/* A round trip of a trial, and the kind of row that it is of. */
struct trip {
    size_t kind;
    double ns;
};

static bool is_known(const struct sample *s)
{
    return isfinite(s->value[METRIC_line_ns]) && !(s->value[METRIC_line_shift] > LINE_SAME - 1);
}

/* Which CPUs the row has, as far as rows can have others; its place among the kinds. */
static size_t kind_of(json_t *kinds, const struct row *row, unsigned all)
{
    char pair[REPORT_NAME] = "", key[REPORT_NAME + 16];
    if (row->cpus != all)
        row_param(row, "pair", pair, sizeof pair);
    snprintf(key, sizeof key, "%u %s", row->cpus, pair);
    const json_t *there = json_object_get(kinds, key);
    if (there)
        return (size_t)json_integer_value(there);
    const size_t kind = json_object_size(kinds);
    json_object_set_new(kinds, key, json_integer((json_int_t)kind));
    return kind;
}

static int by_kind_and_time(const void *left, const void *right)
{
    const struct trip *a = left, *b = right;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return (a->ns > b->ns) - (a->ns < b->ns);
}

static size_t add_trips(const struct row *row, size_t kind, struct trip *trip)
{
    size_t n = 0;
    for (size_t i = 0; i < row->n_samples; i++)
        if (is_known(&row->samples[i]))
            trip[n++] = (struct trip){kind, row->samples[i].value[METRIC_line_ns]};
    return n;
}

/* Of n trips of one kind. */
static struct reach reach_of(struct trip *trip, size_t n)
{
    double *ns = checked_alloc(n, sizeof *ns);
    for (size_t i = 0; i < n; i++)
        ns[i] = trip[i].ns;
    const struct reach reach = reach_of_most(ns, n);
    free(ns);
    return reach;
}

static struct reach reach_of_row(const struct row *row)
{
    struct trip *trip = checked_alloc(row->n_samples, sizeof *trip);
    const size_t n = add_trips(row, 0, trip);
    if (n)
        qsort(trip, n, sizeof *trip, by_kind_and_time);
    const struct reach reach = reach_of(trip, n);
    free(trip);
    return reach;
}

unsigned reach_launches(const struct row *row, const struct reach *reach)
{
    struct trials t;
    unsigned n = 0;
    bool counted = false;
    trials_in_order(row, &t);
    for (size_t i = 0; i < t.n; i++) {
        counted = counted && i > 0 && t.sample[i]->launch == t.sample[i - 1]->launch;
        if (!counted && is_known(t.sample[i]) &&
            reach_has(reach, t.sample[i]->value[METRIC_line_ns])) {
            counted = true;
            n++;
        }
    }
    trials_free(&t);
    return n;
}

static struct reach choose(const struct row *row, const struct reach *usual)
{
    const struct reach own = reach_of_row(row);
    if (own.high == 0)
        return own;
    const unsigned there = reach_launches(row, usual);
    return there >= STATISTICS_ENOUGH || there >= reach_launches(row, &own) ? *usual : own;
}

static unsigned usable_cpus(const struct report *r)
{
    json_int_t n = json_integer_value(report_member(r, "environment.usable_cpus"));
    return n > 0 && n <= REPORT_THREADS ? (unsigned)n : 0;
}

void reaches_find(struct report *r)
{
    size_t all = 0, n = 0, *kind = checked_alloc(r->n_rows, sizeof *kind);
    for (size_t i = 0; i < r->n_rows; i++)
        all += r->rows[i].n_samples;
    struct trip *trip = checked_alloc(all, sizeof *trip);
    json_t *kinds = json_object();
    for (size_t i = 0; i < r->n_rows; i++) {
        kind[i] = kind_of(kinds, &r->rows[i], usable_cpus(r));
        n += add_trips(&r->rows[i], kind[i], trip + n);
    }
    if (n)
        qsort(trip, n, sizeof *trip, by_kind_and_time);
    struct reach *usual = checked_alloc(json_object_size(kinds), sizeof *usual);
    for (size_t begin = 0, end; begin < n; begin = end) {
        for (end = begin; end < n && trip[end].kind == trip[begin].kind; end++)
            ;
        usual[trip[begin].kind] = reach_of(trip + begin, end - begin);
    }
    for (size_t i = 0; i < r->n_rows; i++)
        r->rows[i].reach = choose(&r->rows[i], &usual[kind[i]]);
    json_decref(kinds);
    free(usual);
    free(trip);
    free(kind);
}

struct apart row_apart(const struct row *row)
{
    struct trials t;
    double *ns = checked_alloc(row->n_samples, sizeof *ns);
    struct apart apart = {0};
    size_t n = 0;
    trials_in_order(row, &t);
    for (size_t begin = 0, end; begin < t.n; begin = end) {
        const size_t before = n;
        bool here = false;
        for (end = begin; end < t.n && t.sample[end]->launch == t.sample[begin]->launch; end++) {
            const bool near = reach_has(&row->reach, t.sample[end]->value[METRIC_line_ns]);
            apart.trials += !near;
            here |= near;
            ns[n++] = t.sample[end]->value[METRIC_line_ns];
        }
        apart.launches += !here;
        n = here ? before : n;
    }
    gsl_sort(ns, 1, n);
    apart.line_ns = statistics_quantile(ns, n, 0.5);
    trials_free(&t);
    free(ns);
    return apart;
}
