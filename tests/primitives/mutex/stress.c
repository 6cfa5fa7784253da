// SPDX-License-Identifier: MIT
// Every mutex under real threads: exclusion, the unlock-to-lock edge, progress, order of arrival,
// attempts, signals, cancelled waiters, reuse of memory.
#include <unistd.h>

#include "tests/primitives/lock_applies.h"
#include "tests/primitives/mutex/checker.h"
#include "tests/primitives/mutex/late.h"

enum { GIVE_UP_S = 280 };

static void excludes_and_publishes(void **state)
{
    const struct mutex_subject *s = *state;
    unsigned most = s->traits.spin_only && cpus() < 4 ? cpus() : 4;
    if (most < 2)
        most = 2;
    for (unsigned threads = 2; threads <= most; threads++)
        assert_sound(run(s, threads, 0, stress_span(150)));
}

/* A lost wake-up leaves a thread asleep, and the alarm ends the program. */
static void progresses_oversubscribed(void **state)
{
    const struct mutex_subject *s = *state;
    unsigned threads = stress_threads(4 * cpus(), MOST_THREADS);
    const uint64_t each = stress_count(16000) / threads;
    struct tally t = run(s, threads, each, 0);
    assert_sound(t);
    assert_int_equal(t.ops, each * threads);
}

struct line {
    const struct mutex_subject *subject;
    void *lock;
    unsigned *order; /* ids in the order of their turn; guarded by lock */
    unsigned *turns; /* guarded by lock */
};

struct stander {
    struct line *line;
    void *node;
    unsigned id;
    _Atomic pid_t tid; /* 0 until it is about to acquire */
    pthread_t thread;
};

static void *stand_in_line(void *argument)
{
    struct stander *me = argument;
    struct line *l = me->line;
    atomic_store(&me->tid, gettid());
    l->subject->acquire(l->lock, me->node);
    l->order[(*l->turns)++] = me->id;
    l->subject->release(l->lock, me->node);
    return NULL;
}

/*
 * A queue lock's first word (next ticket, tail) changes when a thread has its place. Without that,
 * once the thread spins there, or sleeps where it does not spin. rubbish made whole lines: the word
 * may be longer than the lock.
 */
static void await_arrival(const struct stander *s, uint64_t before)
{
    const struct line *l = s->line;
    pid_t tid;
    while ((tid = atomic_load(&s->tid)) == 0)
        stress_sleep_us(50);
    const uint64_t used = thread_cpu_ns(s->thread);
    while (__atomic_load_n((uint64_t *)l->lock, __ATOMIC_RELAXED) == before &&
           (l->subject->traits.spin_only || !thread_asleep(tid)) &&
           thread_cpu_ns(s->thread) - used < WAITING_SPINS_NS)
        stress_sleep_us(50);
}

static void grants_in_order_of_arrival(void **state)
{
    const struct mutex_subject *s = *state;
    enum { STANDERS = 3, ROUNDS = 8 };
    for (int round = 0; round < ROUNDS; round++) {
        unsigned order[STANDERS] = {0}, turns = 0;
        struct line l = {.subject = s, .lock = rubbish(s->size), .order = order, .turns = &turns};
        struct stander standers[STANDERS];
        void *node = rubbish(s->node_size);
        s->init(l.lock);
        s->node_init(node);
        s->acquire(l.lock, node);
        for (unsigned i = 0; i < STANDERS; i++) {
            uint64_t before = __atomic_load_n((uint64_t *)l.lock, __ATOMIC_RELAXED);
            standers[i] = (struct stander){.line = &l, .node = rubbish(s->node_size), .id = i + 1};
            s->node_init(standers[i].node);
            assert_int_equal(pthread_create(&standers[i].thread, NULL, stand_in_line, &standers[i]),
                             0);
            await_arrival(&standers[i], before);
        }
        assert_int_equal(turns, 0);
        s->release(l.lock, node);
        for (unsigned i = 0; i < STANDERS; i++)
            pthread_join(standers[i].thread, NULL);
        assert_int_equal(turns, STANDERS);
        for (unsigned i = 0; i < STANDERS; i++)
            assert_int_equal(order[i], i + 1);
        s->destroy(l.lock);
        for (unsigned i = 0; i < STANDERS; i++)
            free(standers[i].node);
        free(node);
        free(l.lock);
    }
}

static void lives_again_after_destroy(void **state)
{
    const struct mutex_subject *s = *state;
    void *lock = rubbish(s->size), *node = rubbish(s->node_size);
    for (int life = 0; life < 3; life++) {
        s->init(lock);
        s->node_init(node);
        for (int i = 0; i < 5; i++) {
            s->acquire(lock, node);
            s->release(lock, node);
        }
        s->destroy(lock);
        memset(lock, 0xa5, s->size);
        memset(node, 0xa5, s->node_size);
    }
    free(lock);
    free(node);
}

/* Proves that the checker can fail. Its races are real: not for a sanitizer. */
static void checker_catches_a_lock_that_does_not_exclude(void **state)
{
    struct tally t = {0};
    for (int attempt = 0; attempt < 20 && (t.overlap == 0 || t.counted == t.ops || t.stale == 0);
         attempt++)
        t = run(*state, 2, 0, 100);
    assert_true(t.overlap > 0);
    assert_true(t.stale > 0);
    assert_true(t.counted < t.ops);
}

LOCK_APPLIES(mutex_subject, try_acquire)

static bool sleeps(const void *subject)
{
    const struct mutex_subject *s = subject;
    return excludes(s) && !s->traits.spin_only;
}

static bool queues(const void *subject)
{
    const struct mutex_subject *s = subject;
    return s->traits.fifo;
}

int main(void)
{
    static const struct check checks[] = {
        {"excludes and publishes", excludes, excludes_and_publishes},
        {"progresses oversubscribed", sleeps, progresses_oversubscribed},
        {"grants in order of arrival", queues, grants_in_order_of_arrival},
        {"succeeds by a try when free only", tries, try_succeeds_when_free_only},
        {"excludes by trying", tries, excludes_by_trying},
        {"waits on after signals", excludes, waits_on_after_signals},
        {"is not held up by a cancelled waiter", excludes, cancelled_waiter_holds_up_nobody},
        {"lives again after destroy", NULL, lives_again_after_destroy},
        {"is caught by the checker", races, checker_catches_a_lock_that_does_not_exclude},
    };
    return run_checks(checks, sizeof checks / sizeof *checks, mutex_subjects,
                      sizeof *mutex_subjects, MUTEX_SUBJECTS, GIVE_UP_S);
}
