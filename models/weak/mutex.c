// SPDX-License-Identifier: MIT
// Weak-memory check of one mutex: what an owner wrote, the next owner sees.
// Compiled with SUBJECT, the mutex's name, and HEADER, its header; with SPINS where it has a struct
// sema; with TRY where it has an attempt that does not wait; with BY where the caller may choose
// how to wait, as the first thread then does; with FRESH where a node's memory may be used for
// other things after each release; with DOMAINS where it prefers a domain of CPUs; with FOUR where
// it takes four threads to show a fault; with TOO_MANY where even two threads have more
// interleavings than can be tried.
#include HEADER

#define PASTE(a, b) a##b
#define VERB(a, b)  PASTE(a, b)
#define ME(verb)    VERB(SUBJECT, _mutex##verb)

enum { THREADS = 4 }; /* of the largest scenario */

static struct {
    struct ME() lock;
    struct ME(_node) node[THREADS];
    int owners, sum, copy, sections[THREADS];
} s;

static void before(void)
{
    memset(&s, 0, sizeof s);
#ifdef DOMAINS
    for (int i = 0; i < THREADS; i++)
        domains_pretended_of[i] = 1 + weak_random(2);
#endif
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

static void acquire(unsigned self, bool tries)
{
#ifdef FRESH
    memset(&s.node[self], 0x5a, sizeof s.node[self]);
    ME(_node_init)(&s.node[self]);
#endif
#ifdef TRY
    if (tries) {
        while (!ME(_try_acquire)(&s.lock, &s.node[self]))
            weak_yield();
        return;
    }
#endif
    (void)tries;
#ifdef BY
    if (self == 0) {
        ME(_acquire_by)(&s.lock, &s.node[self], wait_yield);
        return;
    }
#endif
    ME(_acquire)(&s.lock, &s.node[self]);
}

static void section_of(unsigned self, bool tries)
{
    acquire(self, tries);
    WEAK_REQUIRE(++s.owners == 1);
    WEAK_REQUIRE(s.sum == s.copy);
    s.sum++;
    s.copy++;
    s.owners--;
    ME(_release)(&s.lock, &s.node[self]);
    s.sections[self]++;
}

static inline void section(unsigned self)
{
    section_of(self, false);
}

static void two_sections(unsigned self)
{
    section_of(self, self == 2);
    section_of(self, self == 2);
}

static void after(void)
{
    for (int i = 0; i < THREADS; i++)
        s.copy -= s.sections[i];
    WEAK_REQUIRE(s.sum > 0 && s.copy == 0);
    ME(_destroy)(&s.lock);
}

const struct weak_scenario weak_scenarios[] = {
#ifdef FOUR
    {"four threads, one section each", 4, before, section, after, NULL, false},
#endif
    {"three threads, two sections each", 3, before, two_sections, after, NULL, false},
#ifndef TOO_MANY
    {"two threads, one section each", 2, before, section, after, NULL, true},
#endif
    {0},
};
