// SPDX-License-Identifier: MIT
// Choosing the rows that stand for a report.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/family.h"
#include "report/model/headline.h"

enum { FEW = 40, PART = 64 };

/* A time of 0 has no place on a log axis. */
static bool is_shown(const struct row *row, bool all)
{
    return row_measured(row) && (all || row->time.median > 0);
}

static bool is_oversubscribed(const struct row *row)
{
    return row->cpus && row->threads > row->cpus;
}

/* The scenario of the row's name; empty where a parameter stands in its place. */
static void scenario_of(const struct row *row, char scenario[PART])
{
    if (!row_part(row, 2, scenario, PART) || strchr(scenario, ':'))
        scenario[0] = '\0';
}

/* ---- one row of those that differ only in parameters ---- */

/* True for a part that says how many threads ran where: no parameter of the family. */
static bool is_placement(const char *key)
{
    return family_place("threads,cpus,cpu,pair", key) != FAMILY_UNLISTED;
}

static unsigned at_most(unsigned value, unsigned most)
{
    return value < most ? value : most;
}

/* How many parameters the row has that its family's entry does not list. */
static unsigned unlisted_params(const struct row *row, const struct family *f)
{
    unsigned n = 0;
    char part[PART];
    for (unsigned i = 2; row_part(row, i, part, sizeof part); i++) {
        char *colon = strchr(part, ':');
        if (!colon)
            continue;
        *colon = '\0';
        n += !is_placement(part) && !family_param(f, part);
    }
    return n;
}

/* Less is plainer. */
static uint64_t plainness(const struct row *row)
{
    const struct family *f = family_find(row->name);
    uint64_t cost = is_oversubscribed(row);
    cost = cost << 4 | at_most(unlisted_params(row, f), 15);
    for (size_t i = 0; i < FAMILY_PARAMS && f->param[i].key; i++) {
        const struct family_param *p = &f->param[i];
        const char *wanted = row->threads > 1 ? p->contended : p->alone;
        char value[PART];
        bool has = row_param(row, p->key, value, sizeof value);
        cost = cost << 4 | (has ? at_most(family_place(wanted, value), 15) : 0);
    }
    return cost << 24 | at_most(row->threads, 0xffffff);
}

/* Between rows of one plainness: a hardware floor is the cheapest of its rows; of a parameter whose
 * values nobody lists, the smallest is taken. */
static bool stands_before(const struct row *row, const struct row *other)
{
    uint64_t own = plainness(row), its = plainness(other);
    if (own != its)
        return own < its;
    if (family_find(row->name)->name && row->time.median != other->time.median)
        return row->time.median < other->time.median;
    return strverscmp(row->name, other->name) < 0;
}

/* Rows of which one is chosen share this key. False for a step of a sweep. */
static bool group_of(const struct row *row, char *key, size_t size)
{
    char subject[PART] = "", scenario[PART];
    row_part(row, 1, subject, sizeof subject);
    scenario_of(row, scenario);
    if (family_is_step(family_find(row->name), subject))
        return false;
    snprintf(key, size, "%.*s/%s/%s/%d", (int)strcspn(row->name, "/"), row->name, subject, scenario,
             row->threads > 1);
    return true;
}

/* Keeps one row of each group: all where there is no group. */
static size_t choose(const struct row **rows, size_t n)
{
    json_t *best = json_object(); /* group to place in rows */
    char key[REPORT_NAME + 2 * PART];
    for (size_t i = 0; i < n; i++) {
        if (!group_of(rows[i], key, sizeof key))
            continue;
        const json_t *place = json_object_get(best, key);
        if (!place || stands_before(rows[i], rows[json_integer_value(place)]))
            json_object_set_new(best, key, json_integer((json_int_t)i));
    }
    size_t kept = 0;
    for (size_t i = 0; i < n && json_object_size(best); i++)
        if (group_of(rows[i], key, sizeof key) &&
            json_integer_value(json_object_get(best, key)) == (json_int_t)i)
            rows[kept++] = rows[i];
    json_decref(best);
    return kept ? kept : n;
}

/* ---- the families take turns ---- */

/* Each has its turns after the one before. */
enum tier {
    WANTED,
    UNUSUAL,    /* a scenario that the family's entry does not name, or with shared CPUs */
    CALIBRATES, /* it tells of the measurement, not of the machine */
};

struct candidate {
    const struct row *row;
    char family[PART];
    size_t order; /* of its family */
    enum tier tier;
    unsigned place;    /* of its subject among those wanted */
    unsigned scenario; /* of its scenario among those wanted */
    size_t turn;
};

/* True where the scenario is one of meeting threads and the row has one, or the other way round. */
static bool is_odd(const struct row *row, const struct family *f, const char *scenario)
{
    bool contended = f->contended && strcmp(scenario, f->contended) == 0,
         alone = !contended && f->alone && strcmp(scenario, f->alone) == 0;
    return (contended && row->threads == 1) || (alone && row->threads > 1);
}

/* Where the entry's lists put the row: what they do not name comes after what they do, and rows
 * whose threads shared CPUs after that. */
static void find_place(struct candidate *c)
{
    const struct family *f = family_find(c->row->name);
    char subject[PART] = "", scenario[PART];
    row_part(c->row, 1, subject, sizeof subject);
    scenario_of(c->row, scenario);
    const struct family_scenario *wanted = f->headline;
    while (c->scenario < FAMILY_SCENARIOS && wanted[c->scenario].name &&
           strcmp(wanted[c->scenario].name, "*") != 0 &&
           strcmp(wanted[c->scenario].name, scenario) != 0)
        c->scenario++;
    bool listed = c->scenario < FAMILY_SCENARIOS && wanted[c->scenario].name;
    if (is_oversubscribed(c->row) && (f->contended || !f->name))
        c->place = FAMILY_UNLISTED + 2;
    else if (!listed || is_odd(c->row, f, scenario))
        c->place = FAMILY_UNLISTED + 1;
    else
        c->place = family_place(wanted[c->scenario].subjects, subject);
    if (family_place(f->calibrates, subject) != FAMILY_UNLISTED)
        c->tier = CALIBRATES;
    else if (c->place > FAMILY_UNLISTED + !f->name) /* which has no lists */
        c->tier = UNUSUAL;
}

static struct candidate candidate_of(const struct row *row)
{
    struct candidate c = {.row = row, .order = family_order(row->name)};
    row_part(row, 0, c.family, sizeof c.family);
    find_place(&c);
    return c;
}

static int by_family(const struct candidate *a, const struct candidate *b)
{
    if (a->order != b->order)
        return a->order < b->order ? -1 : 1;
    return strcmp(a->family, b->family);
}

/* Families one after the other, each in the order of its entry. */
static int by_wish(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    int families = by_family(a, b);
    if (families != 0)
        return families;
    if (a->tier != b->tier)
        return a->tier < b->tier ? -1 : 1;
    if (a->place != b->place)
        return a->place < b->place ? -1 : 1;
    if (a->scenario != b->scenario)
        return a->scenario < b->scenario ? -1 : 1;
    return strcmp(a->row->name, b->row->name);
}

static int by_turn(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    if (a->tier != b->tier)
        return a->tier < b->tier ? -1 : 1;
    if (a->turn != b->turn)
        return a->turn < b->turn ? -1 : 1;
    return by_family(a, b);
}

/* Brings the rows whose turn comes first to the front. */
static void take_turns(const struct row **rows, size_t n)
{
    struct candidate *c = checked_alloc(n, sizeof *c);
    for (size_t i = 0; i < n; i++)
        c[i] = candidate_of(rows[i]);
    qsort(c, n, sizeof *c, by_wish);
    for (size_t i = 0; i < n; i++) {
        bool first = i == 0 || by_family(&c[i], &c[i - 1]) != 0;
        c[i].turn = first ? 0 : c[i - 1].turn + 1;
        if (first && c[i].tier == UNUSUAL) /* all that the family has */
            c[i].tier = WANTED;
    }
    qsort(c, n, sizeof *c, by_turn);
    for (size_t i = 0; i < n; i++)
        rows[i] = c[i].row;
    free(c);
}

/* ---- all together ---- */

int headline_by_cost(const void *left, const void *right)
{
    const struct row *a = *(const struct row *const *)left, *b = *(const struct row *const *)right;
    if (a->time.median != b->time.median)
        return a->time.median < b->time.median ? -1 : 1;
    return strcmp(a->name, b->name);
}

/* In how many of the reports the row of that name is shown. */
static size_t shown_in(const struct report *const *reports, size_t n, const char *name, bool all)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++) {
        const struct row *row = report_row(reports[i], name);
        found += row && is_shown(row, all);
    }
    return found;
}

/* The rows shown in so many reports, each that of the first report where it is. */
static size_t collect(const struct report *const *reports, size_t n_reports, size_t least, bool all,
                      const struct row ***rows)
{
    size_t n = 0, room = 0;
    for (size_t k = 0; k < n_reports; k++)
        room += reports[k]->n_rows;
    *rows = checked_alloc(room, sizeof **rows);
    for (size_t k = 0; k + least <= n_reports; k++)
        for (size_t i = 0; i < reports[k]->n_rows; i++) {
            const struct row *row = &reports[k]->rows[i];
            if (is_shown(row, all) && !shown_in(reports, k, row->name, all) &&
                shown_in(reports + k, n_reports - k, row->name, all) >= least)
                (*rows)[n++] = row;
        }
    return n;
}

/* Keeps at most so many of n rows, and puts them in order; returns how many. */
static size_t keep(const struct row **rows, size_t n, size_t most)
{
    if (most != HEADLINE_ALL && n > (most < FEW ? most : FEW))
        n = choose(rows, n);
    if (n > most) {
        take_turns(rows, n);
        n = most;
    }
    qsort(rows, n, sizeof *rows, headline_by_cost);
    return n;
}

size_t headline_shared(const struct report *const *reports, size_t n_reports, size_t least,
                       size_t most, const struct row ***rows, size_t *of)
{
    size_t n = collect(reports, n_reports, least, most == HEADLINE_ALL, rows);
    if (of)
        *of = n;
    return keep(*rows, n, most);
}

size_t headline_family(const struct report *r, const char *family, size_t most,
                       const struct row ***rows, size_t *of)
{
    *rows = checked_alloc(r->n_rows, sizeof **rows);
    *of = 0;
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *row = &r->rows[i];
        if (is_shown(row, most == HEADLINE_ALL) && family_same(row->name, family))
            (*rows)[(*of)++] = row;
    }
    return keep(*rows, *of, most);
}

size_t headline_rows(const struct report *r, size_t most, const struct row ***rows)
{
    return headline_shared(&r, 1, 1, most, rows, NULL);
}
