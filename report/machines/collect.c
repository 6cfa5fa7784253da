// SPDX-License-Identifier: MIT
// The table itself: rows that two machines or more have, and means by family.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "report/machines/parts.h"
#include "report/model/headline.h"

static struct machines_cell cell_of(const struct report *r, const struct row *like)
{
    const struct row *row = report_row(r, like->name);
    if (!row || row->kind != KIND_TIME || !row_measured(row) || !(row->time.median > 0))
        return (struct machines_cell){.multiple = NAN};
    return (struct machines_cell){.row = row, .multiple = row->time.median / row_floor_ns(r, row)};
}

static void collect(struct machines *m, size_t most)
{
    const struct row **rows;
    m->n_rows = headline_shared(m->report, m->n, 2, most, &rows, &m->of);
    m->row = checked_alloc(m->n_rows, sizeof *m->row);
    for (size_t i = 0; i < m->n_rows; i++) {
        m->row[i].row = rows[i];
        m->row[i].cell = checked_alloc(m->n, sizeof *m->row[i].cell);
        for (size_t k = 0; k < m->n; k++)
            m->row[i].cell[k] = cell_of(m->report[k], rows[i]);
    }
    free(rows);
}

static struct machines_family *family_of(struct machines *m, const struct row *row)
{
    char name[64];
    size_t i = 0;
    if (!row_part(row, 0, name, sizeof name))
        return NULL;
    while (i < m->n_families && strcmp(m->family[i].name, name) != 0)
        i++;
    if (i == m->n_families) {
        m->family = checked_grow(m->family, m->n_families, sizeof *m->family);
        m->family[m->n_families++] =
            (struct machines_family){.ns = checked_alloc(m->n, sizeof(double)),
                                     .cycles = checked_alloc(m->n, sizeof(double)),
                                     .multiple = checked_alloc(m->n, sizeof(double))};
        memcpy(m->family[i].name, name, sizeof name);
    }
    return &m->family[i];
}

static bool all_have(const struct machines *m, const struct row *row)
{
    for (size_t i = 0; i < m->n; i++)
        if (!cell_of(m->report[i], row).row)
            return false;
    return true;
}

/* Sums of logarithms, of which the means are made. */
void machines_find_families(struct machines *m)
{
    const struct report *first = m->report[0];
    for (size_t i = 0; i < first->n_rows; i++) {
        struct machines_family *f =
            all_have(m, &first->rows[i]) ? family_of(m, &first->rows[i]) : NULL;
        for (size_t k = 0; f && k < m->n; k++) {
            struct machines_cell cell = cell_of(m->report[k], &first->rows[i]);
            f->ns[k] += log(cell.row->time.median);
            f->cycles[k] += log(cell.row->cycles.median);
            f->multiple[k] += log(cell.multiple);
        }
        if (f)
            f->rows++;
    }
    for (size_t i = 0; i < m->n_families; i++)
        for (size_t k = 0; k < m->n; k++) {
            struct machines_family *f = &m->family[i];
            f->ns[k] = exp(f->ns[k] / (double)f->rows);
            f->cycles[k] = exp(f->cycles[k] / (double)f->rows);
            f->multiple[k] = exp(f->multiple[k] / (double)f->rows);
        }
}

void machines_init(struct machines *m, const struct report *const *reports,
                   const struct noise *const *noise, size_t n, size_t most)
{
    *m = (struct machines){.report = reports, .noise = noise, .n = n};
    collect(m, most);
    machines_find_ranks(m);
    machines_find_families(m);
    machines_find_outliers(m);
}

void machines_free(struct machines *m)
{
    for (size_t i = 0; i < m->n_rows; i++)
        free(m->row[i].cell);
    for (size_t i = 0; i < m->n_families; i++) {
        free(m->family[i].ns);
        free(m->family[i].cycles);
        free(m->family[i].multiple);
    }
    free(m->row);
    free(m->family);
    free(m->outlier);
    *m = (struct machines){0};
}

char *machines_label(char label[MACHINES_LABEL], size_t column)
{
    if (column < 26)
        snprintf(label, MACHINES_LABEL, "%c", (char)('A' + column));
    else
        snprintf(label, MACHINES_LABEL, "%c%c", (char)('A' + (column / 26 - 1) % 26),
                 (char)('A' + column % 26));
    return label;
}
