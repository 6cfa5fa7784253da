// SPDX-License-Identifier: MIT
// The rows of a stand-in for the suite on a made-up machine, and a world in which its launches take
// no time but that of a clock of the test's own.
#pragma once

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/alloc.h"
#include "harness/frame/matrix.h"
#include "synccost/run/plan.h"
#include "synccost/run/run.h"
#include "tests/harness/machine/topology_synthetic.h"

static inline void suite_add(struct catalog *c, unsigned tier, unsigned rank, unsigned threads,
                             unsigned cpus, bool sampled, const char *floor, const char *name)
{
    c->row = checked_grow(c->row, c->n, sizeof *c->row);
    c->row[c->n++] = (struct catalog_row){.name = strdup(name),
                                          .program = strdup("stand-in"),
                                          .kind = strdup("time"),
                                          .basis = strdup("thread"),
                                          .floor = floor ? strdup(floor) : NULL,
                                          .tier = tier,
                                          .rank = rank,
                                          .threads = threads,
                                          .cpus = threads < cpus ? threads : cpus,
                                          .sampled = sampled};
}

static inline void suite_add_floors(struct catalog *c, const struct topology *t)
{
    static const char *const singles[] = {"empty-loop", "load", "store", "rmw", "syscall", "clock"};
    char name[REPORT_NAME];
    struct cpu_pair *pairs;
    for (unsigned i = 0; i < 6; i++) {
        snprintf(name, sizeof name, "floor/%s", singles[i]);
        suite_add(c, 0, 0, 1, 1, false, NULL, name);
    }
    size_t n = topology_pairs(t, &pairs);
    for (size_t i = 0; i < n; i++) {
        snprintf(name, sizeof name, "floor/line-transfer/%s/pair:%d-%d",
                 relation_name(pairs[i].relation), pairs[i].a, pairs[i].b);
        if (pairs[i].rank == 0)
            suite_add(c, 0, 0, 2, 2, false, NULL, name);
    }
    free(pairs);
    if (t->n_cpus < 2)
        return;
    const double seconds = matrix_seconds(t);
    suite_add(c, seconds < 0.5 ? 0 : 1, seconds < 20 ? 0 : 1, 2, 2, false, NULL,
              "floor/core-to-core");
    c->row[c->n - 1].seconds = seconds;
    c->row[c->n - 1].matrix = matrix_shape(t);
}

/* A family of so many subjects over the machine's steps and sections, with the tiers that families
 * of locks have. */
static inline void suite_add_family(struct catalog *c, const struct topology *t, const char *family,
                                    unsigned subjects)
{
    static const char *const sections[] = {"0ns", "50ns", "200ns", "1000ns"};
    struct step steps[STEPS_MOST + 1];
    unsigned n = topology_steps(t, steps);
    char name[REPORT_NAME];
    steps[n++] = (struct step){2 * t->n_cpus, 0};
    for (unsigned s = 0; s < subjects; s++)
        for (unsigned i = 0; i < n; i++)
            for (unsigned k = 0; k < 4; k++) {
                const bool ends = steps[i].threads == 1 || i + 2 >= n;
                const unsigned tier = s < 2 && ends && k == 0 ? 0 : k == 0 || ends ? 1 : 2;
                snprintf(name, sizeof name, "%s/subject-%u/%s/crit:%s/threads:%u", family, s,
                         i ? "contended" : "uncontended", sections[k], steps[i].threads);
                suite_add(c, tier, steps[i].rank, steps[i].threads, t->n_cpus, i > 0,
                          i ? "floor/line-transfer" : "floor/rmw", name);
            }
}

/* About as many rows as the suite has, of that tier and below. */
static inline void suite_of(struct catalog *c, const struct topology *t, unsigned tier)
{
    char family[16];
    *c = (struct catalog){.remarks = json_object()};
    suite_add_floors(c, t);
    for (unsigned i = 0; i < 24; i++) {
        snprintf(family, sizeof family, "family-%c", (char)('a' + i));
        suite_add_family(c, t, family, 2 + i % 7);
    }
    size_t kept = 0;
    for (size_t i = 0; i < c->n; i++)
        if (c->row[i].tier <= tier)
            c->row[kept++] = c->row[i];
        else
            catalog_row_free(&c->row[i]);
    c->n = kept;
}

/* What launches take: so many times what they do on a machine with this overhead. The figures are
 * the stand-in's own, not the planner's. */
struct stand_in {
    double clock, slow, noise;
    struct overhead overhead;
    unsigned hang_every; /* one row in so many never ends; 0: none */
    uint64_t random;
};

static inline double stand_in_random(struct stand_in *w) /* from 0 to 1 */
{
    w->random = w->random * 6364136223846793005u + 1442695040888963407u;
    return (double)(w->random >> 40) / (1 << 24);
}

static inline void stand_in_sample(struct stand_in *w, struct launch_result *result, unsigned trial)
{
    struct sample s = {.trial = trial, .iterations = 1000};
    for (int m = 0; m < METRIC_COUNT; m++)
        s.value[m] = NAN;
    s.value[METRIC_real_time] = 10 * (1 + w->noise * (stand_in_random(w) - 0.5));
    s.value[METRIC_disturbed] = 0;
    result->samples = checked_grow(result->samples, result->n_samples, sizeof *result->samples);
    result->samples[result->n_samples++] = s;
}

/* A process, its threads, and one window after the other, of which a noisy machine disturbs one in
 * six, whose trial is done again. */
static inline double stand_in_seconds(struct stand_in *w, const struct catalog_row *row,
                                      const struct profile *p)
{
    const double began = w->overhead.process + w->overhead.thread * (row->threads - 1);
    if (row->seconds > 0)
        return began + row->seconds;
    unsigned windows = row->sampled ? 1 : 0;
    for (unsigned trial = 0; trial < p->trials; trial++) {
        unsigned redone = 0;
        while (w->noise > 0.01 && redone < p->redo && stand_in_random(w) < 1.0 / 6)
            redone++;
        windows += 1 + redone;
    }
    return began + windows * (0.4 + p->warmup_ms + p->window_ms) / 1e3; /* gate and cycle: 0.4 ms */
}

static inline void stand_in_launch(void *self, const struct catalog *c,
                                   const struct catalog_row *row,
                                   const struct launch_settings *settings,
                                   struct launch_result *result)
{
    struct stand_in *w = self;
    const struct profile *p = settings->profile;
    size_t place = (size_t)(row - c->row);
    *result = (struct launch_result){.status = LAUNCH_OK};
    result->seconds = w->slow * stand_in_seconds(w, row, p) * (0.8 + 0.4 * stand_in_random(w));
    if (w->hang_every && place % w->hang_every == 1)
        result->seconds = INFINITY;
    if (result->seconds > settings->timeout) {
        result->seconds = settings->timeout;
        result->status = LAUNCH_TIMEOUT;
        snprintf(result->reason, sizeof result->reason, "killed");
    }
    for (unsigned i = 0; i < p->trials && result->status == LAUNCH_OK; i++)
        stand_in_sample(w, result, i);
    w->clock += result->seconds;
}

/* The command's own work between two launches. */
static inline double stand_in_now(void *self)
{
    struct stand_in *w = self;
    return w->clock += 1e-5;
}

/* run_measure; what it says on the way goes to that file. */
static inline int suite_measure(struct run *run, int said, char err[SC_ERR])
{
    const int stderr_was = dup(STDERR_FILENO);
    dup2(said, STDERR_FILENO);
    const int status = run_measure(run, err);
    run_end(run);
    dup2(stderr_was, STDERR_FILENO);
    close(stderr_was);
    return status;
}
