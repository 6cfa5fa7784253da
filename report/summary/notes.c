// SPDX-License-Identifier: MIT
// What a reader must know of a row, or of a report's launches, before believing it.
#include <math.h>
#include <stdarg.h>

#include "report/format/format.h"
#include "report/model/reaches.h"
#include "report/model/transfers.h"
#include "report/summary/notes.h"

/* Below this part of the mean a thread is starved. */
static const double STARVES = 0.5;

struct notes {
    char *text;
    size_t used;
};

__attribute__((format(printf, 2, 3))) static void add(struct notes *n, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int length = vsnprintf(n->text + n->used, SUMMARY_NOTES - n->used, format, args);
    va_end(args);
    n->used += length < 0 ? 0 : (size_t)length;
    n->used = n->used < SUMMARY_NOTES ? n->used : SUMMARY_NOTES - 1;
}

static const char *before(const struct notes *n)
{
    return n->used ? "; " : "";
}

static void add_disturbed(struct notes *n, const struct row *row)
{
    size_t disturbed = 0;
    for (size_t i = 0; i < row->n_samples; i++)
        disturbed += row->samples[i].value[METRIC_disturbed] > 0;
    if (disturbed)
        add(n, "%s%zu of %zu trials stayed disturbed%s", before(n), disturbed, row->n_samples,
            row->time.noisy ? " and count" : "");
}

static void add_distance(struct notes *n, const struct row *row)
{
    const struct apart apart = row_apart(row);
    char own[FORMAT], other[FORMAT];
    if (apart.launches)
        add(n, "%s%u of %u launches left out: at another distance (a line takes %s, not %s)",
            before(n), apart.launches, row->time.launches, format_ns(other, apart.line_ns),
            format_ns(own, row->reach.usual));
}

static void add_transfers(struct notes *n, const struct report *r, const struct row *row)
{
    char count[FORMAT];
    double transfers = transfers_estimate(r, row),
           counted = row_metric(row, METRIC_pmu_line_transfers);
    if (!isfinite(transfers))
        return;
    add(n, "%sestimated from time: %s line transfers per operation", before(n),
        format_count(count, transfers));
    if (isfinite(counted))
        add(n, " (counted: %s)", format_count(count, counted));
}

/*
 * The least served thread's part of the mean. Of a sample that does not say it, the most that it
 * can be: where the threads but one have as much as the most served. NAN where nothing is known.
 */
static double least_share(const struct row *row)
{
    double least = row_metric(row, METRIC_least_share),
           of_most = row_metric(row, METRIC_min_max_share);
    if (isfinite(least) || row->threads < 2)
        return least;
    return of_most * row->threads / (1 + (row->threads - 1) * of_most);
}

static void add_starvation(struct notes *n, const struct row *row)
{
    double least = least_share(row), window = row_metric(row, METRIC_window_ms);
    if (!(least < STARVES))
        return;
    add(n, "%sstarves: the least served thread has %.2g %% of the mean", before(n), least * 100);
    if (isfinite(window)) /* in a longer one it may have its turn */
        add(n, " within %.3g ms", window);
}

char *summary_notes(const struct report *r, const struct row *row, bool reckoned,
                    char notes[SUMMARY_NOTES])
{
    struct notes n = {.text = notes};
    notes[0] = '\0';
    if (row->cpus && row->threads > row->cpus)
        add(&n, "%u threads on %u CPU%s", row->threads, row->cpus, row->cpus == 1 ? "" : "s");
    add_starvation(&n, row);
    add_disturbed(&n, row);
    add_distance(&n, row);
    if (row->status == ROW_INCOMPLETE)
        add(&n, "%scut short after %u launch%s", before(&n), row->time.launches,
            row->time.launches == 1 ? "" : "es");
    if (reckoned)
        add_transfers(&n, r, row);
    return notes;
}

char *summary_apart(const struct report *r, char line[SUMMARY_APART])
{
    size_t rows = 0, apart = 0, launches = 0;
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct estimate *e = &r->rows[i].time;
        rows += e->apart > 0;
        apart += e->apart;
        launches += e->apart ? e->launches : 0;
    }
    line[0] = '\0';
    if (rows)
        snprintf(line, SUMMARY_APART,
                 "%zu of %zu launches left out: the CPUs of %zu row%s were at another distance "
                 "than usual",
                 apart, launches, rows, rows == 1 ? "" : "s");
    return line;
}
