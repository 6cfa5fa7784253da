// SPDX-License-Identifier: MIT
// A cancel that comes while a deadline is being set: between the last look and the timer's start.
#include <errno.h>
#include <stdbool.h>
#include <unistd.h>

#include "primitives/cancel/timer.h"
#include "tests/primitives/deadline.h"
#include "tests/test.h"

static struct go_cancel *cancelled_before; /* the timer is started; NULL: none */

static int cancel_and_start(struct cancel_timer *t);

#define cancel_timer_start_slow cancel_and_start
#include "primitives/cancel/go.h"
#undef cancel_timer_start_slow

static int cancel_and_start(struct cancel_timer *t)
{
    if (cancelled_before)
        go_cancel_cancel(cancelled_before);
    return cancel_timer_start_slow(t);
}

enum { GIVE_UP_S = 280 };

/* By its parent, or itself. Nothing stays in the list of timers. */
static void a_cancel_leaves_no_timer(void **state)
{
    (void)state;
    for (int itself = 0; itself < 2; itself++) {
        struct go_cancel root, child;
        struct timespec late = in_ms(60000);
        assert_int_equal(go_cancel_init(&root), 0);
        cancelled_before = itself ? &child : &root;
        assert_int_equal(go_cancel_init_until(&child, &root, &late), 0);
        cancelled_before = NULL;
        assert_int_equal(go_cancel_reason(&child), -ECANCELED);
        assert_int_equal(go_cancel_reason(&root), itself ? 0 : -ECANCELED);
        assert_false(child.timer.queued);
        assert_null(cancel_timers.first);
        go_cancel_destroy(&child);
        go_cancel_destroy(&root);
    }
}

/* Without a cancel there is one. */
static void a_deadline_has_a_timer(void **state)
{
    (void)state;
    struct go_cancel c;
    struct timespec late = in_ms(60000);
    assert_int_equal(go_cancel_init_until(&c, NULL, &late), 0);
    assert_true(c.timer.queued);
    assert_ptr_equal(cancel_timers.first, &c.timer);
    go_cancel_destroy(&c);
    assert_null(cancel_timers.first);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cancel_leaves_no_timer),
        cmocka_unit_test(a_deadline_has_a_timer),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests_name("cancel between", tests, NULL, NULL);
}
