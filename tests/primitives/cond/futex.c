// SPDX-License-Identifier: MIT
// The futex cond at the moment that real threads hardly meet: a signal between the release of the
// mutex and the sleep.
#include <limits.h>
#include <unistd.h>

#include "primitives/mutex/futex.h"

static void release_and_be_signalled(struct futex_mutex *m, struct futex_mutex_node *node);

#define futex_mutex_release release_and_be_signalled
#include "primitives/cond/futex.h"
#undef futex_mutex_release

#include "tests/test.h"

enum { GIVE_UP_S = 20 };

static struct futex_cond cond;
static void (*notify)(struct futex_cond *c); /* what comes at that moment */

static void release_and_be_signalled(struct futex_mutex *m, struct futex_mutex_node *node)
{
    futex_mutex_release(m, node);
    notify(&cond);
}

static void signal_one(struct futex_cond *c)
{
    futex_cond_signal(c);
}

static void signal_all(struct futex_cond *c)
{
    futex_cond_broadcast(c);
}

/* Nobody comes later: a wait that misses it is ended by the alarm. */
static void is_not_missed(void **state)
{
    static struct futex_mutex mutex;
    struct futex_mutex_node node;
    (void)state;
    futex_mutex_node_init(&node);
    for (int i = 0; i < 2; i++) {
        notify = i == 0 ? signal_one : signal_all;
        futex_mutex_acquire(&mutex, &node);
        futex_cond_wait(&cond, &mutex, &node);
        futex_mutex_release(&mutex, &node);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(is_not_missed)};
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
