// SPDX-License-Identifier: MIT
// Instructions of a thread that spins on a line, and of one that is about to write to such a line.
/*
 * Example: spin until another thread sets a flag.
 *
 *     #include <stdatomic.h>
 *     static atomic_int ready = 1; // set by the other thread
 *     while (!atomic_load_explicit(&ready, memory_order_acquire))
 *         cpu_relax(); // leaves the core to its sibling thread, and polls less often
 */
#pragma once

#include "primitives/compiler.h"

/*
 * RELAX_FORM(name, instruction) for each form that the CPU has. x86: PAUSE takes 10 to 140 cycles,
 * depending on the model. arm64: YIELD does not wait on many cores; ISB stalls briefly; WFE waits
 * for the next event, which is at the latest one of the kernel's event stream (about 100 us).
 */
#if defined(__x86_64__)
#define RELAX_FORMS    RELAX_FORM(pause, "pause")
#define RELAX_STANDARD pause
#elif defined(__aarch64__)
#define RELAX_FORMS    RELAX_FORM(yield, "yield") RELAX_FORM(isb, "isb") RELAX_FORM(wfe, "wfe")
#define RELAX_STANDARD yield
#else
#define RELAX_FORMS
#define RELAX_STANDARD none
#endif

/* The form that all primitives use: make RELAX=isb. */
#ifndef SC_RELAX
#define SC_RELAX RELAX_STANDARD
#endif

/*
 * relax_none, relax_pause and so on: one instruction, or none. They order nothing between threads.
 * The "memory" clobber is a compiler barrier: without it a loop that polls a plain location could
 * read it only once.
 */
#define RELAX_FORM(name, instruction)                                                              \
    SC_INLINE void relax_##name(void)                                                              \
    {                                                                                              \
        __asm__ volatile(instruction ::: "memory");                                                \
    }
RELAX_FORM(none, "")
RELAX_FORMS
#undef RELAX_FORM

#define RELAX_PASTE(name)  relax_##name
#define RELAX_CALL(name)   RELAX_PASTE(name)
#define RELAX_STRING(name) #name
#define RELAX_TEXT(name)   RELAX_STRING(name)
#define RELAX_NAME         RELAX_TEXT(SC_RELAX)

/* The form that SC_RELAX names; RELAX_NAME is its name as a string. */
SC_INLINE void cpu_relax(void)
{
    RELAX_CALL(SC_RELAX)();
}

/*
 * Fetches the line of address for writing. Who reads a line first, and then writes to it, fetches
 * it twice where another thread looks at it meanwhile: to share it, and to own it. A hint: address
 * may be any. Orders nothing. (__builtin_prefetch fetches for reading on x86-64, unless the
 * compiler is told that the CPU has PREFETCHW. All have it, or take it for a no-op.)
 */
SC_INLINE void cpu_prefetch_to_write(const void *address)
{
#if defined(__x86_64__)
    /* Orders nothing: a hint to the cache. */
    __asm__ volatile("prefetchw %0" ::"m"(*(const char *)address));
#else
    __builtin_prefetch(address, 1);
#endif
}
