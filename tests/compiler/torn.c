// SPDX-License-Identifier: MIT
// Two values that belong together are read as one struct: in two loads, or in one atomic load.
#include <stdatomic.h>

struct reading {
    unsigned sum, count;
};
extern struct reading reading;
extern _Atomic struct reading reading_atomic;

unsigned mean_plain(void);
unsigned mean_right(void);

unsigned mean_plain(void)
{
    struct reading copy = reading;
    return copy.sum / copy.count;
}

unsigned mean_right(void)
{
    // Relaxed: nothing but the struct itself is read.
    struct reading copy = atomic_load_explicit(&reading_atomic, memory_order_relaxed);
    return copy.sum / copy.count;
}
