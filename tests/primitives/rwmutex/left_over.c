// SPDX-License-Identifier: MIT
// After a crowd of readers and writers no trace is left: no count, no waiter, no token, no entry.
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "primitives/rwmutex/subjects.h"
#include "tests/test.h"

enum { GIVE_UP_S = 280, CROWD = 6, VISITS = 2000 };

struct visitor {
    const struct rwmutex_subject *subject;
    void *lock;
    unsigned visits;
    pthread_t thread;
};

static void *visit(void *argument)
{
    struct visitor *v = argument;
    const struct rwmutex_subject *s = v->subject;
    for (unsigned i = 0; i < v->visits; i++) {
        const bool writes = i % 8 == 0;
        if (writes && (i % 16 || !s->try_write_acquire(v->lock)))
            s->write_acquire(v->lock);
        else if (!writes && (i % 3 || !s->try_read_acquire(v->lock)))
            s->read_acquire(v->lock);
        if (i % 32 == 0 || i % 32 == 1)
            sched_yield(); /* inside, so that others queue */
        if (writes)
            s->write_release(v->lock);
        else
            s->read_release(v->lock);
    }
    return NULL;
}

static void crowd_visits(enum rwmutex_place place, void *lock, unsigned threads)
{
    struct visitor v[CROWD];
    rwmutex_subjects[place].init(lock);
    for (unsigned i = 0; i < threads; i++) {
        v[i] = (struct visitor){&rwmutex_subjects[place], lock, VISITS, 0};
        assert_int_equal(pthread_create(&v[i].thread, NULL, visit, &v[i]), 0);
    }
    for (unsigned i = 0; i < threads; i++)
        pthread_join(v[i].thread, NULL);
}

static void assert_queue_is_empty(struct sema *s)
{
    assert_int_equal(atomic_load(&s->lock), SEMA_FREE);
    assert_int_equal(s->count, 0);
    assert_null(s->head);
}

static void assert_go_is_new(struct go_rwmutex *rw)
{
    assert_int_equal(atomic_load(&rw->readers), 0);
    assert_int_equal(atomic_load(&rw->leaving), 0);
    assert_queue_is_empty(&rw->readers_queue);
    assert_queue_is_empty(&rw->writer_queue);
    assert_int_equal(atomic_load(&rw->writers.state), 0);
    assert_queue_is_empty(&rw->writers.queue);
}

static void go_is_as_new(void **state)
{
    (void)state;
    struct go_rwmutex rw;
    crowd_visits(rwmutex_place_go, &rw, CROWD);
    assert_go_is_new(&rw);
    go_rwmutex_destroy(&rw);
}

static void bravo_is_as_new(void **state)
{
    (void)state;
    struct bravo_rwmutex rw;
    crowd_visits(rwmutex_place_bravo, &rw, CROWD);
    assert_go_is_new(&rw.lock);
    for (int i = 0; i < BRAVO_ENTRIES; i++) {
        assert_null(atomic_load(&bravo_table[i].lock));
        assert_int_equal(atomic_load(&bravo_table[i].thread), 0);
    }
    bravo_rwmutex_destroy(&rw);
}

static void big_reader_is_as_new(void **state)
{
    (void)state;
    struct big_reader_rwmutex rw;
    crowd_visits(rwmutex_place_big_reader, &rw, CROWD);
    for (int i = 0; i < BIG_READER_SLOTS; i++)
        assert_go_is_new(&rw.slot[i].lock);
    assert_int_equal(atomic_load(&rw.writers.state), 0);
    big_reader_rwmutex_destroy(&rw);
}

/* Two threads: it spins. */
static void phase_fair_is_as_new(void **state)
{
    (void)state;
    struct phase_fair_rwmutex rw;
    crowd_visits(rwmutex_place_phase_fair, &rw, 2);
    assert_int_equal(atomic_load(&rw.arrived) & ~(uint32_t)PHASE_FAIR_PHASE, atomic_load(&rw.left));
    assert_int_equal(atomic_load(&rw.drawn), atomic_load(&rw.served));
    phase_fair_rwmutex_destroy(&rw);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(go_is_as_new),
        cmocka_unit_test(bravo_is_as_new),
        cmocka_unit_test(big_reader_is_as_new),
        cmocka_unit_test(phase_fair_is_as_new),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests_name("rwmutex left over", tests, NULL, NULL);
}
