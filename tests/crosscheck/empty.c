// SPDX-License-Identifier: MIT
// Stand-alone: cycles of an empty loop's turn, over the time of a dependent add. The suite's
// template makes eight operations a turn.
#include "crosscheck.h"

int main(void)
{
    enum { TURNS = 20000000 };
    pin(0);
    double begin = 0, add = 0, empty = 0;
    for (int run = 0; run < 2; run++) { /* the first one warms up */
        unsigned long x = 0;
        begin = now_ns();
        for (int i = 0; i < TURNS; i++) {
            x += 1;
            __asm__ volatile("" : "+r"(x));
            x += 1;
            __asm__ volatile("" : "+r"(x));
            x += 1;
            __asm__ volatile("" : "+r"(x));
            x += 1;
            __asm__ volatile("" : "+r"(x));
        }
        add = (now_ns() - begin) / TURNS / 4;
        begin = now_ns();
        for (int i = 0; i < TURNS; i++)
            __asm__ volatile("");
        empty = (now_ns() - begin) / TURNS;
    }
    printf("%.3f\n", empty / add / 8);
    return 0;
}
