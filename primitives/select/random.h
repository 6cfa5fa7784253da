// SPDX-License-Identifier: MIT
// A random number for the choice among ready cases: cheap, and of each thread its own.
#pragma once

#include <stdint.h>
#include <time.h>

#include "primitives/compiler.h"
#include "primitives/random.h"

/*
 * Source: splitmix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
 * OOPSLA 2014): the state counts in steps of an odd constant, and each count is mixed.
 *
 * Weak: a thread has one state, however many sources of the program include this header.
 */
__attribute__((weak)) _Thread_local uint64_t select_random_state;

/* Sets the calling thread's state: the same seed gives the same choices, in every source. */
SC_INLINE void select_random_seed(uint64_t seed)
{
    select_random_state = seed;
}

/* A state of its own for each thread: where it lies, and when it is first used. */
SC_SLOW void select_random_start_slow(void)
{
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    select_random_state =
        (uint64_t)(uintptr_t)&select_random_state ^ (uint64_t)now.tv_nsec << 40 ^ 1;
}

/* From 0 to n - 1, each as likely as the others but for n / 2^32. n is at least 1. */
SC_INLINE uint32_t select_random_below(uint32_t n)
{
    if (select_random_state == 0)
        select_random_start_slow();
    uint64_t x = select_random_state += 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return random_below(x, n);
}
