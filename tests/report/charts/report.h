// SPDX-License-Identifier: MIT
// A synthetic report with a row of every kind that a chart shows, of a machine with as many CPUs as
// asked for.
#pragma once

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/model/report.h"
#include "tests/test.h"

/* Charts of a report of every kind of row: those of all families together, two of each of the five
 * that have rows by threads, and the costs of the floors, which have none. */
enum { ALL_CHARTS = 11 + 2 * 5 + 1 };

/* A spread of a few percent that depends on the row and the launch alone. */
static double wobble(const char *name, unsigned launch)
{
    unsigned h = 2166136261u + launch * 2654435761u;
    for (; *name; name++)
        h = (h ^ (unsigned char)*name) * 16777619u;
    return 1.0 + ((double)(h >> 16 & 1023) / 1023.0 - 0.5) * 0.12;
}

/* Adds a measured row of five launches; share is how fair it was, NAN where that has no meaning. */
static struct row *add(struct report *r, const char *name, const char *basis, unsigned threads,
                       unsigned cpus, double ns, double share)
{
    struct row *row = report_add_row(r, name);
    assert_non_null(row);
    row->basis = strdup(basis);
    row->threads = threads;
    row->cpus = cpus;
    row->status = ROW_OK;
    for (unsigned launch = 0; launch < 5; launch++)
        for (unsigned trial = 0; trial < 2; trial++) {
            struct sample s = {.launch = launch, .trial = trial, .iterations = 100000};
            for (int m = 0; m < METRIC_COUNT; m++)
                s.value[m] = NAN;
            s.value[METRIC_real_time] = ns * wobble(name, launch);
            s.value[METRIC_cycles_per_op] = s.value[METRIC_real_time] * 3.7;
            s.value[METRIC_min_max_share] =
                isfinite(share) ? fmin(1, share * wobble(name, launch + 7)) : NAN;
            if (strcmp(basis, "round-trip") == 0) {
                s.value[METRIC_round_trip_ns] = s.value[METRIC_real_time];
                s.value[METRIC_one_way_ns] = s.value[METRIC_real_time] / 2;
            }
            row_add_sample(row, &s);
        }
    return row;
}

/* What a row's name ends in where threads share CPUs. */
static const char *over_suffix(unsigned threads, unsigned cpus)
{
    static char text[16];
    snprintf(text, sizeof text, "/cpus:%u", cpus);
    return threads > cpus ? text : "";
}

static void set_floor(struct row *row, const char *floor)
{
    row->floor = strdup(floor);
}

static const struct {
    const char *name;
    double alone, contended, share;
} locks[] = {
    {"null", 0.9, 0.9, 0.99},  {"pthread", 5.8, 21, 0.93}, {"pthread-adaptive", 6.1, 33, 0.88},
    {"c11", 6.0, 23, 0.92},    {"tas", 3.9, 14, 0.22},     {"ttas", 3.9, 18, 0.41},
    {"ticket", 4.4, 160, 1.0}, {"mcs", 7.9, 175, 1.0},     {"clh", 8.2, 171, 1.0},
    {"futex", 5.1, 48, 0.71},  {"go", 5.6, 37, 0.63},
};
enum { LOCKS = sizeof locks / sizeof *locks };

static void add_floors(struct report *r, unsigned cpus)
{
    char name[128];
    add(r, "floor/dependent-add", "thread", 1, 1, 0.27, NAN);
    add(r, "floor/empty-loop", "thread", 1, 1, 0.28, NAN);
    add(r, "floor/load", "thread", 1, 1, 0.3, NAN);
    add(r, "floor/store", "thread", 1, 1, 0.31, NAN);
    add(r, "floor/rmw/own-line", "thread", 1, 1, 1.9, NAN);
    add(r, "floor/futex-switch", "round-trip", 2, 1, 3100, NAN);
    if (cpus > 1)
        add(r, "floor/futex-wake", "round-trip", 2, 2, 41000, NAN);
    add(r, "floor/syscall", "thread", 1, 1, 62, NAN);
    add(r, "floor/clock/rdtsc", "thread", 1, 1, 9.8, NAN);
    add(r, "floor/clock/clock-gettime", "thread", 1, 1, 21.5, NAN);
    for (unsigned a = 0; a < cpus; a++)
        for (unsigned b = a + 1; b < cpus; b++) {
            snprintf(name, sizeof name, "floor/line-transfer/pair:%u-%u", a, b);
            add(r, name, "round-trip", 2, 2, a / 4 == b / 4 ? 103 : 236, NAN);
        }
}

static void add_coherence(struct report *r, unsigned cpus)
{
    char name[128];
    for (unsigned i = 0; i < 4 && cpus > 1; i++) {
        snprintf(name, sizeof name, "coherence/%s/same-l3/state:%s/pair:0-1",
                 i % 2 ? "cas" : "load", i / 2 ? "invalid" : "modified");
        add(r, name, "thread", 2, 2, 60 + 10 * i, NAN);
    }
}

static void add_atomics(struct report *r, unsigned cpus)
{
    static const struct {
        const char *name;
        double alone;
    } ops[] = {{"load", 0.29},       {"store", 4.9},       {"exchange", 1.9},
               {"fetch-add", 1.92},  {"fetch-or", 1.95},   {"cas-success", 2.1},
               {"cas-failure", 2.0}, {"cas-loop-add", 2.6}};
    char name[128];
    for (unsigned i = 0; i < sizeof ops / sizeof *ops; i++)
        for (unsigned threads = 1; threads <= 2 * cpus; threads *= 2)
            for (int relaxed = 0; relaxed < 2; relaxed++) {
                unsigned on = threads < cpus ? threads : cpus;
                const char *order = relaxed ? "relaxed" : "seq-cst";
                snprintf(name, sizeof name, "atomic/%s/own-line/order:%s/threads:%u", ops[i].name,
                         order, threads);
                if (threads == 1)
                    set_floor(add(r, name, "thread", 1, 1,
                                  ops[i].alone * (relaxed && i == 1 ? 0.1 : 1), NAN),
                              "floor/rmw/own-line");
                snprintf(name, sizeof name, "atomic/%s/shared-line/order:%s/threads:%u%s",
                         ops[i].name, order, threads, over_suffix(threads, on));
                set_floor(add(r, name, "thread", threads, on,
                              threads == 1 || i == 0 ? ops[i].alone : ops[i].alone * (4 + i) * on,
                              NAN),
                          on > 1 ? "floor/line-transfer" : "floor/rmw/own-line");
            }
    set_floor(add(r, "atomic/plain-add/own-line/threads:1", "thread", 1, 1, 0.9, NAN),
              "floor/dependent-add");
}

static void add_mutexes(struct report *r, unsigned cpus)
{
    static const unsigned crits[] = {0, 50, 200, 1000};
    char name[128];
    for (unsigned i = 0; i < LOCKS; i++)
        for (unsigned c = 0; c < 4; c++) {
            snprintf(name, sizeof name, "mutex/%s/uncontended/crit:%uns/out:0ns/threads:1",
                     locks[i].name, crits[c]);
            set_floor(add(r, name, "thread", 1, 1, locks[i].alone + crits[c], NAN),
                      "floor/rmw/own-line");
            for (unsigned threads = 2; threads <= 2 * cpus; threads *= 2) {
                unsigned on = threads < cpus ? threads : cpus;
                bool over = on < threads, spins = strcmp(locks[i].name, "ticket") == 0 ||
                                                  strcmp(locks[i].name, "mcs") == 0 ||
                                                  strcmp(locks[i].name, "clh") == 0;
                if (over && spins)
                    continue;
                double ns =
                    locks[i].contended * on / 2 * (over ? 3 : 1) + (i ? on : 1) * crits[c] * 1.04;
                snprintf(name, sizeof name, "mutex/%s/contended/crit:%uns/out:0ns/threads:%u%s",
                         locks[i].name, crits[c], threads, over_suffix(threads, on));
                struct row *row = add(r, name, "thread", threads, on, ns, locks[i].share);
                for (size_t k = 0; k < row->n_samples && crits[c]; k++)
                    row->samples[k].value[METRIC_crit_ns] = crits[c] * 1.03;
                set_floor(row, "floor/line-transfer");
            }
        }
}

static void add_rwmutexes(struct report *r, unsigned cpus)
{
    static const char *const names[] = {"pthread-reader", "pthread-writer", "go"};
    static const double shares[] = {0, 50, 90, 99, 99.9, 100};
    char name[128];
    for (unsigned i = 0; i < 3; i++)
        for (unsigned s = 0; s < 6; s++)
            for (unsigned threads = 1; threads <= 2 * cpus; threads *= 2) {
                unsigned on = threads < cpus ? threads : cpus;
                snprintf(name, sizeof name, "rwmutex/%s/mixed/read:%g/threads:%u%s", names[i],
                         shares[s], threads, over_suffix(threads, on));
                set_floor(add(r, name, "thread", threads, on,
                              (9 + i * 2.5) *
                                  (threads == 1 ? 1 : (1 + on) * (4.5 - s * 0.4 + i * 0.4 * s)),
                              NAN),
                          "floor/rmw/own-line");
            }
}

static void add_channels(struct report *r, unsigned cpus)
{
    static const struct {
        const char *name, *cap;
        double alone, pong, many;
    } kinds[] = {{"go", "/cap:16", 14, 260, 81},        {"condvar", "/cap:16", 22, 31000, 240},
                 {"pipe", "", 690, 39000, 1300},        {"eventfd", "", 610, 37500, 0},
                 {"socketpair", "", 1150, 44000, 2400}, {"futex", "", 0, 36500, 0}};
    char name[128];
    for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const char *cap = kinds[i].cap;
        snprintf(name, sizeof name, "channel/%s/uncontended%s/threads:1", kinds[i].name, cap);
        if (kinds[i].alone > 0)
            set_floor(add(r, name, "thread", 1, 1, kinds[i].alone, NAN), "floor/rmw/own-line");
        snprintf(name, sizeof name, "channel/%s/ping-pong%s/threads:2", kinds[i].name,
                 *cap ? "/cap:0" : "");
        if (cpus > 1)
            set_floor(add(r, name, "round-trip", 2, 2, kinds[i].pong, NAN), "floor/line-transfer");
        for (unsigned threads = 2; kinds[i].many > 0 && threads <= 2 * cpus; threads *= 2) {
            unsigned on = threads < cpus ? threads : cpus;
            snprintf(name, sizeof name, "channel/%s/many-to-many%s/threads:%u%s", kinds[i].name,
                     cap, threads, over_suffix(threads, on));
            add(r, name, "message", threads, on, kinds[i].many * (1 + 0.3 * on), NAN);
        }
    }
}

static void add_counters(struct report *r, unsigned cpus)
{
    static const struct {
        const char *name;
        double rmw, store, load;
    } layouts[] = {{"shared", 12.5, 2.9, 0.6},      {"adjacent", 9.6, 2.6, 0.6},
                   {"padded-64", 2.0, 0.33, 0.3},   {"padded-128", 1.95, 0.32, 0.3},
                   {"padded-256", 1.93, 0.32, 0.3}, {"sharded", 4.2, 0.9, 0.4},
                   {"thread-local", 1.2, 0.31, 0.3}};
    char name[128];
    static const char *const kind[] = {"rmw", "store", "load"};
    for (unsigned i = 0; i < sizeof layouts / sizeof *layouts; i++)
        for (unsigned k = 0; k < 3; k++)
            for (unsigned threads = 1; threads <= 2 * cpus; threads *= 2) {
                unsigned on = threads < cpus ? threads : cpus;
                double ns = k == 0 ? layouts[i].rmw : k == 1 ? layouts[i].store : layouts[i].load;
                snprintf(name, sizeof name, "counter/%s/%s/threads:%u%s", layouts[i].name, kind[k],
                         threads, over_suffix(threads, on));
                set_floor(add(r, name, "thread", threads, on,
                              threads > 1 ? (i < 2 ? ns * on / 2 : ns)
                              : k         ? 0.3
                                          : 1.93,
                              NAN),
                          "floor/rmw/own-line");
            }
    for (unsigned stride = 8; stride <= 512 && cpus > 1; stride *= 2)
        for (unsigned k = 0; k < 3; k++) {
            snprintf(name, sizeof name, "counter/stride-%u/%s/threads:2", stride, kind[k]);
            add(r, name, "thread", 2, 2,
                stride < 64 ? (k == 0   ? 9.6
                               : k == 1 ? 2.6
                                        : 0.6)
                : k == 0    ? 1.95
                            : 0.31,
                NAN);
        }
}

/* Adds so many mutexes and read-write mutexes more, whose names stand before, between and after the
 * others'. To be estimated anew. */
static inline void add_locks(struct report *r, unsigned cpus, unsigned more)
{
    static const unsigned crits[] = {0, 50, 200, 1000};
    char name[128], lock[32];
    for (unsigned i = 0; i < more; i++) {
        double ns = 8 + 190.0 * (i * 7 % more) / more;
        snprintf(lock, sizeof lock, "%slock-%02u", i % 3 == 0 ? "" : i % 3 == 1 ? "a-" : "z-", i);
        for (unsigned threads = 1; threads <= 2 * cpus; threads *= 2) {
            unsigned on = threads < cpus ? threads : cpus;
            for (unsigned c = 0; c < 4; c++) {
                snprintf(name, sizeof name, "mutex/%s/%s/crit:%uns/out:0ns/threads:%u%s", lock,
                         threads > 1 ? "contended" : "uncontended", crits[c], threads,
                         over_suffix(threads, on));
                set_floor(add(r, name, "thread", threads, on,
                              threads > 1 ? ns * on / 2 + on * crits[c] : 4 + crits[c],
                              threads > 1 ? i * 37 % 100 / 100.0 : NAN),
                          threads > 1 ? "floor/line-transfer" : "floor/rmw/own-line");
            }
            for (unsigned share = 0; share <= 100; share += 50) {
                snprintf(name, sizeof name, "rwmutex/%s/mixed/read:%u/threads:%u%s", lock, share,
                         threads, over_suffix(threads, on));
                add(r, name, "thread", threads, on, (9 + ns / 5) * on * (300 - share) / 300, NAN);
            }
        }
    }
}

/* A report as a machine of so many CPUs gives one. */
static inline void build_report(struct report *r, unsigned cpus)
{
    report_init(r);
    add_floors(r, cpus);
    add_coherence(r, cpus);
    add_atomics(r, cpus);
    add_mutexes(r, cpus);
    add_rwmutexes(r, cpus);
    add_channels(r, cpus);
    add_counters(r, cpus);
    report_estimate(r);
    json_object_set_new(r->context, "date", json_string("2025-11-21T09:12:00+00:00"));
    json_object_set_new(r->context, "synccost",
                        json_pack("{s:{s:s,s:s,s:s,s:i,s:i}}", "machine", "slug",
                                  "amd-epyc-zen4-2c-kvm", "model",
                                  "AMD EPYC 9R14 96-Core Processor", "virtualization", "kvm",
                                  "cpus", (int)cpus, "line_size", 64));
}
