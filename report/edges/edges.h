// SPDX-License-Identifier: MIT
// Every edge of the memory model beside what a report saw of it and what it cost there.
#pragma once

#include <jansson.h>
#include <stdio.h>

#include "common/edge.h"
#include "report/format/format.h"
#include "report/model/report.h"
#include "report/statistics/modes.h"

enum { EDGE_WHY = 400, EDGE_WRONG_WAYS = 4 };

/* How often rows ended in the outcome that an edge forbids. */
struct edge_seen {
    uint64_t count, trials; /* no trials: nothing is known, and why says why */
    bool allowed;           /* by the memory model, as the rows have it */
    double bound;           /* of the rate, 95 %, where count is 0 and says something; else NAN */
    char why[EDGE_WHY];     /* why it is not known, or a count of 0 says nothing; else empty */
};

/* What an edge costs. A row of several modes has no figures but these. */
struct edge_cost {
    const struct row *row;  /* NULL: none was measured, and why says why */
    struct modes modes;     /* of its time */
    struct row_floor floor; /* its ns NAN, with a reason: it has none */
    double transfers; /* lines moved between cores per operation, counted; NAN, with a reason */
    char why[EDGE_WHY], floor_why[EDGE_WHY], transfers_why[EDGE_WHY];
};

struct edge_wrong_way {
    const struct wrong_way *way;
    struct edge_seen seen;
};

/* HELD: nothing was seen, by a harness that could have seen it. OPEN: nothing was seen, and that
 * says nothing. */
enum edge_verdict { EDGE_HELD, EDGE_BROKEN, EDGE_OPEN, EDGE_UNTESTED };

struct edge_line {
    const struct edge *edge;
    enum edge_verdict verdict;
    struct edge_seen seen;
    struct edge_cost cost;
    struct edge_cost asleep; /* its row is NULL and its why empty where nobody sleeps */
    struct edge_wrong_way wrong[EDGE_WRONG_WAYS];
    size_t n_wrong;
};

struct edges {
    struct edge_line *line; /* one for each edge of the table, in its order */
    size_t n;
    char weak[EDGE_WHY]; /* why no count of 0 says anything in this report; empty where one may */
    const char *note;    /* what the machine's architecture leaves open; NULL where nothing */
};

/* Reads the report, which must outlive e and have its estimates computed. */
void edges_read(struct edges *e, const struct report *r);
void edges_free(struct edges *e);

/* "held", "broken", "open", "untested". */
const char *edge_verdict_name(enum edge_verdict v);

/* "3 / 12.0M", "-" of no trials, as every view has it. */
char *edge_format_rate(char buf[FORMAT], uint64_t count, uint64_t trials);

/* A reason is told once, below the table; a cell has its number. */
enum { EDGE_NOTES = 256 };
struct edge_notes {
    const char *note[EDGE_NOTES];
    size_t n;
};
/* The number of that reason, from 1; 0 where it is empty. */
size_t edge_note(struct edge_notes *notes, const char *why);

/* "<2.5e-07"; "-" where there is none. */
char *edge_format_bound(char buf[FORMAT], const struct edge_seen *seen);

/* How many edges have that verdict. */
size_t edges_with(const struct edges *e, enum edge_verdict v);

/* True where the report has a count or a cost of the edge, and of any edge. */
bool edge_known(const struct edge_line *l);
bool edges_known(const struct edges *e);

/* The table as plain text, at most TEXT_COLUMNS wide. all: every edge; else those of which nothing
 * is known are only named. */
void edges_print(FILE *out, const struct edges *e, bool all);

/* The same as a table in GitHub's Markdown, with its notes below it. */
void edges_markdown(FILE *out, const struct edges *e);

/* The same as JSON (docs/FIELDS.md); new reference. */
json_t *edges_json(const struct edges *e);
