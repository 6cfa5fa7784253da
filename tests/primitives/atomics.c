// SPDX-License-Identifier: MIT
// C11's sequentially consistent atomics keep what Go promises of sync/atomic.
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

#include "primitives/relax.h"
#include "tests/primitives/disturb.h"
#include "tests/test.h"

enum { GIVE_UP_S = 280, ROUNDS = 20000, ADDERS = 4 };

/* ---- two threads that meet in each round ---- */

struct litmus {
    _Alignas(128) _Atomic uint64_t x;
    _Alignas(128) _Atomic uint64_t y;
    _Alignas(128) _Atomic uint64_t arrived;
    uint64_t rounds;
    uint64_t data;     /* plain on purpose */
    uint64_t found[2]; /* what each thread has found in a round */
    uint64_t odd;      /* rounds whose outcome is forbidden under sequential consistency */
};

/* Returns when both threads are here. */
static void meet(struct litmus *l, uint64_t *met)
{
    atomic_fetch_add(&l->arrived, 1);
    *met += 2;
    for (unsigned looks = 0; atomic_load(&l->arrived) < *met;)
        if (++looks > 1000)
            sched_yield();
}

typedef void body(struct litmus *l, unsigned side, uint64_t round);

struct litmus_thread {
    struct litmus *litmus;
    body *body;
    unsigned side;
    bool (*is_odd)(const struct litmus *l, uint64_t round);
};

static void *litmus_work(void *argument)
{
    struct litmus_thread *me = argument;
    struct litmus *l = me->litmus;
    uint64_t met = 0;
    for (uint64_t round = 1; round <= l->rounds; round++) {
        meet(l, &met);
        me->body(l, me->side, round);
        meet(l, &met);
        if (me->side == 0)
            l->odd += me->is_odd(l, round);
    }
    return NULL;
}

static uint64_t litmus_run(body *body, bool (*is_odd)(const struct litmus *, uint64_t),
                           uint64_t rounds)
{
    static struct litmus l;
    l = (struct litmus){.rounds = rounds};
    struct litmus_thread side[2] = {{&l, body, 0, is_odd}, {&l, body, 1, is_odd}};
    pthread_t other;
    assert_int_equal(pthread_create(&other, NULL, litmus_work, &side[1]), 0);
    litmus_work(&side[0]);
    pthread_join(other, NULL);
    stress_did(4 * rounds);
    return l.odd;
}

/* Each stores to its word and loads the other's: at least one must find the other's store. */
static void store_and_look(struct litmus *l, unsigned side, uint64_t round)
{
    atomic_store(side ? &l->y : &l->x, round);
    l->found[side] = atomic_load(side ? &l->x : &l->y);
}

static void store_and_look_relaxed(struct litmus *l, unsigned side, uint64_t round)
{
    atomic_store_explicit(side ? &l->y : &l->x, round, memory_order_relaxed);
    l->found[side] = atomic_load_explicit(side ? &l->x : &l->y, memory_order_relaxed);
}

static bool neither_saw(const struct litmus *l, uint64_t round)
{
    return l->found[0] != round && l->found[1] != round;
}

static void all_operations_have_one_order(void **state)
{
    (void)state;
    assert_int_equal(litmus_run(store_and_look, neither_saw, stress_count(ROUNDS)), 0);
}

/*
 * Proves that the test above can fail. Not where all threads share a CPU, and not under a
 * sanitizer, whose atomics are stronger.
 */
static void a_weaker_order_is_found(void **state)
{
    (void)state;
    uint64_t odd = 0;
    cpu_set_t mask;
#ifdef SYNCCOST_SANITIZED
    skip();
#endif
    if (sched_getaffinity(0, sizeof mask, &mask) != 0 || CPU_COUNT(&mask) < 2)
        skip();
    for (int i = 0; i < 1000 && odd == 0; i++)
        odd = litmus_run(store_and_look_relaxed, neither_saw, ROUNDS);
    assert_true(odd > 0);
}

/* One writes data and sets the flag; the other waits for the flag and must find the data. */
static void publish(struct litmus *l, unsigned side, uint64_t round)
{
    if (side == 0) {
        l->data = round;
        atomic_store(&l->x, round);
        l->found[0] = round;
        return;
    }
    for (unsigned looks = 0; atomic_load(&l->x) != round;)
        if (++looks > 1000)
            sched_yield();
    l->found[1] = l->data;
}

static bool data_is_stale(const struct litmus *l, uint64_t round)
{
    return l->found[1] != round;
}

static void who_sees_an_effect_sees_what_came_before(void **state)
{
    (void)state;
    assert_int_equal(litmus_run(publish, data_is_stale, stress_count(ROUNDS)), 0);
}

/* ---- read-modify-writes ---- */

struct sums {
    _Atomic uint64_t added, swapped_in;
    _Atomic uint64_t *times; /* how often an addition found each value */
    uint64_t each;
};

static void *add_all(void *argument)
{
    struct sums *s = argument;
    for (uint64_t i = 0; i < s->each; i++) {
        atomic_fetch_add(&s->times[atomic_fetch_add(&s->added, 1)], 1);
        uint64_t seen = atomic_load(&s->swapped_in);
        while (!atomic_compare_exchange_strong(&s->swapped_in, &seen, seen + 1))
            ;
    }
    return NULL;
}

/* No addition is lost, and no two find the same value. */
static void read_modify_writes_are_whole(void **state)
{
    (void)state;
    const uint64_t total = stress_count(ROUNDS) / ADDERS * ADDERS;
    struct sums s = {.each = total / ADDERS, .times = calloc(total + 1, sizeof *s.times)};
    pthread_t thread[ADDERS];
    assert_non_null(s.times);
    for (int i = 0; i < ADDERS; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, add_all, &s), 0);
    for (int i = 0; i < ADDERS; i++)
        pthread_join(thread[i], NULL);
    assert_int_equal(s.added, total);
    assert_int_equal(s.swapped_in, total);
    for (uint64_t i = 0; i < total; i++)
        assert_int_equal(s.times[i], 1);
    free(s.times);
    stress_did(2 * total);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_operations_have_one_order),
        cmocka_unit_test(a_weaker_order_is_found),
        cmocka_unit_test(who_sees_an_effect_sees_what_came_before),
        cmocka_unit_test(read_modify_writes_are_whole),
    };
    alarm(stress_time(GIVE_UP_S));
    return cmocka_run_group_tests_name("atomics", tests, stress_begin, stress_end);
}
