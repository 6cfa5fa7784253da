// SPDX-License-Identifier: MIT
// Every once under real threads: one run, seen whole by every caller, and what a function that ends
// its thread leaves behind.
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "primitives/once/subjects.h"
#include "tests/primitives/checks.h"
#include "tests/primitives/disturb.h"
#include "tests/primitives/waiting.h"
#include "tests/test.h"

enum { THREADS = 4, ROUNDS = 4000, WORDS = 8, GIVE_UP_S = 280 };

/* What a function writes: plain words, so that a caller that is let through too early sees
 * zeros. */
struct product {
    uint64_t word[WORDS];
    _Atomic unsigned begun, runs;
};

/* A once on lines of its own that were full of rubbish: init must not count on zeros. */
static void *new_once(const struct once_subject *s)
{
    void *o = rubbish(s->size);
    s->init(o);
    return o;
}

static void free_once(const struct once_subject *s, void *o)
{
    s->destroy(o);
    free(o);
}

static void make(void *argument)
{
    struct product *p = argument;
    for (int i = 0; i < WORDS; i++)
        p->word[i] = (uint64_t)i + 1;
    atomic_fetch_add_explicit(&p->runs, 1, memory_order_relaxed);
}

static bool is_whole(const struct product *p)
{
    for (int i = 0; i < WORDS; i++)
        if (p->word[i] != (uint64_t)i + 1)
            return false;
    return true;
}

struct caller {
    const struct once_subject *subject;
    void *once;
    void (*function)(void *);
    struct product *product;
    pthread_barrier_t *gate;
    unsigned stale;
    _Atomic pid_t tid; /* 0 until it is about to call */
    atomic_bool returned;
    pthread_t thread;
};

static void *call_each(void *argument)
{
    struct caller *me = argument;
    struct stress_random random = {(uintptr_t)me};
    for (uint64_t i = 0, rounds = stress_count(ROUNDS); i < rounds; i++) {
        pthread_barrier_wait(me->gate);
        stress_delay(&random);
        me->subject->run(me->once, make, me->product);
        me->stale += !is_whole(me->product);
        /* One of them makes the once fresh; the others wait for it at the next round's gate. */
        if (pthread_barrier_wait(me->gate) != 0) {
            me->subject->destroy(me->once);
            me->subject->init(me->once);
            memset(me->product->word, 0, sizeof me->product->word);
        }
    }
    return NULL;
}

/* Threads meet at a fresh once again and again; all must see the whole product, made once. */
static void runs_once_and_publishes(void **state)
{
    const struct once_subject *s = *state;
    struct product product = {0};
    struct caller caller[THREADS];
    pthread_barrier_t gate;
    void *once = new_once(s);
    pthread_barrier_init(&gate, NULL, THREADS);
    for (int i = 0; i < THREADS; i++) {
        caller[i] = (struct caller){.subject = s, .once = once, .product = &product, .gate = &gate};
        assert_int_equal(pthread_create(&caller[i].thread, NULL, call_each, &caller[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(caller[i].thread, NULL);
        assert_int_equal(caller[i].stale, 0);
    }
    assert_int_equal(atomic_load(&product.runs), stress_count(ROUNDS));
    stress_did(stress_count(ROUNDS) * THREADS);
    pthread_barrier_destroy(&gate);
    free_once(s, once);
}

static void make_slowly(void *argument)
{
    atomic_fetch_add(&((struct product *)argument)->begun, 1);
    stress_sleep_us(50000);
    make(argument);
}

static void *call(void *argument)
{
    struct caller *me = argument;
    atomic_store(&me->tid, gettid());
    me->subject->run(me->once, me->function, me->product);
    me->stale += !is_whole(me->product);
    atomic_store(&me->returned, true);
    pthread_testcancel();
    return NULL;
}

/* Callers that come while the function runs wait for its end. */
static void nobody_returns_before_the_end(void **state)
{
    const struct once_subject *s = *state;
    struct product product = {0};
    struct caller caller[THREADS];
    void *once = new_once(s);
    for (int i = 0; i < THREADS; i++) {
        caller[i] = (struct caller){
            .subject = s, .once = once, .function = make_slowly, .product = &product};
        assert_int_equal(pthread_create(&caller[i].thread, NULL, call, &caller[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(caller[i].thread, NULL);
        assert_int_equal(caller[i].stale, 0);
    }
    assert_int_equal(atomic_load(&product.runs), 1);
    free_once(s, once);
}

/* A thread that is cancelled while another runs the function waits for the end all the same, and so
 * do the rest: no wait for a function is a cancellation point. Nor does EINTR end one. */
static void others_go_on_after_a_cancellation(void **state)
{
    const struct once_subject *s = *state;
    struct product product = {0};
    struct caller caller[THREADS];
    void *once = new_once(s);
    for (int i = 0; i < THREADS; i++) {
        caller[i] = (struct caller){
            .subject = s, .once = once, .function = make_slowly, .product = &product};
        assert_int_equal(pthread_create(&caller[i].thread, NULL, call, &caller[i]), 0);
        while (atomic_load(&product.begun) == 0)
            sched_yield();
        if (i > 0)
            await_wait(caller[i].thread, &caller[i].tid, &caller[i].returned);
    }
    pthread_cancel(caller[1].thread);
    disturb(caller[2].thread, 10);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(caller[i].thread, NULL);
        assert_true(atomic_load(&caller[i].returned));
        assert_int_equal(caller[i].stale, 0);
    }
    assert_int_equal(atomic_load(&product.runs), 1);
    free_once(s, once);
}

static void end_thread(void *argument)
{
    atomic_fetch_add((_Atomic unsigned *)argument, 1);
    pthread_exit(NULL);
}

static void wait_for_cancellation(void *argument)
{
    atomic_fetch_add((_Atomic unsigned *)argument, 1);
    for (;;)
        pause();
}

struct ender {
    const struct once_subject *subject;
    void *once;
    void (*function)(void *);
    _Atomic unsigned runs;
};

static void *call_and_end(void *argument)
{
    struct ender *me = argument;
    me->subject->run(me->once, me->function, (void *)&me->runs);
    return NULL;
}

static void count(void *argument)
{
    atomic_fetch_add((_Atomic unsigned *)argument, 1);
}

/* Go: "if f panics, Do considers it to have returned". POSIX: as if it had never been called. */
static void check_after_the_end(const struct once_subject *s, void (*function)(void *), bool cancel)
{
    struct ender e = {.subject = s, .once = new_once(s), .function = function};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, call_and_end, &e), 0);
    while (cancel && atomic_load(&e.runs) == 0)
        sched_yield();
    if (cancel)
        pthread_cancel(thread);
    pthread_join(thread, NULL);
    assert_int_equal(atomic_load(&e.runs), 1);
    s->run(e.once, count, (void *)&e.runs);
    assert_int_equal(atomic_load(&e.runs), s->traits.ends_done ? 1 : 2);
    s->run(e.once, count, (void *)&e.runs);
    assert_int_equal(atomic_load(&e.runs), s->traits.ends_done ? 1 : 2);
    free_once(s, e.once);
}

static void function_ends_its_thread(void **state)
{
    check_after_the_end(*state, end_thread, false);
}

static void function_is_cancelled(void **state)
{
    check_after_the_end(*state, wait_for_cancellation, true);
}

/* ThreadSanitizer puts a pthread_once of its own in place of the C library's. That one hangs after
 * a function that ended its thread. */
static bool survives_the_end(const void *subject)
{
    const struct once_subject *s = subject;
#ifdef __SANITIZE_THREAD__
    return s->traits.ends_done;
#else
    return !s->traits.must_return;
#endif
}

static void outer(void *argument)
{
    struct caller *me = argument;
    me->subject->run(me->once, make, me->product);
}

/* A function may use another once. */
static void nests(void **state)
{
    const struct once_subject *s = *state;
    struct product product = {0};
    struct caller inner = {.subject = s, .once = new_once(s), .product = &product};
    void *once = new_once(s);
    s->run(once, outer, &inner);
    s->run(once, outer, &inner);
    assert_int_equal(atomic_load(&product.runs), 1);
    free_once(s, once);
    free_once(s, inner.once);
}

int main(void)
{
    static const struct check checks[] = {
        {"runs once and publishes", NULL, runs_once_and_publishes},
        {"lets nobody go before the end", NULL, nobody_returns_before_the_end},
        {"goes on after a cancellation", NULL, others_go_on_after_a_cancellation},
        {"keeps its word on a function that ends its thread", survives_the_end,
         function_ends_its_thread},
        {"keeps its word on a function that is cancelled", survives_the_end, function_is_cancelled},
        {"nests", NULL, nests},
    };
    return run_checks(checks, sizeof checks / sizeof *checks, once_subjects, sizeof *once_subjects,
                      ONCE_SUBJECTS, GIVE_UP_S);
}
