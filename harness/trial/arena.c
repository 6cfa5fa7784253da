// SPDX-License-Identifier: MIT
// An arena hands out page-fresh objects at random line offsets.
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "harness/trial/arena.h"

enum { ARENA_BYTES = 64 << 20 };

struct arena {
    gsl_rng *rng, *rng_at_trial;
    unsigned char *base;
    size_t page; /* bytes of the kernel's, which nothing else is placed on */
    size_t used; /* bytes handed out, a multiple of page */
    size_t used_at_trial;
    bool used_before;      /* perhaps, by another process */
    struct memory *memory; /* NULL: nobody asked */
    struct memory_wish wish;
    int cpu;
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
    int kind = fd == -1 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED;
    void *base = mmap(NULL, ARENA_BYTES, PROT_READ | PROT_WRITE, kind | MAP_NORESERVE, fd, 0);
    if (base == MAP_FAILED) {
        free(a);
        return NULL;
    }
    madvise(base, ARENA_BYTES, MADV_NOHUGEPAGE);
    a->base = base;
    a->page = memory_page();
    a->used_before = fd != -1;
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
    memory_close(a->memory);
    gsl_rng_free(a->rng);
    gsl_rng_free(a->rng_at_trial);
    free(a);
}

int arena_settle(struct arena *a, const struct memory_wish *w, int cpu, char err[SC_ERR])
{
    if (w->policy == MEMORY_ANY && w->pages == PAGES_DEFAULT)
        return 0;
    const bool huge = w->pages == PAGES_2M;
    struct memory *m = memory_open(err);
    unsigned char *base = huge && m ? memory_map_huge(ARENA_BYTES, err) : a->base;
    int status = m && base ? 0 : -1;
    if (status == 0 && w->policy != MEMORY_ANY)
        status = memory_bind(m, w, cpu, base, ARENA_BYTES, err);
    if (status == 0 && huge) {
        *base = 0; /* one page tells */
        status = memory_huge_share(base) == 1 ? 0 : -1;
        if (status != 0)
            memory_say_no_huge(ARENA_BYTES, err);
    }
    if (huge && base)
        munmap(status == 0 ? a->base : base, ARENA_BYTES);
    if (status != 0) {
        memory_close(m);
        return -1;
    }
    memory_close(a->memory);
    a->base = base;
    a->memory = m;
    a->wish = *w;
    a->cpu = cpu;
    return 0;
}

double arena_home_share(const struct arena *a)
{
    return a->memory && a->wish.policy != MEMORY_ANY
               ? memory_share(a->memory, &a->wish, a->cpu, a->base, a->used)
               : NAN;
}

double arena_huge_share(const struct arena *a)
{
    return a->memory && a->wish.pages != PAGES_DEFAULT ? memory_huge_share(a->base) : NAN;
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
    size_t offset = gsl_rng_uniform_int(a->rng, a->page / ARENA_ALIGN) * ARENA_ALIGN;
    size_t pages = (offset + bytes + ARENA_ALIGN + a->page - 1) / a->page;
    if (bytes > ARENA_BYTES || a->used + pages * a->page > ARENA_BYTES)
        return NULL;
    void *place = a->base + a->used + offset;
    a->used += pages * a->page;
    if (a->used_before)
        memset(place, 0, bytes);
    return place;
}

uint32_t arena_random(struct arena *a)
{
    return (uint32_t)gsl_rng_get(a->rng);
}
