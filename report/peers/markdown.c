// SPDX-License-Identifier: MIT
// The page of peers.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/library.h"
#include "report/format/format.h"
#include "report/model/estimate.h"
#include "report/peers/peers.h"

/* How many times peer's time row takes. */
static void put_ratio(FILE *out, const struct row *peer, const struct row *row)
{
    char text[FORMAT];
    struct ratio ratio = peers_ratio(peer, row);
    fprintf(out, " %s |", isfinite(ratio.value) ? format_multiple(text, ratio.value) : "-");
}

/* Fewest operations of a thread over the most, of both; and the sampled acquire's 99.9 %. */
static void put_fairness(FILE *out, const struct row *row)
{
    double share = row_metric(row, METRIC_min_max_share);
    if (isfinite(share))
        fprintf(out, " %.2f |", share);
    else
        fputs(" - |", out);
}

static void put_tail(FILE *out, const struct row *row)
{
    char text[FORMAT];
    double ns = row_metric(row, METRIC_acquire_p999_ns);
    fprintf(out, " %s |", isfinite(ns) ? format_ns(text, ns) : "-");
}

static void put_peer(FILE *out, const struct row *row, const struct row *peer)
{
    char subject[REPORT_NAME], text[FORMAT];
    if (!peer) {
        fputs(" none | - | - |", out);
        return;
    }
    fprintf(out, " `%s` | %s |", peers_subject(peer, subject), format_ns(text, peer->time.median));
    put_ratio(out, peer, row);
}

static void put_line(FILE *out, const struct peers_cell *cell, const struct row *row)
{
    char subject[REPORT_NAME], text[FORMAT];
    const struct row *comparable = peers_best(cell, row, true);
    fprintf(out, "| `%s` | `%s` | %s |", cell->scenario, peers_subject(row, subject),
            format_ns(text, row->time.median));
    put_peer(out, row, comparable);
    put_peer(out, row, peers_best(cell, row, false));
    put_fairness(out, row);
    if (comparable)
        put_fairness(out, comparable);
    else
        fputs(" - |", out);
    put_tail(out, row);
    if (comparable)
        put_tail(out, comparable);
    else
        fputs(" - |", out);
    fputc('\n', out);
}

static void put_ours(FILE *out, const struct peers *p, const char *family)
{
    fputs(
        "\n| scenario | ours | time | best comparable peer | time | ours is | best of all peers | "
        "time | ours is | least share, ours | peer's | p99.9, ours | peer's |\n"
        "|---|---|---:|---|---:|---:|---|---:|---:|---:|---:|---:|---:|\n",
        out);
    for (size_t i = 0; i < p->n; i++)
        for (size_t k = 0; strcmp(p->cell[i].family, family) == 0 && k < p->cell[i].n; k++)
            if (peers_is_ours(p->cell[i].row[k]) && p->cell[i].row[k]->promises)
                put_line(out, &p->cell[i], p->cell[i].row[k]);
}

/* The first row of the family's subjects that is not in a cell before it names a column. */
static bool is_new(const struct peers *p, const char *family, size_t cell, size_t place)
{
    char subject[REPORT_NAME], other[REPORT_NAME];
    peers_subject(p->cell[cell].row[place], subject);
    for (size_t i = 0; i <= cell; i++)
        for (size_t k = 0; strcmp(p->cell[i].family, family) == 0 && k < p->cell[i].n; k++) {
            if (i == cell && k == place)
                return true;
            if (strcmp(peers_subject(p->cell[i].row[k], other), subject) == 0)
                return false;
        }
    return true;
}

static const struct row *row_with(const struct peers_cell *cell, const char *subject)
{
    char other[REPORT_NAME];
    for (size_t i = 0; i < cell->n; i++)
        if (strcmp(peers_subject(cell->row[i], other), subject) == 0)
            return cell->row[i];
    return NULL;
}

/* A line for each subject, a column for each cell: the subjects are more. */
static void put_every(FILE *out, const struct peers *p, const char *family)
{
    char subject[REPORT_NAME], text[FORMAT];
    fputs("\n| subject | whose | promises |", out);
    for (size_t i = 0; i < p->n; i++)
        if (strcmp(p->cell[i].family, family) == 0)
            fprintf(out, " `%s` |", p->cell[i].scenario);
    fputs("\n|---|---|---|", out);
    for (size_t i = 0; i < p->n; i++)
        if (strcmp(p->cell[i].family, family) == 0)
            fputs("---:|", out);
    fputc('\n', out);
    for (size_t i = 0; i < p->n; i++)
        for (size_t k = 0; strcmp(p->cell[i].family, family) == 0 && k < p->cell[i].n; k++) {
            const struct row *first = p->cell[i].row[k];
            if (!is_new(p, family, i, k))
                continue;
            const struct library *library = library_of(peers_subject(first, subject));
            const char *promises = peers_promises(&p->cell[i], first);
            fprintf(out, "| `%s` | %s | %s |", subject, library ? library->title : "ours",
                    promises ? promises : "-");
            for (size_t c = 0; c < p->n; c++) {
                if (strcmp(p->cell[c].family, family) != 0)
                    continue;
                const struct row *row = row_with(&p->cell[c], subject);
                fprintf(out, " %s |", row ? format_ns(text, row->time.median) : "-");
            }
            fputc('\n', out);
        }
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "not known";
}

/* Rows of which no launch was left alone by other programs do not say what a subject costs. */
static void put_disturbed(FILE *out, const struct report *r)
{
    unsigned rows = 0, disturbed = 0;
    for (size_t i = 0; i < r->n_rows; i++)
        if (row_measured(&r->rows[i]))
            rows++, disturbed += r->rows[i].time.quiet == 0;
    if (disturbed)
        fprintf(out,
                "* **%u of %u rows were disturbed by other programs in every launch: their times "
                "and\n  ratios say little. Measure again on a machine that does nothing else.**\n",
                disturbed, rows);
}

static void put_head(FILE *out, const struct report *r, const char *command)
{
    const json_t *own = json_object_get(r->context, "synccost"),
                 *machine = json_object_get(own, "machine"), *build = json_object_get(own, "build");
    unsigned fewest, most;
    estimate_launch_range(r, &fewest, &most);
    fputs(
        "# Ours beside the known libraries\n\n"
        "The same loops run every subject. All rows are of one run, whose launches interleave in\n"
        "random order. `make compare-peers` measures anew and writes this page; this is what\n\n"
        "```\n",
        out);
    fprintf(out, "%s\n```\n\nprints.\n\n", command);
    fprintf(out, "* Machine: %s, kernel %s, %s.\n", text_of(machine, "model"),
            text_of(machine, "kernel"), text_of(machine, "libc"));
    fprintf(out, "* Revision %s, on %s; %u to %u launches of each row.\n",
            text_of(build, "revision"), text_of(r->context, "date"), fewest, most);
    fprintf(out, "* Compiler: %s.\n", text_of(build, "compiler"));
    put_disturbed(out, r);
    fputs(
        "\nTimes are medians of real_time on the row's basis: thread time of an operation, a round "
        "trip,\nor a message. A **comparable** peer promises at least what ours does "
        "(PROTOCOL.md has the words).\n**ours is** so many times the peer's time, a "
        "Hodges-Lehmann estimate: below 1.00× ours is faster.\n**Least share** is the fewest "
        "operations of a thread over the most: 1.00 is fair. **p99.9** is of a\nsingle acquire. "
        "`-`: the row has no such figure.\n",
        out);
}

void peers_markdown(FILE *out, const struct peers *p, const char *command)
{
    put_head(out, p->report, command);
    peers_put_faster(out, p);
    for (size_t i = 0; i < p->n; i++) {
        const char *family = p->cell[i].family;
        size_t before = 0;
        while (strcmp(p->cell[before].family, family) != 0)
            before++;
        if (before < i)
            continue;
        fprintf(out, "\n## %s\n", family);
        put_ours(out, p, family);
        fputs("\nEvery subject:\n", out);
        put_every(out, p, family);
    }
}
