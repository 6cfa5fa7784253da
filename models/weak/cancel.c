// SPDX-License-Identifier: MIT
// Weak-memory check of a cancellation: what was written before the cancel is seen by whoever finds
// it, by a look or by a wait.
// Compiled with SUBJECT, the cancellation's name, and HEADER, its header; with TREE where it has
// children and deadlines.
#ifdef TREE
#include <signal.h>
#include <stdatomic.h>

/* A thread of the checker stands for the one that the timers start: see timed(). */
static _Atomic int started;
enum { NO_THREAD, RUNNING, NEVER };

#define pthread_create(thread, attributes, function, argument)                                     \
    (atomic_store_explicit(&started, RUNNING, memory_order_release), *(thread) = 0,                \
     (void)(function), (void)(argument), 0)
#define pthread_sigmask(how, set, before) ((void)(set), (void)(before))
#endif
#include HEADER

#define PASTE(a, b) a##b
#define VERB(a, b)  PASTE(a, b)
#define ME(verb)    VERB(SUBJECT, _cancel##verb)

static struct {
    struct ME() whole;
    int data;
#ifdef TREE
    struct ME() part;
#endif
} s;

static void before(void)
{
    memset(&s, 0, sizeof s);
#ifdef TREE
    atomic_init(&started, NO_THREAD);
    memset(&cancel_timers, 0, sizeof cancel_timers);
    sema_cpus = 1 + weak_random(2); /* with one CPU nobody spins */
#endif
    WEAK_REQUIRE(ME(_init)(&s.whole) == 0);
}

static void after(void)
{
    WEAK_REQUIRE(ME(_canceled)(&s.whole));
    ME(_destroy)(&s.whole);
}

static void cancel(void)
{
    s.data = 1;
    ME(_cancel)(&s.whole);
}

/* One cancels, one looks now and then, one waits. */
static void looking(unsigned self)
{
    if (self == 0) {
        cancel();
    } else if (self == 1) {
        while (!ME(_canceled)(&s.whole))
            weak_yield();
        WEAK_REQUIRE(s.data == 1);
    } else {
        ME(_wait)(&s.whole);
        WEAK_REQUIRE(s.data == 1);
    }
}

#ifdef TREE
/* The reason comes with the same order, and done is closed. */
static void asking(unsigned self)
{
    if (self == 0) {
        cancel();
        return;
    }
    while (ME(_reason)(&s.whole) == 0)
        weak_yield();
    WEAK_REQUIRE(s.data == 1 && !go_channel_receive_into(ME(_done)(&s.whole), NULL));
}

static void with_part(void)
{
    before();
    ME(_init_child)(&s.part, &s.whole);
}

/* A cancel of the whole against a cancel of its part, and two who wait for the part. */
static void below(unsigned self)
{
    if (self == 0) {
        cancel();
    } else if (self == 1) {
        ME(_cancel)(&s.part);
    } else {
        ME(_wait)(&s.part);
        WEAK_REQUIRE(ME(_reason)(&s.part) == -ECANCELED);
    }
}

/* Nothing uses it any more. */
static void destroy_part(void)
{
    ME(_destroy)(&s.part);
    memset(&s.part, 0, sizeof s.part);
}

/* A part that is made, and destroyed, while the whole is cancelled. */
static void coming(unsigned self)
{
    if (self == 0) {
        cancel();
        return;
    }
    ME(_init_child)(&s.part, &s.whole);
    if (self == 1 && weak_random(2))
        ME(_wait)(&s.part);
    if (ME(_canceled)(&s.part))
        WEAK_REQUIRE(s.data == 1);
    destroy_part();
}

/* A deadline, a cancel from above, and the thread of the timers. */
static void timed(unsigned self)
{
    const struct timespec soon = {.tv_nsec = 3000000};
    if (self == 0) {
        s.data = 1;
        WEAK_REQUIRE(ME(_init_until)(&s.part, &s.whole, &soon) == 0);
        ME(_wait)(&s.part);
        destroy_part();
        /* Relaxed: nobody else writes it now. */
        if (atomic_load_explicit(&started, memory_order_relaxed) == NO_THREAD)
            atomic_store_explicit(&started, NEVER, memory_order_relaxed);
    } else if (self == 1) {
        int now;
        /* Acquire: as the start of a thread is. */
        while ((now = atomic_load_explicit(&started, memory_order_acquire)) == NO_THREAD)
            weak_yield();
        if (now == RUNNING)
            cancel_timer_thread_slow(&cancel_timers);
    } else {
        ME(_cancel)(&s.whole);
    }
}

static void part_after(void)
{
    destroy_part();
    after();
}
#endif

const struct weak_scenario weak_scenarios[] = {
    {"a look and a wait", 3, before, looking, after, NULL, false},
#ifdef TREE
    {"a reason", 2, before, asking, after, NULL, false},
    {"a cancel above and one below", 4, with_part, below, part_after, NULL, false},
    {"a part that comes and goes", 2, before, coming, after, NULL, false},
    {"a deadline", 3, before, timed, after, NULL, false},
#endif
    {0},
};
