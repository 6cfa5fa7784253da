// SPDX-License-Identifier: MIT
// Trials in order, and those that count.
#include <math.h>

#include "common/alloc.h"
#include "report/model/trials.h"
#include "report/statistics/statistics.h"

static int by_launch_and_trial(const void *left, const void *right)
{
    const struct sample *a = *(const struct sample *const *)left,
                        *b = *(const struct sample *const *)right;
    if (a->launch != b->launch)
        return a->launch < b->launch ? -1 : 1;
    return (a->trial > b->trial) - (a->trial < b->trial);
}

void trials_in_order(const struct row *row, struct trials *t)
{
    *t = (struct trials){.sample = checked_alloc(row->n_samples, sizeof *t->sample),
                         .n = row->n_samples};
    for (size_t i = 0; i < row->n_samples; i++)
        t->sample[i] = &row->samples[i];
    qsort(t->sample, t->n, sizeof *t->sample, by_launch_and_trial);
}

static bool disturbed(const struct sample *s)
{
    return s->value[METRIC_disturbed] > 0;
}

static void keep_known(struct trials *t, enum metric m)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->n; i++)
        if (isfinite(t->sample[i]->value[m]))
            t->sample[kept++] = t->sample[i];
    t->n = kept;
}

static bool is_near(const struct row *row, const struct sample *s)
{
    return reach_has(&row->reach, s->value[METRIC_line_ns]);
}

static void count_launches(const struct row *row, struct trials *t)
{
    for (size_t begin = 0, end; begin < t->n; begin = end) {
        bool quiet = false, near = false;
        for (end = begin; end < t->n && t->sample[end]->launch == t->sample[begin]->launch; end++) {
            near |= is_near(row, t->sample[end]);
            quiet |= is_near(row, t->sample[end]) && !disturbed(t->sample[end]);
        }
        t->launches++;
        t->quiet += quiet;
        t->apart += !near;
    }
}

/* A trial at another distance is no measurement of the row at its own, however few there are. */
static void keep_near(const struct row *row, struct trials *t)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->n; i++)
        if (is_near(row, t->sample[i]))
            t->sample[kept++] = t->sample[i];
    t->far = t->n - kept;
    t->n = kept;
}

void trials_that_count(const struct row *row, enum metric m, struct trials *t)
{
    trials_in_order(row, t);
    keep_known(t, m);
    count_launches(row, t);
    keep_near(row, t);
    size_t kept = 0;
    for (size_t i = 0; i < t->n; i++)
        if (!disturbed(t->sample[i]) || t->quiet < STATISTICS_ENOUGH) {
            t->noisy |= disturbed(t->sample[i]);
            t->sample[kept++] = t->sample[i];
        }
    t->left_out = t->n - kept;
    t->n = kept;
}

void trials_free(struct trials *t)
{
    free(t->sample);
    *t = (struct trials){0};
}
