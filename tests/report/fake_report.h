// SPDX-License-Identifier: MIT
// A made-up report in memory for tests: several families, floors, contended rows, rows that failed.
// The same options give the same report.
#pragma once

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/model/facts.h"
#include "report/model/old_names.h"
#include "report/model/report.h"

struct fake_options {
    const char *host, *platform;                                  /* NULL: not known */
    const char *slug, *fingerprint, *kernel, *compiler, *profile; /* NULL: a usual one */
    unsigned launches, trials;                                    /* 0: 5 and 3 */
    /* spread of launches as a part of the time; 0: 0.01; trials spread by a fifth of it */
    double noise;
    double cycle_ns; /* 0: 0.277 */
    /* rows whose names begin with this take slow_factor times as long; NULL: none */
    const char *slow;
    double slow_factor;
    unsigned cpus; /* 0: 2; contended rows share them */
    uint64_t seed;
    bool no_failures; /* without the failed and timed-out rows */
};

struct fake_row {
    const char *name, *basis, *floor;
    double ns;
    unsigned threads;
    double jain; /* 0: none */
};

#define FAKE_OWN  "floor/rmw/own-line"
#define FAKE_LINE "floor/line-transfer"
/* By the names of the first version, which the figures are drawn by; the report has today's. */
static const struct fake_row fake_rows[] = {
    {"floor/empty-loop", "thread", NULL, 0.139, 1, 0},
    {"floor/dependent-add", "thread", NULL, 0.277, 1, 0},
    {"floor/load", "thread", NULL, 0.28, 1, 0},
    {"floor/store", "thread", NULL, 0.3, 1, 0},
    {"floor/rmw/own-line", "thread", NULL, 1.9, 1, 0},
    {"floor/syscall/getppid", "thread", NULL, 61, 1, 0},
    {"floor/line-transfer/same-l3/cpus:0-1", "round-trip", NULL, 103, 2, 0},
    {"floor/futex-switch/cpus:1", "round-trip", NULL, 2300, 2, 0},
    {"floor/futex-wake/cpus:0-1", "round-trip", NULL, 61000, 2, 0},
    {"atomic/load/own-line/order:seq_cst/threads:1", "thread", FAKE_OWN, 0.28, 1, 0},
    {"atomic/store/own-line/order:relaxed/threads:1", "thread", FAKE_OWN, 0.3, 1, 0},
    {"atomic/store/own-line/order:seq_cst/threads:1", "thread", FAKE_OWN, 4.4, 1, 0},
    {"atomic/fetch_add/own-line/order:seq_cst/threads:1", "thread", FAKE_OWN, 1.9, 1, 0},
    {"atomic/fetch_add/own-line/order:seq_cst/threads:2", "thread", FAKE_OWN, 1.91, 2, 1},
    {"atomic/fetch_add/shared-line/order:relaxed/threads:2", "thread", FAKE_LINE, 10.4, 2, 0.999},
    {"atomic/fetch_add/shared-line/order:seq_cst/threads:2", "thread", FAKE_LINE, 10.6, 2, 0.998},
    {"mutex/null/uncontended/crit:0ns/out:0ns/threads:1", "thread", FAKE_OWN, 0.6, 1, 0},
    {"mutex/pthread/uncontended/crit:0ns/out:0ns/threads:1", "thread", FAKE_OWN, 5.8, 1, 0},
    {"mutex/go/uncontended/crit:0ns/out:0ns/threads:1", "thread", FAKE_OWN, 4.1, 1, 0},
    {"mutex/mcs/uncontended/crit:0ns/out:0ns/threads:1", "thread", FAKE_OWN, 4.6, 1, 0},
    {"mutex/pthread/contended/crit:0ns/out:0ns/threads:2", "thread", FAKE_LINE, 48, 2, 0.87},
    {"mutex/pthread/contended/crit:50ns/out:0ns/threads:2", "thread", FAKE_LINE, 180, 2, 0.71},
    {"mutex/go/contended/crit:0ns/out:0ns/threads:2", "thread", FAKE_LINE, 25, 2, 0.52},
    {"mutex/go/contended/crit:50ns/out:0ns/threads:2", "thread", FAKE_LINE, 130, 2, 0.55},
    {"mutex/mcs/contended/crit:0ns/out:0ns/threads:2", "thread", FAKE_LINE, 150, 2, 1},
    {"mutex/mcs/contended/crit:50ns/out:0ns/threads:2", "thread", FAKE_LINE, 320, 2, 1},
    {"mutex/go/contended/crit:50ns/out:0ns/threads:4", "thread", FAKE_LINE, 270, 4, 0.61},
    {"rwmutex/pthread/mixed/read:90/threads:2", "thread", FAKE_LINE, 61, 2, 0.93},
    {"rwmutex/pthread/mixed/read:100/threads:2", "thread", FAKE_LINE, 55, 2, 0.97},
    {"rwmutex/go/mixed/read:90/threads:2", "thread", FAKE_LINE, 52, 2, 0.96},
    {"rwmutex/go/mixed/read:100/threads:2", "thread", FAKE_LINE, 21, 2, 0.99},
    {"channel/go/uncontended/cap:16/threads:1", "message", FAKE_OWN, 19, 1, 0},
    {"channel/go/ping-pong/cap:0/threads:2", "round-trip", FAKE_LINE, 690, 2, 0},
    {"channel/go/stream/cap:16/threads:2", "message", FAKE_LINE, 88, 2, 0},
    {"channel/pipe/ping-pong/cap:0/threads:2", "round-trip", FAKE_LINE, 64000, 2, 0},
    {"channel/futex/ping-pong/cap:1/threads:2", "round-trip", FAKE_LINE, 62000, 2, 0},
    {"counter/shared/rmw/threads:2", "thread", FAKE_OWN, 10.5, 2, 0.99},
    {"counter/adjacent/rmw/threads:2", "thread", FAKE_OWN, 9.1, 2, 0.98},
    {"counter/adjacent/store/threads:2", "thread", "floor/store", 2.4, 2, 0.98},
    {"counter/padded-64/rmw/threads:2", "thread", FAKE_OWN, 1.92, 2, 1},
    {"counter/padded-128/rmw/threads:2", "thread", FAKE_OWN, 1.91, 2, 1},
    {"counter/thread-local/rmw/threads:2", "thread", FAKE_OWN, 0.56, 2, 1},
    {"counter/stride-8/rmw/threads:2", "thread", FAKE_OWN, 9.2, 2, 0.97},
    {"counter/stride-64/rmw/threads:2", "thread", FAKE_OWN, 1.93, 2, 1},
};

/* Uniform in [-1, 1): the sum of a few gives the bell that noise has. Plain integers, so that every
 * compiler draws the same. */
static inline double fake_uniform(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(int32_t)(*state >> 32) / 2147483648.0;
}

static inline double fake_bell(uint64_t *state)
{
    double sum = 0;
    for (int i = 0; i < 6; i++)
        sum += fake_uniform(state);
    return sum / sqrt(2); /* variance 1 */
}

static inline char *fake_copy(const char *text)
{
    return text ? strdup(text) : NULL;
}

static inline void fake_context(struct report *r, const struct fake_options *o)
{
    json_t *context = json_pack(
        "{s:s, s:s, s:i, s:{s:{s:s, s:i, s:f, s:b}, s:{s:s, s:f, s:f}, s:{s:s, s:s, s:s},"
        " s:{s:s, s:s, s:s, s:s, s:s, s:i, s:i}, s:[{s:s, s:s, s:s, s:s}, {s:s, s:s, s:s, s:s}]}}",
        "date", "2026-01-02T03:04:05+00:00", "host_name", "fake", "num_cpus", 2, "synccost", "run",
        "profile", o->profile ? o->profile : "standard", "seed", 42, "measured_s", 552.5,
        "complete", 1, "clock", "source", "tsc", "read_ns", 10.25, "granularity_ns", 0.385, "build",
        "compiler", o->compiler ? o->compiler : "gcc 12.2.0", "flags", "-O2", "revision", "0123abc",
        "machine", "slug", o->slug ? o->slug : "amd-epyc-zen4-2c-kvm", "model", "AMD EPYC 9R14",
        "fingerprint", o->fingerprint ? o->fingerprint : "8f3a6c0012345678", "kernel",
        o->kernel ? o->kernel : "6.1.0-18-cloud-amd64", "virtualization", "kvm", "cpus", 2, "cores",
        2, "warnings", "id", "steal", "severity", "warning", "text",
        "The hypervisor took 1.2 % of the CPUs' time while this was measured.", "advice",
        "Measure on a machine of your own, or at a quieter hour; it cannot be mended from inside "
        "the guest.",
        "id", "aslr", "severity", "note", "text", "Address randomisation is on.", "advice",
        "Leave it on: launches sample it.");
    if (!context)
        abort();
    json_decref(r->context);
    r->context = context;
    if (o->host)
        json_object_set_new(report_member(r, "machine"), "host", json_string(o->host));
    if (o->platform)
        json_object_set_new(report_member(r, "machine"), "platform", json_string(o->platform));
}

static inline void fake_samples(struct row *row, const struct fake_row *f,
                                const struct fake_options *o)
{
    uint64_t state = 0x9e3779b97f4a7c15u ^ o->seed;
    for (const char *c = f->name; *c; c++)
        state = state * 31 + (unsigned char)*c;
    double cycle = o->cycle_ns > 0 ? o->cycle_ns : 0.277, noise = o->noise > 0 ? o->noise : 0.01;
    double time = f->ns * cycle / 0.277;
    if (o->slow && strncmp(f->name, o->slow, strlen(o->slow)) == 0)
        time *= o->slow_factor;
    unsigned launches = o->launches ? o->launches : 5, trials = o->trials ? o->trials : 3;
    for (unsigned launch = 0; launch < launches; launch++) {
        double launched = time * fmax(0.1, 1 + noise * fake_bell(&state));
        for (unsigned trial = 0; trial < trials; trial++) {
            double ns = launched * fmax(0.1, 1 + noise / 5 * fake_bell(&state));
            struct sample s = {
                .launch = launch, .trial = trial, .iterations = (uint64_t)(2e7 * f->threads / ns)};
            for (int m = 0; m < METRIC_COUNT; m++)
                s.value[m] = NAN;
            s.value[METRIC_real_time] = ns;
            s.value[METRIC_cpu_time] = strcmp(f->basis, "thread") == 0 ? ns : 2 * ns;
            s.value[METRIC_cycle_ns] = cycle;
            s.value[METRIC_cycles_per_op] = ns / cycle;
            s.value[METRIC_cycle_shift] = 0.001 * fake_uniform(&state);
            s.value[METRIC_disturbed] = 0;
            if (strcmp(f->basis, "thread") == 0)
                s.value[METRIC_ops_per_s] = 1e9 * f->threads / ns;
            if (strcmp(f->basis, "round-trip") == 0) {
                s.value[METRIC_round_trip_ns] = ns;
                s.value[METRIC_one_way_ns] = ns / 2;
            }
            if (f->jain > 0) {
                s.value[METRIC_jain] = f->jain;
                s.value[METRIC_min_max_share] = f->jain * f->jain;
                s.value[METRIC_overlap] = 0.999;
            }
            if (f->threads > 1)
                s.value[METRIC_skew_ns] = 40 + 10 * fake_uniform(&state);
            row_add_sample(row, &s);
        }
    }
}

static inline void fake_failure(struct report *r, const char *name, enum row_status status,
                                const char *reason)
{
    struct row *row = report_add_row(r, name);
    row->basis = fake_copy("thread");
    row->threads = 2;
    row->cpus = 2;
    row->status = status;
    row->reason = fake_copy(reason);
}

/* Fills *r, which report_free empties. options may be NULL. Estimates are computed. */
static inline void fake_report(struct report *r, const struct fake_options *options)
{
    const struct fake_options usual = {0}, *o = options ? options : &usual;
    report_init(r);
    fake_context(r, o);
    unsigned cpus = o->cpus ? o->cpus : 2;
    for (size_t i = 0; i < sizeof fake_rows / sizeof *fake_rows; i++) {
        const struct fake_row *f = &fake_rows[i];
        char name[REPORT_NAME];
        bool pinned = strncmp(f->name, "floor/", 6) == 0 && f->threads > 1;
        bool one_cpu = strcmp(f->name, "floor/futex-switch/cpus:1") == 0,
             crowded = !pinned && f->threads > cpus;
        snprintf(name, sizeof name, crowded ? "%s/cpus:%u" : "%s", f->name, cpus);
        old_name_renew(name);
        struct row *row = report_add_row(r, name);
        row->basis = fake_copy(f->basis);
        row->floor = fake_copy(f->floor);
        row->threads = f->threads;
        row->cpus = one_cpu ? 1 : crowded ? cpus : f->threads;
        row->status = ROW_OK;
        fake_samples(row, f, o);
        if (crowded)
            row->samples[0].value[METRIC_disturbed] = 1;
    }
    if (!o->no_failures) {
        fake_failure(r, "mutex/ticket/contended/crit:0ns/out:0ns/threads:2", ROW_TIMEOUT,
                     "no answer after 10 s: killed");
        fake_failure(
            r, "mutex/broken/contended/crit:0ns/out:0ns/threads:2", ROW_FAILED,
            "the counter holds 1999998 after 2000000 operations: the lock does not exclude");
    }
    report_estimate(r);
}
