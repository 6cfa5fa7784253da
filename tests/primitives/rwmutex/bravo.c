// SPDX-License-Identifier: MIT
// BRAVO's table: readers of one entry are told apart, and a revocation meets readers on their way
// in.
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

#include "primitives/relax.h"
#include "primitives/rwmutex/bravo.h"
#include "tests/test.h"

enum { GIVE_UP_S = 280, REVOCATIONS = 1500 };

struct colliding {
    struct bravo_rwmutex *lock;
    bool by_table; /* of its last read */
};

static void *read_beside(void *argument)
{
    struct colliding *c = argument;
    bravo_rwmutex_read_acquire(c->lock);
    /* Readers inside by the lock below. */
    c->by_table = atomic_load(&c->lock->lock.readers) == 0;
    bravo_rwmutex_read_release(c->lock);
    return NULL;
}

/*
 * A thread whose entry another reader of the same lock has goes by the lock below, and must give
 * that back: the entry stays its owner's.
 */
static void tells_readers_of_one_entry_apart(void **state)
{
    (void)state;
    struct bravo_rwmutex rw;
    bravo_rwmutex_init(&rw);
    struct bravo_entry *own = bravo_own(&rw, rwmutex_this_thread());
    struct colliding mine = {.lock = &rw, .by_table = true}, other = {.lock = &rw};
    read_beside(&mine); /* makes it biased */
    assert_false(mine.by_table);
    read_beside(&mine);
    assert_true(mine.by_table);
    atomic_store(&own->lock, &rw); /* another thread has the entry, and has not numbered it yet */
    read_beside(&mine);
    assert_false(mine.by_table);
    assert_ptr_equal(atomic_load(&own->lock), &rw);
    atomic_store(&own->thread, UINT32_MAX); /* and now it has */
    read_beside(&mine);
    assert_false(mine.by_table);
    assert_ptr_equal(atomic_load(&own->lock), &rw);
    assert_int_equal(atomic_load(&own->thread), UINT32_MAX);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, read_beside, &other), 0);
    pthread_join(thread, NULL);
    assert_true(other.by_table);
    assert_false(bravo_rwmutex_try_write_acquire(&rw));
    atomic_store(&own->thread, 0);
    atomic_store(&own->lock, NULL);
    assert_true(bravo_rwmutex_try_write_acquire(&rw));
    bravo_rwmutex_write_release(&rw);
    assert_int_equal(atomic_load(&rw.lock.readers), 0);
    bravo_rwmutex_destroy(&rw);
}

/* ---- a reader that is stopped at any instruction while a writer comes ---- */

static struct bravo_rwmutex stopped_lock;
static atomic_bool writer_inside, reader_ends;
static _Atomic uint64_t reads, met_writer;

/* Stops the reader where it is until the writer is inside, or for a time: it may hold the lock. */
static void stop_for_the_writer(int signal)
{
    (void)signal;
    for (int i = 0; i < 20000 && !atomic_load(&writer_inside); i++)
        cpu_relax();
}

static void *read_until_the_end(void *argument)
{
    while (!atomic_load(&reader_ends)) {
        bravo_rwmutex_read_acquire(&stopped_lock);
        atomic_fetch_add(&met_writer, atomic_load(&writer_inside));
        bravo_rwmutex_read_release(&stopped_lock);
        atomic_fetch_add(&reads, 1);
    }
    return argument;
}

/*
 * The signal often finds the reader between its first look at the bias and its entry. The second
 * look must then find that the bias has ended.
 */
static void reader_on_its_way_in_sees_the_revocation(void **state)
{
    (void)state;
    pthread_t reader;
    unsigned biased = 0;
    bravo_rwmutex_init(&stopped_lock);
    sigaction(SIGUSR1,
              &(struct sigaction){.sa_handler = stop_for_the_writer, .sa_flags = SA_RESTART}, NULL);
    assert_int_equal(pthread_create(&reader, NULL, read_until_the_end, NULL), 0);
    for (int i = 0; i < REVOCATIONS; i++) {
        const uint64_t before = atomic_load(&reads);
        while (atomic_load(&reads) < before + 3) /* so that it is biased again */
            sched_yield();
        biased += atomic_load(&stopped_lock.biased);
        pthread_kill(reader, SIGUSR1);
        bravo_rwmutex_write_acquire(&stopped_lock);
        atomic_store(&writer_inside, true);
        for (int k = 0; k < 300; k++) {
            cpu_relax();
            if (k % 100 == 0)
                sched_yield();
        }
        atomic_store(&writer_inside, false);
        stopped_lock.inhibited = 0; /* a bias is not forbidden */
        bravo_rwmutex_write_release(&stopped_lock);
    }
    atomic_store(&reader_ends, true);
    pthread_join(reader, NULL);
    assert_true(biased > REVOCATIONS / 2); /* else nothing was shown */
    assert_int_equal(atomic_load(&met_writer), 0);
    bravo_rwmutex_destroy(&stopped_lock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_readers_of_one_entry_apart),
        cmocka_unit_test(reader_on_its_way_in_sees_the_revocation),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests_name("bravo", tests, NULL, NULL);
}
