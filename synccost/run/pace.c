// SPDX-License-Identifier: MIT
// Means of what launches took.
#include <stdlib.h>

#include "common/alloc.h"
#include "synccost/run/pace.h"

bool pace_init(struct pace *p, size_t rows)
{
    *p = (struct pace){.row = calloc(rows, sizeof *p->row)};
    return p->row != NULL;
}

void pace_free(struct pace *p)
{
    free(p->row);
    p->row = NULL;
}

void pace_learn(struct pace *p, size_t row, double seconds, double expected)
{
    p->row[row].seconds += seconds;
    p->row[row].launches++;
    p->taken += seconds;
    p->expected += expected;
}

double pace_of(const struct pace *p, size_t row, double expected)
{
    const struct row_pace *own = &p->row[row];
    if (own->launches)
        return own->seconds / own->launches;
    return p->expected > 0 ? expected * p->taken / p->expected : expected;
}

size_t pace_shed(const struct catalog *c, const double *need, double left, bool *gone)
{
    size_t *at = checked_alloc(c->n, sizeof *at), shed = 0; /* rows by place */
    double all = 0;
    for (size_t row = 0; row < c->n; row++) {
        at[c->row[row].place] = row;
        all += need[row];
    }
    for (size_t place = c->n; place-- > 1 && all > left;)
        if (need[at[place]] > 0) {
            all -= need[at[place]];
            gone[at[place]] = true;
            shed++;
        }
    free(at);
    return shed;
}
