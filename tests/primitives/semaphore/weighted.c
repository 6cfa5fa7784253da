// SPDX-License-Identifier: MIT
// What only one semaphore has: weights in order of arrival, its own count of waiters, and what a
// release of more than is held does.
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

#include "primitives/semaphore/channel.h"
#include "primitives/semaphore/futex.h"
#include "primitives/semaphore/weighted.h"
#include "tests/primitives/deadline.h"
#include "tests/primitives/death.h"
#include "tests/primitives/waiting.h"
#include "tests/test.h"

enum { GIVE_UP_S = 280 };

struct wanter {
    struct weighted_semaphore *s;
    unsigned wanted;
    const struct timespec *deadline; /* NULL: none */
    int result;
    struct wait_place place; /* on its stack */
    _Atomic pid_t tid;
    atomic_bool done;
    pthread_t thread;
};

static void *want(void *argument)
{
    struct wanter *w = argument;
    w->place.frame = __builtin_frame_address(0);
    atomic_store(&w->tid, gettid());
    w->result = w->deadline ? weighted_semaphore_acquire_many_until(w->s, w->wanted, w->deadline)
                            : weighted_semaphore_acquire_many(w->s, w->wanted);
    atomic_store(&w->done, true);
    return NULL;
}

static void start(struct wanter *w)
{
    assert_int_equal(pthread_create(&w->thread, NULL, want, w), 0);
    await_wait_in(w->thread, &w->tid, &w->done, &w->place);
}

static int end(struct wanter *w)
{
    pthread_join(w->thread, NULL);
    return w->result;
}

static void assert_idle(struct weighted_semaphore *s)
{
    assert_int_equal(s->held, 0);
    assert_null(s->head);
    assert_int_equal(atomic_load(&s->lock), SEMA_FREE);
    weighted_semaphore_destroy(s);
}

static void more_than_there_is_is_refused(void **state)
{
    (void)state;
    struct weighted_semaphore s;
    const struct timespec deadline = in_ms(50000);
    assert_int_equal(weighted_semaphore_init(&s, 4), 0);
    assert_int_equal(weighted_semaphore_acquire_many(&s, 5), -EINVAL);
    assert_int_equal(weighted_semaphore_acquire_many_until(&s, UINT32_MAX, &deadline), -EINVAL);
    assert_false(weighted_semaphore_try_acquire_many(&s, 5));
    assert_int_equal(weighted_semaphore_acquire_many(&s, 4), 0);
    assert_false(weighted_semaphore_try_acquire_many(&s, 1));
    weighted_semaphore_release_many(&s, 3);
    assert_true(weighted_semaphore_try_acquire_many(&s, 3));
    weighted_semaphore_release_many(&s, 4);
    assert_idle(&s);
}

/* A request that would fit waits behind one that came before it and does not. */
static void a_large_request_is_not_passed(void **state)
{
    (void)state;
    struct weighted_semaphore s;
    weighted_semaphore_init(&s, 4);
    weighted_semaphore_acquire_many(&s, 3);
    struct wanter large = {.s = &s, .wanted = 3}, small = {.s = &s, .wanted = 1};
    start(&large);
    start(&small);
    assert_false(atomic_load(&small.done));
    assert_false(weighted_semaphore_try_acquire_many(&s, 1));
    weighted_semaphore_release_many(&s, 1); /* two are free: too few for the first */
    assert_int_equal(s.held, 2);
    assert_false(atomic_load(&small.done));
    weighted_semaphore_release_many(&s, 2); /* four: enough for both */
    assert_int_equal(end(&large), 0);
    assert_int_equal(end(&small), 0);
    assert_int_equal(s.held, 4);
    weighted_semaphore_release_many(&s, 4);
    assert_idle(&s);
}

/* Whoever got what it wanted gives it back. */
static void end_all(struct weighted_semaphore *s, struct wanter *w, int n)
{
    for (int i = 0; i < n; i++)
        if (end(&w[i]) == 0)
            weighted_semaphore_release_many(s, w[i].wanted);
    assert_idle(s);
}

/*
 * When the first gives up, those behind it that fit go on; one in the middle leaves the rest in
 * order. False where the host was so slow that one gave up before all waited, or the first before
 * the middle one had gone.
 */
static bool makes_room_within(int64_t ms)
{
    struct weighted_semaphore s;
    const struct timespec soon = in_ms(3 * ms), sooner = in_ms(2 * ms);
    weighted_semaphore_init(&s, 4);
    weighted_semaphore_acquire_many(&s, 2);
    enum { FIRST, LAST, MIDDLE = LAST + 3, WANTERS };
    struct wanter w[WANTERS] = {
        [FIRST] = {.wanted = 4, .deadline = &soon}, [MIDDLE] = {.wanted = 2, .deadline = &sooner}};
    static const int order[] = {FIRST, MIDDLE, LAST, LAST + 1, LAST + 2};
    for (int i = 0; i < WANTERS; i++) {
        struct wanter *next = &w[order[i]];
        next->s = &s;
        next->wanted += next->wanted == 0;
        start(next);
    }
    const bool all_wait = !has_passed(&sooner);
    const int left = end(&w[MIDDLE]);
    if (!all_wait || has_passed(&soon)) {
        weighted_semaphore_release_many(&s, left == 0 ? 4 : 2);
        end_all(&s, w, MIDDLE);
        return false;
    }
    assert_int_equal(left, -ETIMEDOUT);
    assert_int_equal(end(&w[FIRST]), -ETIMEDOUT);
    assert_int_equal(end(&w[LAST]), 0);
    assert_int_equal(end(&w[LAST + 1]), 0);
    assert_false(atomic_load(&w[LAST + 2].done));
    weighted_semaphore_release_many(&s, 1);
    assert_int_equal(end(&w[LAST + 2]), 0);
    assert_int_equal(s.held, 4);
    weighted_semaphore_release_many(&s, 4);
    assert_idle(&s);
    return true;
}

static void who_gives_up_makes_room(void **state)
{
    (void)state;
    for (int64_t ms = 25; !makes_room_within(ms); ms *= 2)
        ;
}

enum { SIZE = 7, CROWD = 6, VISITS = 3000 };

struct crowd {
    struct weighted_semaphore s;
    _Atomic unsigned inside;
    atomic_bool crowded;
    _Atomic unsigned refused;
};

static void *visit(void *argument)
{
    struct crowd *c = argument;
    for (unsigned i = 0; i < VISITS; i++) {
        const unsigned wanted = 1 + i * 5 % SIZE;
        const struct timespec deadline = in_ns(i % 3 * 20000);
        if (i % 2 == 0 && weighted_semaphore_acquire_many_until(&c->s, wanted, &deadline) != 0) {
            atomic_fetch_add(&c->refused, 1);
            continue;
        }
        if (i % 2)
            weighted_semaphore_acquire_many(&c->s, wanted);
        if (atomic_fetch_add(&c->inside, wanted) + wanted > SIZE)
            atomic_store(&c->crowded, true);
        if (i % 16 == 0)
            sched_yield();
        atomic_fetch_sub(&c->inside, wanted);
        weighted_semaphore_release_many(&c->s, 1); /* in two parts */
        weighted_semaphore_release_many(&c->s, wanted - 1);
    }
    return NULL;
}

/* Weights of all sizes, waits and deadlines: never more than there are, and all come back. */
static void weights_never_exceed_the_size(void **state)
{
    (void)state;
    struct crowd c = {.inside = 0};
    pthread_t thread[CROWD];
    weighted_semaphore_init(&c.s, SIZE);
    for (int i = 0; i < CROWD; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, visit, &c), 0);
    for (int i = 0; i < CROWD; i++)
        pthread_join(thread[i], NULL);
    assert_false(atomic_load(&c.crowded));
    assert_true(atomic_load(&c.refused) > 0); /* else no deadline was met, and nothing was shown */
    assert_idle(&c.s);
}

static void release_nothing_held(void *s)
{
    weighted_semaphore_release(s);
}

static void release_more_than_held(void *s)
{
    weighted_semaphore_acquire_many(s, 2);
    weighted_semaphore_release_many(s, 3);
}

static void release_of_more_than_held_is_fatal(void **state)
{
    (void)state;
    static const char words[] = "semaphore: released more than held";
    struct weighted_semaphore s;
    weighted_semaphore_init(&s, 4);
    assert_true(dies_with(release_nothing_held, &s, words, &s));
    assert_true(dies_with(release_more_than_held, &s, words, &s));
}

static void *visit_futex(void *semaphore)
{
    for (unsigned i = 0; i < VISITS; i++) {
        const struct timespec deadline = in_ns(i % 3 * 20000);
        if (i % 2 == 0 && !futex_semaphore_acquire_until(semaphore, &deadline))
            continue;
        if (i % 2)
            futex_semaphore_acquire(semaphore);
        if (i % 16 == 0)
            sched_yield();
        futex_semaphore_release(semaphore);
    }
    return NULL;
}

/* Waiters that gave up or were let in are no longer counted. */
static void futex_counts_no_sleeper_after_a_crowd(void **state)
{
    (void)state;
    struct futex_semaphore s;
    pthread_t thread[CROWD];
    futex_semaphore_init(&s, 2);
    for (int i = 0; i < CROWD; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, visit_futex, &s), 0);
    for (int i = 0; i < CROWD; i++)
        pthread_join(thread[i], NULL);
    assert_int_equal(atomic_load(&s.sleepers), 0);
    assert_int_equal(atomic_load(&s.permits), 2);
    futex_semaphore_destroy(&s);
}

struct releaser {
    struct channel_semaphore s;
    _Atomic pid_t tid;
    atomic_bool done;
};

static void *release_too_much(void *argument)
{
    struct releaser *r = argument;
    atomic_store(&r->tid, gettid());
    channel_semaphore_release(&r->s);
    atomic_store(&r->done, true);
    return NULL;
}

/* A channel has nothing to receive: the release waits for an acquire, which it lets through. */
static void channel_waits_with_a_release_of_more_than_held(void **state)
{
    (void)state;
    struct releaser r = {.tid = 0};
    pthread_t thread;
    assert_int_equal(channel_semaphore_init(&r.s, 2), 0);
    assert_int_equal(pthread_create(&thread, NULL, release_too_much, &r), 0);
    await_wait(thread, &r.tid, &r.done);
    assert_false(atomic_load(&r.done));
    channel_semaphore_acquire(&r.s);
    pthread_join(thread, NULL);
    assert_true(atomic_load(&r.done));
    channel_semaphore_destroy(&r.s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_than_there_is_is_refused),
        cmocka_unit_test(a_large_request_is_not_passed),
        cmocka_unit_test(who_gives_up_makes_room),
        cmocka_unit_test(weights_never_exceed_the_size),
        cmocka_unit_test(release_of_more_than_held_is_fatal),
        cmocka_unit_test(futex_counts_no_sleeper_after_a_crowd),
        cmocka_unit_test(channel_waits_with_a_release_of_more_than_held),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests_name("weighted semaphore", tests, NULL, NULL);
}
