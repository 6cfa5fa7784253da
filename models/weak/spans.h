// SPDX-License-Identifier: MIT
// The bytes that a program touches, and who has touched them: races and uses of freed memory.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/weak/relacy.h"

/* One atomic object: its order in Relacy's words, and its values. */
struct atomic_object {
    weak_atomic order;
    /* by the index of order's history */
    uint64_t value[rl::atomic_history_size];
    bool modified[rl::atomic_history_size]; /* by a read-modify-write */
};

/*
 * The object that an atomic access of size bytes is to; stores: or may be. The access is judged
 * against plain ones and against frees before, and ends the run where it races.
 */
atomic_object &spans_atomic(const volatile void *at, unsigned size, bool stores, const void *from);
/* Plain accesses by the running thread, judged alike. */
void spans_read(const void *at, size_t size, const void *from);
void spans_write(const void *at, size_t size, const void *from);
/* From here on an access to these bytes ends the run. */
void spans_retire(const void *at, size_t size);
/* Forgets all of it, before a run. */
void spans_reset();
