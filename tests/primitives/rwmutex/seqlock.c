// SPDX-License-Identifier: MIT
// Locks whose readers read again: what a section keeps is whole, and writers exclude each other.
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "primitives/rwmutex/subjects.h"
#include "tests/primitives/checks.h"
#include "tests/primitives/waiting.h"
#include "tests/test.h"

enum { GIVE_UP_S = 280, WORDS = 6, MOST_THREADS = 8 };

struct arena {
    const struct rwmutex_optimistic_subject *subject;
    void *lock;
    atomic_bool stop;
    _Atomic uint64_t word[WORDS]; /* each the first one and its place; relaxed */
    uint64_t writes;              /* plain: only the writer inside touches it */
};

struct worker {
    struct arena *arena;
    bool is_writer;
    uint64_t ops, torn, backward, repeated;
    pthread_t thread;
};

static void *new_lock(const struct rwmutex_optimistic_subject *s)
{
    void *rw = rubbish(s->size);
    s->init(rw);
    return rw;
}

static void write_all(struct arena *a)
{
    a->subject->write_acquire(a->lock);
    const uint64_t next = atomic_load_explicit(&a->word[0], memory_order_relaxed) + 1;
    for (uint64_t i = 0; i < WORDS; i++) {
        if (next % 64 == i) /* before the first word for another writer, then for readers */
            sched_yield();
        atomic_store_explicit(&a->word[i], next + i, memory_order_relaxed);
    }
    a->writes++;
    a->subject->write_release(a->lock);
}

/* Returns the first word of a section that counted. */
static uint64_t read_all(struct worker *w)
{
    struct arena *a = w->arena;
    uint64_t seen[WORDS];
    uint32_t began;
    unsigned times = 0;
    do {
        began = a->subject->read_begin(a->lock);
        for (int i = 0; i < WORDS; i++)
            seen[i] = atomic_load_explicit(&a->word[i], memory_order_relaxed);
        times++;
    } while (a->subject->read_retry(a->lock, began));
    w->repeated += times > 1;
    for (uint64_t i = 0; i < WORDS; i++)
        w->torn += seen[i] != seen[0] + i;
    return seen[0];
}

static void *work(void *argument)
{
    struct worker *w = argument;
    uint64_t last = 0;
    do {
        if (w->is_writer) {
            write_all(w->arena);
            sched_yield(); /* writers that keep coming starve the readers */
        } else {
            const uint64_t first = read_all(w);
            w->backward += first < last;
            last = first;
        }
        w->ops++;
    } while (!atomic_load_explicit(&w->arena->stop, memory_order_relaxed));
    return NULL;
}

struct tally {
    uint64_t reads, writes, counted, first, torn, backward, repeated;
};

static struct tally run(const struct rwmutex_optimistic_subject *s, unsigned readers,
                        unsigned writers, long ms)
{
    struct arena a = {.subject = s, .lock = new_lock(s)};
    struct worker w[MOST_THREADS] = {0};
    struct tally t = {0};
    for (uint64_t i = 0; i < WORDS; i++)
        atomic_init(&a.word[i], i);
    for (unsigned i = 0; i < readers + writers; i++) {
        w[i] = (struct worker){.arena = &a, .is_writer = i >= readers};
        assert_int_equal(pthread_create(&w[i].thread, NULL, work, &w[i]), 0);
    }
    stress_sleep_us(ms * 1000);
    atomic_store(&a.stop, true);
    for (unsigned i = 0; i < readers + writers; i++) {
        pthread_join(w[i].thread, NULL);
        *(w[i].is_writer ? &t.writes : &t.reads) += w[i].ops;
        t.torn += w[i].torn;
        t.backward += w[i].backward;
        t.repeated += w[i].repeated;
    }
    t.counted = a.writes;
    t.first = atomic_load(&a.word[0]);
    s->destroy(a.lock);
    free(a.lock);
    return t;
}

/* Returns how many sections were repeated. */
static uint64_t sections_are_whole_among(const struct rwmutex_optimistic_subject *s,
                                         unsigned readers, unsigned writers)
{
    struct tally t = run(s, readers, writers, stress_span(200));
    assert_int_equal(t.torn, 0);
    assert_int_equal(t.backward, 0);
    assert_int_equal(t.counted, t.writes);
    assert_int_equal(t.first, t.writes);
    assert_true(t.writes > 0);
    assert_true(t.reads > 0 || readers == 0);
    return t.repeated;
}

static void sections_are_whole(void **state)
{
    static const unsigned mix[][2] = {{1, 1}, {2, 1}, {0, 2}, {1, 2}, {3, 3}};
    uint64_t repeated = 0;
    for (size_t i = 0; i < sizeof mix / sizeof *mix; i++)
        repeated += sections_are_whole_among(*state, mix[i][0], mix[i][1]);
    while (repeated == 0) /* readers have never met a writer: nothing was shown */
        repeated = sections_are_whole_among(*state, 3, 3);
}

/* One thread: what happens between begin and retry decides. */
static void retry_says_whether_a_writer_was_there(void **state)
{
    const struct rwmutex_optimistic_subject *s = *state;
    void *lock = new_lock(s);
    for (int i = 0; i < 3; i++) {
        uint32_t began = s->read_begin(lock);
        assert_false(s->read_retry(lock, began));
        assert_false(s->read_retry(lock, began));
        s->write_acquire(lock);
        assert_true(s->read_retry(lock, began));
        s->write_release(lock);
        assert_true(s->read_retry(lock, began));
    }
    s->destroy(lock);
    free(lock);
}

struct late {
    const struct rwmutex_optimistic_subject *subject;
    void *lock;
    bool writes, again;
    _Atomic pid_t tid;
    atomic_bool inside;
    pthread_t thread;
};

static void *come_late(void *argument)
{
    struct late *l = argument;
    atomic_store(&l->tid, gettid());
    if (l->writes) {
        l->subject->write_acquire(l->lock);
        atomic_store(&l->inside, true);
        l->subject->write_release(l->lock);
    } else {
        uint32_t began = l->subject->read_begin(l->lock);
        atomic_store(&l->inside, true);
        l->again = l->subject->read_retry(l->lock, began);
    }
    return NULL;
}

/* Who comes while a writer is inside begins when it has left, signals or not. */
static void a_writer_inside_is_waited_for(void **state)
{
    const struct rwmutex_optimistic_subject *s = *state;
    void *lock = new_lock(s);
    for (int writes = 0; writes < 2; writes++) {
        struct late l = {.subject = s, .lock = lock, .writes = writes};
        s->write_acquire(lock);
        assert_int_equal(pthread_create(&l.thread, NULL, come_late, &l), 0);
        await_wait(l.thread, &l.tid, &l.inside);
        disturb(l.thread, 20);
        bool early = atomic_load(&l.inside);
        s->write_release(lock);
        pthread_join(l.thread, NULL);
        assert_false(early);
        assert_true(atomic_load(&l.inside));
        assert_false(l.again);
    }
    s->destroy(lock);
    free(lock);
}

static bool never(void *lock, uint32_t began)
{
    (void)lock;
    (void)began;
    return false;
}

static void nothing(void *lock)
{
    (void)lock;
}

/* Proves that the checker can fail: sections that are never repeated, and writers side by side. */
static void checker_catches_what_is_torn(void **state)
{
    struct rwmutex_optimistic_subject broken = *(const struct rwmutex_optimistic_subject *)*state;
    struct tally t = {0};
    broken.read_retry = never;
    for (int attempt = 0; attempt < 20 && t.torn == 0; attempt++)
        t = run(&broken, 2, 1, 100);
    assert_true(t.torn > 0);
#ifndef SYNCCOST_SANITIZED
    broken.write_acquire = broken.write_release = nothing;
    for (int attempt = 0; attempt < 20 && t.first == t.writes; attempt++)
        t = run(&broken, 0, 2, 100);
    assert_true(t.first < t.writes);
#else
    (void)nothing;
#endif
}

int main(void)
{
    static const struct check checks[] = {
        {"reads whole sections", NULL, sections_are_whole},
        {"says whether a writer was there", NULL, retry_says_whether_a_writer_was_there},
        {"waits for a writer inside", NULL, a_writer_inside_is_waited_for},
        {"is caught by the checker when broken", NULL, checker_catches_what_is_torn},
    };
    return run_checks(checks, sizeof checks / sizeof *checks, rwmutex_optimistic_subjects,
                      sizeof *rwmutex_optimistic_subjects, RWMUTEX_OPTIMISTIC_SUBJECTS, GIVE_UP_S);
}
