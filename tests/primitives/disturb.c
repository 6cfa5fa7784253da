// SPDX-License-Identifier: MIT
// The disturbances of stress tests do what they say, and what a program leaves behind is found.
#include <fcntl.h>

#include "tests/primitives/disturb.h"
#include "tests/test.h"

enum { GIVE_UP_S = 280 };

static void sizes_come_from_the_environment(void **state)
{
    (void)state;
    unsetenv("STRESS_SCALE");
    unsetenv("STRESS_THREADS");
    assert_int_equal(stress_count(1000), 1000);
    assert_int_equal(stress_threads(3, 8), 3);
    setenv("STRESS_SCALE", "2.5", 1);
    assert_int_equal(stress_count(1000), 2500);
    assert_int_equal(stress_time(10), 25);
    assert_int_equal(stress_span(30), 75);
    setenv("STRESS_SCALE", "0.0001", 1);
    assert_int_equal(stress_count(1000), 1);
    assert_int_equal(stress_time(10), 10);
    assert_int_equal(stress_span(30), 10);
    setenv("STRESS_THREADS", "16", 1);
    assert_int_equal(stress_threads(3, 8), 8);
    unsetenv("STRESS_SCALE");
    unsetenv("STRESS_THREADS");
}

static void random_numbers_follow_the_seed(void **state)
{
    (void)state;
    struct stress_random a = {7}, b = {7}, c = {8};
    unsigned same = 0, below[4] = {0};
    for (int i = 0; i < 1000; i++) {
        uint64_t n = stress_next(&a);
        assert_int_equal(n, stress_next(&b));
        same += n == stress_next(&c);
        below[stress_below(&a, 4)]++;
        stress_next(&b);
    }
    assert_int_equal(same, 0);
    for (int i = 0; i < 4; i++)
        assert_in_range(below[i], 180, 320);
}

static void *wait_for_signals(void *argument)
{
    _Atomic unsigned *interrupted = argument;
    for (int i = 0; i < 100 && atomic_load(interrupted) < 3; i++)
        if (nanosleep(&(struct timespec){.tv_nsec = 500000000}, NULL) != 0 && errno == EINTR)
            atomic_fetch_add(interrupted, 1);
    return NULL;
}

/* Runs a group of no tests around act, and returns what its teardown does. */
static int group_around(void (*act)(void *), void *argument)
{
    void *state = NULL;
    atomic_store(&stress_group()->sender.stop, false);
    assert_int_equal(stress_begin(&state), 0);
    act(argument);
    return stress_end(&state);
}

static void let_signals_come(void *argument)
{
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, wait_for_signals, argument), 0);
    pthread_join(thread, NULL);
}

static void signals_interrupt_every_thread(void **state)
{
    (void)state;
    _Atomic unsigned interrupted = 0;
    setenv("STRESS_SIGNALS", "1", 1);
    assert_int_equal(group_around(let_signals_come, (void *)&interrupted), 0);
    unsetenv("STRESS_SIGNALS");
    assert_int_equal(atomic_load(&interrupted), 3);
}

static void open_one(void *argument)
{
    *(int *)argument = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static void a_descriptor_that_is_left_is_found(void **state)
{
    (void)state;
    int fd = -1;
    assert_int_equal(group_around(open_one, &fd), -1);
    close(fd);
}

static void *wait_at(void *argument)
{
    pthread_barrier_wait(argument);
    return NULL;
}

struct left {
    pthread_barrier_t gate;
    pthread_t thread;
};

static void start_one(void *argument)
{
    struct left *l = argument;
    assert_int_equal(pthread_create(&l->thread, NULL, wait_at, &l->gate), 0);
}

static void a_thread_that_is_left_is_found(void **state)
{
    (void)state;
    struct left left;
    pthread_barrier_init(&left.gate, NULL, 2);
    assert_int_equal(group_around(start_one, &left), -1);
    pthread_barrier_wait(&left.gate);
    pthread_join(left.thread, NULL);
    pthread_barrier_destroy(&left.gate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_come_from_the_environment),
        cmocka_unit_test(random_numbers_follow_the_seed),
        cmocka_unit_test(signals_interrupt_every_thread),
        cmocka_unit_test(a_descriptor_that_is_left_is_found),
        cmocka_unit_test(a_thread_that_is_left_is_found),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests_name("disturb", tests, NULL, NULL);
}
