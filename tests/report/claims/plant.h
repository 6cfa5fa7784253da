// SPDX-License-Identifier: MIT
// Reports with planted rows, and claims from text.
#pragma once

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/claims/claims.h"
#include "report/claims/pattern.h"
#include "report/model/report.h"
#include "tests/test.h"

/* A report of x86-64 with two CPUs and no rows. */
static inline void plant_report(struct report *r)
{
    report_init(r);
    json_t *context = json_pack(
        "{s:s, s:{s:{s:s, s:s, s:i}, s:{s:i}}}", "date", "2026-01-02T03:04:05+00:00", "synccost",
        "machine", "slug", "planted", "arch", "x86_64", "cpus", 2, "environment", "usable_cpus", 2);
    assert_non_null(context);
    json_decref(r->context);
    r->context = context;
}

static inline void plant_fact(struct report *r, const char *folder, const char *key, json_t *value)
{
    json_t *all = json_object_get(r->context, "synccost");
    assert_int_equal(json_object_set_new(json_object_get(all, folder), key, value), 0);
}

static inline struct row *plant_row(struct report *r, const char *name, unsigned cpus)
{
    struct row *row = report_add_row(r, name);
    assert_non_null(row);
    const char *threads = strstr(name, "threads:");
    row->basis = strdup("thread");
    row->threads = threads ? (unsigned)strtoul(threads + strlen("threads:"), NULL, 10) : 1;
    row->cpus = row->threads < cpus ? row->threads : cpus;
    row->status = ROW_OK;
    return row;
}

static inline void plant_launch(struct row *row, unsigned launch, double ns)
{
    struct sample s = {.launch = launch, .iterations = 1000};
    for (int m = 0; m < METRIC_COUNT; m++)
        s.value[m] = NAN;
    s.value[METRIC_real_time] = ns;
    s.value[METRIC_disturbed] = 0;
    row_add_sample(row, &s);
}

/* A row of ten launches of ns, spread evenly over ±1 %. */
static inline struct row *plant(struct report *r, const char *name, double ns)
{
    static const int order[] = {3, 8, 0, 5, 9, 1, 6, 2, 7, 4};
    struct row *row = plant_row(r, name, 2);
    for (unsigned i = 0; i < 10; i++)
        plant_launch(row, i, ns * (1 + (order[i] - 4.5) / 450));
    return row;
}

/* A guarantee with the outcomes "both" (allowed) and "stale", which is allowed where the model says
 * so, and was seen so often. */
static inline struct row *plant_guarantee(struct report *r, const char *name, bool allowed,
                                          int trials, int stale)
{
    struct row *row = plant_row(r, name, 2);
    row_set_kind(row, "guarantee");
    row->outcomes = json_pack("[{s:s,s:b},{s:s,s:b}]", "name", "both", "allowed", 1, "name",
                              "stale", "allowed", allowed);
    struct sample s = {.launch = 0, .iterations = (uint64_t)trials};
    for (int m = 0; m < METRIC_COUNT; m++)
        s.value[m] = NAN;
    s.outcomes = json_pack("{s:i,s:i}", "both", trials - stale, "stale", stale);
    row_add_sample(row, &s);
    sample_free(&s);
    if (stale && !allowed)
        row->status = ROW_FAILED;
    return row;
}

/* Claims from text, of which ' stands for ". */
static inline void claims_of(struct claims *c, const char *text)
{
    char err[SC_ERR] = "", *copy = strdup(text);
    for (char *q = copy; (q = strchr(q, '\'')); q++)
        *q = '"';
    if (claims_parse(c, copy, strlen(copy), err) != 0)
        fail_msg("%s: %s", err, text);
    free(copy);
}

/* One claim of one part with these members, judged. */
struct planted {
    struct claims claims;
    struct judged judged;
};

static inline void judge_members(struct planted *p, struct report *r, const char *members)
{
    char *text;
    assert_true(asprintf(&text, "{'claims':[{'id':'x','claim':'what',%s}]}", members) > 0);
    report_estimate(r);
    claims_of(&p->claims, text);
    claims_judge(&p->judged, &p->claims, r);
    free(text);
}

static inline void planted_free(struct planted *p)
{
    judged_free(&p->judged);
    claims_free(&p->claims);
}

/* Judges one claim with these members and looks at its verdict, and at the reason of its first
 * finding where why is not NULL. */
static inline void check_verdict(struct report *r, const char *members, enum claim_verdict verdict,
                                 const char *why)
{
    struct planted p;
    judge_members(&p, r, members);
    const struct judged_claim *c = &p.judged.claim[0];
    assert_true(c->n > 0);
    if (c->verdict != verdict)
        fail_msg("%s: %s (%s), not %s", members, claim_verdict_name(c->verdict), c->finding[0].why,
                 claim_verdict_name(verdict));
    if (why && !strstr(c->finding[0].why, why))
        fail_msg("%s: says '%s', not '%s'", members, c->finding[0].why, why);
    planted_free(&p);
}
