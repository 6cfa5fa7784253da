// SPDX-License-Identifier: MIT
// Go's mutex between threads: who is granted, and what the word says meanwhile.
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

#include "primitives/sema.h"
#include "tests/primitives/mutex/go_bits.h"
#include "tests/primitives/sema_queue.h"

enum { GIVE_UP_S = 280 };
/* of waiting before a lock starves: the contract, not what the header says */
enum { BOUND_NS = 1000000 };

/* ---- a thread that acquires, says so, holds until told, and releases ---- */

struct actor {
    struct go_mutex *m;
    atomic_bool owns, let_go;
    pthread_t thread;
};

static void *act(void *argument)
{
    struct actor *a = argument;
    struct go_mutex_node node;
    go_mutex_node_init(&node);
    go_mutex_acquire(a->m, &node);
    atomic_store(&a->owns, true);
    while (!atomic_load(&a->let_go))
        stress_sleep_us(50);
    go_mutex_release(a->m, &node);
    return NULL;
}

static void start(struct actor *a, struct go_mutex *m)
{
    a->m = m;
    atomic_init(&a->owns, false);
    atomic_init(&a->let_go, false);
    assert_int_equal(pthread_create(&a->thread, NULL, act, a), 0);
}

static void await_owner(struct actor *a)
{
    while (!atomic_load(&a->owns))
        stress_sleep_us(50);
}

static void finish(struct actor *a)
{
    atomic_store(&a->let_go, true);
    pthread_join(a->thread, NULL);
}

/*
 * In one step what a release and a barging acquire do that find the word L | ONE: the waiter is
 * woken and finds the lock taken. With the two calls it might get there first.
 */
static void wake_the_waiter_in_vain(struct go_mutex *m)
{
    uint32_t seen = L | ONE;
    assert_true(atomic_compare_exchange_strong(&m->state, &seen, L | W));
    sema_release(&m->queue, false);
}

/* The caller owns m. On return a is at the front of the queue and the mutex starves. */
static void starve(struct go_mutex *m, struct actor *a)
{
    start(a, m);
    await_queue(&m->queue, 1);
    assert_int_equal(word(m), L | ONE);
    stress_sleep_us(3 * BOUND_NS / 1000);
    wake_the_waiter_in_vain(m);
    while (!(word(m) & S))
        stress_sleep_us(50);
    await_queue(&m->queue, 1);
    assert_int_equal(word(m), L | S | ONE);
}

static void waiter_below_the_bound_does_not_starve_the_lock(void **state)
{
    (void)state;
    struct go_mutex m;
    struct go_mutex_node node;
    struct actor waiter;
    bool tried = false;
    for (int attempt = 0; attempt < 200 && !tried; attempt++) {
        go_mutex_init(&m);
        uint64_t begin = spin_now();
        go_mutex_acquire(&m, &node);
        start(&waiter, &m);
        while (queue_length(&m.queue) != 1)
            cpu_relax();
        wake_the_waiter_in_vain(&m);
        while (word(&m) != (L | ONE) && word(&m) != (L | S | ONE))
            cpu_relax();
        uint32_t seen = word(&m);
        tried = spin_now() - begin < BOUND_NS;
        if (tried)
            assert_int_equal(seen, L | ONE);
        await_queue(&m.queue, 1);
        go_mutex_release(&m, &node);
        finish(&waiter);
        assert_int_equal(word(&m), 0);
        go_mutex_destroy(&m);
    }
    if (!tried)
        skip();
}

static void starving_lock_goes_to_its_waiter_and_not_to_who_barges(void **state)
{
    (void)state;
    struct go_mutex m;
    struct go_mutex_node node;
    struct actor starved, barger;
    go_mutex_init(&m);
    go_mutex_acquire(&m, &node);
    starve(&m, &starved);

    start(&barger, &m);
    await_queue(&m.queue, 2);
    assert_int_equal(word(&m), L | S | 2 * ONE);

    go_mutex_release(&m, &node);
    await_owner(&starved);
    assert_false(atomic_load(&barger.owns));
    assert_int_equal(word(&m), L | S | ONE);

    stress_sleep_us(3 * BOUND_NS / 1000);
    finish(&starved);
    await_owner(&barger);
    assert_int_equal(word(&m), L);
    finish(&barger);
    assert_int_equal(word(&m), 0);
    go_mutex_destroy(&m);
}

/* The owner itself, running and with the line in its cache, is the barger with the best chances. */
static void owner_that_comes_back_queues_behind_the_starved(void **state)
{
    (void)state;
    struct go_mutex m;
    struct go_mutex_node node;
    struct actor starved;
    go_mutex_init(&m);
    go_mutex_acquire(&m, &node);
    starve(&m, &starved);
    atomic_store(&starved.let_go, true);
    go_mutex_release(&m, &node);
    go_mutex_acquire(&m, &node);
    assert_true(atomic_load(&starved.owns));
    go_mutex_release(&m, &node);
    finish(&starved);
    assert_int_equal(word(&m), 0);
    go_mutex_destroy(&m);
}

static void waiter_woken_in_vain_queues_at_the_front(void **state)
{
    (void)state;
    struct go_mutex m;
    struct go_mutex_node node;
    struct actor first, second;
    go_mutex_init(&m);
    go_mutex_acquire(&m, &node);
    start(&first, &m);
    await_queue(&m.queue, 1);
    start(&second, &m);
    await_queue(&m.queue, 2);
    uint32_t seen = L | 2 * ONE;
    assert_true(atomic_compare_exchange_strong(&m.state, &seen, L | W | ONE));
    sema_release(&m.queue, false);
    while ((word(&m) & ~(uint32_t)S) != (L | 2 * ONE))
        stress_sleep_us(50);
    await_queue(&m.queue, 2);
    go_mutex_release(&m, &node);
    await_owner(&first);
    assert_false(atomic_load(&second.owns));
    finish(&first);
    await_owner(&second);
    finish(&second);
    assert_int_equal(word(&m), 0);
    go_mutex_destroy(&m);
}

/* LOCKED clear and STARVING set is a lock on its way. The one waiter that the word counts is played
 * by the test. */
static void lock_on_its_way_is_not_taken(void **state)
{
    (void)state;
    struct go_mutex m;
    struct actor late;
    go_mutex_init(&m);
    atomic_store(&m.state, S | ONE);
    start(&late, &m);
    await_queue(&m.queue, 1);
    assert_int_equal(word(&m), S | 2 * ONE);
    assert_false(atomic_load(&late.owns));

    go_mutex_take_handoff(&m, word(&m), true);
    assert_int_equal(word(&m), L | S | ONE);
    struct go_mutex_node node;
    go_mutex_release(&m, &node);
    await_owner(&late);
    assert_int_equal(word(&m), L);
    finish(&late);
    assert_int_equal(word(&m), 0);
    go_mutex_destroy(&m);
}

static void release_leaves_waiters_asleep_while_one_is_awake(void **state)
{
    (void)state;
    struct go_mutex m;
    struct go_mutex_node node;
    struct actor waiter;
    go_mutex_init(&m);
    go_mutex_acquire(&m, &node);
    start(&waiter, &m);
    await_queue(&m.queue, 1);
    atomic_fetch_or(&m.state, W);
    go_mutex_release(&m, &node);
    assert_int_equal(word(&m), W | ONE);
    assert_int_equal(queue_length(&m.queue), 1);

    atomic_store(&m.state, L | ONE);
    go_mutex_release(&m, &node);
    await_owner(&waiter);
    assert_int_equal(word(&m), L);
    finish(&waiter);
    assert_int_equal(word(&m), 0);
    go_mutex_destroy(&m);
}

enum { CROWD = 8, VISITS = 5000 };

static void *visit(void *argument)
{
    struct go_mutex *m = argument;
    struct go_mutex_node node;
    go_mutex_node_init(&node);
    for (int i = 0; i < VISITS; i++) {
        if (i % 4 != 0 || !go_mutex_try_acquire(m, &node))
            go_mutex_acquire(m, &node);
        if (i % 64 == 0)
            stress_sleep_us(1); /* while it holds the lock, so that others queue */
        go_mutex_release(m, &node);
    }
    return NULL;
}

/* No bit set, no waiter left over, no token on its way, and the queue's lock free. */
static void crowd_leaves_nothing_behind(void **state)
{
    (void)state;
    struct go_mutex m;
    pthread_t crowd[CROWD];
    go_mutex_init(&m);
    for (int i = 0; i < CROWD; i++)
        assert_int_equal(pthread_create(&crowd[i], NULL, visit, &m), 0);
    for (int i = 0; i < CROWD; i++)
        pthread_join(crowd[i], NULL);
    assert_int_equal(word(&m), 0);
    assert_int_equal(queue_length(&m.queue), 0);
    assert_int_equal(m.queue.count, 0);
    assert_int_equal(atomic_load(&m.queue.lock), SEMA_FREE);
    go_mutex_destroy(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waiter_below_the_bound_does_not_starve_the_lock),
        cmocka_unit_test(starving_lock_goes_to_its_waiter_and_not_to_who_barges),
        cmocka_unit_test(owner_that_comes_back_queues_behind_the_starved),
        cmocka_unit_test(waiter_woken_in_vain_queues_at_the_front),
        cmocka_unit_test(lock_on_its_way_is_not_taken),
        cmocka_unit_test(release_leaves_waiters_asleep_while_one_is_awake),
        cmocka_unit_test(crowd_leaves_nothing_behind),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests_name("go mutex", tests, NULL, NULL);
}
