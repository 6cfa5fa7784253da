// SPDX-License-Identifier: MIT
// Latency rounds: every signal reaches every waiter, and how they waited is what was asked for.
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "harness/machine/clock.h"
#include "harness/machine/topology.h"
#include "harness/trial/wake.h"
#include "primitives/futex.h"
#include "tests/harness/topology_group.h"
#include "tests/test.h"

enum { MOST = 4 };

/* A word that holds the round; a waiter waits for a change of it. */
struct bell {
    struct wake *wake;
    _Atomic uint32_t rings;
    unsigned prepared;
    unsigned heard[MOST];
    unsigned id;
    uint32_t last;
    struct bell *all; /* of a member's copy: the original */
    uint64_t delay;   /* ticks that the last waiter stays behind */
};

SC_INLINE void prepare(void *context)
{
    ((struct bell *)context)->all->prepared++;
}

SC_INLINE void wait_spinning(void *context)
{
    struct bell *own = context;
    while (atomic_load_explicit(&own->all->rings, memory_order_acquire) == own->last)
        cpu_relax();
    own->last++;
    own->all->heard[own->id]++;
    const uint64_t end = ticks() + own->delay;
    while ((int64_t)(ticks() - end) < 0)
        cpu_relax();
}

SC_INLINE void wait_sleeping(void *context)
{
    struct bell *own = context;
    while (atomic_load_explicit(&own->all->rings, memory_order_acquire) == own->last)
        futex_wait(&own->all->rings, own->last, NULL);
    own->last++;
    own->all->heard[own->id]++;
}

SC_INLINE void ring(void *context)
{
    struct bell *own = context;
    atomic_fetch_add_explicit(&own->all->rings, 1, memory_order_release);
    futex_wake(&own->all->rings, MOST);
}

static struct bell copy_of(struct team_member *m, struct bell *shared)
{
    struct bell own = *shared;
    own.id = m->id;
    own.all = shared;
    own.last = shared->heard[m->id];
    own.delay = m->id + 1 == m->threads ? shared->delay : 0;
    return own;
}

static void body_spinning(struct team_member *m, void *shared)
{
    struct bell own = copy_of(m, shared);
    wake_run(m, own.wake, &own, (struct wake_verbs){prepare, wait_spinning, ring});
}

static void body_sleeping(struct team_member *m, void *shared)
{
    struct bell own = copy_of(m, shared);
    wake_run(m, own.wake, &own, (struct wake_verbs){NULL, wait_sleeping, ring});
}

struct outcome {
    struct team_result result;
    struct bell bell;
    struct histogram *histograms;
};

/* One trial of threads threads, all on one CPU where wait says so; histograms is the caller's. */
static struct outcome run(unsigned threads, enum wake_wait wait, team_body body, double delay_ns)
{
    struct outcome o;
    char err[SC_ERR];
    int cpus[MOST];
    assert_int_equal(topology_place(&topology, PLACE_SPREAD, threads, cpus), 0);
    for (unsigned i = 1; wait == WAKE_SAME_CPU && i < threads; i++)
        cpus[i] = cpus[0];
    struct arena *arena = arena_create(1, -1);
    struct team *team = team_create(threads, cpus, err);
    assert_true(arena && team);
    o.histograms = aligned_alloc(512, threads * sizeof *o.histograms);
    assert_non_null(o.histograms);
    memset(o.histograms, 0, threads * sizeof *o.histograms);
    o.bell = (struct bell){
        .wake = wake_place(arena, threads, wait == WAKE_SAME_CPU ? 1 : topology.n_cpus, wait),
        .delay = clock_ticks(delay_ns)};
    assert_non_null(o.bell.wake);
    team_run(team, body, &o.bell,
             (struct team_window){.warmup_ns = 2e6, .window_ns = 20e6, .width = 0}, o.histograms,
             &o.result);
    team_destroy(team);
    arena_destroy(arena);
    return o;
}

static void every_signal_reaches_every_waiter(void **state)
{
    (void)state;
    for (unsigned threads = 2; threads <= MOST; threads++) {
        struct outcome o = run(threads, WAKE_SAME_CPU, body_sleeping, 0);
        uint64_t rings = atomic_load(&o.bell.rings);
        assert_true(rings > 0);
        assert_int_equal(o.result.all_ops, rings);
        for (unsigned i = 1; i < threads; i++)
            assert_int_equal(o.bell.heard[i], rings);
        free(o.histograms);
    }
}

static void each_round_of_the_window_is_one_sample(void **state)
{
    (void)state;
    struct outcome o = run(2, WAKE_SAME_CPU, body_sleeping, 0);
    assert_int_equal(o.histograms[0].total, o.result.ops);
    assert_int_equal(o.histograms[1].total, 0);
    assert_true(o.result.ops < o.result.all_ops); /* the warm-up's are not sampled */
    assert_true(o.result.waits == (double)o.result.ops);
    free(o.histograms);
}

/* Whether the waiter sleeps mostly, in one of many trials: another program that takes the CPU may
 * keep it from its sleep until it is signalled. */
static bool sleeps_by(enum wake_wait wait)
{
    bool mostly = false;
    for (int attempt = 0; attempt < 200 && !mostly; attempt++) {
        struct outcome o = run(2, wait, body_sleeping, 0);
        mostly = o.result.sleeps > 0.9 * o.result.waits;
        free(o.histograms);
    }
    return mostly;
}

static void who_shares_a_cpu_sleeps(void **state)
{
    (void)state;
    assert_true(sleeps_by(WAKE_SAME_CPU));
}

static void the_pause_lets_waiters_sleep(void **state)
{
    (void)state;
    if (topology.n_cpus < 2)
        skip();
    assert_true(sleeps_by(WAKE_ASLEEP));
    struct outcome spinning = run(2, WAKE_SPINNING, body_spinning, 0);
    assert_true(spinning.result.sleeps < 0.1 * spinning.result.waits);
    assert_int_equal(spinning.bell.prepared, spinning.result.all_ops);
    free(spinning.histograms);
}

static void the_last_waiter_counts(void **state)
{
    (void)state;
    if (topology.n_cpus < 2)
        skip();
    struct outcome o = run(2, WAKE_SPINNING, body_spinning, 50000);
    /* A median may lie at the lower end of its bucket, which is 1/32 wide. */
    assert_true(clock_ns(1) * histogram_median(o.histograms) >= 50000 * 31.0 / 32);
    free(o.histograms);
}

static void a_median_lies_inside_its_bucket(void **state)
{
    (void)state;
    struct histogram *h = aligned_alloc(512, sizeof *h);
    assert_non_null(h);
    memset(h, 0, sizeof *h);
    assert_true(histogram_median(h) == 0);
    for (uint64_t value = 1000; value < 3000; value++)
        histogram_add(h, value);
    assert_true(histogram_median(h) > 1995 && histogram_median(h) < 2005);
    memset(h, 0, sizeof *h);
    histogram_add(h, 7);
    assert_true(histogram_median(h) >= 7 && histogram_median(h) < 8);
    free(h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_signal_reaches_every_waiter),
        cmocka_unit_test(each_round_of_the_window_is_one_sample),
        cmocka_unit_test(who_shares_a_cpu_sleeps),
        cmocka_unit_test(the_pause_lets_waiters_sleep),
        cmocka_unit_test(the_last_waiter_counts),
        cmocka_unit_test(a_median_lies_inside_its_bucket),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
