// SPDX-License-Identifier: MIT
// One sweep over many cells, in random order: each gets one window, and a disturbed one gets
// others, later.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sweep_cell {
    double ns; /* of its last window */
    bool disturbed;
};

/* Times a window of that cell into *cell. False where it cannot be had: the sweep then ends. */
typedef bool (*sweep_window)(void *context, size_t place, struct sweep_cell *cell);

/*
 * Times every one of the n cells once, in an order that follows from seed. Cells that were
 * disturbed are timed again after all others, in another order, at most redo times, while there are
 * windows left of sweep_most. Returns how many windows it took, 0 where one could not be had.
 */
size_t sweep_run(struct sweep_cell *cell, size_t n, uint64_t seed, unsigned redo,
                 sweep_window window, void *context);

/* The most windows of a sweep over n cells: one each, a tenth more, and redo. */
size_t sweep_most(size_t n, unsigned redo);
