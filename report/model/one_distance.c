// SPDX-License-Identifier: MIT
// Chooses the distance at which the most rows count.
#include <limits.h>
#include <stdlib.h>

#include "report/model/estimate.h"
#include "report/model/one_distance.h"
#include "report/model/reaches.h"

/* What a distance would come to. */
struct choice {
    const struct reach *reach; /* NULL: none */
    size_t rows;               /* that count there */
    unsigned fewest;           /* launches of one of these */
};

static bool counts(const struct row *row, const struct reach *reach)
{
    return reach_same(&row->reach, reach) || reach_launches(row, reach) >= STATISTICS_ENOUGH;
}

static bool is_all_rows(const struct row *const *rows, size_t n, const struct reach *reach)
{
    for (size_t i = 0; i < n; i++)
        if (!reach_same(&rows[i]->reach, reach))
            return false;
    return true;
}

static struct choice choice_of(const struct row *const *rows, size_t n, const struct reach *reach)
{
    struct choice choice = {.reach = reach, .fewest = UINT_MAX};
    for (size_t i = 0; i < n; i++) {
        if (!counts(rows[i], reach))
            continue;
        const unsigned launches = reach_launches(rows[i], reach);
        choice.rows++;
        choice.fewest = launches < choice.fewest ? launches : choice.fewest;
    }
    return choice;
}

/* NULL where the rows know no distance. */
static const struct reach *choose(const struct row *const *rows, size_t n)
{
    struct choice best = {0};
    for (size_t i = 0; i < n; i++)
        if (rows[i]->reach.high > 0 && is_all_rows(rows, n, &rows[i]->reach))
            return &rows[i]->reach;
    for (size_t i = 0; i < n; i++) {
        if (rows[i]->reach.high == 0)
            continue;
        const struct choice next = choice_of(rows, n, &rows[i]->reach);
        if (next.rows > best.rows || (next.rows == best.rows && next.fewest > best.fewest))
            best = next;
    }
    return best.reach;
}

size_t rows_at_one_distance(const struct row *const *rows, size_t n, const struct row **at)
{
    const struct reach *reach = choose(rows, n);
    size_t counted = 0;
    for (size_t i = 0; i < n; i++) {
        const bool own = !reach || reach_same(&rows[i]->reach, reach);
        at[i] = own ? rows[i] : counts(rows[i], reach) ? row_at(rows[i], reach) : NULL;
        counted += at[i] != NULL;
    }
    return counted;
}

void rows_at_free(const struct row *const *rows, size_t n, const struct row **at)
{
    for (size_t i = 0; i < n; i++)
        if (at[i] != rows[i])
            free((struct row *)at[i]);
}
