// SPDX-License-Identifier: MIT
// One host's reports over time: a series for each row, and where it changed.
#pragma once

#include <jansson.h>
#include <stdio.h>
#include <time.h>

#include "common/text.h"
#include "report/model/report.h"
#include "report/noise/noise.h"
#include "report/statistics/changes.h"

/*
 * Of all rows looked at, those that differ from a series without changes are found by Benjamini and
 * Hochberg's method at HISTORY_ALPHA. Where nothing changed, it gives one alarm in twenty looks at
 * most, as Holm's method does. Where a revision changed many rows, it finds them sooner, and one in
 * twenty of those found is expected to be false.
 */
#define HISTORY_ALPHA 0.05

/* HISTORY_DRAWS: random orders for the test (rank_scan_new), enough for a p that tells one row
 * among a thousand. */
enum { HISTORY_TEXT = 128, HISTORY_MOST = 2000, HISTORY_DRAWS = 50000 };
/* Of the random orders: the same reports give the same figures. */
enum { HISTORY_SEED = 1 };

/* A report's place on the time axis. */
struct history_report {
    time_t when;
    char date[24]; /* "2026-01-02 03:04", UTC */
    char revision[HISTORY_TEXT], identity[HISTORY_TEXT];
    size_t added; /* its place among those that were added */
    char *facts;  /* one after the other, each with its end: those of history_event */
};

/* Something that differs from the report before. */
struct history_event {
    size_t report; /* the first that has it */
    const char *what;
    char from[HISTORY_TEXT], to[HISTORY_TEXT]; /* cleaned; "-" where unknown */
};

struct history_point {
    size_t report;
    double ns, low, high; /* the last two NAN where unknown */
    double line_ns;       /* the usual round trip of its distance (reach); NAN where unknown */
};

struct history_row {
    struct row like; /* name, basis, threads and floor alone */
    struct history_point *point;
    size_t n;
    size_t apart;           /* reports left out: their CPUs were at another distance */
    double *log_ns;         /* of the points */
    double p, p_adjusted;   /* that nothing changed; NAN where it was not looked at */
    double threshold;       /* of |log ratio| */
    bool measured;          /* the noise file's is a part of it */
    struct changes changes; /* at: of point */
};

struct history {
    struct history_report *report; /* in the order of their times */
    size_t n_reports;
    size_t left_out[2]; /* imported or emulated; copies of others */
    char host[HISTORY_TEXT];
    struct history_row *row;
    size_t n_rows;
    struct history_event *event;
    size_t n_events;
    const struct noise *noise; /* that was used; NULL: none fits */
    /* rows; few: of fewer reports than needs; apart: with reports left out */
    size_t looked, changed, drifting, few, apart;
    size_t needs;  /* reports, of a row that is looked at */
    size_t alone;  /* reports, for a change of one row alone to be found among so many */
    json_t *index; /* rows by their keys */
};

/* What tells a report's host from others. */
struct history_host {
    char id[HISTORY_TEXT];   /* the salted hash of its machine's id; "-" where it is not known */
    char name[HISTORY_TEXT]; /* the machine's, as results/ has it */
};
void history_host(const struct report *r, struct history_host *host);
/* Which of the n hosts it is, or n: that of its id; where the id of one of the two is not known,
 * the only one of its name, which then learns the id. */
size_t history_find_host(struct history_host *known, size_t n, const struct history_host *host);

/* False where the report was imported or made under an emulator: it has no place in a history. */
bool history_takes(const struct report *r);
/* Reports that it takes to look at a row. */
size_t history_least(void);

void history_init(struct history *h);
void history_free(struct history *h);

/* Takes what it needs of a report, which may be freed then. Reports come in any order, all of one
 * host. 0, or -1 with err. */
int history_add(struct history *h, const struct report *r, char err[SC_ERR]);

/* Puts the reports in order and looks at every row, where its CPUs are at the distance that most of
 * its reports have. noise may be NULL. Once, after all reports were
 * added. */
void history_judge(struct history *h, const struct noise *noise, struct rank_scan *scan);

/* How many times the row's level moved by so much: new over old, or NAN where it never did. */
double history_largest(const struct history_row *row);

/* The rows that changed, the largest changes first, in *rows (the caller's to free). */
size_t history_changed(const struct history *h, const struct history_row ***rows);

/* Rows with a change to a longer time, in a report of that time or a later one. */
size_t history_slower(const struct history *h, time_t since);

/* Reads a time such as 2026-01-02 or 2026-01-02T03:04:05+01:00; UTC where it says nothing else. */
bool history_time(const char *text, time_t *when);

/* Plain text, at most TEXT_COLUMNS wide. */
void history_print(FILE *out, const struct history *h);
/* New reference. Absent keys are unknown values. */
json_t *history_json(const struct history *h);

/* What text, page and chart say alike. */
enum { HISTORY_LINE = 1024 };
/* "kernel 6.1.0 -> 6.2.0" */
void history_says_event(const struct history_event *e, char line[HISTORY_LINE]);
/* What else began with the same report; false where nothing did. */
bool history_says_context(const struct history *h, size_t report, char line[HISTORY_LINE]);
/* "+5.1% [+4.2%, +6.0%]" */
void history_says_size(const struct change *c, char line[HISTORY_LINE]);
/* "abc123..def456", or "abc123" where both sides are of one revision. */
void history_says_revisions(const struct history *h, const struct history_row *row,
                            const struct change *c, char line[HISTORY_LINE]);
/* How many rows were looked at, changed, drift; and how many have too few reports. */
void history_says_counts(const struct history *h, char line[HISTORY_LINE]);
void history_says_thresholds(const struct history *h, char line[HISTORY_LINE]);
/* The host, its reports and the time that they span. */
void history_says_span(const struct history *h, char line[HISTORY_LINE]);

/* The time of the level that the change begins (side 1) or ends (side 0): the geometric mean of its
 * reports' medians; and how many reports that level has. */
double history_level(const struct history_row *row, size_t change, int side, size_t *reports);
