// SPDX-License-Identifier: MIT
// A report in the formats other tools read. docs/EXPORT.md says which tool reads which, and what is
// lost.
#pragma once

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "report/model/report.h"

struct export_row {
    const struct row *row;
    /* ascending by launch, then trial; NULL where the format has medians only */
    const struct sample **sample;
    size_t n;
};

/* What one file will hold, and what it will not. */
struct export
{
    const struct report *report;
    struct export_row *rows;
    size_t n_rows;
    size_t matched; /* rows whose name passed the filter; those not in rows were not measured */
    bool emulated, imported; /* measured under an emulator; by another tool: every format says so */
    size_t disturbed_out, far_out, untimed_out; /* trials left out */
};

/* Which trials a format holds: none, those that count (trials.h) since its readers pool them, or
 * every one. */
enum export_trials { EXPORT_MEDIANS, EXPORT_POOLED, EXPORT_EVERY };

struct exporter {
    const char *name;
    enum export_trials trials;
    bool needs_cpu_time; /* its readers stop at a trial without one */
    bool guarantees;     /* holds what was counted, and nothing that was timed */
    void (*write)(FILE *out, const struct export *e);
};

/* "gbench|benchfmt|csv|bmf|gha|litmus7". */
#define EXPORTERS "gbench|benchfmt|csv|bmf|gha|litmus7"

/* NULL where no format has that name. */
const struct exporter *exporter_find(const char *name);

/*
 * The rows of r that were measured and whose names match filter (NULL: all), with the trials that
 * the format holds. r must outlive *e, whatever *e held is lost; export_free empties it.
 */
void export_select(struct export *e, const struct report *r, const struct exporter *x,
                   const regex_t *filter);
void export_free(struct export *e);

/* Writes the file: numbers with a decimal point in every locale, no key and no field for what is
 * not known. Errors are left in the stream. */
void export_write(FILE *out, const struct exporter *x, const struct export *e);

/* The name of a row in Go's benchmark format, in out, which has room for EXPORT_GO_NAME bytes. Two
 * names never give the same one. Returns out. */
enum { EXPORT_GO_NAME = sizeof "Benchmark" + 4 * REPORT_NAME };
char *export_go_name(const char *name, char *out);

/* The formats' writers. */
void export_gbench(FILE *out, const struct export *e);
void export_benchfmt(FILE *out, const struct export *e);
void export_csv(FILE *out, const struct export *e);
void export_bmf(FILE *out, const struct export *e);
void export_gha(FILE *out, const struct export *e);
void export_litmus7(FILE *out, const struct export *e);

/* The metric whose values carry that unit in Go's benchmark format; -1 where none does. */
int export_go_metric(const char *unit);

/* The thread, as a digit, that loads a register of the row's shape; 0 where it is not known. */
char export_register_thread(const char *row, unsigned reg);
