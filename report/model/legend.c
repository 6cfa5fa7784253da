// SPDX-License-Identifier: MIT
// Letters in the order of their first use, and what they stand for.
#include <math.h>

#include "report/format/format.h"
#include "report/model/legend.h"

static bool is_of(const struct legend_floor *e, const struct row_floor *f)
{
    return e->floor.row == f->row && e->floor.one_way == f->one_way && e->floor.own == f->own;
}

char legend_letter(struct legend *l, const struct row_floor *f)
{
    size_t i = 0;
    if (!f->row)
        return ' ';
    while (i < l->n && !is_of(&l->floor[i], f))
        i++;
    if (i == LEGEND_LETTERS)
        return '?';
    struct legend_floor *e = &l->floor[i];
    if (i == l->n) {
        *e = (struct legend_floor){*f, f->ns, f->ns};
        l->n++;
    }
    e->low = fmin(e->low, f->ns);
    e->high = fmax(e->high, f->ns);
    return (char)('a' + i);
}

void legend_print(FILE *out, const struct legend *l)
{
    for (size_t i = 0; i < l->n; i++) {
        const struct legend_floor *e = &l->floor[i];
        char ns[FORMAT], high[FORMAT];
        fprintf(out, "  floor %c: %s, %s%s\n", (char)('a' + i), e->floor.row->name,
                format_ns(ns, e->floor.of_row), row_floor_way(&e->floor));
        if (e->floor.own)
            fprintf(out, "           as timed beside each row's own trials: %s to %s\n",
                    format_ns(ns, e->low), format_ns(high, e->high));
    }
}
