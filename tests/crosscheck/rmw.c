// SPDX-License-Identifier: MIT
// Stand-alone: an atomic addition on a line of its own.
#include <stdatomic.h>

#include "crosscheck.h"

static _Atomic unsigned long line __attribute__((aligned(256)));

int main(void)
{
    enum { OPS = 4000000 };
    pin(0);
    for (int i = 0; i < OPS / 4; i++)
        atomic_fetch_add(&line, 1);
    double begin = now_ns();
    for (int i = 0; i < OPS; i++)
        atomic_fetch_add(&line, 1);
    printf("%.3f\n", (now_ns() - begin) / OPS);
    return 0;
}
