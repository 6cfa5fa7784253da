// SPDX-License-Identifier: MIT
// Weak-memory check of a reader-writer lock: exclusion of writers, and visibility both ways.
// Compiled with SUBJECT, the lock's name, and HEADER, its header.
#include HEADER

#define PASTE(a, b) a##b
#define VERB(a, b)  PASTE(a, b)
#define ME(verb)    VERB(SUBJECT, _rwmutex##verb)

static struct {
    struct ME() lock;
    int data, copy;
} s;

static void before(void)
{
    memset(&s, 0, sizeof s);
    ME(_init)(&s.lock);
    sema_cpus = 1 + weak_random(2);
}

static void read_once(void)
{
    ME(_read_acquire)(&s.lock);
    WEAK_REQUIRE(s.data == s.copy);
    ME(_read_release)(&s.lock);
}

static void write_once(void)
{
    ME(_write_acquire)(&s.lock);
    s.data++;
    s.copy++;
    ME(_write_release)(&s.lock);
}

/* Writers: 0, and 1 after it has read. Readers: the others. */
static void thread(unsigned self)
{
    if (self != 0)
        read_once();
    if (self <= 1)
        write_once();
    if (self != 1)
        read_once();
}

static void after(void)
{
    WEAK_REQUIRE(s.data == 2 && s.copy == 2);
    ME(_destroy)(&s.lock);
}

const struct weak_scenario weak_scenarios[] = {
    {"two writers and two readers", 3, before, thread, after, NULL, false},
    {"two writers and three readers", 4, before, thread, after, NULL, false},
    {0},
};
