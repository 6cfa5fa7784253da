// SPDX-License-Identifier: MIT
// Team threads: pinned, started at a published future time, measured by their own counters.
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/machine/chain.h"
#include "harness/machine/clock.h"
#include "harness/machine/usage.h"
#include "harness/machine/width.h"
#include "harness/trial/gate.h"
#include "harness/trial/histogram.h"
#include "harness/trial/line.h"
#include "harness/trial/loop.h"
#include "harness/trial/plant.h"
#include "harness/trial/team.h"
#include "harness/trial/team_counts.h"
#include "harness/trial/team_result.h"
#include "primitives/futex.h"

#ifdef SYNCCOST_PLANT
const volatile double plant_percent = SYNCCOST_PLANT;
#endif

static const double batch_ns = 10000; /* a look at the clock costs about 10 ns: 0.1 % of a batch */

/*
 * What its members wake for. Where each has a CPU of its own, it looks at core and line within the
 * trial. Where several share one, the first of them does while the others sleep.
 */
enum task { TRIAL, LOOK_BEFORE, LOOK_AFTER };
enum { NO_SCOUT = -1 };

struct team {
    unsigned threads;
    unsigned started; /* members that exist, the caller as the first */
    /* of those but the caller, how many are not asleep; guarded by lock, as are generation, task
     * and quit */
    unsigned running;
    bool quit;
    enum task task;
    uint64_t generation;
    cpu_set_t before; /* the caller's mask */
    pthread_mutex_t lock;
    pthread_cond_t go, done;
    pthread_t *handles;
    struct team_member *members;
    struct team_counts *counts;
    unsigned scouts;     /* the first members on each CPU */
    int *scout;          /* each member's number among them; NO_SCOUT of others */
    struct lines *lines; /* between the scouts; NULL where there is one CPU */
    int *pin_errors;
    team_body body;
    void *shared;
    struct team_window window;
    struct gate gate;
};

struct start {
    struct team *team;
    unsigned id;
};

static int pin_self(int cpu)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET((unsigned)cpu, &set);
    if (sched_setaffinity(0, sizeof set, &set) != 0)
        return errno;
    return sched_getcpu() == cpu ? 0 : EINVAL;
}

static void run_phase(struct team *t, struct team_member *m, unsigned phase, uint64_t deadline)
{
    m->phase = phase;
    m->deadline = deadline;
    m->ops = m->handoffs = m->successes = m->writes = m->waits = m->sleeps = m->timed = 0;
    t->body(m, t->shared);
}

static double look_at_line(struct team *t, const struct team_member *m,
                           double (*look)(struct lines *l, unsigned thread))
{
    const int scout = t->scout[m->id];
    return t->lines && scout != NO_SCOUT ? look(t->lines, (unsigned)scout) : NAN;
}

static double width_before(const struct team *t)
{
    return t->window.alone ? width_wait(t->window.width, t->window.patience_ns) : NAN;
}

static double width_after(const struct team *t)
{
    return t->window.alone ? width_now() : NAN;
}

static void member_trial(struct team *t, struct team_member *m)
{
    m->batch = 1;
    m->batch_ticks = clock_ticks(batch_ns);
    m->uncounted = false;
    m->faults = 0;
    if (!t->gate.shared_cpus)
        m->width_before = width_before(t);
    m->cycle_before = chain_cycle_ns();
    if (!t->gate.shared_cpus)
        m->line_before = look_at_line(t, m, lines_before);
    m->cpu_seen_before = sched_getcpu();
    team_counts_open(t->counts, m->id);
    uint64_t start = gate_pass(&t->gate);
    struct usage before = usage_of_thread();
    uint64_t warm_end = start + clock_ticks(t->window.warmup_ns);
    run_phase(t, m, 0, warm_end);
    m->gate_left = m->started;
    m->warmup_ops = m->ops;
    m->warmup_writes = m->writes;
    team_counts_begin(t->counts, m->id);
    run_phase(t, m, 1, warm_end + clock_ticks(t->window.window_ns));
    plant_window(m);
    team_counts_end(t->counts, m->id);
    m->used = usage_since(&before);
    m->cpu_seen_after = sched_getcpu();
    team_counts_close(t->counts, m->id);
}

/* Until every member is out of the window, the cycle-time chain of one that is done would take the
 * CPU from one that is not. */
static void member_finish(struct team *t, struct team_member *m)
{
    gate_leave(&t->gate);
    if (!t->gate.shared_cpus)
        m->line_after = look_at_line(t, m, lines_after);
    m->cycle_after = chain_cycle_ns();
    if (!t->gate.shared_cpus)
        m->width_after = width_after(t);
}

static void member_do(struct team *t, struct team_member *m, enum task task)
{
    const bool scout = t->scout[m->id] != NO_SCOUT;
    if (task == TRIAL) {
        member_trial(t, m);
        member_finish(t, m);
    } else if (task == LOOK_BEFORE) {
        m->width_before = scout ? width_before(t) : NAN;
        m->line_before = look_at_line(t, m, lines_before);
    } else {
        m->line_after = look_at_line(t, m, lines_after);
        m->width_after = scout ? width_after(t) : NAN;
    }
}

/* Every thread but the caller's: sleeps between trials, so that it takes no time from what else
 * runs on its CPU. */
static void *member_main(void *arg)
{
    struct start start = *(struct start *)arg;
    struct team *t = start.team;
    struct team_member *m = &t->members[start.id];
    free(arg);
    int failed = m->cpu < 0 ? 0 : pin_self(m->cpu);
    uint64_t seen = 0;
    pthread_mutex_lock(&t->lock);
    t->pin_errors[start.id] = failed;
    for (;;) {
        if (--t->running == 0)
            pthread_cond_signal(&t->done);
        while (t->generation == seen && !t->quit)
            pthread_cond_wait(&t->go, &t->lock);
        if (t->quit)
            break;
        seen = t->generation;
        const enum task task = t->task;
        pthread_mutex_unlock(&t->lock);
        member_do(t, m, task);
        pthread_mutex_lock(&t->lock);
    }
    pthread_mutex_unlock(&t->lock);
    return NULL;
}

static void wait_until_idle(struct team *t)
{
    pthread_mutex_lock(&t->lock);
    while (t->running != 0)
        pthread_cond_wait(&t->done, &t->lock);
    pthread_mutex_unlock(&t->lock);
}

static int first_on(int cpu, const int *cpus)
{
    int i = 0;
    while (cpus[i] != cpu)
        i++;
    return i;
}

static void choose_scouts(struct team *t, const int *cpus)
{
    for (unsigned i = 0; i < t->threads; i++)
        t->scout[i] = first_on(cpus[i], cpus) == (int)i ? (int)t->scouts++ : NO_SCOUT;
    t->scout[t->threads] = NO_SCOUT;
    t->gate.shared_cpus = t->scouts < t->threads;
}

static bool start_member(struct team *t, unsigned id)
{
    struct start *start = malloc(sizeof *start);
    if (!start)
        return false;
    *start = (struct start){t, id};
    if (pthread_create(&t->handles[id], NULL, member_main, start) != 0) {
        free(start);
        return false;
    }
    return true;
}

static struct team *team_alloc(unsigned threads)
{
    struct team *t = aligned_alloc(512, sizeof *t);
    if (!t)
        return NULL;
    memset(t, 0, sizeof *t);
    t->threads = t->gate.threads = threads;
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->go, NULL);
    pthread_cond_init(&t->done, NULL);
    t->members = aligned_alloc(512, (threads + 1) * sizeof *t->members);
    t->handles = calloc(threads + 1, sizeof *t->handles);
    t->pin_errors = calloc(threads + 1, sizeof *t->pin_errors);
    t->scout = calloc(threads + 1, sizeof *t->scout);
    t->counts = team_counts_create(threads);
    return t;
}

static void team_free(struct team *t)
{
    pthread_mutex_destroy(&t->lock);
    pthread_cond_destroy(&t->go);
    pthread_cond_destroy(&t->done);
    free(t->members);
    free(t->handles);
    free(t->pin_errors);
    free(t->scout);
    team_counts_destroy(t->counts);
    lines_destroy(t->lines);
    free(t);
}

/*
 * Starts members 1 and up. A team of one gets a second thread all the same, one that only sleeps
 * (its cpu is -1): glibc takes shorter ways through its locks in a process of one thread, and no
 * program that needs a lock is one.
 */
static bool start_members(struct team *t, char err[SC_ERR])
{
    unsigned last = t->threads > 1 ? t->threads : 2;
    t->running = last - 1;
    for (t->started = 1; t->started < last; t->started++)
        if (!start_member(t, t->started))
            break;
    if (t->started == last)
        return true;
    snprintf(err, SC_ERR, "only %u of %u threads could be started: raise the limit (ulimit -u)",
             t->started, last);
    pthread_mutex_lock(&t->lock);
    t->running -= last - t->started;
    pthread_mutex_unlock(&t->lock);
    return false;
}

static bool all_pinned(const struct team *t, char err[SC_ERR])
{
    for (unsigned i = 0; i < t->threads; i++)
        if (t->pin_errors[i]) {
            snprintf(err, SC_ERR,
                     "CPU %d: cannot pin a thread (%s): choose CPUs that are online and allowed",
                     t->members[i].cpu, strerror(t->pin_errors[i]));
            return false;
        }
    return true;
}

struct team *team_create(unsigned threads, const int *cpus, char err[SC_ERR])
{
    struct team *t = team_alloc(threads);
    if (t && t->scout)
        choose_scouts(t, cpus);
    if (t && t->scouts > 1)
        t->lines = lines_create(t->scouts);
    if (!t || !t->members || !t->handles || !t->pin_errors || !t->scout || !t->counts ||
        (t->scouts > 1 && !t->lines)) {
        snprintf(err, SC_ERR, "no memory for %u threads: use fewer", threads);
        if (t)
            team_free(t);
        return NULL;
    }
    sched_getaffinity(0, sizeof t->before, &t->before);
    for (unsigned i = 0; i < threads + 1; i++)
        t->members[i] =
            (struct team_member){.id = i, .threads = threads, .cpu = i < threads ? cpus[i] : -1};
    bool good = start_members(t, err);
    wait_until_idle(t);
    t->pin_errors[0] = pin_self(cpus[0]);
    if (good && all_pinned(t, err))
        return t;
    team_destroy(t);
    return NULL;
}

void team_destroy(struct team *t)
{
    pthread_mutex_lock(&t->lock);
    t->quit = true;
    pthread_cond_broadcast(&t->go);
    pthread_mutex_unlock(&t->lock);
    for (unsigned i = 1; i < t->started; i++)
        pthread_join(t->handles[i], NULL);
    sched_setaffinity(0, sizeof t->before, &t->before);
    team_free(t);
}

/* Does the task with all members; a team of one has nobody to wake. */
static void run_task(struct team *t, enum task task)
{
    if (t->threads > 1) {
        pthread_mutex_lock(&t->lock);
        t->running = t->threads - 1;
        t->task = task;
        t->generation++;
        pthread_cond_broadcast(&t->go);
        pthread_mutex_unlock(&t->lock);
    }
    member_do(t, &t->members[0], task);
    wait_until_idle(t);
}

static void run_tasks(struct team *t)
{
    gate_close(&t->gate);
    if (t->gate.shared_cpus)
        run_task(t, LOOK_BEFORE);
    run_task(t, TRIAL);
    if (t->gate.shared_cpus)
        run_task(t, LOOK_AFTER);
}

void team_count(struct team *t, const struct counters_plan *plan, int set)
{
    team_counts_choose(t->counts, plan, set);
}

struct futex_calls {
    double sleeps, wakes;
};

static struct futex_calls futex_calls_now(void)
{
#ifdef SC_FUTEX_COUNTS
    /* Relaxed: nobody sleeps or wakes between trials. */
    return (struct futex_calls){(double)atomic_load_explicit(&futex_sleeps, memory_order_relaxed),
                                (double)atomic_load_explicit(&futex_wakes, memory_order_relaxed)};
#else
    return (struct futex_calls){NAN, NAN};
#endif
}

void team_run(struct team *t, team_body body, void *shared, struct team_window window,
              struct histogram *histograms, struct team_result *result)
{
    double steal_before = team_steal_ms(t->members, t->threads);
    const struct futex_calls before = futex_calls_now();
    for (unsigned i = 0; i < t->threads; i++)
        t->members[i].samples = histograms ? &histograms[i] : NULL;
    t->body = body;
    t->shared = shared;
    t->window = window;
    run_tasks(t);
    clock_refine();
    team_summarize(t->members, t->threads, result);
    result->counts = team_counts_sum(t->counts, t->members, t->threads);
    const struct futex_calls after = futex_calls_now();
    result->futex_sleeps = after.sleeps - before.sleeps;
    result->futex_wakes = after.wakes - before.wakes;
    result->steal_ms = team_steal_ms(t->members, t->threads) - steal_before;
}
