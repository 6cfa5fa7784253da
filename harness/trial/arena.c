// SPDX-License-Identifier: MIT
// An arena hands out page-fresh objects at random line offsets.
#include <gsl/gsl_rng.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "harness/trial/arena.h"

enum { ARENA_BYTES = 64 << 20, PAGE = 4096 };

struct arena {
    gsl_rng *rng, *rng_at_trial;
    unsigned char *base;
    size_t used; /* bytes handed out, a multiple of PAGE */
    size_t used_at_trial;
    bool used_before; /* perhaps, by another process */
};

size_t arena_bytes(void)
{
    return ARENA_BYTES;
}

struct arena *arena_create(uint64_t seed, int fd)
{
    struct arena *a = calloc(1, sizeof *a);
    if (!a)
        return NULL;
    int kind = fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED;
    void *base = mmap(NULL, ARENA_BYTES, PROT_READ | PROT_WRITE, kind | MAP_NORESERVE, fd, 0);
    if (base == MAP_FAILED) {
        free(a);
        return NULL;
    }
    madvise(base, ARENA_BYTES, MADV_NOHUGEPAGE);
    a->base = base;
    a->used_before = fd >= 0;
    a->rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(a->rng, (unsigned long)(seed % 0xffffffffu));
    a->rng_at_trial = gsl_rng_clone(a->rng);
    return a;
}

void arena_destroy(struct arena *a)
{
    if (!a)
        return;
    munmap(a->base, ARENA_BYTES);
    gsl_rng_free(a->rng);
    gsl_rng_free(a->rng_at_trial);
    free(a);
}

void arena_trial(struct arena *a)
{
    a->used_at_trial = a->used;
    gsl_rng_memcpy(a->rng_at_trial, a->rng);
}

void arena_trial_again(struct arena *a)
{
    if (!a->used_before)
        return;
    a->used = a->used_at_trial;
    gsl_rng_memcpy(a->rng, a->rng_at_trial);
}

void *arena_place(struct arena *a, size_t bytes)
{
    size_t offset = gsl_rng_uniform_int(a->rng, PAGE / ARENA_ALIGN) * ARENA_ALIGN;
    size_t pages = (offset + bytes + ARENA_ALIGN + PAGE - 1) / PAGE;
    if (bytes > ARENA_BYTES || a->used + pages * PAGE > ARENA_BYTES)
        return NULL;
    void *place = a->base + a->used + offset;
    a->used += pages * PAGE;
    if (a->used_before)
        memset(place, 0, bytes);
    return place;
}

uint32_t arena_random(struct arena *a)
{
    return (uint32_t)gsl_rng_get(a->rng);
}
