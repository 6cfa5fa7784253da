// SPDX-License-Identifier: MIT
// One machine's results from one run, as data. Knows nothing of how they were measured.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "report/statistics/statistics.h"

enum metric {
#define METRIC(key, unit, text)        METRIC_##key,
#define COUNTER(key, unit, load, text) METRIC_pmu_##key,
#include "common/metrics.def"
#undef METRIC
#undef COUNTER
    /* from here on: counters named by a person, as a report or a program brings them */
    METRIC_LEARNT,
    METRIC_COUNT = METRIC_LEARNT + 48 /* two reports of as many as a run may count */
};

struct metric_info {
    const char *key, *unit, *text;
};
extern struct metric_info metric_table[METRIC_COUNT]; /* key is NULL where none was learnt */

/*
 * Gives every key "pmu.…_per_op" of the object that no metric has yet one of the free places of
 * metric_table, which it keeps as long as the process lives. False where one found no place left,
 * whose figures would be lost. Call before samples are read from it.
 */
bool metrics_learn(const json_t *object);

/* One trial. A metric that was not measured is NAN; all others are finite and, but for cycle_shift,
 * not negative. */
struct sample {
    unsigned launch, trial;
    uint64_t iterations; /* operations counted */
    double value[METRIC_COUNT];
};

enum row_status { ROW_OK, ROW_FAILED, ROW_TIMEOUT, ROW_SKIPPED, ROW_INCOMPLETE };

struct row {
    char *name;   /* family/subject/scenario with parameters; only [A-Za-z0-9_.:/,+=%-] */
    char *basis;  /* what real_time counts: "thread", "round-trip" or "message" */
    char *floor;  /* name, or name prefix, of the floor row it is set against; NULL where none */
    char *reason; /* why status is not ROW_OK; else NULL */
    unsigned threads; /* the true number */
    unsigned cpus;    /* distinct CPUs those threads were pinned to */
    enum row_status status;
    struct sample *samples;
    size_t n_samples;
    struct estimate time;   /* of real_time, ns */
    struct estimate cycles; /* of cycles_per_op */
};

/*
 * The context's keys that this folder reads, each of which may be absent: date; and under synccost:
 * run {profile, seed, measured_s, complete}, clock {source, read_ns, granularity_ns}, build
 * {compiler, flags, revision}, environment {governor}, machine {slug, model, fingerprint,
 * microcode, kernel, libc, cpus, cores, virtualization, emulated}, warnings [{severity, text,
 * advice}]. json_schema_version and synccost.schema are written by report_write itself.
 */
struct report_index;
struct report {
    json_t *context;  /* Google Benchmark's context; ours under "synccost" */
    struct row *rows; /* in the order of their addition; adding one may move them all */
    size_t n_rows;
    struct report_index *index; /* names to rows, model.c's own */
};

enum { REPORT_SCHEMA = 1, REPORT_NAME = 256, REPORT_DIGITS = 6 };

/* "ok", "failed", "timeout", "skipped", "incomplete". */
const char *row_status_name(enum row_status status);

void report_init(struct report *r); /* empty, with an empty context object */
void report_free(struct report *r); /* may be called again */

/* Finds a row by its exact name; NULL where there is none. */
struct row *report_row(const struct report *r, const char *name);

/* True where name may be a row's. */
bool report_name_allowed(const char *name);

/*
 * Adds a row with a copy of name and no samples (status ROW_INCOMPLETE), or returns the one there
 * is. NULL where name is empty, has REPORT_NAME bytes or more, or a forbidden character.
 */
struct row *report_add_row(struct report *r, const char *name);

/*
 * Appends a copy of s, its values rounded to the REPORT_DIGITS digits that a file holds, so that a
 * report read back gives the same figures. A value that is infinite, or negative where that cannot
 * be, becomes NAN.
 */
void row_add_sample(struct row *row, const struct sample *s);

/*
 * Reads report.json (or the folder that holds it). Checks the schema: 0, or -1 with err ("what is
 * wrong: what to do", without the file's name). Estimates are recomputed from the samples by
 * report_estimate, never trusted from the file. *r must have been initialised; what it held is
 * freed, and after a failure it is empty.
 */
int report_read(struct report *r, const char *path, char err[SC_ERR]);

/* Writes path atomically (temporary file in the same folder, fsync, rename): the old file stays
 * whole on any failure. 0, or -1 with err. */
int report_write(const struct report *r, const char *path, char err[SC_ERR]);

/* Computes every row's estimates from its samples: the same samples give the same figures. */
void report_estimate(struct report *r);

/* True where the row's figures stand: complete, or cut short with whole launches kept. False for
 * one that failed, whatever it measured. */
bool row_measured(const struct row *row);

/* True where several threads meet in the row, so that their schedule is part of the figure. */
bool row_contended(const struct row *row);

/* The row's own median of a metric: median over launches of the launch's median; NAN where no
 * sample has it. */
double row_metric(const struct row *row, enum metric m);

/*
 * The floor of a row: among the report's rows whose name is row->floor or begins with it, the one
 * with the lowest estimate. A row with exactly that name is taken before all others. NULL where
 * none, or none was measured. row_floor_ns is the time to set a row against: one_way_ns where the
 * floor has it and the row's basis is not "round-trip", else real_time.
 */
const struct row *row_floor(const struct report *r, const struct row *row);
double row_floor_ns(const struct report *r, const struct row *row);

/* The value of /key:value in a row's name, copied to buf; false where the name has no such key. */
bool row_param(const struct row *row, const char *key, char *buf, size_t size);
/* The n-th part of the name between slashes (0 is the family), copied to buf; false where there is
 * none. */
bool row_part(const struct row *row, unsigned n, char *buf, size_t size);
