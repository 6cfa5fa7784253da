// SPDX-License-Identifier: MIT
// Weak-memory check of one mutex: what an owner wrote, the next owner sees.
// Compiled with SUBJECT, the mutex's name, and HEADER, its header; with SPINS where it has a struct
// sema; with TRY where it has an attempt that does not wait; with TOO_MANY where even two threads
// have more interleavings than can be tried.
#include HEADER

#define PASTE(a, b) a##b
#define VERB(a, b)  PASTE(a, b)
#define ME(verb)    VERB(SUBJECT, _mutex##verb)

enum { THREADS = 3, ROUNDS = 2 };

static struct {
    struct ME() lock;
    struct ME(_node) node[THREADS];
    int owners, sum, copy;
} s;

static void before(void)
{
    memset(&s, 0, sizeof s);
#ifdef SYNCCOST_MUTEX_TWA_H
    memset(twa_slots, 0, sizeof twa_slots);
#endif
    ME(_init)(&s.lock);
    for (int i = 0; i < THREADS; i++)
        ME(_node_init)(&s.node[i]);
#ifdef SPINS
    sema_cpus = 1 + weak_random(2); /* with one CPU nobody spins */
#endif
}

static void acquire(unsigned self)
{
#ifdef TRY
    if (self == 2) {
        while (!ME(_try_acquire)(&s.lock, &s.node[self]))
            weak_yield();
        return;
    }
#endif
    ME(_acquire)(&s.lock, &s.node[self]);
}

static void section(unsigned self)
{
    acquire(self);
    WEAK_REQUIRE(++s.owners == 1);
    WEAK_REQUIRE(s.sum == s.copy);
    s.sum++;
    s.copy++;
    s.owners--;
    ME(_release)(&s.lock, &s.node[self]);
}

static void sections(unsigned self)
{
    for (int i = 0; i < ROUNDS; i++)
        section(self);
}

static void after(void)
{
    WEAK_REQUIRE((s.sum == THREADS * ROUNDS || s.sum == 2) && s.copy == s.sum);
    ME(_destroy)(&s.lock);
}

const struct weak_scenario weak_scenarios[] = {
    {"three threads, two sections each", THREADS, before, sections, after, NULL, false},
#ifndef TOO_MANY
    {"two threads, one section each", 2, before, section, after, NULL, true},
#endif
    {0},
};
