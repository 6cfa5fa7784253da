// SPDX-License-Identifier: MIT
// What a program has once, however many of its sources include the primitives. This source is in
// the test's program twice: once with AGAIN, by the Makefile.
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "primitives/cancel/go.h"
#include "primitives/epoch.h"
#include "primitives/rwmutex/big_reader.h"
#include "primitives/rwmutex/bravo.h"
#include "primitives/select/random.h"
#include "tests/primitives/deadline.h"
#include "tests/test.h"

/* What a source does with the primitives that it has included. */
struct source {
    int (*init_until)(struct go_cancel *c, struct go_cancel *parent, const struct timespec *end);
    void (*cancel)(struct go_cancel *c);
    void (*destroy)(struct go_cancel *c);
    struct cancel_timer *(*first_timer)(void);
    void (*seed)(uint64_t seed);
    uint32_t (*below)(uint32_t n);
    uint32_t (*thread)(void);
    void (*bravo_acquire)(struct bravo_rwmutex *rw);
    void (*bravo_release)(struct bravo_rwmutex *rw);
    void (*big_acquire)(struct big_reader_rwmutex *rw);
    void (*big_release)(struct big_reader_rwmutex *rw);
    void (*enter)(void);
    void (*leave)(void);
    void (*retire)(void *object, void (*reclaim)(void *));
    void (*drain)(void);
};

extern const struct source one_a_program_first, one_a_program_again;

#ifdef AGAIN
#define THIS_SOURCE one_a_program_again
#else
#define THIS_SOURCE one_a_program_first
#endif

static struct cancel_timer *first_timer(void)
{
    sema_lock(&cancel_timers.lock);
    struct cancel_timer *first = cancel_timers.first;
    sema_unlock(&cancel_timers.lock);
    return first;
}

static void retire(void *object, void (*reclaim)(void *))
{
    struct epoch_garbage *g;
    if (epoch_retire_begin(&g) != 0)
        abort();
    epoch_retire_end(g, object, reclaim);
}

const struct source THIS_SOURCE = {
    .init_until = go_cancel_init_until,
    .cancel = go_cancel_cancel,
    .destroy = go_cancel_destroy,
    .first_timer = first_timer,
    .seed = select_random_seed,
    .below = select_random_below,
    .thread = rwmutex_this_thread,
    .bravo_acquire = bravo_rwmutex_read_acquire,
    .bravo_release = bravo_rwmutex_read_release,
    .big_acquire = big_reader_rwmutex_read_acquire,
    .big_release = big_reader_rwmutex_read_release,
    .enter = epoch_enter,
    .leave = epoch_leave,
    .retire = retire,
    .drain = epoch_drain_slow,
};

#ifndef AGAIN

enum { GIVE_UP_S = 280, NUMBERS = 100 };

static const struct source *const one = &one_a_program_first;
static const struct source *const other = &one_a_program_again;

/* A source cancels a context of the other, and has a deadline of its own to wait for. False where
 * that deadline came too soon. */
static bool deadline_is_seen(const struct source *maker, const struct source *canceller, int64_t ms)
{
    struct go_cancel long_one, short_one;
    struct timespec late = in_ms(600000), soon = in_ms(ms);
    assert_int_equal(maker->init_until(&long_one, NULL, &late), 0);
    assert_ptr_equal(canceller->first_timer(), &long_one.timer);
    assert_int_equal(canceller->init_until(&short_one, NULL, &soon), 0);
    const bool seen = maker->first_timer() == &short_one.timer, in_time = !has_passed(&soon);
    assert_true(seen || !in_time);
    canceller->cancel(&long_one);
    go_cancel_wait(&short_one); /* else the alarm */
    assert_int_equal(go_cancel_reason(&short_one), -ETIMEDOUT);
    assert_int_equal(go_cancel_reason(&long_one), -ECANCELED);
    canceller->destroy(&long_one);
    maker->destroy(&short_one);
    assert_null(one->first_timer());
    assert_null(other->first_timer());
    return in_time;
}

static void deadlines_are_in_one_list(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++)
        for (int64_t ms = 50; !deadline_is_seen(i ? other : one, i ? one : other, ms); ms *= 2)
            ;
}

static void a_seed_is_for_all_choices(void **state)
{
    (void)state;
    uint32_t first[NUMBERS];
    one->seed(2012);
    for (int i = 0; i < NUMBERS; i++)
        first[i] = (i % 2 ? one : other)->below(1000000);
    other->seed(2012);
    for (int i = 0; i < NUMBERS; i++)
        assert_int_equal((i % 3 ? one : other)->below(1000000), first[i]);
}

struct reader {
    struct bravo_rwmutex bravo;
    struct big_reader_rwmutex big;
    uint32_t number[2]; /* of this thread, as each source says */
};

static void *read_across_sources(void *argument)
{
    struct reader *r = argument;
    r->number[1] = other->thread();
    r->number[0] = one->thread();
    one->bravo_acquire(&r->bravo);
    other->bravo_release(&r->bravo);
    other->big_acquire(&r->big);
    one->big_release(&r->big);
    return NULL;
}

/* A lock that is taken in one source and released in the other is free. */
static void a_thread_has_one_number(void **state)
{
    (void)state;
    static struct reader r;
    pthread_t thread;
    bravo_rwmutex_init(&r.bravo);
    big_reader_rwmutex_init(&r.big);
    const uint32_t mine = one->thread(); /* this thread has asked one source only */
    for (int i = 0; i < 3; i++) {
        assert_int_equal(pthread_create(&thread, NULL, read_across_sources, &r), 0);
        pthread_join(thread, NULL);
        assert_int_equal(r.number[0], r.number[1]);
        assert_int_not_equal(r.number[0], mine);
        bravo_rwmutex_write_acquire(&r.bravo);
        bravo_rwmutex_write_release(&r.bravo);
        big_reader_rwmutex_write_acquire(&r.big);
        big_reader_rwmutex_write_release(&r.big);
    }
    bravo_rwmutex_destroy(&r.bravo);
    big_reader_rwmutex_destroy(&r.big);
}

static void count_reclaimed(void *count)
{
    ++*(int *)count;
}

static void epochs_are_those_of_all(void **state)
{
    (void)state;
    int reclaimed = 0;
    other->enter();
    one->leave(); /* fatal outside of a section */
    one->retire(&reclaimed, count_reclaimed);
    other->drain();
    assert_int_equal(reclaimed, 1);
    other->retire(&reclaimed, count_reclaimed);
    one->drain();
    assert_int_equal(reclaimed, 2);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(deadlines_are_in_one_list),
        cmocka_unit_test(a_seed_is_for_all_choices),
        cmocka_unit_test(a_thread_has_one_number),
        cmocka_unit_test(epochs_are_those_of_all),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests_name("two sources", tests, NULL, NULL);
}

#endif
