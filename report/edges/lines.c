// SPDX-License-Identifier: MIT
// The edge table of a report.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "report/edges/parts.h"
#include "report/model/facts.h"

static const char tso_note[] =
    "x86-64 keeps the order of stores and of loads by itself. A zero of message passing shows "
    "there "
    "that nobody went on too early; whether the memory orders suffice shows only on a machine that "
    "reorders more, such as arm64.";
static const char tso_hides[] =
    "not to be seen on x86-64, which keeps the order of stores and of loads: the CPU of an arm64 "
    "machine can show it, and on every machine the compiler can (docs/EDGES.md)";
static const char emulated[] =
    "the machine is emulated: neither counts nor costs say anything about real hardware";

#define EDGE_CONTROL "litmus/sb/relaxed"
enum { FACT = 32 };

static bool is_x86(const struct report *r)
{
    char arch[FACT];
    return strcmp(report_fact(r, "machine.arch", arch, sizeof arch), "x86_64") == 0;
}

static bool has_control(const struct report *r)
{
    bool found = false;
    for (size_t i = 0; i < r->n_rows && !found; i++)
        found = edge_shows_strength(&r->rows[i]);
    return found;
}

/* Why no count of 0 says anything in this report; empty where one may. */
static void judge_strength(const struct report *r, char weak[EDGE_WHY])
{
    weak[0] = '\0';
    if (json_is_true(report_member(r, "machine.emulated")))
        snprintf(weak, EDGE_WHY, "%s", emulated);
    else if (report_imported(r))
        snprintf(weak, EDGE_WHY,
                 "not measurable here: imported. Another tool measured this report");
    else if (edge_one_cpu(r))
        snprintf(weak, EDGE_WHY,
                 "the threads shared one CPU, and never ran at the same time: seeing nothing says "
                 "nothing");
    else if (!has_control(r))
        snprintf(weak, EDGE_WHY,
                 "no row shows that the harness could see anything, as %s does: seeing nothing "
                 "says nothing",
                 EDGE_CONTROL);
}

static enum edge_verdict judge(const struct edge_seen *seen)
{
    if (seen->trials == 0)
        return EDGE_UNTESTED;
    if (seen->allowed)
        return EDGE_OPEN;
    return seen->count ? EDGE_BROKEN : seen->why[0] ? EDGE_OPEN : EDGE_HELD;
}

/* What the rows of an edge allow is not what this table says of it. */
static void doubt_allowed(struct edge_line *l)
{
    if (l->seen.trials == 0 || !l->seen.allowed)
        return;
    l->seen.bound = NAN;
    snprintf(l->seen.why, EDGE_WHY, "%s calls %s allowed: its program is of another version",
             l->edge->litmus, l->edge->stale);
}

/* What was not seen may be such that this CPU hides it. */
static void doubt_hidden(struct edge_wrong_way *w, const struct report *r)
{
    struct edge_seen *seen = &w->seen;
    if (!w->way->tso || !is_x86(r) || seen->trials == 0 || seen->count || seen->why[0])
        return;
    seen->bound = NAN;
    snprintf(seen->why, EDGE_WHY, "%s", tso_hides);
}

static void look_at_wrong(struct edge_line *l, const struct report *r, const char *weak)
{
    for (const char *rows = l->edge->wrong; *rows && l->n_wrong < EDGE_WRONG_WAYS;) {
        size_t length = strcspn(rows, ",");
        struct edge_wrong_way *w = &l->wrong[l->n_wrong++];
        *w = (struct edge_wrong_way){edge_wrong(rows, length),
                                     edge_look(r, rows, length, l->edge->stale, weak)};
        doubt_hidden(w, r);
        rows += length + (rows[length] == ',');
    }
}

static void read_line(struct edge_line *l, const struct edge *edge, const struct report *r,
                      const char *weak)
{
    *l = (struct edge_line){.edge = edge};
    l->seen = edge_look(r, edge->litmus, strlen(edge->litmus), edge->stale, weak);
    doubt_allowed(l);
    l->verdict = judge(&l->seen);
    l->cost = edge_price(r, edge->cost);
    l->asleep = edge->asleep ? edge_price(r, edge->asleep)
                             : (struct edge_cost){.floor.ns = NAN, .transfers = NAN};
    look_at_wrong(l, r, weak);
}

void edges_read(struct edges *e, const struct report *r)
{
    *e = (struct edges){.n = 0};
    while (edge_at(e->n))
        e->n++;
    e->line = checked_alloc(e->n, sizeof *e->line);
    judge_strength(r, e->weak);
    for (size_t i = 0; i < e->n; i++)
        read_line(&e->line[i], edge_at(i), r, e->weak);
    if (is_x86(r))
        e->note = tso_note;
}

void edges_free(struct edges *e)
{
    free(e->line);
    *e = (struct edges){.n = 0};
}

const char *edge_verdict_name(enum edge_verdict v)
{
    static const char *const names[] = {"held", "broken", "open", "untested"};
    return names[v];
}

size_t edges_with(const struct edges *e, enum edge_verdict v)
{
    size_t n = 0;
    for (size_t i = 0; i < e->n; i++)
        n += e->line[i].verdict == v;
    return n;
}

bool edge_known(const struct edge_line *l)
{
    return l->seen.trials || l->cost.row || l->asleep.row;
}

bool edges_known(const struct edges *e)
{
    for (size_t i = 0; i < e->n; i++)
        if (edge_known(&e->line[i]))
            return true;
    return false;
}
