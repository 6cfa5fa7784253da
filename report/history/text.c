// SPDX-License-Identifier: MIT
// A history as plain text, and the sentences that its page shares.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/format/format.h"
#include "report/history/history.h"

void history_says_event(const struct history_event *e, char line[HISTORY_LINE])
{
    snprintf(line, HISTORY_LINE, "%s %s -> %s", e->what, e->from, e->to);
}

bool history_says_context(const struct history *h, size_t report, char line[HISTORY_LINE])
{
    size_t used = 0;
    for (size_t i = 0; i < h->n_events && used < HISTORY_LINE; i++) {
        char event[HISTORY_LINE];
        if (h->event[i].report != report)
            continue;
        history_says_event(&h->event[i], event);
        used += (size_t)snprintf(line + used, HISTORY_LINE - used, "%s%s", used ? ", " : "", event);
    }
    return used > 0;
}

void history_says_size(const struct change *c, char line[HISTORY_LINE])
{
    const struct ratio *r = &c->size;
    int n = snprintf(line, HISTORY_LINE, "%+.1f%%", 100 * expm1(r->value));
    if (isfinite(r->low) && isfinite(r->high))
        snprintf(line + n, HISTORY_LINE - (size_t)n, " [%+.1f%%, %+.1f%%]", 100 * expm1(r->low),
                 100 * expm1(r->high));
}

void history_says_revisions(const struct history *h, const struct history_row *row,
                            const struct change *c, char line[HISTORY_LINE])
{
    const char *from = h->report[row->point[c->at - 1].report].revision,
               *to = h->report[row->point[c->at].report].revision;
    if (strcmp(from, to) == 0)
        snprintf(line, HISTORY_LINE, "%s", to);
    else
        snprintf(line, HISTORY_LINE, "%s..%s", from, to);
}

void history_says_span(const struct history *h, char line[HISTORY_LINE])
{
    int n = snprintf(line, HISTORY_LINE, "%s: %zu report%s", h->host, h->n_reports,
                     h->n_reports == 1 ? "" : "s");
    if (h->n_reports)
        n += snprintf(line + n, HISTORY_LINE - (size_t)n, " from %s to %s", h->report[0].date,
                      h->report[h->n_reports - 1].date);
    if (h->left_out[0])
        n += snprintf(line + n, HISTORY_LINE - (size_t)n,
                      "; left out: %zu imported or made under an emulator", h->left_out[0]);
    if (h->left_out[1])
        snprintf(line + n, HISTORY_LINE - (size_t)n, "; left out: %zu cop%s of others",
                 h->left_out[1], h->left_out[1] == 1 ? "y" : "ies");
}

void history_says_counts(const struct history *h, char line[HISTORY_LINE])
{
    int n =
        snprintf(line, HISTORY_LINE, "%zu row%s looked at: %zu changed, %zu drift%s.", h->looked,
                 h->looked == 1 ? "" : "s", h->changed, h->drifting, h->drifting == 1 ? "s" : "");
    if (h->looked)
        n += snprintf(line + n, HISTORY_LINE - (size_t)n,
                      " False alarms are held at %g %% by Benjamini and Hochberg's method over "
                      "these rows; a change of one of them alone shows from %zu reports on.",
                      100 * HISTORY_ALPHA, h->alone);
    if (h->few)
        n += snprintf(line + n, HISTORY_LINE - (size_t)n,
                      " %zu row%s fewer than the %zu reports that the test needs.", h->few,
                      h->few == 1 ? " has" : "s have", h->needs);
    if (h->apart)
        snprintf(line + n, HISTORY_LINE - (size_t)n,
                 " Of %zu row%s reports are left out in which the host had moved the CPUs to "
                 "another distance than in most.",
                 h->apart, h->apart == 1 ? "" : "s");
}

void history_says_thresholds(const struct history *h, char line[HISTORY_LINE])
{
    if (h->noise)
        snprintf(
            line, HISTORY_LINE,
            "A change is at least as large as the noise threshold of its row: that of %u equal "
            "runs (%s, %s), or what runs of this history differ by if that is more.",
            h->noise->runs, h->noise->profile, h->noise->made);
    else
        snprintf(line, HISTORY_LINE,
                 "A change is at least as large as the noise threshold of its row: what runs of "
                 "this history differ by, since no noise file of this machine was found (synccost "
                 "aa).");
}

static void print_events(FILE *out, const struct history *h)
{
    char line[HISTORY_LINE];
    if (h->n_events)
        fputs("\nWhat else changed\n", out);
    for (size_t i = 0; i < h->n_events; i++) {
        history_says_event(&h->event[i], line);
        fprintf(out, "  %-16s  ", h->report[h->event[i].report].date);
        text_wrap(out, 20, line);
    }
}

static void print_change(FILE *out, const struct history *h, const struct history_row *row,
                         size_t i)
{
    const struct change *c = &row->changes.change[i];
    size_t report = row->point[c->at].report, reports[2];
    char line[HISTORY_LINE], from[FORMAT], to[FORMAT];
    format_ns(from, history_level(row, i, 0, &reports[0]));
    format_ns(to, history_level(row, i, 1, &reports[1]));
    history_says_size(c, line);
    fprintf(out, "    %-16s  %-24s  ", h->report[report].date, line);
    text_put(out, from, 8);
    fputs(" -> ", out);
    text_put(out, to, -8);
    fprintf(out, "  %zu | %zu reports  noise %.1f%%\n", reports[0], reports[1],
            100 * expm1(row->threshold));
    history_says_revisions(h, row, c, line);
    fprintf(out, "%22srevision %s\n", "", line);
    if (history_says_context(h, report, line)) {
        fprintf(out, "%22swith ", "");
        text_wrap(out, 22, line);
    }
}

static void print_rows(FILE *out, const struct history *h)
{
    const struct history_row **rows;
    size_t n = history_changed(h, &rows);
    for (size_t i = 0; i < n; i++) {
        const struct history_row *row = rows[i];
        fprintf(out, "\n  %s\n", row->like.name);
        for (size_t k = 0; k < row->changes.n; k++)
            print_change(out, h, row, k);
    }
    free(rows);
}

void history_print(FILE *out, const struct history *h)
{
    char line[HISTORY_LINE];
    history_says_span(h, line);
    text_wrap(out, 0, line);
    history_says_counts(h, line);
    text_wrap(out, 0, line);
    history_says_thresholds(h, line);
    text_wrap(out, 0, line);
    print_rows(out, h);
    print_events(out, h);
}
