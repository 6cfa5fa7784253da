// SPDX-License-Identifier: MIT
// A team of 256 real threads on at most two CPUs: it starts, measures and ends, again and again.
#include <sched.h>
#include <stdatomic.h>
#include <string.h>

#include "harness/machine/topology.h"
#include "harness/trial/loop.h"
#include "harness/trial/team.h"
#include "tests/harness/topology_group.h"

enum { THREADS = 256, CPUS = 2 };

struct tally {
    _Atomic uint64_t shared;
    uint64_t own[THREADS]; /* each its thread's alone */
    int cpus[THREADS];
    _Atomic unsigned phases[THREADS], wrong_cpu;
};

struct looper {
    struct tally *tally;
    unsigned id;
};

SC_INLINE void op_tally(void *context)
{
    struct looper *l = context;
    atomic_fetch_add_explicit(&l->tally->shared, 1, memory_order_relaxed);
    l->tally->own[l->id]++;
}

static void body_tally(struct team_member *m, void *shared)
{
    struct looper l = {shared, m->id};
    if (sched_getcpu() != l.tally->cpus[m->id])
        atomic_fetch_add(&l.tally->wrong_cpu, 1);
    atomic_fetch_or(&l.tally->phases[m->id], 1u << m->phase);
    loop_run(m, &l, op_tally);
}

static void check_trial(struct team *team, struct tally *tally)
{
    struct team_result r;
    uint64_t own = 0;
    memset(tally->own, 0, sizeof tally->own);
    atomic_store(&tally->shared, 0);
    for (unsigned i = 0; i < THREADS; i++)
        atomic_store(&tally->phases[i], 0);
    team_run(team, body_tally, tally, (struct team_window){.warmup_ns = 4e6, .window_ns = 12e6},
             NULL, &r);
    assert_int_equal(r.threads, THREADS);
    assert_int_equal(atomic_load(&tally->wrong_cpu), 0);
    assert_false(r.moved);
    for (unsigned i = 0; i < THREADS; i++) {
        own += tally->own[i];
        assert_int_equal(atomic_load(&tally->phases[i]), 3); /* warm-up and window */
        assert_true(r.members[i].ops > 0);
        assert_int_equal(tally->own[i], r.members[i].ops + r.members[i].warmup_ops);
    }
    assert_int_equal(own, r.all_ops);
    assert_int_equal(atomic_load(&tally->shared), r.all_ops);
    assert_true(r.ops > 0 && r.ops < r.all_ops);
    assert_true(r.jain > 0 && r.jain <= 1.0000001);
    assert_true(r.overlap >= 0 && r.overlap <= 1);
}

static void it_starts_measures_and_ends(void **state)
{
    (void)state;
    static struct tally tally;
    char err[SC_ERR] = "";
    unsigned cpus = topology.n_cpus < CPUS ? topology.n_cpus : CPUS;
    for (unsigned i = 0; i < THREADS; i++)
        tally.cpus[i] = topology.cpus[i % cpus].os;
    for (int teams = 0; teams < 2; teams++) {
        struct team *team = team_create(THREADS, tally.cpus, err);
        if (!team)
            fail_msg("%s", err);
        for (int trial = 0; trial < 2; trial++)
            check_trial(team, &tally);
        team_destroy(team);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(it_starts_measures_and_ends)};
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
