// SPDX-License-Identifier: MIT
// Times of CLOCK_MONOTONIC, a little ahead.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

static inline struct timespec in_ns(int64_t ns)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    ns += t.tv_nsec;
    t.tv_sec += ns / 1000000000;
    t.tv_nsec = ns % 1000000000;
    return t;
}

static inline struct timespec in_ms(int64_t ms)
{
    return in_ns(ms * 1000000);
}

static inline bool has_passed(const struct timespec *deadline)
{
    struct timespec now = in_ns(0);
    return now.tv_sec > deadline->tv_sec ||
           (now.tv_sec == deadline->tv_sec && now.tv_nsec >= deadline->tv_nsec);
}
