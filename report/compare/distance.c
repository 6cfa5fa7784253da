// SPDX-License-Identifier: MIT
// Like with like: both sides of a row at one distance between its CPUs.
#include <stdlib.h>

#include "report/compare/parts.h"
#include "report/model/one_distance.h"

void compare_distance(struct comparison_row *row)
{
    const struct row *const own[] = {row->base, row->next};
    const struct row *at[2];
    row->distant = rows_at_one_distance(own, 2, at) < 2;
    if (row->distant) {
        rows_at_free(own, 2, at);
        return;
    }
    row->base = at[0];
    row->next = at[1];
    for (int side = 0; side < 2; side++)
        row->copied[side] = at[side] != own[side];
}

void compare_distance_free(struct comparison_row *row)
{
    if (row->copied[0])
        free((struct row *)row->base);
    if (row->copied[1])
        free((struct row *)row->next);
}
