// SPDX-License-Identifier: MIT
// CNA: in which order waiters of several domains are granted the lock, and how long one is passed
// over. The domains are pretended, and the waiters are nodes without threads.
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "primitives/mutex/cna.h"
#include "tests/test.h"

enum { GIVE_UP_S = 60, WAITERS = 3 * CNA_PASSES };

static struct cna_mutex lock;
static struct cna_mutex_node owner, waiter[WAITERS];
static bool left[WAITERS]; /* has released */

static void begin(void)
{
    memset(left, 0, sizeof left);
    cna_mutex_init(&lock);
    cna_mutex_node_init(&owner);
    cna_mutex_acquire(&lock, &owner);
}

/* What an acquire does before it waits, in a thread of that domain. */
static void come(struct cna_mutex_node *node, unsigned domain)
{
    cna_mutex_node_init(node);
    domains_pretended = domain + 1;
    cna_prepare(node);
    cna_link(node, atomic_exchange(&lock.tail, node));
}

static void leave(struct cna_mutex_node *node)
{
    domains_pretended = node->domain + 1;
    cna_mutex_release(&lock, node);
}

/* The one of the first n waiters that holds the lock. */
static unsigned granted(unsigned n)
{
    unsigned found = WAITERS;
    for (unsigned i = 0; i < n; i++)
        if (!left[i] && atomic_load(&waiter[i].granted)) {
            assert_int_equal(found, WAITERS);
            found = i;
        }
    assert_in_range(found, 0, n - 1);
    return found;
}

/* The first of waiters are granted the lock in this order, and release it. */
static void expect(const unsigned *order, unsigned n, unsigned waiters)
{
    for (unsigned i = 0; i < n; i++) {
        assert_int_equal(granted(waiters), order[i]);
        leave(&waiter[order[i]]);
        left[order[i]] = true;
    }
}

static void one_domain_is_served_in_order(void **state)
{
    (void)state;
    static const unsigned order[] = {0, 1, 2, 3};
    begin();
    for (unsigned i = 0; i < 4; i++)
        come(&waiter[i], 2);
    owner.domain = 2;
    leave(&owner);
    expect(order, 4, 4);
    assert_null(atomic_load(&lock.tail));
}

static void neighbours_come_first_and_the_others_keep_their_order(void **state)
{
    (void)state;
    static const unsigned domain[] = {1, 0, 2, 1, 0, 1}, order[] = {1, 4, 0, 3, 5, 2};
    begin();
    for (unsigned i = 0; i < 6; i++)
        come(&waiter[i], domain[i]);
    leave(&owner);
    expect(order, 6, 6);
    assert_null(atomic_load(&lock.tail));
}

/* Who comes while others are set aside, and nobody else waits, is behind them. */
static void an_arrival_is_behind_those_set_aside(void **state)
{
    (void)state;
    static const unsigned first[] = {2}, rest[] = {0, 1, 3};
    begin();
    come(&waiter[0], 1);
    come(&waiter[1], 1);
    come(&waiter[2], 0);
    leave(&owner);
    expect(first, 1, 3); /* the queue is now that of the two set aside */
    come(&waiter[3], 0);
    expect(rest, 3, 4);
    assert_null(atomic_load(&lock.tail));
}

static void nobody_is_passed_over_for_long(void **state)
{
    (void)state;
    begin();
    come(&waiter[0], 1);
    for (unsigned i = 1; i < WAITERS; i++)
        come(&waiter[i], 0);
    leave(&owner);
    unsigned before = 0;
    for (; !atomic_load(&waiter[0].granted); before++) {
        const unsigned next = before + 1;
        expect(&next, 1, WAITERS);
    }
    assert_int_equal(before, CNA_PASSES + 1);
    static unsigned order[WAITERS];
    for (unsigned i = 1; i + before < WAITERS; i++)
        order[i] = before + i;
    expect(order, WAITERS - before, WAITERS);
    assert_null(atomic_load(&lock.tail));
}

static void the_machine_s_domains_are_found(void **state)
{
    (void)state;
    domains_find();
    assert_in_range(domains.count, 1, DOMAINS_MOST);
    domains_pretended = 0;
    assert_in_range(domains_here(), 0, domains.count - 1);
    for (unsigned i = 0; i < DOMAINS_CPUS; i++)
        assert_in_range(domains.of[i], 0, domains.count - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_domain_is_served_in_order),
        cmocka_unit_test(neighbours_come_first_and_the_others_keep_their_order),
        cmocka_unit_test(an_arrival_is_behind_those_set_aside),
        cmocka_unit_test(nobody_is_passed_over_for_long),
        cmocka_unit_test(the_machine_s_domains_are_found),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests_name("cna mutex", tests, NULL, NULL);
}
