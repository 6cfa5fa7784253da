// SPDX-License-Identifier: MIT
// Four chains of adds with loads between them, against one chain.
#include <gsl/gsl_sort.h>

#include "harness/machine/chain.h"
#include "harness/machine/clock.h"
#include "harness/machine/ticks.h"
#include "harness/machine/width.h"

enum { TRIES = 5, TURNS = 300, CHAINS = 4, ADDS = CHAINS * CHAIN_LINKS, LOADS = 3 * CHAIN_LINKS };

/* As many adds as in mixed(). */
static uint64_t one_chain(void)
{
    uint64_t begin = ticks_begin();
    chain_run(TURNS * CHAINS);
    return ticks_end() - begin;
}

static uint64_t mixed(void)
{
    volatile uint64_t word = 1;
    uint64_t a = 1, b = 1, c = 1, d = 1, begin = ticks_begin();
    for (unsigned turn = 0; turn < TURNS; turn++) {
#pragma GCC unroll 8
        for (unsigned link = 0; link < CHAIN_LINKS; link++) {
            a = chain_add(a);
            (void)word;
            b = chain_add(b);
            (void)word;
            c = chain_add(c);
            (void)word;
            d = chain_add(d);
        }
    }
    __asm__ volatile("" ::"r"(a), "r"(b), "r"(c), "r"(d));
    return ticks_end() - begin;
}

double width_now(void)
{
    double tries[TRIES];
    for (int i = 0; i < TRIES; i++) {
        const uint64_t wide = mixed();
        const double adds_per_cycle = (double)one_chain() / (double)(wide ? wide : 1);
        tries[i] = adds_per_cycle * (ADDS + LOADS) / ADDS;
    }
    gsl_sort(tries, 1, TRIES);
    return tries[TRIES / 2];
}

bool width_is_full(double width, double best)
{
    return !(width < best * (1 - WIDTH_TOLERANCE));
}

double width_wait(double best, double patience_ns)
{
    uint64_t begin = ticks(), patience = clock_ticks(patience_ns);
    double width = width_now();
    while (!width_is_full(width, best) && ticks() - begin < patience)
        width = width_now();
    return width;
}
