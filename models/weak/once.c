// SPDX-License-Identifier: MIT
// Weak-memory check of go_once: every do returns after the function, and sees what it wrote.
#include "primitives/once/go.h"

static struct {
    struct go_once once;
    int calls, data;
} s;

static void before(void)
{
    memset(&s, 0, sizeof s);
    go_once_init(&s.once);
    sema_cpus = 1 + weak_random(2);
}

static void function(void *argument)
{
    (void)argument;
    s.calls++;
    s.data = 1;
}

static void thread(unsigned self)
{
    (void)self;
    go_once_do(&s.once, function, NULL);
    WEAK_REQUIRE(s.data == 1 && s.calls == 1);
}

static void after(void)
{
    WEAK_REQUIRE(s.calls == 1);
    go_once_destroy(&s.once);
}

const struct weak_scenario weak_scenarios[] = {
    {"once", 3, before, thread, after, NULL, false},
    {0},
};
