// SPDX-License-Identifier: MIT
// One row in one process: trials by the team, verified, judged for disturbance, handed to Google
// Benchmark.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/line.h"
#include "harness/counters/counters.h"
#include "harness/frame/bench.h"
#include "harness/frame/lines.h"
#include "harness/gbench/gbench.h"
#include "harness/machine/chain.h"
#include "harness/machine/clock.h"
#include "harness/machine/width.h"
#include "harness/trial/histogram.h"
#include "harness/trial/team_result.h"

static const double cycle_shift_limit =
    0.02; /* a trial whose cycle time moved by more was not at one frequency */

struct measure {
    const struct bench_row *row;
    const struct bench_settings *settings;
    struct team *team;
    struct arena *arena;
    struct histogram *histograms; /* one a member: the samples of a window */
    struct histogram latencies; /* all members', of the trial, where the row's time is a latency */
    unsigned cpus;              /* distinct */
    unsigned trial;
    struct team_window window;
    double cycle_ns;
    char **json; /* Google Benchmark's, when it has run */
    bool failed;
};

void bench_metric(struct bench_trial *t, const char *key, double value)
{
    if (isfinite(value))
        gbench_set_counter(t->state, key, value, GBENCH_COUNTER_DEFAULTS);
}

/* A busy sibling (another guest's, perhaps) takes a part of the core that no clock of ours
 * shows. */
static bool beside_a_busy_sibling(struct measure *me, const struct team_result *r)
{
    me->window.width = fmax(me->window.width, r->width);
    return !width_is_full(r->width, me->window.width);
}

static bool disturbed(struct measure *me, const struct team_result *r)
{
    return beside_a_busy_sibling(me, r) || r->moved || r->steal_ms > 0 ||
           r->cycle_shift > cycle_shift_limit || r->line_shift > LINE_SAME - 1 ||
           team_preempted(r, me->cpus);
}

/* Sets up, runs and verifies one window. False with t->why when the row failed. */
static bool attempt(struct measure *me, struct bench_trial *t, team_body body,
                    struct histogram *histograms, struct team_result *result)
{
    t->why[0] = '\0';
    t->shared = me->row->setup(t);
    if (!t->shared) {
        if (!t->why[0])
            snprintf(t->why, SC_ERR, "no memory for what the threads share");
        return false;
    }
    team_run(me->team, body, t->shared, me->window, histograms, result);
    bool good = result->faults == 0;
    if (!good)
        snprintf(t->why, SC_ERR, "%llu operations broke the guarantee",
                 (unsigned long long)result->faults);
    else if (me->row->verify)
        good = me->row->verify(t, result);
    if (good && result->ops == 0) {
        snprintf(t->why, SC_ERR, "no operation was counted in the window");
        good = false;
    }
    return good;
}

/* The trial whose time is the row's. A latency row samples in it, since its time is the median of
 * the samples. */
static bool attempt_timed(struct measure *me, struct bench_trial *t, struct team_result *result)
{
    const bool latency = me->row->basis == BASIS_LATENCY;
    if (latency)
        memset(me->histograms, 0, me->row->threads * sizeof *me->histograms);
    bool good = attempt(me, t, me->row->body, latency ? me->histograms : NULL, result);
    if (!latency || !good)
        return good;
    histogram_sum(&me->latencies, me->histograms, me->row->threads);
    if (me->latencies.total > 0)
        return true;
    snprintf(t->why, SC_ERR, "no latency was sampled in the window");
    return false;
}

static void finish(struct measure *me, struct bench_trial *t)
{
    if (t->shared && me->row->teardown)
        me->row->teardown(t);
    t->shared = NULL;
}

static void report_acquires(struct measure *me, struct bench_trial *t)
{
    struct histogram all;
    histogram_sum(&all, me->histograms, me->row->threads);
    if (all.total == 0)
        return;
    bench_metric(t, "acquire_p50_ns", clock_ns(histogram_quantile(&all, 0.5)));
    bench_metric(t, "acquire_p99_ns", clock_ns(histogram_quantile(&all, 0.99)));
    bench_metric(t, "acquire_p999_ns", clock_ns(histogram_quantile(&all, 0.999)));
    bench_metric(t, "acquire_max_ns", clock_ns(all.max));
}

/* The median is real_time itself. */
static void report_latencies(struct measure *me, struct bench_trial *t, const struct team_result *r)
{
    bench_metric(t, "latency_p99_ns", clock_ns(histogram_quantile(&me->latencies, 0.99)));
    bench_metric(t, "latency_p999_ns", clock_ns(histogram_quantile(&me->latencies, 0.999)));
    bench_metric(t, "latency_max_ns", clock_ns(me->latencies.max));
    bench_metric(t, "slept_share", r->sleeps / r->waits);
}

/* Once per launch, in a window of its own, since timing every acquire slows it. */
static bool sample(struct measure *me, struct bench_trial *t)
{
    if (!me->row->sampled || me->trial != 0)
        return true;
    struct team_result result;
    memset(me->histograms, 0, me->row->threads * sizeof *me->histograms);
    team_count(me->team, NULL, 0);
    bool good = attempt(me, t, me->row->sampled, me->histograms, &result);
    finish(me, t);
    if (good)
        report_acquires(me, t);
    return good;
}

/* real_time */
static double time_ns(const struct measure *me, const struct team_result *r)
{
    switch (me->row->basis) {
    case BASIS_LATENCY:
        return histogram_median(&me->latencies) * clock_ns(1);
    case BASIS_MESSAGE:
        return r->wall_ns / (double)r->ops;
    default:
        return r->thread_ns / (double)r->ops;
    }
}

static void report_common(struct measure *me, struct bench_trial *t, const struct team_result *r,
                          double ns)
{
    bench_metric(t, "cycles_per_op", ns / r->cycle_ns);
    bench_metric(t, "cycle_ns", r->cycle_ns);
    bench_metric(t, "ops_per_s", (double)r->ops / r->wall_ns * 1e9);
    bench_metric(t, "window_ms", r->wall_ns / 1e6);
    bench_metric(t, "involuntary_switches", r->involuntary);
    bench_metric(t, "voluntary_switches", r->voluntary);
    bench_metric(t, "sleeps_per_op", r->futex_sleeps / (double)r->all_ops);
    bench_metric(t, "wakes_per_op", r->futex_wakes / (double)r->all_ops);
    bench_metric(t, "delayed_share", r->delayed_share);
    bench_metric(t, "steal_ms", r->steal_ms);
    bench_metric(t, "cycle_shift", r->cycle_shift);
    bench_metric(t, "core_width", r->width);
    bench_metric(t, "line_ns", r->line_ns);
    bench_metric(t, "line_shift", r->line_shift);
    bench_metric(t, "peak_rss_mib", usage_peak_rss_mib());
    bench_metric(t, "home_share", arena_home_share(me->arena));
    bench_metric(t, "huge_share", arena_huge_share(me->arena));
    if (me->row->threads > 1) {
        bench_metric(t, "overlap", r->overlap);
        bench_metric(t, "skew_ns", r->skew_ns);
    }
}

static void report_counts(const struct measure *me, struct bench_trial *t,
                          const struct team_result *r)
{
    for (unsigned i = 0; r->counts && i < me->settings->counters->n; i++) {
        char key[sizeof "pmu._per_op" + COUNTER_KEY];
        snprintf(key, sizeof key, "pmu.%s_per_op", me->settings->counters->item[i].key);
        bench_metric(t, key, r->counts[i] / (double)r->ops);
    }
}

/* The plan's sets in turn, from another one in each launch. */
static void choose_counters(const struct measure *me)
{
    const struct counters_plan *plan = me->settings->counters;
    if (plan)
        team_count(me->team, plan, (int)((me->settings->seed + me->trial) % plan->sets));
}

static void report_by_kind(struct measure *me, struct bench_trial *t, const struct team_result *r,
                           double ns)
{
    const struct bench_row *row = me->row;
    if (row->basis == BASIS_LATENCY)
        report_latencies(me, t, r);
    if (row->basis == BASIS_ROUND_TRIP) {
        bench_metric(t, "round_trip_ns", ns);
        bench_metric(t, "one_way_ns", ns / 2);
    }
    if (row->shares && row->threads > 1) {
        bench_metric(t, "jain", r->jain);
        bench_metric(t, "min_max_share", r->min_max_share);
        bench_metric(t, "least_share", r->least_share);
    }
}

/* Google Benchmark carries them as counters; lines.c makes them outcomes again. */
static void report_outcomes(const struct bench_row *row, struct bench_trial *t,
                            const struct team_result *r)
{
    uint64_t count[BENCH_MAX_OUTCOMES] = {0};
    char key[32];
    if (row->kind != BENCH_GUARANTEE)
        return;
    row->count(t, r, count);
    for (unsigned i = 0; i < row->n_outcomes; i++) {
        snprintf(key, sizeof key, LINES_OUTCOME "%u", i);
        bench_metric(t, key, (double)count[i]);
    }
}

static void run_trial(struct gbench_state *state, void *arg)
{
    struct measure *me = arg;
    struct bench_trial t = {
        .row = me->row, .arena = me->arena, .cycle_ns = me->cycle_ns, .state = state};
    struct team_result r;
    unsigned redone = 0;
    choose_counters(me);
    arena_trial(me->arena);
    /* what a disturbed trial of a guarantee has seen counts as well, and must not be lost */
    const unsigned redo = me->row->kind == BENCH_GUARANTEE ? 0 : me->settings->redo;
    bool good = attempt_timed(me, &t, &r), bad_luck;
    while ((bad_luck = good && disturbed(me, &r)) && redone < redo) {
        redone++;
        finish(me, &t);
        arena_trial_again(me->arena);
        good = attempt_timed(me, &t, &r);
    }
    if (good && me->row->metrics)
        me->row->metrics(&t, &r);
    if (good)
        report_outcomes(me->row, &t, &r);
    finish(me, &t);
    good = good && sample(me, &t);
    if (good) {
        double ns = time_ns(me, &r);
        report_common(me, &t, &r, ns);
        report_by_kind(me, &t, &r, ns);
        report_counts(me, &t, &r);
        bench_metric(&t, "redone", redone);
        bench_metric(&t, "disturbed", bad_luck);
        gbench_record(state, r.ops, ns * (double)r.ops / 1e9);
        gbench_set_cpu_time(state, r.cpu_ns_per_op * (double)r.ops / 1e9);
    } else {
        me->failed = true;
        gbench_skip_with_error(state, t.why);
        fprintf(stderr, "%s: %s\n", me->row->name, t.why);
    }
    me->trial++;
}

/* The CPU of every thread; returns how many distinct ones there are, 0 with err. */
static unsigned choose_cpus(const struct bench_row *row, const struct topology *topology, int *cpus,
                            char err[SC_ERR])
{
    if (row->n_pins == 0 && topology_place(topology, PLACE_SPREAD, row->threads, cpus) != 0) {
        snprintf(err, SC_ERR, "no CPU to place %u threads on", row->threads);
        return 0;
    }
    for (unsigned i = 0; row->n_pins && i < row->threads; i++)
        cpus[i] = row->pins[i % row->n_pins];
    unsigned distinct = 0;
    for (unsigned i = 0; i < row->threads; i++) {
        unsigned j = 0;
        while (j < i && cpus[j] != cpus[i])
            j++;
        distinct += j == i;
    }
    return distinct;
}

/* Whether no two of the CPUs are on one core. */
static bool own_cores(const struct topology *topology, const int *cpus, unsigned threads)
{
    for (unsigned i = 0; i < threads; i++)
        for (unsigned j = 0; j < i; j++)
            if (cpus[i] != cpus[j] &&
                topology_cpu(topology, cpus[i])->core == topology_cpu(topology, cpus[j])->core)
                return false;
    return true;
}

static int run_registered(struct measure *me, char err[SC_ERR])
{
    struct gbench_benchmark *b = gbench_register(me->row->name, run_trial, me);
    gbench_iterations(b, 1);
    gbench_repetitions(b, (int)me->settings->trials);
    gbench_use_manual_time(b);
    gbench_unit(b, GBENCH_NANOSECOND);
    if (gbench_run_json(me->json) < 0) {
        snprintf(err, SC_ERR, "%s", gbench_last_error());
        return 1;
    }
    return me->failed;
}

/* Once for all trials, before anything is placed. */
static int settle(const struct measure *me, const int *cpus, char err[SC_ERR])
{
    struct memory_wish wish = me->settings->memory;
    if (me->row->home)
        wish.policy = MEMORY_LOCAL;
    return arena_settle(me->arena, &wish, cpus[me->row->home], err);
}

static int measure_with_team(struct measure *me, const int *cpus, char err[SC_ERR])
{
    me->team = team_create(me->row->threads, cpus, err);
    if (!me->team)
        return 1;
    me->cycle_ns = chain_cycle_ns();
    me->arena = arena_create(me->settings->seed, me->settings->arena);
    me->histograms = aligned_alloc(512, me->row->threads * sizeof *me->histograms);
    int status = 1;
    if (!me->arena || !me->histograms)
        snprintf(err, SC_ERR, "no memory for the arena");
    else if (settle(me, cpus, err) == 0)
        status = run_registered(me, err);
    free(me->histograms);
    arena_destroy(me->arena);
    team_destroy(me->team);
    return status;
}

int bench_measure(const struct bench_row *row, const struct topology *topology,
                  const struct bench_settings *settings, char **json)
{
    char err[SC_ERR] = "";
    struct measure me = {
        .row = row, .settings = settings, .window = settings->window, .json = json};
    *json = NULL;
    int *cpus = calloc(row->threads, sizeof *cpus), status = 1;
    if (!cpus)
        snprintf(err, SC_ERR, "no memory for %u threads", row->threads);
    else if ((me.cpus = choose_cpus(row, topology, cpus, err)) != 0) {
        me.window.alone = own_cores(topology, cpus, row->threads);
        status = measure_with_team(&me, cpus, err);
    }
    free(cpus);
    if (err[0])
        fprintf(stderr, "%s: %s\n", row->name, err);
    return status;
}
