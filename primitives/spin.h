// SPDX-License-Identifier: MIT
// How long a thread that waits spins before it sleeps: about as long as a wake-up takes here.
/*
 * Example: wait until another thread has set a word, which takes it a microsecond or a minute.
 *
 *     static _Atomic uint32_t ready = 1; // the other thread: store, then spin_wake_slow(&ready)
 *     struct spin spin;
 *     bool spinning = spin_begin(&spin, SPIN_ANYWHERE);
 *     while (atomic_load_explicit(&ready, memory_order_acquire) == 0)
 *         if (!spinning || !spin_again(&spin)) {
 *             spinning = false;
 *             spin_sleep(&ready, 0, NULL);
 *         }
 *     spin_end(spinning);
 */
#pragma once

#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "primitives/compiler.h"
#include "primitives/futex.h"
#include "primitives/relax.h"

/*
 * Source: Karlin, Li, Manasse and Owicki, "Empirical studies of competitive spinning for a
 * shared-memory multiprocessor" (1991). Who spins for as long as a sleep and wake-up costs, and
 * then sleeps, pays at most twice what it would have paid had it known how long the wait lasts.
 *
 * The price is learned from the process's own sleeps: who wakes notes the time, and who was woken
 * compares. One estimate serves all threads. It is a running median after Ma, Muthukrishnan and
 * Sandler, "Frugal streaming for estimating quantiles" (2013): each sample moves it by one step
 * towards itself, so that one that was disturbed counts no more than any other. It ends within
 * bounds. Samples of two threads on one CPU are left out: there the sleeper waits until the waker
 * is done.
 *
 * A spin ends early, or does not begin, where the other thread cannot run meanwhile:
 *  - It last ran on this CPU. Who ends a wait says where it ran.
 *  - Spins of this thread have mostly failed, as where there are more threads than CPUs. Then only
 *    one wait in SPIN_PROBE spins, and the first that succeeds brings the spinning back. (HotSpot's
 *    monitors and glibc's adaptive mutex learn from their spins for each lock; here each thread
 *    learns for itself, since what it waits for is gone when the wait ends.)
 *
 * It is time that bounds a spin, since a PAUSE takes 10 to 140 cycles. But the clock is read only
 * once in SPIN_LOOKS looks, and a wait that ends before that reads no clock.
 *
 * Memory ordering: nothing here orders anything. All accesses are relaxed, because a value that is
 * old or another thread's makes one spin longer or shorter, and nothing else.
 */
enum {
    SPIN_LOOKS = 32,       /* between two readings of the clock */
    SPIN_PRICE_NS = 16000, /* first guess */
    SPIN_LEAST_NS = 1000,  /* bounds of what is learned */
    SPIN_MOST_NS = 50000,
    SPIN_STEP = 8,     /* a sample moves the price by one part in so many */
    SPIN_CREDIT = 8,   /* so many failures more than successes end the spinning */
    SPIN_REGAINED = 2, /* credit after a probe that succeeded */
    SPIN_PROBE = 16,   /* where spins fail, one wait in so many spins */
};

/* Numbers of CPUs, counted from 1 here, have 16 bits. ANYWHERE: not known. */
enum { SPIN_CPUS = 0xffff, SPIN_ANYWHERE = 0 };

/* The same for all threads, and for all parts of the program that include this header. */
struct spin_market {
    _Atomic uint64_t woken;    /* who was woken last, when and from where; see spin_stamp */
    _Atomic uint32_t price_ns; /* 0: nothing learned */
} __attribute__((aligned(64)));
__attribute__((weak)) struct spin_market spin_market;

/* What a thread knows from its waits. */
struct spin_memory {
    int32_t failures; /* more than successes; from 0 to SPIN_CREDIT */
    uint32_t skipped; /* waits without a spin since they mostly fail */
    uint32_t partner; /* CPU of who ended its last wait, as far as it said so; for the user */
};
__attribute__((weak)) _Thread_local struct spin_memory spin_mine;

/* One wait. */
struct spin {
    uint64_t until; /* on the clock; 0: it has not been read */
    uint32_t looks;
};

/* Monotonic time in nanoseconds. */
SC_INLINE uint64_t spin_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/*
 * The CPU on which the caller runs, from 1; SPIN_ANYWHERE where the system does not say. glibc 2.35
 * and later read it from the thread's rseq area, without a system call.
 */
SC_INLINE uint32_t spin_cpu(void)
{
    return (uint32_t)(sched_getcpu() + 1) & SPIN_CPUS;
}

/* How long to spin. */
SC_INLINE uint32_t spin_price(void)
{
    /* Relaxed: see the head, as everywhere below. */
    const uint32_t known = atomic_load_explicit(&spin_market.price_ns, memory_order_relaxed);
    return known ? known : SPIN_PRICE_NS;
}

/*
 * The beginning of a wait. partner: the CPU on which the thread for which the caller waits last
 * ran, or SPIN_ANYWHERE. Returns whether to spin.
 */
SC_INLINE bool spin_begin(struct spin *s, uint32_t partner)
{
    *s = (struct spin){0, 0};
    if (partner != SPIN_ANYWHERE && partner == spin_cpu())
        return false;
    return spin_mine.failures < SPIN_CREDIT || ++spin_mine.skipped % SPIN_PROBE == 0;
}

/* After a look that found nothing. Pauses, and returns whether to look again. */
SC_INLINE bool spin_again(struct spin *s)
{
    cpu_relax();
    if (++s->looks % SPIN_LOOKS != 0)
        return true;
    const uint64_t now = spin_now();
    if (s->until == 0)
        s->until = now + spin_price();
    return now < s->until;
}

/* The end of a spin that spin_begin has allowed: whether a look found what it waited for. */
SC_INLINE void spin_end(bool found)
{
    int32_t *failures = &spin_mine.failures;
    if (!found)
        *failures += *failures < SPIN_CREDIT;
    else if (*failures >= SPIN_CREDIT)
        *failures = SPIN_CREDIT - SPIN_REGAINED;
    else
        *failures -= *failures > 0;
}

/* What a waker leaves: 36 bits of time (a minute), 12 of the word's address and 16 of its CPU. */
SC_INLINE uint64_t spin_stamp(const void *word, uint64_t now, uint32_t cpu)
{
    return now << 28 | ((uintptr_t)word >> 2 & 0xfff) << 16 | cpu;
}

/* Wakes one thread that sleeps on word by spin_sleep. As futex_wake. */
SC_SLOW void spin_wake_slow(_Atomic uint32_t *word)
{
    /* Relaxed: the stamp says itself whom it concerns. */
    atomic_store_explicit(&spin_market.woken, spin_stamp(word, spin_now(), spin_cpu()),
                          memory_order_relaxed);
    futex_wake(word, 1);
}

/* Moves the price by one step towards a sample. */
SC_SLOW void spin_learn_slow(uint64_t sample_ns)
{
    uint32_t price = spin_price();
    const uint32_t step = price / SPIN_STEP;
    price = sample_ns > price ? price + step : price - step;
    price = price < SPIN_LEAST_NS ? SPIN_LEAST_NS : price > SPIN_MOST_NS ? SPIN_MOST_NS : price;
    /* Relaxed: where two threads learn at once one sample is lost. */
    atomic_store_explicit(&spin_market.price_ns, price, memory_order_relaxed);
}

/* The caller has been woken, by somebody, on word. */
SC_SLOW void spin_woken_slow(const void *word)
{
    /* Relaxed: as in spin_wake_slow. */
    const uint64_t stamp = atomic_load_explicit(&spin_market.woken, memory_order_relaxed);
    const uint64_t now = spin_now();
    const uint32_t cpu = (uint32_t)stamp & SPIN_CPUS;
    /* Another thread may have been woken since, or this one for another reason. */
    if ((stamp ^ spin_stamp(word, now, cpu)) << 36 != 0 || cpu == spin_cpu())
        return;
    spin_learn_slow(((now << 28) - (stamp >> 28 << 28)) >> 28);
}

/* As futex_wait_until, and learns from it what a wake-up costs. */
SC_INLINE long spin_sleep(_Atomic uint32_t *word, uint32_t expected,
                          const struct timespec *deadline)
{
    const long rc = futex_wait_until(word, expected, deadline);
    if (rc == 0)
        spin_woken_slow(word);
    return rc;
}
