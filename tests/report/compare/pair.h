// SPDX-License-Identifier: MIT
// Two made-up reports and their comparison.
#pragma once

#include "report/compare/compare.h"
#include "report/model/estimate.h"
#include "tests/printed.h"
#include "tests/report/fake_report.h"
#include "tests/test.h"

struct pair {
    struct report base, next;
    struct comparison c;
};

static const struct comparison_settings plain = {.seed = 1};

static inline void free_pair(struct pair *p)
{
    comparison_free(&p->c);
    report_free(&p->base);
    report_free(&p->next);
}

static inline void make_pair_with(struct pair *p, const struct fake_options *base,
                                  const struct fake_options *next,
                                  const struct comparison_settings *settings)
{
    fake_report(&p->base, base);
    fake_report(&p->next, next);
    comparison_init(&p->c, &p->base, &p->next, settings);
}

static inline void make_pair(struct pair *p, const struct fake_options *base,
                             const struct fake_options *next)
{
    make_pair_with(p, base, next, &plain);
}

static inline void recompare(struct pair *p, const struct comparison_settings *settings)
{
    comparison_free(&p->c);
    comparison_init(&p->c, &p->base, &p->next, settings);
}

static inline const struct comparison_row *row_of(const struct pair *p, const char *name)
{
    for (size_t i = 0; i < p->c.n_rows; i++)
        if (strcmp(p->c.row[i].base->name, name) == 0)
            return &p->c.row[i];
    fail_msg("no row %s", name);
    return NULL;
}

static inline size_t differing(const struct comparison *c)
{
    return comparison_count(c, VERDICT_FASTER) + comparison_count(c, VERDICT_SLOWER);
}

static inline char *text_of(const struct comparison *c)
{
    struct printed out;
    comparison_print(printed_start(&out), c, false);
    return printed_end(&out);
}

/* Gives every trial of a report's row the value that its launch has in times, at the same clock. */
static inline void set_launches(struct report *r, const char *name, const double *times)
{
    struct row *row = report_row(r, name);
    for (size_t i = 0; i < row->n_samples; i++) {
        double *value = row->samples[i].value, time = times[row->samples[i].launch];
        value[METRIC_cycles_per_op] *= time / value[METRIC_real_time];
        value[METRIC_real_time] = time;
    }
    row->time = estimate_of(row, METRIC_real_time);
}

static inline struct noise even_noise(double threshold)
{
    struct noise noise = {.fingerprint = "8f3a6c0012345678", .runs = 500, .profile = "quick"};
    noise.family = calloc(8, sizeof *noise.family);
    for (const char *const *name = (const char *const[]){"floor", "atomic", "mutex", "rwmutex",
                                                         "channel", "counter", NULL};
         *name; name++) {
        struct noise_family *f = &noise.family[noise.n_families++];
        snprintf(f->name, sizeof f->name, "%s", *name);
        f->threshold[0] = f->threshold[1] = threshold;
    }
    return noise;
}

static inline void interleave(struct report *r, const char *id, const char *side)
{
    json_t *run = json_object_get(json_object_get(r->context, "synccost"), "run");
    json_object_set_new(run, "interleaved",
                        json_pack("{s:s, s:s, s:i}", "id", id, "side", side, "per_block", 2));
}
