// SPDX-License-Identifier: MIT
// A reader waits for a flag: a plain one that the loop need not read again, and an atomic one.
#include <stdatomic.h>

extern unsigned data;
extern unsigned ready;
extern _Atomic unsigned ready_atomic;

unsigned wait_plain(void);
unsigned wait_right(void);

unsigned wait_plain(void)
{
    while (!ready)
        ;
    return data;
}

unsigned wait_right(void)
{
    // Acquire: the data was written before the flag.
    while (!atomic_load_explicit(&ready_atomic, memory_order_acquire))
        ;
    return data;
}
