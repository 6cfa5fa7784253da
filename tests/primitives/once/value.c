// SPDX-License-Identifier: MIT
// The once that hands a result out: one call of the function, one result for all, and none where
// the function ended its thread.
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <unistd.h>

#include "primitives/once/value.h"
#include "tests/test.h"

enum { THREADS = 4, ROUNDS = 3000, GIVE_UP_S = 280 };

static uint64_t words[2]; /* plain on purpose: the function writes them */
static _Atomic unsigned calls;

static void *make(void *argument)
{
    words[0] = words[1] = *(uint64_t *)argument;
    atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed);
    return words;
}

struct caller {
    struct go_once_value *once;
    uint64_t round;
    pthread_barrier_t *gate;
    unsigned wrong;
    pthread_t thread;
};

static void *call_each(void *argument)
{
    struct caller *me = argument;
    for (me->round = 1; me->round <= ROUNDS; me->round++) {
        void *result = NULL;
        pthread_barrier_wait(me->gate);
        bool got = go_once_value_get(me->once, make, &me->round, &result);
        me->wrong += !got || result != words || words[0] != me->round || words[1] != me->round;
        if (pthread_barrier_wait(me->gate) != 0)
            go_once_value_init(me->once); /* one of them, while the others are at the next gate */
    }
    return NULL;
}

static void all_get_one_result(void **state)
{
    (void)state;
    struct go_once_value once;
    struct caller caller[THREADS];
    pthread_barrier_t gate;
    go_once_value_init(&once);
    pthread_barrier_init(&gate, NULL, THREADS);
    for (int i = 0; i < THREADS; i++) {
        caller[i] = (struct caller){.once = &once, .gate = &gate};
        assert_int_equal(pthread_create(&caller[i].thread, NULL, call_each, &caller[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(caller[i].thread, NULL);
        assert_int_equal(caller[i].wrong, 0);
    }
    assert_int_equal(atomic_load(&calls), ROUNDS);
    pthread_barrier_destroy(&gate);
    go_once_value_destroy(&once);
}

static void *end_thread(void *argument)
{
    ++*(unsigned *)argument;
    pthread_exit(NULL);
}

struct attempt {
    struct go_once_value *once;
    unsigned runs;
};

static void *get_and_end(void *argument)
{
    struct attempt *a = argument;
    void *result;
    go_once_value_get(a->once, end_thread, &a->runs, &result);
    return a; /* not reached */
}

/* Go panics in every later call; here each says that there is no result. */
static void a_function_that_ended_its_thread_has_none(void **state)
{
    (void)state;
    static struct go_once_value once; /* zero bytes: the function has not run */
    struct attempt a = {.once = &once};
    void *result = &a, *returned;
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, get_and_end, &a), 0);
    pthread_join(thread, &returned);
    assert_null(returned);
    assert_int_equal(a.runs, 1);
    for (int i = 0; i < 2; i++) {
        uint64_t round = 1;
        assert_false(go_once_value_get(&once, make, &round, &result));
        assert_ptr_equal(result, &a);
    }
    go_once_value_destroy(&once);
}

static void *nothing(void *argument)
{
    (void)argument;
    return NULL;
}

static void null_is_a_result(void **state)
{
    (void)state;
    struct go_once_value once;
    void *result = &once;
    go_once_value_init(&once);
    assert_true(go_once_value_get(&once, nothing, NULL, &result));
    assert_null(result);
    go_once_value_destroy(&once);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_get_one_result),
        cmocka_unit_test(a_function_that_ended_its_thread_has_none),
        cmocka_unit_test(null_is_a_result),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
