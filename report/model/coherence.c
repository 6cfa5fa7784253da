// SPDX-License-Identifier: MIT
// Rows of the family coherence by distance, state and operation.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/model/coherence.h"

struct parts {
    enum distance distance;
    enum line_state state;
    char operation[COHERENCE_WORD], pair[COHERENCE_WORD];
};

static bool is_measured(const struct row *row)
{
    return row_measured(row) && row->time.median > 0;
}

static bool is_of(const char *word, const char *letters)
{
    return *word && word[strspn(word, letters)] == '\0';
}

static bool parse(const struct row *row, struct parts *p)
{
    char word[COHERENCE_WORD];
    if (!row_part(row, 0, word, sizeof word) || strcmp(word, "coherence") != 0 ||
        !row_part(row, 1, p->operation, sizeof p->operation) ||
        !row_part(row, 2, word, sizeof word) ||
        (p->distance = distance_of_row(word)) == DISTANCES ||
        row_param(row, "home", word, sizeof word) || /* another experiment */
        !row_param(row, "state", word, sizeof word) ||
        (p->state = line_state_of(word)) == LINE_STATES)
        return false;
    return row_param(row, "pair", p->pair, sizeof p->pair) && is_of(p->pair, "0123456789-") &&
           is_of(p->operation, "abcdefghijklmnopqrstuvwxyz0123456789-") &&
           strlen(p->operation) <= COHERENCE_LETTERS;
}

/* COHERENCE_OPERATIONS where there are too many. */
static unsigned place_of(struct coherence *c, const char *operation)
{
    unsigned i = 0;
    while (i < c->n_operations && strcmp(c->operation[i], operation) != 0)
        i++;
    if (i == c->n_operations && i < COHERENCE_OPERATIONS)
        snprintf(c->operation[c->n_operations++], COHERENCE_WORD, "%s", operation);
    return i;
}

/* NULL where that distance is another pair's. */
static struct coherence_table *table_of(struct coherence *c, const struct parts *p)
{
    size_t i = 0;
    while (i < c->n && c->table[i].distance != p->distance)
        i++;
    if (i == c->n) {
        c->n++;
        c->table[i].distance = p->distance;
        snprintf(c->table[i].pair, COHERENCE_WORD, "%s", p->pair);
    }
    return strcmp(c->table[i].pair, p->pair) == 0 ? &c->table[i] : NULL;
}

static int by_distance(const void *left, const void *right)
{
    const struct coherence_table *a = left, *b = right;
    return (a->distance > b->distance) - (a->distance < b->distance);
}

void coherence_of(struct coherence *c, const struct report *r)
{
    *c = (struct coherence){0};
    for (size_t i = 0; i < r->n_rows; i++) {
        struct parts p;
        const struct row *row = &r->rows[i];
        struct coherence_table *table = is_measured(row) && parse(row, &p) ? table_of(c, &p) : NULL;
        const unsigned at = table ? place_of(c, p.operation) : COHERENCE_OPERATIONS;
        if (at == COHERENCE_OPERATIONS || table->cell[p.state][at])
            continue;
        table->cell[p.state][at] = row;
        table->has[p.state] = c->has[p.state] = true;
    }
    qsort(c->table, c->n, sizeof *c->table, by_distance);
}
