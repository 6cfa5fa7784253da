// SPDX-License-Identifier: MIT
// Two stores that others shall see one after the other: plain ones become one, atomic ones do not.
#include <stdatomic.h>

extern struct steps {
    unsigned first, second;
} steps;
extern struct steps_atomic {
    _Atomic unsigned first, second;
} steps_atomic;
extern unsigned data;
extern unsigned state;
extern _Atomic unsigned state_atomic;

void both_plain(void);
void both_right(void);
void state_plain(unsigned value);
void state_right(unsigned value);

void both_plain(void)
{
    steps.first = 1;
    steps.second = 2;
}

void both_right(void)
{
    // Relaxed: the release that follows orders it.
    atomic_store_explicit(&steps_atomic.first, 1, memory_order_relaxed);
    // Release: who sees the second step sees the first.
    atomic_store_explicit(&steps_atomic.second, 2, memory_order_release);
}

void state_plain(unsigned value)
{
    state = 1;
    data = value;
    state = 2;
}

void state_right(unsigned value)
{
    // Relaxed: it says only that work has begun.
    atomic_store_explicit(&state_atomic, 1, memory_order_relaxed);
    data = value;
    // Release: who sees state 2 sees the data.
    atomic_store_explicit(&state_atomic, 2, memory_order_release);
}
