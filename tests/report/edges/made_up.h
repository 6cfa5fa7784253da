// SPDX-License-Identifier: MIT
// A made-up report with litmus rows and prices of edges, for the tests of the edge table.
#pragma once

#include "common/edge.h"
#include "report/edges/edges.h"
#include "tests/report/fake_report.h"
#include "tests/test.h"

enum { MADE_TRIALS = 500000, MADE_LAUNCHES = 2 };

/* Adds a litmus row whose every launch saw the outcome stale so often; allowed: by the model. */
static inline struct row *made_litmus(struct report *r, const char *name, const char *stale,
                                      bool allowed, uint64_t count)
{
    struct row *row = report_add_row(r, name);
    row->kind = KIND_GUARANTEE;
    row->threads = row->cpus = 2;
    row->status = !allowed && count ? ROW_FAILED : ROW_OK;
    row->outcomes =
        json_pack("[{s:s, s:b}, {s:s, s:b, s:b}]", "name", "r1=1 r2=1", "allowed", 1, "name", stale,
                  "allowed", allowed, "expected", allowed && strcmp(stale, "r1=0 r2=0") == 0);
    for (unsigned launch = 0; launch < MADE_LAUNCHES; launch++) {
        struct sample s = {.launch = launch, .iterations = MADE_TRIALS};
        for (int m = 0; m < METRIC_COUNT; m++)
            s.value[m] = NAN;
        s.outcomes = json_pack("{s:I, s:I}", "r1=1 r2=1", (json_int_t)(MADE_TRIALS - count), stale,
                               (json_int_t)count);
        row_add_sample(row, &s);
        json_decref(s.outcomes);
    }
    return row;
}

/* Rows that show what the table names: every edge is tried twice, by one row each placement, and
 * nothing is seen but store buffering, in a tenth of the trials. */
static inline void made_litmus_rows(struct report *r)
{
    char name[REPORT_NAME];
    for (size_t i = 0; edge_at(i); i++)
        for (int place = 0; place < 2; place++) {
            snprintf(name, sizeof name, "%s/place:%s-line/threads:2", edge_at(i)->litmus,
                     place ? "same" : "own");
            made_litmus(r, name, edge_at(i)->stale, false, 0);
        }
    static const char *const wrong[] = {
        "litmus/mp/plain", "litmus/mp/relaxed", "litmus/mp/sleep",  "litmus/mp/exit",
        "litmus/sb/plain", "litmus/sb/relaxed", "litmus/sb/acq-rel"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        bool sb = strncmp(wrong[i], "litmus/sb", 9) == 0;
        snprintf(name, sizeof name, "%s/place:own-line/threads:2", wrong[i]);
        made_litmus(r, name, sb ? "r1=0 r2=0" : "r1=1 r2=0", true, sb ? MADE_TRIALS / 10 : 0);
    }
}

/* The first row that prices each edge, and each edge with a sleeper: twice as long from edge to
 * edge. */
static inline void made_prices(struct report *r)
{
    double ns = 1.5;
    for (size_t i = 0; edge_at(i); i++, ns *= 1.5)
        for (int asleep = 0; asleep < 2; asleep++) {
            const char *list = asleep ? edge_at(i)->asleep : edge_at(i)->cost;
            if (!list)
                continue;
            char name[REPORT_NAME];
            int length = (int)strcspn(list, ",");
            snprintf(name, sizeof name, "%.*s%s", length, list,
                     strstr(list, "/threads:") ? "" : "/threads:2");
            if (report_row(r, name))
                continue;
            bool one = strstr(name, "/threads:1") != NULL;
            struct row *row = report_add_row(r, name);
            row->basis = fake_copy(one ? "thread" : "latency");
            row->floor = fake_copy(one      ? "floor/rmw/own-line"
                                   : asleep ? "floor/futex-wake"
                                            : "floor/line-transfer");
            row->threads = row->cpus = one ? 1 : 2;
            row->status = ROW_OK;
            fake_samples(
                row,
                &(struct fake_row){
                    .name = name, .basis = row->basis, .ns = asleep ? 40 * ns : ns, .threads = 2},
                &(struct fake_options){.launches = 5});
        }
}

static inline void made_fact(struct report *r, const char *section, const char *key, json_t *value)
{
    json_t *ours = json_object_get(r->context, "synccost");
    if (!json_object_get(ours, section))
        json_object_set_new(ours, section, json_object());
    json_object_set_new(json_object_get(ours, section), key, value);
}

/* A report of an x86-64 machine with all of the above. */
static inline void made_up_report(struct report *r)
{
    fake_report(r, &(struct fake_options){.no_failures = true});
    made_fact(r, "machine", "arch", json_string("x86_64"));
    made_litmus_rows(r);
    made_prices(r);
    report_estimate(r);
}

/* Renames a row, so that nobody finds it. */
static inline void hide(struct report *r, const char *name)
{
    struct row *row = report_row(r, name);
    assert_non_null(row);
    row->name[0] = 'X';
}

static inline const struct edge_line *line_of(const struct edges *e, const char *name)
{
    for (size_t i = 0; i < e->n; i++)
        if (strcmp(e->line[i].edge->name, name) == 0)
            return &e->line[i];
    fail_msg("no edge %s", name);
    return NULL;
}
