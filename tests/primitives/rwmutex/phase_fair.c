// SPDX-License-Identifier: MIT
// The phase-fair lock's attempt to write, where many readers come between its looks.
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

#include "tests/test.h"

/* What happens just before a compare-and-swap of the word. */
static struct {
    _Atomic uint64_t *word;
    void (*happens)(void);
} before_swap;

static bool swap(_Atomic uint64_t *word, uint64_t *seen, uint64_t next)
{
    if (word == before_swap.word)
        before_swap.happens();
    return atomic_compare_exchange_strong(word, seen, next);
}

#undef atomic_compare_exchange_strong_explicit
#define atomic_compare_exchange_strong_explicit(word, seen, next, order, otherwise)                \
    swap(word, seen, next)
#include "primitives/rwmutex/phase_fair.h"

enum { GIVE_UP_S = 280 };

static struct phase_fair_rwmutex lock;

static unsigned count_bits; /* of the readers that come */

/* What as many readers do to the words, of which all but one have left. */
static void one_of_many_readers_stays(void)
{
    const uint64_t readers = UINT64_C(1) << count_bits;
    atomic_fetch_add(&lock.arrived, readers * PHASE_FAIR_READER);
    atomic_fetch_add(&lock.left, (readers - 1) * PHASE_FAIR_READER);
}

static void all_readers_leave(void)
{
    for (int i = 0; i < 3; i++)
        phase_fair_rwmutex_read_acquire(&lock);
    for (int i = 0; i < 3; i++)
        phase_fair_rwmutex_read_release(&lock);
}

static void expect_free(void)
{
    assert_true(phase_fair_rwmutex_try_write_acquire(&lock));
    assert_false(phase_fair_rwmutex_try_read_acquire(&lock));
    phase_fair_rwmutex_write_release(&lock);
    phase_fair_rwmutex_write_acquire(&lock);
    assert_false(phase_fair_rwmutex_try_write_acquire(&lock));
    phase_fair_rwmutex_write_release(&lock);
    assert_true(phase_fair_rwmutex_try_read_acquire(&lock));
    phase_fair_rwmutex_read_release(&lock);
}

static bool attempt_while(void (*happens)(void))
{
    before_swap.word = &lock.arrived;
    before_swap.happens = happens;
    bool got = phase_fair_rwmutex_try_write_acquire(&lock);
    before_swap.word = NULL;
    return got;
}

/* In both phases, with counts of the sizes that words of 16 and 32 bits could hold, and others. */
static void an_attempt_finds_the_reader_among_many(void **state)
{
    (void)state;
    phase_fair_rwmutex_init(&lock);
    for (count_bits = 0; count_bits <= 48; count_bits++) {
        assert_false(attempt_while(one_of_many_readers_stays));
        assert_false(phase_fair_rwmutex_try_write_acquire(&lock));
        assert_true(phase_fair_rwmutex_try_read_acquire(&lock)); /* no writer is left over */
        phase_fair_rwmutex_read_release(&lock);
        phase_fair_rwmutex_read_release(&lock); /* the one that had stayed */
        expect_free();
        for (unsigned i = 0; i < count_bits % 2; i++) { /* the other phase */
            phase_fair_rwmutex_write_acquire(&lock);
            phase_fair_rwmutex_write_release(&lock);
        }
    }
}

/* All have left again. The attempt ends by its compare-and-swap. */
static void an_attempt_fails_where_readers_have_been(void **state)
{
    (void)state;
    phase_fair_rwmutex_init(&lock);
    assert_false(attempt_while(all_readers_leave));
    expect_free();
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_attempt_finds_the_reader_among_many),
        cmocka_unit_test(an_attempt_fails_where_readers_have_been),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests_name("phase-fair", tests, NULL, NULL);
}
