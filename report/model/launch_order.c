// SPDX-License-Identifier: MIT
// The launches that count, with their numbers.
#include <gsl/gsl_sort.h>

#include "common/alloc.h"
#include "report/model/launch_order.h"
#include "report/statistics/statistics.h"

size_t launch_order_of(const struct trials *t, enum metric m, struct launch_value **values)
{
    double *of_launch = checked_alloc(t->n, sizeof *of_launch);
    size_t launches = 0;
    *values = checked_alloc(t->launches, sizeof **values);
    for (size_t begin = 0, end; begin < t->n; begin = end) {
        unsigned launch = t->sample[begin]->launch;
        for (end = begin; end < t->n && t->sample[end]->launch == launch; end++)
            of_launch[end - begin] = t->sample[end]->value[m];
        gsl_sort(of_launch, 1, end - begin);
        (*values)[launches++] =
            (struct launch_value){launch, statistics_quantile(of_launch, end - begin, 0.5)};
    }
    free(of_launch);
    return launches;
}

size_t launch_order(const struct row *row, enum metric m, struct launch_value **values)
{
    struct trials t;
    trials_that_count(row, m, &t);
    size_t launches = launch_order_of(&t, m, values);
    trials_free(&t);
    return launches;
}
