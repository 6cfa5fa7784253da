// SPDX-License-Identifier: MIT
// Data of the latency chart: every way to wake somebody, from the fastest to the slowest.
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/basis.h"
#include "report/charts/data.h"
#include "report/model/headline.h"

enum { LATENCY_ROWS = 60 }; /* that one picture has room for */

static bool is_latency(const struct row *row)
{
    return basis_is(row->basis, BASIS_LATENCY) && chart_usable(row);
}

/* True where both differ in their threads and CPUs alone. */
static bool are_twins(const struct row *a, const struct row *b)
{
    const char *end = strstr(a->name, "/threads:");
    return end && strncmp(a->name, b->name, (size_t)(end - a->name) + strlen("/threads:")) == 0;
}

static bool has_fewest_threads(const struct report *r, const struct row *row)
{
    for (size_t i = 0; i < r->n_rows; i++)
        if (is_latency(&r->rows[i]) && r->rows[i].threads < row->threads &&
            are_twins(row, &r->rows[i]))
            return false;
    return true;
}

/* How many rows of *rows, which is the caller's to free, the chart shows; *of: how many there
 * are. */
static size_t choose(const struct report *r, const struct row ***rows, size_t *of)
{
    *rows = checked_alloc(r->n_rows + 1, sizeof **rows);
    *of = 0;
    for (size_t i = 0; i < r->n_rows; i++)
        if (is_latency(&r->rows[i]) && has_fewest_threads(r, &r->rows[i]))
            (*rows)[(*of)++] = &r->rows[i];
    qsort(*rows, *of, sizeof **rows, headline_by_cost);
    return *of < LATENCY_ROWS ? *of : LATENCY_ROWS;
}

void chart_write_latency(FILE *f, const struct chart_input *in)
{
    static const char title[] = "Latency: from a signal to the return of the last waiter";
    const struct row **rows;
    size_t of, n = choose(in->reports[0], &rows, &of);
    char shown[64], note[64];
    snprintf(shown, sizeof shown, "%zu", n);
    snprintf(note, sizeof note, "the fastest %zu of %zu rows", n, of);
    if (n == 0)
        chart_nothing(f, title, "needs rows on the basis latency");
    else
        chart_write_rungs(f, in,
                          &(struct chart_head){.title = title,
                                               .note = n < of ? note : NULL,
                                               .unit = basis_words(BASIS_LATENCY)->axis,
                                               .series = 1,
                                               .extra = {shown},
                                               .columns = CHART_RUNG_COLUMNS},
                          rows, n);
    free(rows);
}
