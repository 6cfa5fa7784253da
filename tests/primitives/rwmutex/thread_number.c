// SPDX-License-Identifier: MIT
// The numbers of threads, where their count wraps around: none is 0, which means none.
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <unistd.h>

#include "primitives/rwmutex/bravo.h"
#include "tests/test.h"

enum { GIVE_UP_S = 280, THREADS = 3 };

struct reader {
    struct bravo_rwmutex *lock;
    uint32_t number;
    pthread_t thread;
};

static void *read_once(void *argument)
{
    struct reader *me = argument;
    me->number = rwmutex_this_thread();
    bravo_rwmutex_read_acquire(me->lock);
    bravo_rwmutex_read_release(me->lock);
    return NULL;
}

static void run_readers(struct reader *reader, struct bravo_rwmutex *lock, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        reader[i] = (struct reader){.lock = lock};
        assert_int_equal(pthread_create(&reader[i].thread, NULL, read_once, &reader[i]), 0);
        pthread_join(reader[i].thread, NULL);
    }
}

static void no_thread_has_the_number_0(void **state)
{
    (void)state;
    static struct bravo_rwmutex lock;
    struct reader reader[THREADS];
    bravo_rwmutex_init(&lock);
    atomic_store(&rwmutex_threads, UINT32_MAX - 1);
    run_readers(reader, &lock, THREADS);
    assert_true(reader[0].number == UINT32_MAX);
    assert_int_equal(reader[1].number, 1);
    assert_int_equal(reader[2].number, 2);
    bravo_rwmutex_write_acquire(&lock);
    bravo_rwmutex_write_release(&lock);
    bravo_rwmutex_destroy(&lock);
}

static void a_number_stays(void **state)
{
    (void)state;
    const uint32_t mine = rwmutex_this_thread();
    struct bravo_rwmutex lock;
    struct reader reader[THREADS];
    assert_int_not_equal(mine, 0);
    bravo_rwmutex_init(&lock);
    run_readers(reader, &lock, THREADS);
    for (unsigned i = 0; i < THREADS; i++)
        assert_int_not_equal(reader[i].number, mine);
    assert_int_equal(rwmutex_this_thread(), mine);
    bravo_rwmutex_destroy(&lock);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_stays),
        cmocka_unit_test(no_thread_has_the_number_0),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests_name("thread numbers", tests, NULL, NULL);
}
