// SPDX-License-Identifier: MIT
// Every read-write lock under real threads: exclusion, sharing, both edges, and who goes before
// whom.
#include <string.h>
#include <unistd.h>

#include "tests/primitives/lock_applies.h"
#include "tests/primitives/rwmutex/checker.h"
#include "tests/primitives/rwmutex/late.h"
#include "tests/primitives/rwmutex/tries.h"

enum { GIVE_UP_S = 280 };

static void assert_sound(struct tally t)
{
    assert_int_equal(t.overlap, 0);
    assert_int_equal(t.stale, 0);
    assert_int_equal(t.counted, t.writes);
}

static void excludes_and_publishes(void **state)
{
    static const unsigned mix[][2] = {{1, 1}, {0, 2}, {3, 1}, {2, 2}, {8, 4}};
    const struct rwmutex_subject *s = *state;
    for (size_t i = 0; i < sizeof mix / sizeof *mix; i++) {
        if (s->traits.spin_only && mix[i][0] + mix[i][1] > 2 && mix[i][0] + mix[i][1] > cpus())
            continue;
        struct tally t = run(s, mix[i][0], mix[i][1], stress_span(150));
        assert_sound(t);
        assert_true(t.writes > 0);
        assert_true(t.reads > 0 || mix[i][0] == 0);
    }
}

/* Each reader stays inside until all are: a lock that lets in one at a time ends by the alarm. */
static void readers_share(void **state)
{
    const struct rwmutex_subject *s = *state;
    void *lock = new_lock(s);
    _Atomic unsigned turns = 0;
    struct visitor r[3];
    for (unsigned i = 0; i < 3; i++) {
        r[i] = (struct visitor){.subject = s, .lock = lock, .turns = &turns};
        start(&r[i]);
    }
    for (unsigned i = 0; i < 3; i++)
        await_inside(&r[i]);
    assert_int_equal(turns, 3);
    for (unsigned i = 0; i < 3; i++) {
        let_go(&r[i]);
        pthread_join(r[i].thread, NULL);
    }
    free_lock(s, lock);
}

/* A reader is inside, a writer waits, another reader comes: what the trait says, no more and no
 * less. */
static void keeps_its_word_on_waiting_writers(void **state)
{
    const struct rwmutex_subject *s = *state;
    for (int round = 0; round < 10; round++) {
        void *lock = new_lock(s);
        _Atomic unsigned turns = 0;
        struct visitor first = {.subject = s, .lock = lock, .turns = &turns}, late = first,
                       writer = first;
        writer.writes = true;
        start(&first);
        start(&writer);
        bool writer_early = atomic_load(&writer.inside);
        start(&late);
        bool late_early = atomic_load(&late.inside);
        let_go(&first);
        let_go(&writer);
        let_go(&late);
        pthread_join(first.thread, NULL);
        pthread_join(writer.thread, NULL);
        pthread_join(late.thread, NULL);
        assert_false(writer_early);
        assert_int_equal(late_early, !s->traits.prefer_writer);
        assert_int_equal(writer.turn, s->traits.prefer_writer ? 1 : 2);
        free_lock(s, lock);
    }
}

/* A writer is inside, two readers wait, then a second writer, then a third reader: that writer goes
 * last. */
static void waiting_readers_go_before_the_next_writer(void **state)
{
    const struct rwmutex_subject *s = *state;
    for (int round = 0; round < 10; round++) {
        void *lock = new_lock(s);
        _Atomic unsigned turns = 0;
        const struct visitor reader = {.subject = s, .lock = lock, .turns = &turns};
        struct visitor v[5] = {reader, reader, reader, reader, reader};
        v[0].writes = v[3].writes = true;
        unsigned early = 0;
        for (unsigned i = 0; i < 5; i++) {
            start(&v[i]);
            early += atomic_load(&v[i].inside);
        }
        for (unsigned i = 0; i < 5; i++)
            let_go(&v[i]);
        for (unsigned i = 0; i < 5; i++)
            pthread_join(v[i].thread, NULL);
        assert_int_equal(early, 1); /* the first writer */
        assert_int_equal(v[3].turn, 4);
        free_lock(s, lock);
    }
}

struct flood {
    const struct rwmutex_subject *subject;
    void *lock;
    _Atomic unsigned inside;
    atomic_bool stop;
};

/* Leaves only when another reader is inside, or has been looked for in vain: someone is always
 * inside. */
static void *flood(void *argument)
{
    struct flood *f = argument;
    while (!atomic_load(&f->stop)) {
        f->subject->read_acquire(f->lock);
        atomic_fetch_add(&f->inside, 1);
        for (uint64_t end = now_ns() + 2000000; atomic_load(&f->inside) < 2 && now_ns() < end;)
            sched_yield();
        atomic_fetch_sub(&f->inside, 1);
        f->subject->read_release(f->lock);
    }
    return NULL;
}

static void flooding_readers_do_not_starve_a_writer(void **state)
{
    const struct rwmutex_subject *s = *state;
    struct flood f = {.subject = s, .lock = new_lock(s)};
    pthread_t reader[4];
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&reader[i], NULL, flood, &f), 0);
    stress_sleep_us(20000);
    uint64_t begin = now_ns();
    for (int i = 0; i < 20; i++) {
        s->write_acquire(f.lock);
        s->write_release(f.lock);
    }
    uint64_t took = now_ns() - begin;
    atomic_store(&f.stop, true);
    for (unsigned i = 0; i < 4; i++)
        pthread_join(reader[i], NULL);
    free_lock(s, f.lock);
    assert_true(took < GIVE_UP_S / 4 * UINT64_C(1000000000));
}

static void lives_again_after_destroy(void **state)
{
    const struct rwmutex_subject *s = *state;
    void *lock = new_lock(s);
    for (int life = 0; life < 3; life++) {
        for (int i = 0; i < 5; i++) {
            s->read_acquire(lock);
            s->read_release(lock);
            s->write_acquire(lock);
            s->write_release(lock);
        }
        s->destroy(lock);
        memset(lock, 0xa5, s->size);
        s->init(lock);
    }
    free_lock(s, lock);
}

/* Proves that the checker can fail. Its races are real: not for a sanitizer. */
static void checker_catches_a_lock_that_does_not_exclude(void **state)
{
    struct tally writers = {0}, both = {0};
    for (int attempt = 0;
         attempt < 20 && (!writers.overlap || !writers.stale || writers.counted == writers.writes);
         attempt++)
        writers = run(*state, 0, 2, 100);
    assert_true(writers.overlap > 0);
    assert_true(writers.stale > 0);
    assert_true(writers.counted < writers.writes);
    for (int attempt = 0; attempt < 20 && (!both.overlap || !both.stale); attempt++)
        both = run(*state, 1, 1, 100);
    assert_true(both.overlap > 0);
    assert_true(both.stale > 0);
}

LOCK_APPLIES(rwmutex_subject, try_read_acquire)

static bool lets_writers_in(const void *subject)
{
    const struct rwmutex_subject *s = subject;
    return s->traits.prefer_writer || s->traits.bounded;
}

static bool lets_readers_in_next(const void *subject)
{
    const struct rwmutex_subject *s = subject;
    return s->traits.readers_next;
}

static bool outlives_the_cancelled(const void *subject)
{
    const struct rwmutex_subject *s = subject;
    return excludes(s) && !s->traits.cancelable;
}

int main(void)
{
    static const struct check checks[] = {
        {"excludes and publishes", excludes, excludes_and_publishes},
        {"readers share", NULL, readers_share},
        {"keeps its word on waiting writers", excludes, keeps_its_word_on_waiting_writers},
        {"waiting readers go before the next writer", lets_readers_in_next,
         waiting_readers_go_before_the_next_writer},
        {"flooding readers do not starve a writer", lets_writers_in,
         flooding_readers_do_not_starve_a_writer},
        {"tries as it acquires", tries, tries_as_it_acquires},
        {"tries beside a waiting writer", tries, tries_beside_a_waiting_writer},
        {"excludes by trying", tries, excludes_by_trying},
        {"waits on after signals", excludes, waits_on_after_signals},
        {"is not held up by cancelled waiters", outlives_the_cancelled,
         cancelled_waiters_hold_up_nobody},
        {"lives again after destroy", NULL, lives_again_after_destroy},
        {"is caught by the checker", races, checker_catches_a_lock_that_does_not_exclude},
    };
    return run_checks(checks, sizeof checks / sizeof *checks, rwmutex_subjects,
                      sizeof *rwmutex_subjects, RWMUTEX_SUBJECTS, GIVE_UP_S);
}
