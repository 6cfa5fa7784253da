// SPDX-License-Identifier: MIT
// Ways to wait between two looks at a word that another thread will change.
/*
 * Example: spin until another thread sets a word, and leave the CPU to others meanwhile.
 *
 *     #include <stdatomic.h>
 *     static _Atomic uint32_t ready = 1; // set by the other thread
 *     while (atomic_load_explicit(&ready, memory_order_acquire) == 0)
 *         wait_yield(&ready, 0);
 */
#pragma once

#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/relax.h"

/*
 * wait_NAME(word, seen): the caller has seen that value in the word, and looks again afterwards. It
 * returns after a while, for no reason too. Orders nothing between threads: the look that follows
 * does. What a CPU has not got is not there: WAIT_FORM(name) for each form that is.
 *
 *  spin               looks again at once
 *  pause              x86-64: PAUSE, 10 to 140 cycles
 *  yield_instruction  arm64: YIELD, which does nothing on many cores
 *  isb                arm64: ISB, some 10 to 50 cycles on most cores
 *  wfe                arm64: sleeps until another core writes to the word's line
 *  yield              sched_yield, for threads that share a CPU
 */
#if defined(__x86_64__)
#define WAIT_FORMS   WAIT_FORM(spin) WAIT_FORM(pause) WAIT_FORM(yield)
#define WAIT_MISSING "wait:yield-instruction, wait:isb and wait:wfe: instructions of arm64"
#elif defined(__aarch64__)
#define WAIT_FORMS                                                                                 \
    WAIT_FORM(spin)                                                                                \
    WAIT_FORM(yield_instruction) WAIT_FORM(isb) WAIT_FORM(wfe) WAIT_FORM(yield)
#define WAIT_MISSING "wait:pause: an instruction of x86-64"
#else
#define WAIT_FORMS   WAIT_FORM(spin) WAIT_FORM(yield)
#define WAIT_MISSING "wait:pause, wait:isb and wait:wfe: instructions of x86-64 and arm64"
#endif

/* One of them. */
typedef void (*wait_form)(const _Atomic uint32_t *word, uint32_t seen);

SC_INLINE void wait_spin(const _Atomic uint32_t *word, uint32_t seen)
{
    (void)word, (void)seen;
    relax_none();
}

SC_INLINE void wait_yield(const _Atomic uint32_t *word, uint32_t seen)
{
    (void)word, (void)seen;
    sched_yield();
}

#if defined(__x86_64__)
SC_INLINE void wait_pause(const _Atomic uint32_t *word, uint32_t seen)
{
    (void)word, (void)seen;
    relax_pause();
}
#endif

#if defined(__aarch64__)
SC_INLINE void wait_yield_instruction(const _Atomic uint32_t *word, uint32_t seen)
{
    (void)word, (void)seen;
    relax_yield();
}

SC_INLINE void wait_isb(const _Atomic uint32_t *word, uint32_t seen)
{
    (void)word, (void)seen;
    relax_isb();
}

/*
 * LDXR puts the line under the exclusive monitor. A write to it by another core clears the monitor,
 * and that is an event (Arm ARM D1.6, "WFE wake-up events"). One that comes between the look and
 * WFE is remembered, and WFE returns at once. The kernel's event stream ends it in any case.
 */
SC_INLINE void wait_wfe(const _Atomic uint32_t *word, uint32_t seen)
{
    uint32_t now;
    /* Relaxed: see above. The clobber is a compiler barrier. */
    __asm__ volatile("ldxr %w0, %1\n\t"
                     "cmp %w0, %w2\n\t"
                     "b.ne 1f\n\t"
                     "wfe\n"
                     "1:"
                     : "=&r"(now)
                     : "Q"(*word), "r"(seen)
                     : "cc", "memory");
}
#endif
