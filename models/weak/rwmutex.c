// SPDX-License-Identifier: MIT
// Weak-memory check of a reader-writer lock: exclusion of writers, and visibility both ways.
// Compiled with SUBJECT, the lock's name, and HEADER, its header; with SPINS where it has a struct
// sema.
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
#ifdef SYNCCOST_RWMUTEX_BRAVO_H
    memset(bravo_table, 0, sizeof bravo_table);
    memset(&rwmutex_threads, 0, sizeof rwmutex_threads);
    memset(rwmutex_thread_number_of, 0, sizeof rwmutex_thread_number_of);
#endif
    ME(_init)(&s.lock);
#ifdef SPINS
    sema_cpus = 1 + weak_random(2); /* with one CPU nobody spins */
#endif
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

/* The same with attempts; one writer, two readers. */
static void trying(unsigned self)
{
    if (self == 0) {
        while (!ME(_try_write_acquire)(&s.lock))
            weak_yield();
        s.data++;
        s.copy++;
        ME(_write_release)(&s.lock);
        write_once();
        return;
    }
    for (int i = 0; i < 2; i++) {
        if (!ME(_try_read_acquire)(&s.lock))
            ME(_read_acquire)(&s.lock);
        WEAK_REQUIRE(s.data == s.copy);
        ME(_read_release)(&s.lock);
    }
}

/* Two writers, of which one only tries. */
static void trying_writers(unsigned self)
{
    if (self == 1) {
        while (!ME(_try_write_acquire)(&s.lock))
            weak_yield();
        s.data++;
        s.copy++;
        ME(_write_release)(&s.lock);
        return;
    }
    if (self == 0)
        write_once();
    else
        read_once();
}

/* An attempt of a writer that has written, while others read. */
static void write_and_try(unsigned self)
{
    if (self == 0) {
        write_once();
        if (ME(_try_write_acquire)(&s.lock))
            ME(_write_release)(&s.lock);
        write_once();
        return;
    }
    read_once();
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
    {"attempts", 3, before, trying, after, NULL, false},
    {"attempts of writers", 3, before, trying_writers, after, NULL, false},
    {"an attempt after a write", 4, before, write_and_try, after, NULL, false},
    {0},
};
