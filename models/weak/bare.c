// SPDX-License-Identifier: MIT
// Weak-memory check of a bare thread's end: join sees what the function wrote. The kernel's part,
// the clearing of tid, is done beforehand: no edge is expected of it.
#include "primitives/thread/clone3.h"

static struct {
    struct clone3_thread thread;
    int data;
} s;

static void function(void *data)
{
    *(int *)data = 1;
}

static void before(void)
{
    memset(&s, 0, sizeof s);
    s.thread.function = function;
    s.thread.argument = &s.data;
}

static void thread(unsigned self)
{
    if (self == 0) {
        clone3_thread_main_slow(&s.thread);
        return;
    }
    WEAK_REQUIRE(clone3_thread_join(&s.thread) == 0);
    WEAK_REQUIRE(s.data == 1);
}

static void after(void) {}

const struct weak_scenario weak_scenarios[] = {
    {"bare", 2, before, thread, after, NULL},
    {0},
};
