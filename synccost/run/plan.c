// SPDX-License-Identifier: MIT
// Rows in the order of their importance, and the cut where the time ends.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/family.h"
#include "synccost/run/plan.h"

enum { PART = 64 };

/* Who comes first among rows of one level. */
enum standing { FLOOR_ROW, HEADLINE_ROW, OTHER_ROW };

struct candidate {
    size_t row; /* in the catalog */
    unsigned level;
    enum standing standing;
    unsigned wanted; /* of a headline row: its subject's place among those wanted */
    size_t turn;     /* of its family */
};

/* Copies part number n of a name, from 0; empty where there is none. */
static void part_of(const char *name, unsigned n, char part[PART])
{
    while (n > 0 && *name) {
        name += strcspn(name, "/");
        name += *name == '/';
        n--;
    }
    snprintf(part, PART, "%.*s", (int)strcspn(name, "/"), name);
}

/* The place of the row's subject among those that its family wants for headline rows of its
 * scenario; FAMILY_UNLISTED where it is no headline row. */
static unsigned headline_place(const char *name)
{
    const struct family *f = family_find(name);
    char subject[PART], scenario[PART];
    part_of(name, 1, subject);
    part_of(name, 2, scenario);
    for (size_t i = 0; i < FAMILY_SCENARIOS && f->headline[i].name; i++) {
        const struct family_scenario *h = &f->headline[i];
        if (strcmp(h->name, "*") == 0 || strcmp(h->name, scenario) == 0)
            return h->subjects ? family_place(h->subjects, subject) : 0;
    }
    return FAMILY_UNLISTED;
}

/* The floors that rows of the catalog are set against, as the keys of an object. */
static json_t *floors_of(const struct catalog *c)
{
    json_t *floors = json_object();
    for (size_t i = 0; i < c->n; i++)
        if (c->row[i].floor && json_object_set_new(floors, c->row[i].floor, json_true()) != 0)
            abort();
    return floors;
}

/* A floor's name may be the beginning of its rows' names, up to one of their slashes. A program may
 * name as many floors as it has rows: each beginning is looked up. */
static bool is_floor(const json_t *floors, const char *name)
{
    char *part = checked_text(name), *slash;
    bool found = json_object_get(floors, part);
    while (!found && (slash = strrchr(part, '/'))) {
        *slash = '\0';
        found = json_object_get(floors, part);
    }
    free(part);
    return found;
}

static int compare_sizes(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

static int by_standing(const struct candidate *x, const struct candidate *y)
{
    if (x->level != y->level)
        return x->level < y->level ? -1 : 1;
    return (x->standing > y->standing) - (x->standing < y->standing);
}

/* Of one family by what it wants most, then as it lists them. */
static int by_wanted(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    int standing = by_standing(x, y);
    if (standing)
        return standing;
    if (x->wanted != y->wanted)
        return x->wanted < y->wanted ? -1 : 1;
    return compare_sizes(x->row, y->row);
}

static int by_importance(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    int standing = by_standing(x, y);
    if (standing)
        return standing;
    return x->turn != y->turn ? compare_sizes(x->turn, y->turn) : by_wanted(a, b);
}

/* How many rows of the same family, level and standing came before. */
static size_t next_turn(json_t *turns, const struct candidate *c, const char *name)
{
    char family[PART], key[2 * PART];
    part_of(name, 0, family);
    snprintf(key, sizeof key, "%s/%u/%d", family, c->level, c->standing);
    json_int_t turn = json_integer_value(json_object_get(turns, key));
    if (json_object_set_new(turns, key, json_integer(turn + 1)) != 0)
        abort();
    return (size_t)turn;
}

static void rank_rows(struct catalog *c, struct candidate *order)
{
    json_t *floors = floors_of(c), *turns = json_object();
    for (size_t i = 0; i < c->n; i++) {
        const struct catalog_row *row = &c->row[i];
        const unsigned wanted = headline_place(row->name);
        order[i] = (struct candidate){.row = i,
                                      .level = row->tier + row->rank,
                                      .standing = is_floor(floors, row->name) ? FLOOR_ROW
                                                  : wanted != FAMILY_UNLISTED ? HEADLINE_ROW
                                                                              : OTHER_ROW,
                                      .wanted = wanted};
    }
    qsort(order, c->n, sizeof *order, by_wanted);
    for (size_t i = 0; i < c->n; i++)
        order[i].turn = next_turn(turns, &order[i], c->row[order[i].row].name);
    json_decref(floors);
    json_decref(turns);
    qsort(order, c->n, sizeof *order, by_importance);
    for (size_t i = 0; i < c->n; i++)
        c->row[order[i].row].place = i;
}

/* What rows that were left out have in common: family, subject and scenario. */
void plan_note_left_out(struct left_out *l, const char *name, double seconds)
{
    char family[PART], subject[PART], scenario[PART], group[4 * PART];
    part_of(name, 0, family);
    part_of(name, 1, subject);
    part_of(name, 2, scenario);
    bool three = *scenario && !strchr(scenario, ':');
    snprintf(group, sizeof group, "%s%s%s%s%s", family, *subject ? "/" : "", subject,
             three ? "/" : "", three ? scenario : "");
    if (!l->groups)
        l->groups = json_object();
    json_int_t n = json_integer_value(json_object_get(l->groups, group));
    if (json_object_set_new(l->groups, group, json_integer(n + 1)) != 0)
        abort();
    l->rows++;
    l->seconds += seconds;
}

static void leave_out(struct catalog *c, size_t from, const struct profile *p,
                      struct overhead overhead)
{
    size_t kept = 0;
    for (size_t i = 0; i < c->n; i++) {
        struct catalog_row *row = &c->row[i];
        if (row->place < from) {
            c->row[kept++] = *row;
            continue;
        }
        plan_note_left_out(&c->left_out, row->name,
                           cost_launches(row, p) * cost_of_launch(row, p, overhead));
        catalog_row_free(row);
    }
    c->n = kept;
}

void plan_rows(struct catalog *c, const struct profile *p, struct overhead overhead)
{
    struct candidate *order = checked_alloc(c->n, sizeof *order);
    rank_rows(c, order);
    double budget = p->limit_s > 0 ? PLAN_SHARE * p->limit_s : INFINITY, spent = 0;
    size_t kept = 0;
    for (; kept < c->n; kept++) {
        const struct catalog_row *row = &c->row[order[kept].row];
        spent += cost_launches(row, p) * cost_of_launch(row, p, overhead);
        if (spent > budget && kept > 0)
            break;
    }
    free(order);
    leave_out(c, kept, p, overhead);
}

/* Half powers of two of a base. */
static double round_up(double seconds, double base)
{
    double step = base;
    while (step < seconds)
        step *= M_SQRT2;
    return step;
}

struct overhead plan_overhead(struct overhead measured)
{
    return (struct overhead){.process = round_up(measured.process, 0.008),
                             .thread = round_up(measured.thread, 0.00005)};
}

json_t *plan_left_out(const struct catalog *c)
{
    const struct left_out *l = &c->left_out;
    return l->rows ? json_pack("{s:I, s:f, s:O}", "rows", (json_int_t)l->rows, "seconds",
                               l->seconds, "groups", l->groups)
                   : NULL;
}
