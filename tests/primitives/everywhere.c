// SPDX-License-Identifier: MIT
// The fence for all threads: never do both sides of a store and a load miss each other's store.
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include "primitives/everywhere.h"
#include "primitives/relax.h"
#include "tests/test.h"

enum { ROUNDS = 30000, APART = 64, GIVE_UP_S = 280 };

/* Words on lines of their own. */
struct side {
    _Alignas(APART) _Atomic unsigned word;
    _Alignas(APART) _Atomic unsigned arrived; /* rounds */
    unsigned seen[ROUNDS];
    _Alignas(APART) pthread_t thread;
};

static struct side frequent, rare;

/* Runs on the place-th of the CPUs that the process may use, where there are so many. */
static void stay_at(int place)
{
    cpu_set_t all, one;
    CPU_ZERO(&one);
    if (sched_getaffinity(0, sizeof all, &all) != 0 || CPU_COUNT(&all) <= place)
        return;
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
        if (CPU_ISSET(cpu, &all) && place-- == 0)
            CPU_SET(cpu, &one);
    sched_setaffinity(0, sizeof one, &one);
}

/* Both begin a round at about the same time; a thread whose CPU the other needs gives it up. */
static void meet(struct side *me, struct side *other, unsigned round)
{
    atomic_store(&me->arrived, round + 1);
    for (unsigned looks = 0; atomic_load(&other->arrived) <= round; looks++)
        looks % 1000 == 999 ? (void)sched_yield() : cpu_relax();
}

/* The other side is in its system call for a while: this one comes earlier or later. */
static void delay(unsigned round)
{
    for (volatile unsigned i = round % 97 * 8; i > 0; i--)
        ;
}

static void *run_frequent(void *unused)
{
    stay_at(0);
    for (unsigned round = 0; round < ROUNDS; round++) {
        meet(&frequent, &rare, round);
        delay(round);
        atomic_store_explicit(&frequent.word, round + 1, memory_order_relaxed);
        everywhere_light();
        frequent.seen[round] = atomic_load_explicit(&rare.word, memory_order_relaxed);
    }
    return unused;
}

static void *run_rare(void *unused)
{
    stay_at(1);
    for (unsigned round = 0; round < ROUNDS; round++) {
        meet(&rare, &frequent, round);
        atomic_store_explicit(&rare.word, round + 1, memory_order_relaxed);
        if (!everywhere_fence())
            everywhere_fence();
        rare.seen[round] = atomic_load_explicit(&frequent.word, memory_order_relaxed);
    }
    return unused;
}

static void never_do_both_miss(void **state)
{
    unsigned both = 0, frequent_first = 0, rare_first = 0;
    (void)state;
    if (!everywhere_is_there()) {
        print_message("the kernel has no fence for all threads here\n");
        skip();
    }
    pthread_create(&frequent.thread, NULL, run_frequent, NULL);
    pthread_create(&rare.thread, NULL, run_rare, NULL);
    pthread_join(frequent.thread, NULL);
    pthread_join(rare.thread, NULL);
    for (unsigned round = 0; round < ROUNDS; round++) {
        bool frequent_missed = frequent.seen[round] <= round;
        bool rare_missed = rare.seen[round] <= round;
        both += frequent_missed && rare_missed;
        frequent_first += frequent_missed && !rare_missed;
        rare_first += !frequent_missed && rare_missed;
    }
    print_message("the frequent side was first in %u rounds of %u, the rare one in %u\n",
                  frequent_first, ROUNDS, rare_first);
    assert_int_equal(both, 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(never_do_both_miss),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
