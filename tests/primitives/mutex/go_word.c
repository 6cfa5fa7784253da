// SPDX-License-Identifier: MIT
// The word of Go's mutex, with no other thread: what is wanted of it, handed over, released and
// tried.
#include <unistd.h>

#include "tests/primitives/death.h"
#include "tests/primitives/mutex/go_bits.h"

enum { GIVE_UP_S = 280 };

static void uncontended_sets_and_clears_one_bit(void **state)
{
    (void)state;
    struct go_mutex m;
    struct go_mutex_node node;
    go_mutex_init(&m);
    go_mutex_node_init(&node);
    for (int i = 0; i < 3; i++) {
        go_mutex_acquire(&m, &node);
        assert_int_equal(word(&m), L);
        go_mutex_release(&m, &node);
        assert_int_equal(word(&m), 0);
    }
    go_mutex_destroy(&m);
}

static void starvation_ends_with_a_patient_or_a_last_owner(void **state)
{
    (void)state;
    static const struct {
        uint32_t before;
        bool starved;
        uint32_t after;
    } cases[] = {
        {S | 3 * ONE, true, L | S | 2 * ONE},
        {S | 3 * ONE, false, L | 2 * ONE},
        {S | ONE, true, L},
        {S | ONE, false, L},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct go_mutex m;
        go_mutex_init(&m);
        atomic_store(&m.state, cases[i].before);
        go_mutex_take_handoff(&m, cases[i].before, cases[i].starved);
        assert_int_equal(word(&m), cases[i].after);
    }
}

static void word_that_a_thread_wants(void **state)
{
    (void)state;
    static const struct {
        uint32_t seen;
        bool starving, woken;
        uint32_t want;
    } cases[] = {
        {0, false, false, L},
        {L, false, false, L | ONE},
        {L | W | ONE, false, true, L | 2 * ONE},
        {W | ONE, true, true, L | ONE}, /* free: it is taken, not starved */
        {L | W | ONE, true, true, L | S | 2 * ONE},
        {L | W | ONE, false, false, L | W | 2 * ONE}, /* somebody else's mark stays */
        {S | ONE, false, false, S | 2 * ONE},
        {L | S | ONE, false, false, L | S | 2 * ONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(go_mutex_wanted(cases[i].seen, cases[i].starving, cases[i].woken),
                         cases[i].want);
}

static void release_unlocked(void *m)
{
    struct go_mutex_node node;
    go_mutex_release(m, &node);
}

static void release_twice(void *m)
{
    struct go_mutex_node node;
    go_mutex_acquire(m, &node);
    go_mutex_release(m, &node);
    go_mutex_release(m, &node);
}

/* The word of a lock that a waiter is on the way to: it is not locked either. */
static void release_between(void *m)
{
    atomic_store(&((struct go_mutex *)m)->state, W | ONE);
    release_unlocked(m);
}

static void release_of_an_unlocked_mutex_is_fatal(void **state)
{
    (void)state;
    static const char words[] = "sync: unlock of unlocked mutex";
    struct go_mutex m;
    go_mutex_init(&m);
    assert_true(dies_with(release_unlocked, &m, words, &m));
    assert_true(dies_with(release_twice, &m, words, &m));
    assert_true(dies_with(release_between, &m, words, &m));
}

static void hand_over_a_held_lock(void *m)
{
    go_mutex_take_handoff(m, L | S | ONE, true);
}

static void broken_word_is_fatal(void **state)
{
    (void)state;
    struct go_mutex m;
    go_mutex_init(&m);
    assert_true(dies_with(hand_over_a_held_lock, &m, "sync: inconsistent mutex state", &m));
}

/* Go's TryLock: not while held, not past a starving waiter; who waits stays counted. */
static void try_by_the_word(void **state)
{
    (void)state;
    static const struct {
        uint32_t before, after;
    } cases[] = {{0, L},
                 {W | ONE, L | W | ONE},
                 {2 * ONE, L | 2 * ONE},
                 {L, L},
                 {L | ONE, L | ONE},
                 {S | ONE, S | ONE},
                 {L | S | ONE, L | S | ONE}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct go_mutex m;
        struct go_mutex_node node;
        go_mutex_init(&m);
        atomic_store(&m.state, cases[i].before);
        assert_int_equal(go_mutex_try_acquire(&m, &node), cases[i].before != cases[i].after);
        assert_int_equal(word(&m), cases[i].after);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uncontended_sets_and_clears_one_bit),
        cmocka_unit_test(starvation_ends_with_a_patient_or_a_last_owner),
        cmocka_unit_test(word_that_a_thread_wants),
        cmocka_unit_test(release_of_an_unlocked_mutex_is_fatal),
        cmocka_unit_test(broken_word_is_fatal),
        cmocka_unit_test(try_by_the_word),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests_name("go mutex word", tests, NULL, NULL);
}
