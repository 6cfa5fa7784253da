// SPDX-License-Identifier: MIT
// Fresh memory for what is measured: another page and another line for every trial.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "harness/machine/memory.h"

struct arena;

/*
 * Maps untouched memory without huge pages. Where on its pages the placed objects lie follows from
 * seed. NULL with errno when the kernel has none. An arena is used by one thread. fd -1: private
 * memory. Else the memory of that file (memfd_create, of at least arena_bytes()): processes with
 * the same file and seed place their objects on the same physical lines, one process after the
 * other.
 */
struct arena *arena_create(uint64_t seed, int fd);
size_t arena_bytes(void);

/*
 * From now on what is placed in the arena, of private memory, lies as w wishes for a thread on cpu,
 * in the pages that w names; pages of 2 MiB only where nothing is placed yet. 0, or -1 with err,
 * and the arena is as it was.
 * Pages of 2 MiB are not fresh for each object.
 */
int arena_settle(struct arena *a, const struct memory_wish *w, int cpu, char err[SC_ERR]);

/* The part of its touched pages that lie where arena_settle was told, and the part of its memory
 * that is in pages of 2 MiB; NAN where nobody asked. */
double arena_home_share(const struct arena *a);
double arena_huge_share(const struct arena *a);

/* A trial begins; and is done again. With a file it then has the places it had, which the other
 * launches of the file have, too; without, it has fresh ones. */
void arena_trial(struct arena *a);
void arena_trial_again(struct arena *a);
void arena_destroy(struct arena *a);

/*
 * Zeroed room for bytes that begins on a page nobody has touched (but, with a file, an earlier
 * process), at an offset that is a random multiple of ARENA_ALIGN; nothing else is ever placed
 * within ARENA_ALIGN bytes of it. The caller is its first toucher. NULL when the arena is full.
 */
#define ARENA_ALIGN 512
void *arena_place(struct arena *a, size_t bytes);

/* A random number of the arena's seed. */
uint32_t arena_random(struct arena *a);
