// SPDX-License-Identifier: MIT
// Like with like: both sides of a row at one distance between its CPUs.
#include <stdlib.h>

#include "report/compare/parts.h"
#include "report/model/estimate.h"
#include "report/model/reaches.h"

static unsigned lesser(const struct comparison_row *row, const struct reach *reach)
{
    const unsigned base = reach_launches(row->base, reach), next = reach_launches(row->next, reach);
    return base < next ? base : next;
}

void compare_distance(struct comparison_row *row)
{
    const struct reach *own[] = {&row->base->reach, &row->next->reach};
    if (reach_same(own[0], own[1]))
        return;
    const unsigned at[] = {lesser(row, own[0]), lesser(row, own[1])};
    const unsigned side = at[1] > at[0];
    row->distant = at[side] < STATISTICS_ENOUGH;
    if (row->distant)
        return;
    const struct row **other = side == 0 ? &row->next : &row->base;
    *other = row_at(*other, own[side]);
    row->copied[1 - side] = true;
}

void compare_distance_free(struct comparison_row *row)
{
    if (row->copied[0])
        free((struct row *)row->base);
    if (row->copied[1])
        free((struct row *)row->next);
}
