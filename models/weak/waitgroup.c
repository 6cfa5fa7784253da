// SPDX-License-Identifier: MIT
// Weak-memory check of a waitgroup: what was done before a done is seen after the wait.
// Compiled with SUBJECT, the waitgroup's name, and HEADER, its header; with SPINS where it has a
// struct sema.
#include HEADER

#define PASTE(a, b) a##b
#define VERB(a, b)  PASTE(a, b)
#define ME(verb)    VERB(SUBJECT, _waitgroup##verb)

static struct {
    struct ME() group;
    int data[WEAK_THREADS];
    int told;
    atomic_bool ready;
} s;

static void before(void)
{
    memset(&s, 0, sizeof s);
    WEAK_REQUIRE(ME(_init)(&s.group, WEAK_THREADS) == 0);
    ME(_add)(&s.group, 2);
#ifdef SPINS
    sema_cpus = 1 + weak_random(2); /* with one CPU nobody spins */
#endif
}

static void after(void)
{
    WEAK_REQUIRE(ME(_pending)(&s.group) == 0);
    ME(_destroy)(&s.group);
}

static void work(unsigned self)
{
    s.data[self] = 1;
    ME(_done)(&s.group);
}

/* Two workers and two waiters. */
static void two_wait(unsigned self)
{
    if (self < 2) {
        work(self);
        return;
    }
    ME(_wait)(&s.group);
    WEAK_REQUIRE(s.data[0] == 1 && s.data[1] == 1);
}

/* Two rounds with one waiter, which begins and ends the second. */
static void two_rounds(unsigned self)
{
    if (self < 2) {
        work(self);
        return;
    }
    ME(_wait)(&s.group);
    WEAK_REQUIRE(s.data[0] == 1 && s.data[1] == 1);
    ME(_add)(&s.group, 1);
    s.told = 1;
    ME(_done)(&s.group);
    ME(_wait)(&s.group);
    WEAK_REQUIRE(s.told == 1);
}

/* A worker adds a part while its own is pending, as for a tree of work. */
static void nested(unsigned self)
{
    if (self == 0) {
        s.data[0] = 1;
        ME(_add)(&s.group, 1);
        ME(_done)(&s.group);
        s.data[2] = 1;
        ME(_done)(&s.group);
    } else if (self == 1) {
        work(self);
    } else {
        ME(_wait)(&s.group);
        WEAK_REQUIRE(s.data[0] == 1 && s.data[1] == 1 && s.data[2] == 1);
    }
}

/* What comes before an add comes before the wait, where another thread does every done. */
static void added(unsigned self)
{
    if (self == 0) {
        s.data[0] = 1;
        ME(_add)(&s.group, 1);
        atomic_store_explicit(&s.ready, true, memory_order_relaxed);
    } else if (self == 1) {
        while (!atomic_load_explicit(&s.ready, memory_order_relaxed))
            weak_yield();
        for (int i = 0; i < 3; i++)
            ME(_done)(&s.group);
    } else {
        ME(_wait)(&s.group);
        WEAK_REQUIRE(s.data[0] == 1);
    }
}

const struct weak_scenario weak_scenarios[] = {
    {"two workers and two waiters", 4, before, two_wait, after, NULL, false},
    {"two rounds", 3, before, two_rounds, after, NULL, false},
    {"a part that is added", 3, before, nested, after, NULL, false},
    {"an add before others' dones", 3, before, added, after, NULL, false},
    {0},
};
