// SPDX-License-Identifier: MIT
// One machine's results from one run, as data. Knows nothing of how they were measured.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "report/statistics/reach.h"
#include "report/statistics/statistics.h"

enum metric {
#define METRIC(key, unit, text)        METRIC_##key,
#define COUNTER(key, unit, load, text) METRIC_pmu_##key,
#include "common/metrics.def"
#undef METRIC
#undef COUNTER
    METRIC_COUNT
};

struct metric_info {
    const char *key, *unit, *text;
};
extern const struct metric_info metric_table[METRIC_COUNT];

/* One trial. A metric that was not measured is NAN; all others are finite and, but for cycle_shift,
 * not negative. */
struct sample {
    unsigned launch, trial;
    uint64_t iterations; /* operations counted; of a guarantee: trials of it */
    double value[METRIC_COUNT];
    json_t *named;    /* counters that a person named, by key (metric_is_named); NULL where none */
    json_t *outcomes; /* of a guarantee: how often each was seen, by name; else NULL */
    json_t *cells;    /* of a row with a matrix: the figures of its pairs (matrix.h); else NULL */
};

enum row_status { ROW_OK, ROW_FAILED, ROW_TIMEOUT, ROW_SKIPPED, ROW_INCOMPLETE };

/* What a row is. A later version's kind is kept by its name (row.kind_name) and judged by
 * nobody. */
enum row_kind { KIND_TIME, KIND_GUARANTEE, KIND_OTHER };

struct row {
    char *name;     /* family/subject/scenario with parameters; only [A-Za-z0-9_.:/,+=%-] */
    char *basis;    /* what real_time counts: a name of common/bases.def */
    char *floor;    /* name, or name prefix, of the floor row it is set against; NULL where none */
    char *promises; /* what its subject keeps, words with commas between; NULL where not known */
    char *reason;   /* why status is not ROW_OK; else NULL */
    unsigned threads; /* the true number */
    unsigned cpus;    /* distinct CPUs those threads were pinned to */
    bool imported;    /* another tool measured it (report_imported): it has no launches */
    enum row_kind kind;
    char *kind_name;  /* of KIND_OTHER; else NULL */
    json_t *outcomes; /* of a guarantee: [{name, allowed}] (outcomes.h); else NULL */
    json_t *matrix;   /* the pairs that its samples' cells are of (matrix.h); NULL where none */
    enum row_status status;
    struct sample *samples;
    size_t n_samples;
    /* of the distances between its CPUs the one at which its trials count (reaches.h); none before
     * report_estimate */
    struct reach reach;
    struct estimate time;   /* of real_time, ns */
    struct estimate cycles; /* of cycles_per_op */
};

/*
 * The context's keys that this folder reads, each of which may be absent: date; and under synccost:
 * run {profile, seed, measured_s, complete}, clock {source, read_ns, granularity_ns}, build
 * {compiler, flags, revision}, environment {governor}, machine {slug, model, fingerprint,
 * microcode, kernel, libc, cpus, cores, virtualization, emulated}, warnings [{severity, text,
 * advice}], imported {format, file, date, name, tool}. json_schema_version and synccost.schema are
 * written by report_write itself.
 */
struct report_index;
struct report_floors;
struct report {
    json_t *context;  /* Google Benchmark's context; ours under "synccost" */
    struct row *rows; /* in the order of their addition; adding one may move them all */
    size_t n_rows;
    struct report_index *index;   /* names to rows, model.c's own */
    struct report_floors *floors; /* floors to rows, floors.c's own; NULL: nothing was estimated */
};

/* What a file may hold at most. REPORT_NAMED: counters with names of their own in a row. */
enum {
    REPORT_SCHEMA = 1,
    REPORT_NAME = 256,
    REPORT_DIGITS = 6,
    REPORT_NAMED = 1000,
    REPORT_ROWS = 100000,
    REPORT_SAMPLES = 100000, /* of a row */
    REPORT_THREADS = 1000000
};

/* "ok", "failed", "timeout", "skipped", "incomplete". */
const char *row_status_name(enum row_status status);

/* "time", "guarantee", or a later version's own name. */
const char *row_kind_name(const struct row *row);
/* Sets the row's kind by that name; NULL is "time". */
void row_set_kind(struct row *row, const char *name);

void report_init(struct report *r); /* empty, with an empty context object */
void report_free(struct report *r); /* may be called again */

/* True where the report's figures come from another tool's file: its context has
 * synccost.imported. Such a report has no launches, so no interval, and no row of it is judged. */
bool report_imported(const struct report *r);

/* Finds a row by its exact name; NULL where there is none. */
struct row *report_row(const struct report *r, const char *name);

/* False where no row's name begins with the first length bytes of beginning, so that it is vain to
 * look at each of many rows. */
bool report_may_begin(const struct report *r, const char *beginning, size_t length);

/* True where name may be a row's. */
bool report_name_allowed(const char *name);

/*
 * Adds a row with a copy of name and no samples (status ROW_INCOMPLETE), imported where the report
 * is, or returns the one there is. NULL where name is empty, has REPORT_NAME bytes or more, or a
 * forbidden character.
 */
struct row *report_add_row(struct report *r, const char *name);

/* True where a report may hold value for m: finite, not beyond 1e18 either way, not negative but
 * for cycle_shift. */
bool metric_in_range(double value, enum metric m);

/*
 * Counters that a person named have no place in metric_table: a sample holds them by their keys
 * ("pmu.<name>_per_op", the name of small letters, digits and underscores), so that each report has
 * its own.
 */
bool metric_is_named(const char *key);
double sample_named(const struct sample *s, const char *key); /* NAN where it has none */
/* Sets it unless value is not finite or negative. */
void sample_set_named(struct sample *s, const char *key, double value);
void sample_free(struct sample *s); /* what a sample that no row took over holds */

/* The keys of the row, or of all rows, in order of appearance, as those of an object. New
 * reference. */
json_t *row_named(const struct row *row);
json_t *report_named(const struct report *r);

/* As row_metric, of a named counter. */
double row_named_metric(const struct row *row, const char *key);

/* What a file would hold of value: REPORT_DIGITS digits of it; NAN where it is not finite. */
double report_as_written(double value);

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

/* Computes every row's reach, and its estimates, from its samples: the same samples give the same
 * figures. */
void report_estimate(struct report *r);

/* True where the row's figures stand: complete, or cut short with whole launches kept. False for
 * one that failed, whatever it measured. */
bool row_measured(const struct row *row);

/* Launches that have samples; 0 where the row is imported. */
unsigned row_launches(const struct row *row);

/* True where several threads meet in the row, so that their schedule is part of the figure. */
bool row_contended(const struct row *row);

/* The row's own median of a metric: median over launches of the launch's median; NAN where no
 * sample has it. */
double row_metric(const struct row *row, enum metric m);

/*
 * What a row is set against. The floor's row: among the report's rows whose name is row->floor or
 * begins with it, the one with the lowest estimate when report_estimate was called last. A row with
 * exactly that name is taken before all others. NULL where none, or none was measured. The time is
 * one way where the floor has that (one_way_ns) and the row's basis is not "round-trip". Where the
 * floor is a line's way and the row has line_ns, the time is that of the line which went with the
 * row's own trials, at the distance that its CPUs then had.
 */
struct row_floor {
    const struct row *row;
    double ns, of_row; /* the time, and that of the floor's row; NAN where there is no row */
    bool one_way, own;
};
struct row_floor row_floor_of(const struct report *r, const struct row *row);
const struct row *row_floor(const struct report *r, const struct row *row);
double row_floor_ns(const struct report *r, const struct row *row);

/* ", one way", ", round trip", or "" where neither: of the floor's time. */
const char *row_floor_way(const struct row_floor *f);

/* The value of /key:value in a row's name, copied to buf; false where the name has no such key. */
bool row_param(const struct row *row, const char *key, char *buf, size_t size);
/* The n-th part of the name between slashes (0 is the family), copied to buf; false where there is
 * none. */
bool row_part(const struct row *row, unsigned n, char *buf, size_t size);
