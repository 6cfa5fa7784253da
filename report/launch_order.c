// SPDX-License-Identifier: MIT
// The launches that count, with their numbers.
#include "report/launch_order.h"

#include <math.h>
#include <stdbool.h>

#include "report/room.h"
#include "report/statistics.h"

static int by_number(const void *left, const void *right)
{
    const unsigned *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* The numbers of the launches with a trial that has m, or with an undisturbed one, ascending. */
static size_t numbers_of(const struct row *row, enum metric m, bool undisturbed, unsigned *number)
{
    size_t n = 0, kept = 0;
    for (size_t i = 0; i < row->n_samples; i++) {
        const struct sample *s = &row->samples[i];
        if (isfinite(s->value[m]) && !(undisturbed && s->value[METRIC_disturbed] == 1))
            number[n++] = s->launch;
    }
    if (n)
        qsort(number, n, sizeof *number, by_number);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || number[i] != number[kept - 1])
            number[kept++] = number[i];
    return kept;
}

size_t launch_order(const struct row *row, enum metric m, struct launch_value **values)
{
    double *medians;
    unsigned *number = room_for(row->n_samples, sizeof *number);
    size_t n = statistics_series(row, m, &medians);
    if (numbers_of(row, m, true, number) < STATISTICS_ENOUGH)
        numbers_of(row, m, false, number);
    *values = room_for(n, sizeof **values);
    for (size_t i = 0; i < n; i++)
        (*values)[i] = (struct launch_value){number[i], medians[i]};
    free(number);
    free(medians);
    return n;
}
