// SPDX-License-Identifier: MIT
// The go cond at the moments that real threads hardly meet: between ticket and list, out of order,
// and where tickets wrap around.
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "primitives/cond/go.h"
#include "tests/primitives/waiting.h"
#include "tests/test.h"

enum { THREADS = 3, ROUNDS = 5000, GIVE_UP_S = 280 };

static uint32_t draw(struct go_cond *c)
{
    return atomic_fetch_add(&c->next, 1);
}

static void assert_unused(struct go_cond *c)
{
    assert_int_equal(atomic_load(&c->next), atomic_load(&c->notified));
    assert_null(c->head);
    assert_int_equal(atomic_load(&c->lock), SEMA_FREE);
    assert_int_equal(go_cond_waiting(c), 0);
}

/* ---- a thread that has drawn its ticket, and comes to the list when it is told ---- */

struct sleeper {
    struct go_cond *cond;
    uint32_t ticket;
    _Atomic pid_t tid;
    atomic_bool returned;
    pthread_t thread;
};

static void *sleep_by_ticket(void *argument)
{
    struct sleeper *me = argument;
    atomic_store(&me->tid, gettid());
    go_cond_sleep_slow(me->cond, me->ticket);
    atomic_store(&me->returned, true);
    return NULL;
}

static void start(struct sleeper *me, struct go_cond *c, uint32_t ticket)
{
    *me = (struct sleeper){.cond = c, .ticket = ticket};
    assert_int_equal(pthread_create(&me->thread, NULL, sleep_by_ticket, me), 0);
    await_wait(me->thread, &me->tid, &me->returned);
    assert_false(atomic_load(&me->returned));
}

static void leave_time(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
}

/* A thread that has given the mutex up, but has not come to the list, is waiting all the same. */
static void notified_before_the_list(void **state)
{
    (void)state;
    struct go_cond c = {0};
    uint32_t first = draw(&c), second = draw(&c);
    assert_int_equal(go_cond_waiting(&c), 2);
    go_cond_signal(&c);
    go_cond_sleep_slow(&c, first); /* returns at once, or the alarm ends the test */
    assert_int_equal(go_cond_waiting(&c), 1);
    go_cond_broadcast(&c);
    go_cond_sleep_slow(&c, second);
    assert_unused(&c);
}

/* The signal is for the first ticket, though the second is in the list and the first is not. */
static void signal_does_not_pass_over_the_first(void **state)
{
    (void)state;
    struct go_cond c = {0};
    struct sleeper second;
    uint32_t first = draw(&c);
    start(&second, &c, draw(&c));
    go_cond_signal(&c);
    leave_time();
    assert_false(atomic_load(&second.returned));
    go_cond_sleep_slow(&c, first);
    go_cond_signal(&c);
    pthread_join(second.thread, NULL);
    assert_unused(&c);
}

/* Threads come to the list in another order than they drew; those that are unlinked stand first,
 * last and between. */
static void wakes_by_ticket(void **state)
{
    (void)state;
    static const unsigned orders[][THREADS] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                               {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    struct go_cond c = {0};
    for (unsigned k = 0; k < sizeof orders / sizeof *orders; k++) {
        struct sleeper sleeper[THREADS], late;
        uint32_t ticket[THREADS];
        for (unsigned i = 0; i < THREADS; i++)
            ticket[i] = draw(&c);
        for (unsigned i = 0; i < THREADS; i++)
            start(&sleeper[orders[k][i]], &c, ticket[orders[k][i]]);
        go_cond_signal(&c);
        pthread_join(sleeper[0].thread, NULL);
        start(&late, &c, draw(&c)); /* behind what is left of the list */
        for (unsigned i = 1; i < THREADS; i++) {
            leave_time();
            assert_false(atomic_load(&sleeper[i].returned));
            go_cond_signal(&c);
            pthread_join(sleeper[i].thread, NULL);
        }
        assert_false(atomic_load(&late.returned));
        go_cond_broadcast(&c);
        pthread_join(late.thread, NULL);
        assert_unused(&c);
    }
}

static void tickets_wrap_around(void **state)
{
    (void)state;
    struct go_cond c = {.next = UINT32_MAX - 1, .notified = UINT32_MAX - 1};
    struct sleeper sleeper[THREADS];
    for (unsigned i = 0; i < THREADS; i++)
        start(&sleeper[i], &c, draw(&c));
    assert_int_equal(go_cond_waiting(&c), THREADS);
    for (unsigned i = 0; i < THREADS; i++) {
        go_cond_signal(&c);
        pthread_join(sleeper[i].thread, NULL);
        assert_int_equal(go_cond_waiting(&c), THREADS - 1 - i);
    }
    assert_unused(&c);
}

/* A thread that comes to the list very late, and one behind very many. */
static void tickets_may_be_far_apart(void **state)
{
    (void)state;
    static const uint32_t start[] = {0, INT32_MAX, UINT32_MAX};
    for (unsigned i = 0; i < sizeof start / sizeof *start; i++) {
        struct go_cond c = {.next = start[i], .notified = start[i]};
        uint32_t ticket = draw(&c);
        /* the others have drawn tickets, and have been notified */
        atomic_fetch_add(&c.next, INT32_MAX - 1);
        go_cond_broadcast(&c);
        assert_int_equal(atomic_load(&c.notified) - ticket, INT32_MAX);
        go_cond_sleep_slow(&c, ticket); /* returns at once, or the alarm ends the test */
        assert_unused(&c);
        atomic_fetch_add(&c.next, INT32_MAX);
        ticket = draw(&c);
        sema_lock(&c.lock);
        assert_false(go_cond_is_notified(&c, ticket));
        sema_unlock(&c.lock);
        assert_int_equal(go_cond_waiting(&c), UINT32_C(1) << 31);
    }
}

/* ---- a wait that frees the cond while the signal that woke it has not returned ---- */

struct signaller {
    struct go_mutex mutex;
    struct go_cond *cond; /* to be signalled once a thread waits; guarded by mutex; NULL: none */
    _Atomic unsigned done;
};

/* Without the mutex, so that the waiter can be on its way before the signal returns. */
static void *signal_each(void *argument)
{
    struct signaller *me = argument;
    struct go_mutex_node node;
    for (unsigned i = 0; i < ROUNDS;) {
        go_mutex_acquire(&me->mutex, &node);
        struct go_cond *c = me->cond;
        bool waits = c && go_cond_waiting(c) == 1;
        if (waits)
            me->cond = NULL;
        go_mutex_release(&me->mutex, &node);
        if (!waits) {
            sched_yield();
            continue;
        }
        if (i % 2)
            go_cond_signal(c);
        else
            go_cond_broadcast(c);
        atomic_store(&me->done, ++i);
    }
    return NULL;
}

static void may_be_freed_after_the_wait(void **state)
{
    (void)state;
    struct signaller other = {.cond = NULL};
    struct go_mutex_node node;
    pthread_t thread;
    size_t written = 0;
    go_mutex_init(&other.mutex);
    assert_int_equal(pthread_create(&thread, NULL, signal_each, &other), 0);
    for (unsigned i = 0; i < ROUNDS; i++) {
        struct go_cond *c = calloc(1, sizeof *c);
        assert_non_null(c);
        go_mutex_acquire(&other.mutex, &node);
        other.cond = c;
        go_cond_wait(c, &other.mutex, &node);
        go_mutex_release(&other.mutex, &node);
        go_cond_destroy(c);
        memset(c, 0x5a, sizeof *c);
        while (atomic_load(&other.done) != i + 1)
            sched_yield();
        for (size_t k = 0; k < sizeof *c; k++)
            written += ((unsigned char *)c)[k] != 0x5a;
        free(c);
    }
    pthread_join(thread, NULL);
    assert_int_equal(written, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notified_before_the_list),
        cmocka_unit_test(signal_does_not_pass_over_the_first),
        cmocka_unit_test(wakes_by_ticket),
        cmocka_unit_test(tickets_wrap_around),
        cmocka_unit_test(tickets_may_be_far_apart),
        cmocka_unit_test(may_be_freed_after_the_wait),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
