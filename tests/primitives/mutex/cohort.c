// SPDX-License-Identifier: MIT
// The cohort lock: a domain keeps the upper lock while its threads wait, and not for ever.
#include <stdatomic.h>
#include <stdbool.h>
#include <unistd.h>

#include "primitives/mutex/cohort.h"
#include "tests/test.h"

enum { GIVE_UP_S = 60 };

static struct cohort_mutex lock;
static struct cohort_mutex_node first, second;

static void begin(void)
{
    cohort_mutex_init(&lock);
    cohort_mutex_node_init(&first);
    cohort_mutex_node_init(&second);
    domains_pretended = 1;
}

/* What an acquire does before it waits for the lock of that domain. */
static void come(unsigned domain)
{
    atomic_fetch_add(&lock.domain[domain].lock.next, 1);
}

static bool upper_is_free(void)
{
    return atomic_load(&lock.upper.next) == atomic_load(&lock.upper.serving);
}

static void who_is_alone_gives_the_upper_lock_back(void **state)
{
    (void)state;
    begin();
    cohort_mutex_acquire(&lock, &first);
    assert_false(upper_is_free());
    cohort_mutex_release(&lock, &first);
    assert_true(upper_is_free());
    domains_pretended = 2;
    assert_true(cohort_mutex_try_acquire(&lock, &second));
    cohort_mutex_release(&lock, &second);
    assert_true(upper_is_free());
}

static void a_release_leaves_the_upper_lock_to_its_domain(void **state)
{
    (void)state;
    begin();
    cohort_mutex_acquire(&lock, &first);
    come(0);
    cohort_mutex_release(&lock, &first);
    assert_false(upper_is_free());
    assert_true(lock.domain[0].has_upper);
    domains_pretended = 2;
    assert_false(cohort_mutex_try_acquire(&lock, &second));
    /* The waiter of the domain has both locks now, as its node knows. */
    cohort_mutex_release(&lock, &first);
    assert_true(upper_is_free());
    assert_true(cohort_mutex_try_acquire(&lock, &second));
    cohort_mutex_release(&lock, &second);
}

static void a_waiter_elsewhere_keeps_no_lock(void **state)
{
    (void)state;
    begin();
    cohort_mutex_acquire(&lock, &first);
    come(1);
    cohort_mutex_release(&lock, &first);
    assert_true(upper_is_free());
}

static void a_domain_passes_the_lock_on_for_a_while(void **state)
{
    (void)state;
    begin();
    cohort_mutex_acquire(&lock, &first);
    unsigned sections = 1;
    do {
        come(0);
        cohort_mutex_release(&lock, &first);
        sections += !upper_is_free(); /* the waiter's, by the same node */
    } while (!upper_is_free() && sections <= 2 * COHORT_PASSES);
    assert_int_equal(sections, COHORT_PASSES + 1);
    assert_int_equal(lock.domain[0].passes, 0);
}

/* A failed attempt leaves the lock of its domain free. */
static void an_attempt_leaves_nothing(void **state)
{
    (void)state;
    begin();
    cohort_mutex_acquire(&lock, &first);
    domains_pretended = 2;
    assert_false(cohort_mutex_try_acquire(&lock, &second));
    assert_int_equal(atomic_load(&lock.domain[1].lock.next),
                     atomic_load(&lock.domain[1].lock.serving));
    cohort_mutex_release(&lock, &first);
    assert_true(cohort_mutex_try_acquire(&lock, &second));
    cohort_mutex_release(&lock, &second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_is_alone_gives_the_upper_lock_back),
        cmocka_unit_test(a_release_leaves_the_upper_lock_to_its_domain),
        cmocka_unit_test(a_waiter_elsewhere_keeps_no_lock),
        cmocka_unit_test(a_domain_passes_the_lock_on_for_a_while),
        cmocka_unit_test(an_attempt_leaves_nothing),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests_name("cohort mutex", tests, NULL, NULL);
}
