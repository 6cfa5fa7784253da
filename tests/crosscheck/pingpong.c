// SPDX-License-Identifier: MIT
// Stand-alone: one line sent from the first CPU to the second and back.
#include <pthread.h>
#include <stdatomic.h>

#include "crosscheck.h"

enum { TRIPS = 200000 };
static _Atomic unsigned word __attribute__((aligned(256)));

static void *answer(void *arg)
{
    pin(1);
    for (unsigned i = 0; i < TRIPS; i++) {
        while (atomic_load_explicit(&word, memory_order_acquire) != 2 * i + 1)
            ;
        atomic_store_explicit(&word, 2 * i + 2, memory_order_release);
    }
    return arg;
}

int main(void)
{
    pthread_t t;
    double begin = 0;
    /* before this thread is pinned: its mask is inherited */
    pthread_create(&t, NULL, answer, NULL);
    pin(0);
    for (unsigned i = 0; i < TRIPS; i++) {
        if (i == TRIPS / 5)
            begin = now_ns();
        atomic_store_explicit(&word, 2 * i + 1, memory_order_release);
        while (atomic_load_explicit(&word, memory_order_acquire) != 2 * i + 2)
            ;
    }
    printf("%.3f\n", (now_ns() - begin) / (TRIPS - TRIPS / 5));
    pthread_join(t, NULL);
    return 0;
}
