// SPDX-License-Identifier: MIT
// A writer stores data and then a flag: a plain one that may be stored first, and an atomic one.
#include <stdatomic.h>

extern unsigned data;
extern unsigned ready;
extern _Atomic unsigned ready_atomic;

void publish_plain(unsigned sum, unsigned count);
void publish_right(unsigned sum, unsigned count);

void publish_plain(unsigned sum, unsigned count)
{
    data = sum / count;
    ready = 1;
}

void publish_right(unsigned sum, unsigned count)
{
    data = sum / count;
    // Release: who sees the flag sees the data.
    atomic_store_explicit(&ready_atomic, 1, memory_order_release);
}
