// SPDX-License-Identifier: MIT
// The text at the end of a run: what was measured where, the ladder of costs, what failed, what to
// mend.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/basis.h"
#include "common/text.h"
#include "report/claims/claims.h"
#include "report/edges/edges.h"
#include "report/format/format.h"
#include "report/model/estimate.h"
#include "report/model/facts.h"
#include "report/model/headline.h"
#include "report/model/legend.h"
#include "report/statistics/modes.h"
#include "report/summary/coherence.h"
#include "report/summary/guarantees.h"
#include "report/summary/head.h"
#include "report/summary/notes.h"
#include "report/summary/summary.h"

enum { MOST_UNMEASURED = 20, NAME_COLUMNS = 52, MODE_COLUMNS = 36 };

struct ladder {
    FILE *out;
    const struct report *report;
    bool all; /* every row, with what is reckoned of it */
    int name_columns;
    struct legend legend;
    bool any_modes;
};

/* ---- ladder ---- */

static const char *per(const struct row *row)
{
    const struct basis_words *basis = basis_find(row->basis);
    return basis ? basis->per : "-";
}

static void print_notes(const struct ladder *l, const struct row *row)
{
    char notes[SUMMARY_NOTES];
    if (!*summary_notes(l->report, row, l->all, notes))
        return;
    fputs("      ^ ", l->out);
    text_wrap(l->out, 8, notes);
}

static void print_name(const struct ladder *l, const struct row *row)
{
    fputs("  ", l->out);
    text_put(l->out, row->name, -l->name_columns);
    if ((int)strlen(row->name) > l->name_columns)
        fprintf(l->out, "\n  %*s", l->name_columns, "");
    fputc(' ', l->out);
}

/* Each mode with its share, two to a line: the median of them all is a time that hardly ever
 * occurs. */
static void print_modes(const struct ladder *l, const struct row *row, const struct modes *m)
{
    char mode[FORMAT], line[3 * FORMAT], next[FORMAT], jain[FORMAT];
    snprintf(line, sizeof line, "%s | %s", format_mode(mode, &m->mode[0]),
             format_mode(next, &m->mode[1]));
    text_put(l->out, line, -MODE_COLUMNS);
    fprintf(l->out, " %-4s", per(row));
    if (row->threads > 1)
        fprintf(l->out, "   %s", format_count(jain, row_metric(row, METRIC_jain)));
    fputc('\n', l->out);
    for (unsigned i = 2; i < m->n; i++)
        fprintf(l->out, "  %*s | %s\n", l->name_columns, "", format_mode(mode, &m->mode[i]));
}

static void print_figures(struct ladder *l, const struct row *row)
{
    char ns[FORMAT], interval[FORMAT], cycles[FORMAT], multiple[FORMAT], jain[FORMAT];
    const struct row_floor floor = row_floor_of(l->report, row);
    char letter = legend_letter(&l->legend, &floor);
    FILE *out = l->out;
    text_put(out, format_ns(ns, row->time.median), 8);
    fputc(' ', out);
    struct estimate shown = row->time;
    if (row->imported) { /* no interval: the quartiles of its samples, where they are several */
        shown.low = row->n_samples > 1 ? row->time.q1 : NAN;
        shown.high = row->n_samples > 1 ? row->time.q3 : NAN;
    }
    text_put(out, format_interval(interval, &shown), 12);
    fputc(' ', out);
    text_put(out, format_count(cycles, row->cycles.median), 6);
    fprintf(out, " %-4s ", per(row));
    text_put(out, format_multiple(multiple, row->time.median / floor.ns), 7);
    if (row->threads > 1)
        fprintf(out, " %c %s\n", letter, format_count(jain, row_metric(row, METRIC_jain)));
    else if (letter != ' ')
        fprintf(out, " %c\n", letter);
    else
        fputc('\n', out);
}

static void print_row(struct ladder *l, const struct row *row)
{
    struct modes modes;
    estimate_modes(row, METRIC_real_time, &modes);
    print_name(l, row);
    l->any_modes |= modes.n > 1;
    if (modes.n > 1)
        print_modes(l, row, &modes);
    else
        print_figures(l, row);
    print_notes(l, row);
}

static void print_legend(const struct ladder *l)
{
    FILE *out = l->out;
    fputs(
        "\n  op: thread time per operation; trip: a full round trip; msg: a message; wake: from a "
        "signal\n  to the return of the last waiter, median. Cycles are estimates.\n"
        "  jain: fairness over the threads, from 1 (all did as much) to 1/threads (one did all).\n",
        out);
    if (l->any_modes)
        fputs("  A row whose launches fall into several modes shows each with its share of the "
              "launches.\n",
              out);
    legend_print(out, &l->legend);
}

static void print_ladder(FILE *out, const struct report *r, bool all)
{
    const struct row **rows;
    size_t n = headline_rows(r, all ? HEADLINE_ALL : HEADLINE_ROWS, &rows), measured = 0;
    struct ladder l = {.out = out, .report = r, .all = all, .name_columns = 12};
    for (size_t i = 0; i < r->n_rows; i++)
        measured += row_measured(&r->rows[i]);
    for (size_t i = 0; i < n; i++) {
        int width = (int)strlen(rows[i]->name);
        l.name_columns = width > l.name_columns ? width : l.name_columns;
    }
    l.name_columns = l.name_columns > NAME_COLUMNS ? NAME_COLUMNS : l.name_columns;
    fputs("\nLadder, from cheapest to dearest", out);
    if (n < measured)
        fprintf(out, ": %zu of %zu rows, the plainest of each kind", n, measured);
    fprintf(out, "\n  %-*s %8s %12s %6s %-4s %7s   %s\n", l.name_columns, "row", "median",
            report_imported(r) ? "quartiles" : "interval", "cycles", "per", "x floor", "jain");
    for (size_t i = 0; i < n; i++)
        print_row(&l, rows[i]);
    if (n == 0)
        fputs("  no row was measured\n", out);
    else
        print_legend(&l);
    free(rows);
}

/* ---- foot ---- */

static bool is_missing(const struct row *row)
{
    return !row_measured(row) && !summary_has_guarantee(row);
}

static void print_unmeasured(FILE *out, const struct report *r)
{
    size_t shown = 0, n = 0;
    for (size_t i = 0; i < r->n_rows; i++)
        n += is_missing(&r->rows[i]);
    if (n)
        fprintf(out, "\nNot measured: %zu row%s\n", n, n == 1 ? "" : "s");
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *row = &r->rows[i];
        /* however many there are */
        bool told = row->status == ROW_FAILED || row->status == ROW_TIMEOUT;
        if (!is_missing(row) || (!told && shown >= MOST_UNMEASURED))
            continue;
        shown++;
        fprintf(out, "  %s\n      %s: ", row->name, row_status_name(row->status));
        text_wrap(out, (unsigned)strlen(row_status_name(row->status)) + 8,
                  row->reason ? row->reason : "-");
    }
    if (shown < n)
        fprintf(out, "  and %zu more\n", n - shown);
}

static void print_warnings(FILE *out, const struct report *r)
{
    const json_t *warnings = report_member(r, "warnings"), *warning;
    size_t i;
    if (json_array_size(warnings))
        fputs("\nWarnings\n", out);
    json_array_foreach (warnings, i, warning) {
        const char *severity = json_string_value(json_object_get(warning, "severity"));
        const char *text = json_string_value(json_object_get(warning, "text"));
        const char *advice = json_string_value(json_object_get(warning, "advice"));
        bool note = severity && strcmp(severity, "note") == 0;
        fprintf(out, "  %-8s ", note ? "note" : "warning");
        text_wrap(out, 11, text ? text : "-");
        if (advice && *advice) {
            fprintf(out, "%11s", "");
            text_wrap(out, 11, advice);
        }
    }
}

static void print_edges(FILE *out, const struct report *r, bool all)
{
    struct edges edges;
    edges_read(&edges, r);
    if (edges_known(&edges))
        edges_print(out, &edges, all);
    edges_free(&edges);
}

static void print_claims(FILE *out, const struct report *r)
{
    struct claims claims;
    struct judged judged;
    claims_folklore(&claims);
    claims_judge(&judged, &claims, r);
    judged_summary(out, &judged);
    judged_free(&judged);
    claims_free(&claims);
}

static void print_report(FILE *out, const struct report *r, bool all)
{
    summary_head(out, r);
    print_ladder(out, r, all);
    summary_coherence(out, r);
    print_edges(out, r, all);
    summary_guarantees(out, r);
    print_claims(out, r);
    print_unmeasured(out, r);
    print_warnings(out, r);
}

void summary_print(FILE *out, const struct report *r)
{
    print_report(out, r, false);
}

void summary_print_all(FILE *out, const struct report *r)
{
    print_report(out, r, true);
}
