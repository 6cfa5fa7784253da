// SPDX-License-Identifier: MIT
// The shared object that the benches and tests of this family load. They carry it in themselves:
// see primitives/init/object.h.
#include <sched.h>
#include <stdlib.h>
#include <time.h>

#include "primitives/init/data.h"

/* What dlopen_init_open asks for. */
extern struct init_data synccost_init_data;
struct init_data synccost_init_data;

/* 50 ms without a cancellation point: no thread may end in a constructor. */
static void dawdle(void)
{
    struct timespec begin, now;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    do {
        sched_yield();
        clock_gettime(CLOCK_MONOTONIC, &now);
    } while ((now.tv_sec - begin.tv_sec) * 1000000000 + now.tv_nsec - begin.tv_nsec < 50000000);
}

/* A test lets the constructor take long, so that others come meanwhile. */
__attribute__((constructor)) static void make(void)
{
    if (getenv("SYNCCOST_LOAD_SLOWLY"))
        dawdle();
    init_data_make_slow(&synccost_init_data);
}
