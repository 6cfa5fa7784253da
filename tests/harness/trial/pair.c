// SPDX-License-Identifier: MIT
// Two threads that move from pair to pair: each on its CPU, both in every phase, and what a window
// shows of them.
#include <math.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "harness/machine/clock.h"
#include "harness/machine/usage.h"
#include "harness/trial/pair.h"
#include "tests/test.h"

struct seen {
    _Atomic unsigned phases[2], warmups[2];
    _Atomic int cpu[2];
    _Atomic unsigned parts;
    double slow_ns;    /* spent in the last part alone, per operation */
    double left_ns[2]; /* to the deadline, as the last part began */
    unsigned yields;   /* of its CPU, in each part */
    int move_to;       /* 1 + the CPU where member 1 goes in its last part; 0: it stays */
};

/* An operation of 1 µs, in which both threads meet as those of a benchmark do. */
static void body(struct team_member *m, void *shared)
{
    struct seen *s = shared;
    s->left_ns[m->id] = clock_ns(m->deadline - ticks());
    atomic_store(&s->cpu[m->id], sched_getcpu());
    atomic_fetch_add(m->phase ? &s->phases[m->id] : &s->warmups[m->id], 1);
    if (m->id == 1 && s->move_to && atomic_load(&s->phases[1]) == PAIR_SLICES) {
        cpu_set_t set;
        CPU_ZERO(&set);
        CPU_SET((unsigned)s->move_to - 1, &set);
        sched_setaffinity(0, sizeof set, &set);
    }
    for (unsigned i = 0; i < s->yields; i++)
        sched_yield();
    unsigned part = m->id == 0 ? atomic_fetch_add(&s->parts, 1) : 0;
    m->started = ticks();
    m->ended = m->started + clock_ticks(part == PAIR_SLICES ? 1000 + s->slow_ns : 1000);
    m->ops = 1;
}

/* Two CPUs that this process may use; the same twice where it has one. */
static void two_cpus(int cpus[2])
{
    cpu_set_t set;
    unsigned n = 0;
    sched_getaffinity(0, sizeof set, &set);
    for (int cpu = 0; cpu < CPU_SETSIZE && n < 2; cpu++)
        if (CPU_ISSET((unsigned)cpu, &set))
            cpus[n++] = cpu;
    if (n == 1)
        cpus[1] = cpus[0];
}

/* A pair, and two CPUs for it. */
static struct pair *create(int cpus[2])
{
    char err[SC_ERR] = "";
    two_cpus(cpus);
    struct pair *p = pair_create(err);
    assert_non_null(p);
    return p;
}

static void both_work_on_their_cpus(void **state)
{
    (void)state;
    char err[SC_ERR] = "";
    int cpus[2];
    cpu_set_t before, after;
    sched_getaffinity(0, sizeof before, &before);
    struct pair *p = create(cpus);
    for (unsigned turn = 0; turn < 20; turn++) {
        struct seen s = {.slow_ns = 0};
        struct pair_result r;
        const int a = cpus[turn % 2], b = cpus[1 - turn % 2];
        assert_true(pair_window(p, a, b, body, &s, 1000, &r, err));
        assert_int_equal(s.cpu[0], a);
        assert_int_equal(s.cpu[1], b);
        for (unsigned i = 0; i < 2; i++) {
            assert_int_equal(s.warmups[i], 1);
            assert_int_equal(s.phases[i], PAIR_SLICES);
        }
        assert_int_equal(r.ops, PAIR_SLICES);
        assert_true(r.ns > 950 && r.ns < 1050);
    }
    pair_destroy(p);
    sched_getaffinity(0, sizeof after, &after);
    assert_true(CPU_EQUAL(&before, &after));
}

/* By the deadlines that the bodies see: these do not wait for them. Two on one CPU wait for each
 * other, and for no part of such a window. */
static void each_part_has_its_share_of_the_window(void **state)
{
    (void)state;
    char err[SC_ERR] = "";
    int cpus[2];
    struct pair *p = create(cpus);
    struct seen s = {.slow_ns = 0};
    struct pair_result r;
    assert_true(pair_window(p, cpus[0], cpus[1], body, &s, PAIR_SLICES * 1e12, &r, err));
    for (unsigned i = 0; i < 2; i++)
        assert_true(s.left_ns[i] > 0.9e12 && s.left_ns[i] < 1.1e12);
    s.yields = 20;
    assert_true(pair_window(p, cpus[0], cpus[0], body, &s, PAIR_SLICES * 1e12, &r, err));
    assert_true(!r.disturbed || isnan(usage_of_thread().delay_ns));
    pair_destroy(p);
}

/* One part of eight that is 10 times as long does not move the figure, but marks it. */
static void an_uneven_window_is_disturbed(void **state)
{
    (void)state;
    char err[SC_ERR] = "";
    int cpus[2];
    struct pair *p = create(cpus);
    struct seen s = {.slow_ns = 9000};
    struct pair_result r;
    assert_true(pair_window(p, cpus[0], cpus[1], body, &s, 1000, &r, err));
    assert_true(r.disturbed);
    assert_true(r.ns > 950 && r.ns < 1050);
    pair_destroy(p);
}

/* Even in a window that is too long for the wait on the other CPU to count. */
static void a_thread_that_moves_is_a_disturbance(void **state)
{
    (void)state;
    char err[SC_ERR] = "";
    int cpus[2];
    struct pair *p = create(cpus);
    if (cpus[0] == cpus[1]) {
        pair_destroy(p);
        skip();
    }
    for (unsigned turn = 0; turn < 10; turn++) {
        struct seen s = {.move_to = 1 + cpus[0]};
        struct pair_result r;
        assert_true(pair_window(p, cpus[0], cpus[1], body, &s, 1e9, &r, err));
        assert_true(r.disturbed);
    }
    pair_destroy(p);
}

static void a_cpu_that_is_not_there_is_named(void **state)
{
    (void)state;
    char err[SC_ERR] = "";
    int cpus[2];
    struct pair *p = create(cpus);
    struct seen s = {.slow_ns = 0};
    struct pair_result r;
    assert_false(pair_window(p, cpus[0], CPU_SETSIZE - 1, body, &s, 1000, &r, err));
    assert_string_equal(err, "CPU 1023: cannot pin a thread: choose CPUs that are online and "
                             "allowed");
    assert_true(pair_window(p, cpus[0], cpus[1], body, &s, 1000, &r, err));
    pair_destroy(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_work_on_their_cpus),
        cmocka_unit_test(each_part_has_its_share_of_the_window),
        cmocka_unit_test(an_uneven_window_is_disturbed),
        cmocka_unit_test(a_thread_that_moves_is_a_disturbance),
        cmocka_unit_test(a_cpu_that_is_not_there_is_named),
    };
    clock_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
