// SPDX-License-Identifier: MIT
// The headline rows as a table in GitHub's Markdown.
#include <stdlib.h>

#include "common/basis.h"
#include "report/format/format.h"
#include "report/model/estimate.h"
#include "report/model/headline.h"
#include "report/statistics/modes.h"
#include "report/summary/summary.h"

/* What the time is of, where that is not one operation of a thread. */
static const char *basis_text(const struct row *row)
{
    const struct basis_words *basis = basis_find(row->basis);
    return basis ? basis->remark : "";
}

/* How many times its floor the row takes, and which floor that is. */
static void put_multiple(FILE *out, const struct report *r, const struct row *row)
{
    const struct row_floor floor = row_floor_of(r, row);
    char multiple[FORMAT];
    if (!floor.row) {
        fputc('-', out);
        return;
    }
    fprintf(out, "%s `%s`%s", format_multiple(multiple, row->time.median / floor.ns),
            floor.row->name, floor.one_way ? ", one way" : "");
}

/* Median, interval and multiple; of several modes each with its share, since neither of the others
 * is of any of them. */
static void put_figures(FILE *out, const struct report *r, const struct row *row)
{
    struct modes modes;
    char text[FORMAT], interval[FORMAT];
    estimate_modes(row, METRIC_real_time, &modes);
    for (unsigned i = 0; modes.n > 1 && i < modes.n; i++)
        fprintf(out, "%s%s", i ? " or " : "", format_mode(text, &modes.mode[i]));
    if (modes.n > 1) {
        fputs(" | - | -", out);
        return;
    }
    fprintf(out, "%s | %s | ", format_ns(text, row->time.median),
            format_interval(interval, &row->time));
    put_multiple(out, r, row);
}

void summary_markdown(FILE *out, const struct report *r, bool all)
{
    const struct row **rows;
    size_t n = headline_rows(r, all ? HEADLINE_ALL : HEADLINE_ROWS, &rows);
    fputs("| row | median | 95 % interval | multiple of its floor |\n|---|---:|---:|---|\n", out);
    for (size_t i = 0; i < n; i++) {
        /* a row's name holds nothing that ends a code span or a table's cell */
        fprintf(out, "| `%s`%s | ", rows[i]->name, basis_text(rows[i]));
        put_figures(out, r, rows[i]);
        fputs(" |\n", out);
    }
    free(rows);
}
