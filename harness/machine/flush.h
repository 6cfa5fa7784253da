// SPDX-License-Identifier: MIT
// How a line leaves all caches and a store its buffer, and what is known of the coherence protocol.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <x86intrin.h>
#endif

/* Whether user space can take a line out of every cache. */
#if defined(__x86_64__) || defined(__aarch64__)
#define FLUSH_KNOWN true
#else
#define FLUSH_KNOWN false
#endif

/*
 * Writes the line of at back to memory and takes it out of every cache of the coherence domain.
 * x86: CLFLUSH, which every CPU of 64 bits has (Intel SDM vol. 2A). arm64: DC CIVAC, to the point
 * of coherency (Arm ARM C5.5), which Linux lets user space do.
 */
static inline void flush_line(const volatile void *at)
{
#if defined(__x86_64__)
    _mm_clflush((const void *)at);
#elif defined(__aarch64__)
    __asm__ volatile("dc civac, %0" ::"r"(at) : "memory");
#else
    (void)at;
#endif
}

/* Returns when every line that this thread has flushed is out. */
static inline void flush_wait(void)
{
#if defined(__x86_64__)
    _mm_mfence();
#elif defined(__aarch64__)
    __asm__ volatile("dsb sy" ::: "memory");
#endif
}

/*
 * Waits until every earlier store of this thread is in the cache, and lets nothing later begin: a
 * fence alone lets the CPU ask for the lines of later stores meanwhile. x86: LFENCE after MFENCE
 * (Intel SDM vol. 2A, LFENCE). arm64: DSB (Arm ARM B2.3).
 */
static inline void flush_stores(void)
{
#if defined(__x86_64__)
    _mm_mfence();
    _mm_lfence();
#elif defined(__aarch64__)
    __asm__ volatile("dsb ish" ::: "memory");
#else
    atomic_thread_fence(memory_order_seq_cst); /* as much as there is */
#endif
}

/*
 * Whether a line can be owned: modified, and read by others from its owner's cache, memory being
 * stale. AMD's protocol, and Hygon's, is MOESI (AMD64 APM vol. 2, 7.3). Of an arm64 core nothing
 * that user space can read says it. CPUID traps in a guest: keep it out of what is timed.
 */
static inline bool flush_has_owned(void)
{
#if defined(__x86_64__)
    enum { AMD = 0x68747541, HYGON = 0x6f677948 }; /* "Auth", "Hygo" */
    unsigned most, vendor, third, second;
    return __get_cpuid(0, &most, &vendor, &third, &second) && (vendor == AMD || vendor == HYGON);
#else
    return false;
#endif
}
