// SPDX-License-Identifier: MIT
// A run: the launches of all rows in seeded random order, journalled, and the report made from
// them.
#pragma once

#include "report/model/report.h"
#include "synccost/cli/options.h"
#include "synccost/run/catalog.h"
#include "synccost/run/cost.h"
#include "synccost/run/widths.h"

struct run {
    struct catalog catalog;
    struct profile profile; /* with the launches that were asked for */
    struct report report;
    uint64_t seed;
    struct overhead overhead;
    double timeout; /* 0: each row's own */
    bool no_plot;   /* no charts are wanted */
    const struct world *world;
    double began; /* by the world's clock: when the command did, or the part that resumes */
    double width; /* that of a core left alone before the run (harness/machine/width.h) */
    /* by the clock of began: until when all is to be done; INFINITY: no such promise */
    double promised;
    char *dir;
    char *benches;    /* folder of the family programs where one was named; else NULL */
    json_t *finished; /* lines of the journal that is resumed; NULL for a new run */
    size_t damaged;   /* lines of that journal that cannot be used */
    int journal;      /* file descriptor; -1 where there is none yet */
    bool last_lost;   /* the journal could not take the last launch */
    bool complete;    /* nothing is left to measure, and the report is written */
};

/* Prepares from options (a new run, or --resume's journal). 0, or -1 with err. */
int run_prepare(struct run *run, const struct options *o, char err[SC_ERR]);

/*
 * Measures what is not yet finished and writes dir/report.json. 0; 1 when rows failed or the run
 * was interrupted; -1 with err when the journal or the report could not be written (what was
 * measured is still in the journal, but for the last launch where last_lost says so).
 */
int run_measure(struct run *run, char err[SC_ERR]);

/* To be called when all is written that is made of the report at once: the journal of a complete
 * run goes. A run that is killed before can be resumed. */
void run_end(const struct run *run);

void run_free(struct run *run);

/* The n rows of a round in random order; seed and round decide it. */
void run_shuffle(size_t *rows, size_t n, uint64_t seed, unsigned round);

/* The seed of one launch's memory placement. */
uint64_t run_launch_seed(uint64_t seed, size_t row, unsigned launch);

/* Adds a launch's result to its row; says a failure aloud. */
struct launch_result;
struct progress;
void run_take(struct row *row, unsigned launch, const struct launch_result *result,
              struct progress *progress);

/* Marks the row's trials on cores whose sibling was busy: those narrower than width, which launches
 * after them may have shown. */
void run_mark_busy_siblings(struct row *row, double width);

/*
 * Ends the measuring of a report: marks as disturbed what was measured beside a busy sibling,
 * judged by the largest width that rows of that kind got in the whole run; settles each row's
 * status, OK with least launches or more (of a matrix COST_MATRIX_LEAST suffice), or where it is a
 * guarantee that has had enough trials; and adds the rows of classes that follow from a matrix
 * (report/model/matrix.h). Returns how many rows failed.
 */
unsigned run_settle(struct report *r, const struct widths *widths, unsigned least, unsigned enough);

/* Gives the report a row for every row of the catalog. 0, or -1 with err. */
int run_add_rows(struct report *r, const struct catalog *c, char err[SC_ERR]);

/* Says in the report which rows were left out, where any were. */
void run_note_left_out(struct run *run);

/* Makes dir; refuses one that cannot take a report or has one. 0, or -1 with err. */
int run_make_dir(const char *dir, char err[SC_ERR]);

/* The folder for what is measured now: --out, or one of that kind ("" for a run) that this call has
 * made under results/<machine>, whatever else starts in the same second. malloc'd; NULL without
 * memory. */
char *run_dir(const struct options *o, const json_t *context, const char *kind);

/* Writes dir/report.json with its estimates; seconds is what measuring took in all. 0, or -1 with
 * err. */
int run_write(struct report *r, const char *dir, bool complete, double seconds, char err[SC_ERR]);
