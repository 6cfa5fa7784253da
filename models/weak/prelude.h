// SPDX-License-Identifier: MIT
// Included before every checked source: what leaves the program goes to the checker instead.
#pragma once

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "models/weak/weak.h"

#define syscall        weak_syscall
#define clock_gettime  weak_clock_gettime
#define sched_yield    weak_yield
#define nanosleep      weak_nanosleep
#define sched_getcpu() ((int)weak_random(2))
#define abort          weak_abort
#define write          weak_write
#define malloc         weak_malloc
#define calloc         weak_calloc
#define aligned_alloc  weak_aligned_alloc
#define free           weak_free
#undef memset
#define memset weak_memset
#undef memcpy
#define memcpy weak_memcpy

/* The checked code is compiled with SC_RELAX=weak: see primitives/relax.h. */
static inline void relax_weak(void)
{
    weak_yield();
}
