// SPDX-License-Identifier: MIT
// The ladder of costs, and the latencies.
#include <stdlib.h>

#include "common/alloc.h"
#include "common/basis.h"
#include "report/model/headline.h"
#include "report/site/parts.h"
#include "report/site/shown.h"

/* Those that the page shows; *of: how many there are. */
static size_t latencies(const struct page *p, const struct row **rows, size_t *of)
{
    size_t n = 0;
    for (size_t i = 0; i < p->report->n_rows; i++) {
        const struct row *row = &p->report->rows[i];
        if (!row_measured(row) || !basis_is(row->basis, BASIS_LATENCY))
            continue;
        ++*of;
        if (row_shown(p, row))
            rows[n++] = row;
    }
    qsort(rows, n, sizeof *rows, headline_by_cost);
    return n;
}

static void put_latencies(struct page *p)
{
    const struct row **rows = checked_alloc(p->report->n_rows, sizeof *rows);
    size_t of = 0, n = latencies(p, rows, &of);
    if (n) {
        struct template_values *v = template_section(p->values, "LATENCY");
        put_content(p->opening, "latency", "Latencies");
        put_chart(p, v, "latency", "table-latency");
        put_some(v, n, of);
        put_rows(p, v, "table-latency", "Latencies, from the quickest to the slowest", NULL, rows,
                 n);
    }
    free(rows);
}

void put_ladder(struct page *p)
{
    const struct row **rows;
    size_t n = headline_rows(p->report, HEADLINE_ROWS, &rows), measured = 0;
    struct template_values *v = template_section(p->values, "LADDER");
    for (size_t i = 0; i < p->report->n_rows; i++)
        measured += row_measured(&p->report->rows[i]);
    put_some(v, n, measured);
    if (n == 0)
        template_section(v, "EMPTY");
    put_chart(p, v, "ladder", "table-ladder");
    put_rows(p, v, "table-ladder", "Headline rows, from the cheapest to the dearest", NULL, rows,
             n);
    free(rows);
    put_latencies(p);
}
