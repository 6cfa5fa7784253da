// SPDX-License-Identifier: MIT
// The end of a pooled thread whose owner has been cancelled.
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <unistd.h>

#include "primitives/thread/pool.h"
#include "tests/test.h"

enum { GIVE_UP_S = 280, ROUNDS = 20 };

struct owner {
    struct pool_thread pooled;
    int done;                      /* jobs */
    atomic_bool joined, destroyed; /* each call has returned */
};

static void count_job(void *argument)
{
    struct owner *o = argument;
    o->done++;
}

/* In a frame of its own: AddressSanitizer wants it to have ended before the thread does. */
__attribute__((noinline)) static void use_and_destroy(struct owner *o)
{
    pool_thread_start(&o->pooled, count_job, o);
    pool_thread_join(&o->pooled);
    atomic_store(&o->joined, true);
    pool_thread_destroy(&o->pooled);
    atomic_store(&o->destroyed, true);
}

/* All calls come after the cancellation. */
static void *end_cancelled(void *argument)
{
    pthread_cancel(pthread_self());
    use_and_destroy(argument);
    pthread_testcancel();
    return NULL;
}

/* Neither join nor destroy acts on it, and what comes next does: the worker has ended by then. */
static void join_and_destroy_are_no_cancellation_points(void **state)
{
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        struct owner o = {.done = 0};
        pthread_t thread;
        void *end;
        assert_int_equal(pool_thread_init(&o.pooled), 0);
        assert_int_equal(pthread_create(&thread, NULL, end_cancelled, &o), 0);
        pthread_join(thread, &end);
        assert_ptr_equal(end, PTHREAD_CANCELED);
        assert_true(atomic_load(&o.joined));
        assert_true(atomic_load(&o.destroyed));
        assert_int_equal(o.done, 1);
    }
}

static void *end_uncancellable(void *argument)
{
    struct owner *o = argument;
    int state;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
    pthread_cancel(pthread_self());
    pool_thread_destroy(&o->pooled);
    pthread_testcancel();
    atomic_store(&o->destroyed, true);
    return NULL;
}

/* A thread that had disabled cancellation has it disabled afterwards. */
static void destroy_keeps_the_cancel_state(void **state)
{
    (void)state;
    struct owner o = {.done = 0};
    pthread_t thread;
    void *end;
    assert_int_equal(pool_thread_init(&o.pooled), 0);
    assert_int_equal(pthread_create(&thread, NULL, end_uncancellable, &o), 0);
    pthread_join(thread, &end);
    assert_null(end);
    assert_true(atomic_load(&o.destroyed));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(join_and_destroy_are_no_cancellation_points),
        cmocka_unit_test(destroy_keeps_the_cancel_state),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests_name("pooled thread", tests, NULL, NULL);
}
