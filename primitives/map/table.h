// SPDX-License-Identifier: MIT
// A plain hash table of 64-bit keys and values, for the maps that put a lock around one; and the
// hash of all maps.
#pragma once

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "primitives/compiler.h"
#include "primitives/map/traits.h"

/* Slots of the smallest table: a power of two, as in all others. */
enum { MAP_LEAST = 8 };

/* Fibonacci hashing (Knuth, The Art of Computer Programming, 6.4): the upper half is the good one,
 * and a table uses the lower bits. */
SC_INLINE uint64_t map_hash(uint64_t key)
{
    uint64_t product = key * 0x9e3779b97f4a7c15u;
    return product ^ product >> 32;
}

/* The slots for n keys, at most half of them in use; more keys come until three quarters are. */
static inline size_t map_slots_for(size_t n)
{
    size_t slots = MAP_LEAST;
    while (slots / 2 < n)
        slots *= 2;
    return slots;
}

SC_INLINE bool map_is_crowded(size_t used, size_t slots)
{
    return used > slots - slots / 4;
}

/*
 * Open addressing with linear probing; a deletion moves back what it has been in the way of
 * (Knuth, 6.4, algorithm R). Nothing here locks. All zero bytes are an empty table.
 */
struct map_slot {
    uint64_t key;
    uint64_t word; /* the value plus 1; 0: the slot is free */
};

struct map_table {
    struct map_slot *slot; /* NULL while nothing was stored */
    size_t slots, used;
};

SC_INLINE void map_table_init(struct map_table *t)
{
    *t = (struct map_table){NULL, 0, 0};
}

/* Frees the slots: t is as after init. */
static inline void map_table_clear(struct map_table *t)
{
    free(t->slot);
    map_table_init(t);
}

/* The slot of key, or the free one where it would go. There is a free slot. */
SC_INLINE struct map_slot *map_table_find(const struct map_table *t, uint64_t key)
{
    size_t i = map_hash(key);
    for (;; i++) {
        struct map_slot *slot = &t->slot[i & (t->slots - 1)];
        if (slot->word == 0 || slot->key == key)
            return slot;
    }
}

/* The slot of key; NULL where it is not in the table. */
SC_INLINE struct map_slot *map_table_get(const struct map_table *t, uint64_t key)
{
    struct map_slot *slot = t->slot ? map_table_find(t, key) : NULL;
    return slot && slot->word ? slot : NULL;
}

SC_SLOW int map_table_grow_slow(struct map_table *t)
{
    struct map_table larger = {NULL, map_slots_for(t->used + 1), t->used};
    larger.slot = calloc(larger.slots, sizeof *larger.slot);
    if (!larger.slot)
        return -ENOMEM;
    for (size_t i = 0; i < t->slots; i++)
        if (t->slot[i].word)
            *map_table_find(&larger, t->slot[i].key) = t->slot[i];
    free(t->slot);
    *t = larger;
    return 0;
}

/* Adds a key that is not there. 0, or -ENOMEM: as before. */
SC_INLINE int map_table_add(struct map_table *t, uint64_t key, uint64_t value)
{
    if (map_is_crowded(t->used + 1, t->slots)) {
        int error = map_table_grow_slow(t);
        if (error)
            return error;
    }
    *map_table_find(t, key) = (struct map_slot){key, value + 1};
    t->used++;
    return 0;
}

/* Frees a slot that is in use. */
static inline void map_table_remove(struct map_table *t, struct map_slot *slot)
{
    const size_t mask = t->slots - 1;
    size_t hole = (size_t)(slot - t->slot), i = hole;
    for (i = (i + 1) & mask; t->slot[i].word; i = (i + 1) & mask) {
        size_t home = map_hash(t->slot[i].key) & mask;
        /* Its probing does not pass the hole where its home lies behind that. */
        if (((i - home) & mask) < ((i - hole) & mask))
            continue;
        t->slot[hole] = t->slot[i];
        hole = i;
    }
    t->slot[hole].word = 0;
    t->used--;
}

/* The verbs of primitives/map/traits.h; whoever calls them has the table alone, or all who have it
 * only load. */
SC_INLINE bool map_table_load(const struct map_table *t, uint64_t key, uint64_t *value)
{
    const struct map_slot *slot = map_table_get(t, key);
    if (slot)
        *value = slot->word - 1;
    return slot;
}

SC_INLINE int map_table_store(struct map_table *t, uint64_t key, uint64_t value)
{
    struct map_slot *slot = map_table_get(t, key);
    if (value > MAP_VALUE_MAX)
        return -EINVAL;
    if (!slot)
        return map_table_add(t, key, value);
    slot->word = value + 1;
    return 0;
}

SC_INLINE int map_table_load_or_store(struct map_table *t, uint64_t key, uint64_t value,
                                      uint64_t *actual)
{
    const struct map_slot *slot = map_table_get(t, key);
    if (value > MAP_VALUE_MAX)
        return -EINVAL;
    *actual = slot ? slot->word - 1 : value;
    return slot ? 1 : map_table_add(t, key, value);
}

SC_INLINE bool map_table_load_and_delete(struct map_table *t, uint64_t key, uint64_t *value)
{
    struct map_slot *slot = map_table_get(t, key);
    if (!slot)
        return false;
    if (value)
        *value = slot->word - 1;
    map_table_remove(t, slot);
    return true;
}

SC_INLINE int map_table_compare_and_swap(struct map_table *t, uint64_t key, uint64_t old,
                                         uint64_t value)
{
    struct map_slot *slot = map_table_get(t, key);
    if (value > MAP_VALUE_MAX)
        return -EINVAL;
    if (!slot || slot->word != old + 1)
        return 0;
    slot->word = value + 1;
    return 1;
}

/* False where visit has returned false. */
static inline bool map_table_range(const struct map_table *t, map_visit visit, void *context)
{
    for (size_t i = 0; i < t->slots; i++)
        if (t->slot[i].word && !visit(context, t->slot[i].key, t->slot[i].word - 1))
            return false;
    return true;
}
