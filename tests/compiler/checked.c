// SPDX-License-Identifier: MIT
// Double-checked locking: by a plain flag, which is broken, and by an atomic one.
#include <stdatomic.h>

void lock(void);
void unlock(void);

extern unsigned value;
extern unsigned made;
extern _Atomic unsigned made_atomic;

unsigned get_plain(unsigned sum, unsigned count);
unsigned get_right(unsigned sum, unsigned count);

unsigned get_plain(unsigned sum, unsigned count)
{
    if (!made) {
        lock();
        if (!made) {
            value = sum / count;
            made = 1;
        }
        unlock();
    }
    return value;
}

unsigned get_right(unsigned sum, unsigned count)
{
    // Acquire: who sees the flag without the lock must see the value.
    if (!atomic_load_explicit(&made_atomic, memory_order_acquire)) {
        lock();
        // Relaxed: the flag changes under the lock only.
        if (!atomic_load_explicit(&made_atomic, memory_order_relaxed)) {
            value = sum / count;
            // Release: the value comes before the flag.
            atomic_store_explicit(&made_atomic, 1, memory_order_release);
        }
        unlock();
    }
    return value;
}
