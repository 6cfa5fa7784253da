// SPDX-License-Identifier: MIT
// Objects that show when somebody looks at them half made or after their end, and are counted.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* Every word of a sound object follows from its stamp; every word of a poisoned one is POISON. */
enum { CANARY_WORDS = 8, CANARY_KEPT = 4096 };
#define CANARY_POISON 0xdeaddeaddeaddeadu

struct canary {
    uint64_t word[CANARY_WORDS];
};

static _Atomic long canaries_alive;
/* Poisoned ones that are freed later: memory that is in use again would look sound. */
static _Atomic(struct canary *) canaries_kept[CANARY_KEPT];
static _Atomic unsigned canaries_kept_next __attribute__((unused));

static inline struct canary *canary_new(uint64_t stamp)
{
    struct canary *c = malloc(sizeof *c);
    if (!c)
        abort();
    for (uint64_t i = 0; i < CANARY_WORDS; i++)
        c->word[i] = stamp ^ i << 56;
    atomic_fetch_add_explicit(&canaries_alive, 1, memory_order_relaxed);
    return c;
}

/* Stamps are below 2^56. */
static inline bool canary_is_sound(const struct canary *c)
{
    for (uint64_t i = 0; i < CANARY_WORDS; i++)
        if (c->word[i] != (c->word[0] ^ i << 56))
            return false;
    return true;
}

/* Ends c: a second end of the same one is a bug, which aborts. */
static inline void canary_end(void *canary)
{
    struct canary *c = canary;
    if (!canary_is_sound(c))
        abort();
    for (unsigned i = 0; i < CANARY_WORDS; i++)
        c->word[i] = CANARY_POISON;
    atomic_fetch_sub_explicit(&canaries_alive, 1, memory_order_relaxed);
#ifdef __SANITIZE_ADDRESS__
    free(c);
#else
    unsigned at = atomic_fetch_add_explicit(&canaries_kept_next, 1, memory_order_relaxed);
    free(atomic_exchange(&canaries_kept[at % CANARY_KEPT], c));
#endif
}

static inline void canaries_free_kept(void)
{
    for (unsigned i = 0; i < CANARY_KEPT; i++)
        free(atomic_exchange(&canaries_kept[i], NULL));
}
