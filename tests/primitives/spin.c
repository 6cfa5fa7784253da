// SPDX-License-Identifier: MIT
// How long a wait spins: the learned price, where not to spin, and how a pair leaves its slow mode.
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

#define SC_FUTEX_COUNTS
#include "primitives/channel/futex.h"
#include "primitives/channel/go.h"
#include "primitives/spin.h"
#include "tests/primitives/asleep.h"
#include "tests/test.h"

enum { GIVE_UP_S = 280 };

static void forget(uint32_t price_ns)
{
    atomic_store(&spin_market.price_ns, price_ns);
    spin_mine = (struct spin_memory){0};
}

/* One sample in five is disturbed. */
static void the_price_is_that_of_most_wakes(void **state)
{
    (void)state;
    forget(0);
    assert_int_equal(spin_price(), SPIN_PRICE_NS);
    for (int i = 0; i < 200; i++)
        spin_learn_slow(i % 5 == 0 ? 3000000 : 5000);
    assert_in_range(spin_price(), 5000 * 6 / 8, 5000 * 11 / 8);
    for (int i = 0; i < 200; i++)
        spin_learn_slow(i % 5 == 0 ? 1 : 9000);
    assert_in_range(spin_price(), 9000 * 6 / 8, 9000 * 11 / 8);
}

static void the_price_has_bounds(void **state)
{
    (void)state;
    forget(0);
    for (int i = 0; i < 200; i++)
        spin_learn_slow(0);
    assert_int_equal(spin_price(), SPIN_LEAST_NS);
    for (int i = 0; i < 200; i++)
        spin_learn_slow(UINT64_MAX);
    assert_int_equal(spin_price(), SPIN_MOST_NS);
}

static int usable[2]; /* CPUs; the second is -1 where there is one */

static void pin(int cpu)
{
    cpu_set_t mask;
    CPU_ZERO(&mask);
    CPU_SET(cpu, &mask);
    assert_int_equal(pthread_setaffinity_np(pthread_self(), sizeof mask, &mask), 0);
}

/* The price that is learned from a stamp, beginning at 16000. */
static uint32_t learned(const void *word, const void *stamped, uint64_t age_ns, uint32_t cpu)
{
    forget(16000);
    atomic_store(&spin_market.woken, spin_stamp(stamped, spin_now() - age_ns, cpu));
    spin_woken_slow(word);
    return spin_price();
}

static void a_wake_up_is_priced_by_its_stamp(void **state)
{
    (void)state;
    static uint32_t words[2];
    pin(usable[0]);
    const uint32_t here = spin_cpu();
    assert_int_equal(here, usable[0] + 1);
    int tries = 0; /* another program may take the CPU for longer than the price */
    while (learned(&words[0], &words[0], 0, here + 1) > 16000)
        assert_true(++tries < 100);
    assert_true(learned(&words[0], &words[0], 17000, here + 1) > 16000);
    assert_true(learned(&words[0], &words[0], 1000000000, here + 1) > 16000);
    /* of another word, and from this CPU */
    assert_int_equal(learned(&words[0], &words[1], 17000, here + 1), 16000);
    assert_int_equal(learned(&words[0], &words[0], 17000, here), 16000);
}

static void a_spin_lasts_as_long_as_the_price(void **state)
{
    (void)state;
    struct spin spin;
    forget(40000);
    assert_true(spin_begin(&spin, SPIN_ANYWHERE));
    const uint64_t begin = spin_now();
    while (spin_again(&spin))
        ;
    assert_true(spin_now() - begin >= 40000);
    /* and the clock is not read before SPIN_LOOKS looks */
    assert_true(spin_begin(&spin, SPIN_ANYWHERE));
    for (int i = 1; i < SPIN_LOOKS; i++)
        assert_true(spin_again(&spin));
    assert_int_equal(spin.until, 0);
}

static void nobody_spins_for_a_partner_on_this_cpu(void **state)
{
    (void)state;
    struct spin spin;
    forget(0);
    pin(usable[0]);
    assert_false(spin_begin(&spin, spin_cpu()));
    assert_true(spin_begin(&spin, spin_cpu() + 1));
    assert_true(spin_begin(&spin, SPIN_ANYWHERE));
}

static int spins_in(int waits, bool found)
{
    struct spin spin;
    int spins = 0;
    for (int i = 0; i < waits; i++)
        if (spin_begin(&spin, SPIN_ANYWHERE)) {
            spins++;
            spin_end(found);
        }
    return spins;
}

static void spins_that_fail_become_rare(void **state)
{
    (void)state;
    forget(0);
    assert_int_equal(spins_in(SPIN_CREDIT, false), SPIN_CREDIT);
    assert_int_equal(spins_in(10 * SPIN_PROBE, false), 10);
    /* The first that succeeds brings them back. */
    while (spins_in(1, true) == 0)
        ;
    assert_int_equal(spins_in(SPIN_REGAINED, false), SPIN_REGAINED);
    assert_int_equal(spins_in(10 * SPIN_PROBE, false), 10);
    /* Fewer successes than failures: it ends, too. */
    forget(0);
    for (int i = 0; i < SPIN_CREDIT; i++)
        spins_in(2, false), spins_in(1, true);
    spins_in(2, false);
    assert_int_equal(spins_in(10 * SPIN_PROBE, false), 10);
    /* More successes than failures: it goes on. */
    forget(0);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(spins_in(1, false), 1);
        assert_int_equal(spins_in(2, true), 2);
    }
}

/* Two threads that take turns; each STRETCH trips one of them stops for 5 ms. */
enum { STALLS = 20, SETTLE = 100, JUDGED = 100, STRETCH = SETTLE + JUDGED, ATTEMPTS = 100 };

struct pair {
    struct go_channel request, answer;
    struct futex_channel futex_request, futex_answer;
    bool futex;
    int cpu[2];
    bool stalls;
    uint32_t partner[2]; /* what each has learned of the other's CPU */
    int fast;            /* stretches in which few trips slept after the first SETTLE */
};

static void say(struct pair *p, bool request, uint64_t value)
{
    if (p->futex)
        futex_channel_send(request ? &p->futex_request : &p->futex_answer, value);
    else
        go_channel_send(request ? &p->request : &p->answer, value);
}

static void hear(struct pair *p, bool request)
{
    uint64_t value;
    if (p->futex)
        futex_channel_receive(request ? &p->futex_request : &p->futex_answer, &value);
    else
        go_channel_receive(request ? &p->request : &p->answer, &value);
}

static void *answer_all(void *argument)
{
    struct pair *p = argument;
    pin(p->cpu[1]);
    for (int i = 0; i < STALLS * STRETCH; i++) {
        hear(p, true);
        if (p->stalls && i % STRETCH == 0)
            sleep_ms(5);
        say(p, false, 1);
    }
    p->partner[1] = spin_mine.partner;
    return NULL;
}

static void *ask_all(void *argument)
{
    struct pair *p = argument;
    uint64_t before = 0;
    pin(p->cpu[0]);
    for (int i = 0; i < STALLS * STRETCH; i++) {
        if (i % STRETCH == SETTLE)
            before = atomic_load(&futex_sleeps);
        say(p, true, 1);
        hear(p, false);
        if (i % STRETCH == STRETCH - 1)
            p->fast += atomic_load(&futex_sleeps) - before < JUDGED / 5;
    }
    p->partner[0] = spin_mine.partner;
    return NULL;
}

static struct pair run_pair(bool futex, int first, int second, bool stalls)
{
    static struct pair p;
    pthread_t threads[2];
    p = (struct pair){.futex = futex, .cpu = {first, second}, .stalls = stalls};
    assert_int_equal(go_channel_init(&p.request, 0) | go_channel_init(&p.answer, 0), 0);
    assert_int_equal(futex_channel_init(&p.futex_request, 1), 0);
    assert_int_equal(futex_channel_init(&p.futex_answer, 1), 0);
    assert_int_equal(pthread_create(&threads[0], NULL, ask_all, &p), 0);
    assert_int_equal(pthread_create(&threads[1], NULL, answer_all, &p), 0);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return p;
}

/*
 * Where two threads answer each other within a microsecond, none of them sleeps. A stall makes one
 * sleep, and the wake-up must not make the other sleep as well. Other programs may take the CPU in
 * any stretch, and so in some tries in most.
 */
static void a_pair_is_fast_again_after_a_stall(void **state)
{
    const bool *futex = *state;
    if (usable[1] < 0)
        skip();
    int fast = 0;
    for (int attempt = 0; attempt < ATTEMPTS && fast < STALLS / 2; attempt++)
        fast = run_pair(*futex, usable[0], usable[1], true).fast;
    assert_true(fast >= STALLS / 2);
}

/* On one CPU each trip must sleep, and each learns that there is nothing to spin for. */
static void a_pair_on_one_cpu_does_not_spin(void **state)
{
    (void)state;
    const uint64_t sleeps = atomic_load(&futex_sleeps), wakes = atomic_load(&futex_wakes);
    const struct pair p = run_pair(false, usable[0], usable[0], false);
    assert_int_equal(p.partner[0], usable[0] + 1);
    assert_int_equal(p.partner[1], usable[0] + 1);
    assert_true(atomic_load(&futex_sleeps) > sleeps);
    assert_true(atomic_load(&futex_wakes) > wakes);
}

static void find_usable(void)
{
    cpu_set_t mask;
    int n = 0;
    usable[1] = -1;
    if (sched_getaffinity(0, sizeof mask, &mask) == 0)
        for (int cpu = 0; cpu < CPU_SETSIZE && n < 2; cpu++)
            if (CPU_ISSET(cpu, &mask))
                usable[n++] = cpu;
}

int main(void)
{
    static bool go = false, futex = true;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_price_is_that_of_most_wakes),
        cmocka_unit_test(the_price_has_bounds),
        cmocka_unit_test(a_spin_lasts_as_long_as_the_price),
        cmocka_unit_test(spins_that_fail_become_rare),
        cmocka_unit_test(a_wake_up_is_priced_by_its_stamp),
        cmocka_unit_test(nobody_spins_for_a_partner_on_this_cpu),
        {"a go pair is fast again after a stall", a_pair_is_fast_again_after_a_stall, NULL, NULL,
         &go},
        {"a futex pair is fast again after a stall", a_pair_is_fast_again_after_a_stall, NULL, NULL,
         &futex},
        cmocka_unit_test(a_pair_on_one_cpu_does_not_spin),
    };
    alarm(GIVE_UP_S);
    find_usable();
    return cmocka_run_group_tests_name("spin", tests, NULL, NULL);
}
