// SPDX-License-Identifier: MIT
// The queued semaphore: every token goes to one waiter, and to the right one.
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include "primitives/sema.h"
#include "tests/primitives/sema_queue.h"
#include "tests/test.h"

enum { GIVE_UP_S = 280 };

struct taker {
    struct sema *s;
    bool lifo;
    unsigned *turns; /* each token is given only after the last taker was joined */
    unsigned turn;   /* from 1; 0: none yet */
    pthread_t thread;
};

static void *take(void *argument)
{
    struct taker *t = argument;
    sema_acquire(t->s, t->lifo);
    t->turn = ++*t->turns;
    return NULL;
}

static void tokens_without_waiters_are_counted(void **state)
{
    (void)state;
    struct sema s;
    sema_init(&s, 1);
    sema_release(&s, false);
    sema_release(&s, true);
    assert_int_equal(s.count, 3);
    for (int i = 0; i < 3; i++)
        sema_acquire(&s, i == 1);
    assert_int_equal(s.count, 0);
    sema_destroy(&s);
}

/* Arrival: first, second, then third in front. Each release goes to exactly one of them and leaves
 * no token over. */
static void tokens_go_to_the_front(void **state)
{
    (void)state;
    struct sema s;
    unsigned turns = 0;
    struct taker takers[3];
    static const size_t granted[] = {2, 0, 1};
    sema_init(&s, 0);
    for (unsigned i = 0; i < 3; i++) {
        takers[i] = (struct taker){.s = &s, .lifo = i == 2, .turns = &turns};
        assert_int_equal(pthread_create(&takers[i].thread, NULL, take, &takers[i]), 0);
        await_queue(&s, i + 1);
    }
    for (unsigned i = 0; i < 3; i++) {
        sema_release(&s, i == 1);
        pthread_join(takers[granted[i]].thread, NULL);
        assert_int_equal(takers[granted[i]].turn, i + 1);
        assert_int_equal(queue_length(&s), 2 - i);
    }
    assert_int_equal(s.count, 0);
    sema_destroy(&s);
}

/* An attempt takes what is counted, and never what a waiter is owed. */
static void attempts_take_counted_tokens_only(void **state)
{
    (void)state;
    struct sema s;
    unsigned turns = 0;
    sema_init(&s, 2);
    assert_true(sema_try_acquire(&s));
    assert_true(sema_try_acquire(&s));
    assert_false(sema_try_acquire(&s));
    struct taker taker = {.s = &s, .turns = &turns};
    assert_int_equal(pthread_create(&taker.thread, NULL, take, &taker), 0);
    await_queue(&s, 1);
    assert_false(sema_try_acquire(&s));
    sema_release(&s, false);
    assert_false(sema_try_acquire(&s));
    pthread_join(taker.thread, NULL);
    assert_int_equal(taker.turn, 1);
    sema_release(&s, false);
    assert_true(sema_try_acquire(&s));
    assert_int_equal(s.count, 0);
    assert_int_equal(s.lock, SEMA_FREE);
    sema_destroy(&s);
}

enum { TRADES = 20000 };

struct trade {
    struct sema *from, *to;
    uint64_t *goods; /* owned by who has the token */
};

static void *trade(void *argument)
{
    struct trade *t = argument;
    for (int i = 0; i < TRADES; i++) {
        sema_acquire(t->from, i % 2);
        ++*t->goods;
        sema_release(t->to, i % 3 == 0);
    }
    return NULL;
}

/* One token goes round: a lost wake-up hangs, a doubled one loses updates, a missing edge is a
 * race. */
static void no_token_is_lost_or_doubled(void **state)
{
    (void)state;
    struct sema a, b;
    uint64_t goods = 0;
    sema_init(&a, 1);
    sema_init(&b, 0);
    struct trade trades[] = {
        {&a, &b, &goods}, {&b, &a, &goods}, {&a, &b, &goods}, {&b, &a, &goods}};
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, trade, &trades[i]), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(goods, 4 * TRADES);
    assert_int_equal(a.count, 1);
    assert_int_equal(b.count, 0);
}

enum { TOKENS = 3, VISITS = 20000 };

struct pool {
    struct sema s;
    _Atomic unsigned inside;
    atomic_bool crowded;
};

static void *visit(void *argument)
{
    struct pool *p = argument;
    for (int i = 0; i < VISITS; i++) {
        sema_acquire(&p->s, i % 2);
        if (atomic_fetch_add(&p->inside, 1) >= TOKENS)
            atomic_store(&p->crowded, true);
        atomic_fetch_sub(&p->inside, 1);
        sema_release(&p->s, i % 3 == 0);
    }
    return NULL;
}

/* Mostly a token is free: count and queue are used by all threads at once, so the lock that guards
 * them is tested. */
static void many_threads_share_few_tokens(void **state)
{
    (void)state;
    struct pool p = {0};
    pthread_t threads[4];
    sema_init(&p.s, TOKENS);
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, visit, &p), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    assert_false(atomic_load(&p.crowded));
    assert_int_equal(p.s.count, TOKENS);
    assert_null(p.s.head);
    assert_int_equal(p.s.lock, SEMA_FREE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_without_waiters_are_counted),
        cmocka_unit_test(tokens_go_to_the_front),
        cmocka_unit_test(attempts_take_counted_tokens_only),
        cmocka_unit_test(no_token_is_lost_or_doubled),
        cmocka_unit_test(many_threads_share_few_tokens),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests_name("sema", tests, NULL, NULL);
}
