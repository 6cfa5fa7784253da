// SPDX-License-Identifier: MIT
// Rows of the family coherence by distance, state and operation, and whether they are plausible.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/format/format.h"
#include "report/model/coherence.h"
#include "report/model/estimate.h"
#include "report/model/facts.h"
#include "report/statistics/hodges_lehmann.h"

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
    *c = (struct coherence){.judged = !report_imported(r) &&
                                      !json_is_true(report_member(r, "machine.emulated"))};
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

/* A load of a line in state of takes least times as long as one in state over, or longer. */
struct bound {
    enum line_state of, over;
    double least;
};

/* The only copy of a modified line is its owner's; a clean one may come from nearer. Where the two
 * take as long, there is room for the spread of equal rows. A line in no cache comes from memory,
 * which takes ten hits of the nearest cache and more. */
static const struct bound bounds[COHERENCE_CHECKS] = {
    [COHERENCE_TRANSFER] = {LINE_STATE_MODIFIED, LINE_STATE_SHARED, 0.95},
    [COHERENCE_MEMORY] = {LINE_STATE_INVALID, LINE_STATE_SHARED_OWN, 10},
};

/* The row of loads; NULL where there is none. */
static const struct row *load_of(const struct coherence *c, const struct coherence_table *t,
                                 enum line_state s)
{
    for (unsigned i = 0; i < c->n_operations; i++)
        if (strcmp(c->operation[i], "load") == 0)
            return t->cell[s][i];
    return NULL;
}

/* The CPUs of rows of as many threads were no further apart in one than in the other. With a third
 * thread a row's line goes another way, too. */
static bool is_comparable(const struct row *of, const struct row *over)
{
    return of->time.quiet >= STATISTICS_ENOUGH && over->time.quiet >= STATISTICS_ENOUGH &&
           (of->cpus != over->cpus || reach_same(&of->reach, &over->reach));
}

static struct ratio ratio_of(const struct row *of, const struct row *over)
{
    double *next, *base;
    const size_t m = estimate_launches(of, METRIC_real_time, &next),
                 n = estimate_launches(over, METRIC_real_time, &base);
    const struct ratio ratio = hodges_lehmann_ratio(base, n, next, m);
    free(next);
    free(base);
    return ratio;
}

static const char *judge(const struct ratio *ratio, double least)
{
    return ratio->low >= least ? "plausible" : ratio->high < least ? "implausible" : "undecided";
}

bool coherence_note(const struct coherence *c, const struct coherence_table *t,
                    enum coherence_check check, char text[COHERENCE_NOTE])
{
    const struct bound *b = &bounds[check];
    const struct row *of = load_of(c, t, b->of), *over = load_of(c, t, b->over);
    if (!c->judged || !of || !over)
        return false;
    const char *names[] = {line_state_words(b->of)->name, line_state_words(b->over)->name};
    if (!is_comparable(of, over)) {
        snprintf(text, COHERENCE_NOTE,
                 "undecided: loads of %s and of %s have too few quiet launches at one distance",
                 names[0], names[1]);
        return true;
    }
    const struct ratio ratio = ratio_of(of, over);
    char times[FORMAT];
    snprintf(text, COHERENCE_NOTE, "%s: a load of %s takes %s times one of %s (%g or more)",
             judge(&ratio, b->least), names[0], format_ratio(times, &ratio), names[1], b->least);
    return true;
}
