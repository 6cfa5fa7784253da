// SPDX-License-Identifier: MIT
// What a scenario of the weak-memory check is, and what the checker gives it.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { WEAK_THREADS = 4 }; /* the most threads of a scenario */

/*
 * One program of a few threads, which the checker runs again and again, each time with another
 * interleaving and with other values that the memory model lets a load return. All state lies in
 * objects that before() sets anew.
 */
struct weak_scenario {
    const char *name;
    unsigned threads;              /* at most WEAK_THREADS */
    void (*before)(void);          /* ordered before the threads */
    void (*thread)(unsigned self); /* self: 0 to threads - 1 */
    void (*after)(void);           /* ordered after the threads; may be NULL */
    const char *expected;          /* what must be found, as the checker says it; NULL: nothing */
    /* so small that every interleaving and every value can be tried */
    bool every;
};

/* The scenarios of a program; the last one has no name. */
extern const struct weak_scenario weak_scenarios[];

/* The number of the running thread; 0 outside of all. */
unsigned weak_self(void);
/* A choice of the checker, below limit. */
unsigned weak_random(unsigned limit);
/* The run fails where condition is false. */
void weak_require(bool condition, const char *text);
#define WEAK_REQUIRE(condition) weak_require((condition), #condition)

/*
 * What models/weak/prelude.h puts in the place of calls that leave the program. Time goes on by
 * leaps. futex(2) compares and queues as one step; the compared value may be an older one, as for a
 * relaxed load, but not older than what a thread saw before its earlier wake on the same word.
 * membarrier(2) is a seq_cst fence of every thread.
 */
long weak_syscall(long number, ...);
int weak_clock_gettime(clockid_t clock, struct timespec *now);
int weak_yield(void);
int weak_nanosleep(const struct timespec *time, struct timespec *left);
void weak_abort(void) __attribute__((noreturn));
long weak_write(int fd, const void *bytes, size_t size);
void *weak_malloc(size_t size);
void *weak_calloc(size_t count, size_t size);
void *weak_aligned_alloc(size_t alignment, size_t size);
void weak_free(void *block);
void *weak_memset(void *to, int byte, size_t size);
void *weak_memcpy(void *to, const void *from, size_t size);
/* A compare-and-swap of 4 bytes with orders that C17 forbids. */
bool weak_compare_exchange(volatile void *at, void *expected, uint32_t wanted, int success,
                           int failure);

#ifdef __cplusplus
}
#endif
