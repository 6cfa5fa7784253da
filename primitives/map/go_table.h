// SPDX-License-Identifier: MIT
// The table of the go map: slots whose words many threads change, until the table is frozen.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "primitives/compiler.h"
#include "primitives/map/table.h"

/*
 * A slot is a key and a word. A key that has a slot keeps it for the life of the table; the word
 * alone says whether it is there. Key 0 marks a free slot, so that it has a slot of its own at the
 * end. Slots are given to keys by one thread at a time, which holds the map's mutex.
 */
enum { GO_MAP_FROZEN = 1 };

struct go_map_slot {
    _Atomic uint64_t key;  /* 0: free; written once, under the mutex */
    _Atomic uint64_t word; /* twice the value plus 1, 0 for absent; and FROZEN */
};

struct go_map_table {
    size_t slots;              /* a power of two */
    struct go_map_slot slot[]; /* slots, and one for key 0 */
};

SC_INLINE uint64_t go_map_word(uint64_t value)
{
    return (value + 1) << 1;
}

/* word is no absent one. */
SC_INLINE uint64_t go_map_value(uint64_t word)
{
    return (word >> 1) - 1;
}

static inline struct go_map_table *go_map_table_new(size_t slots)
{
    struct go_map_table *t = calloc(1, sizeof *t + (slots + 1) * sizeof *t->slot);
    if (t)
        t->slots = slots;
    return t;
}

/* The slot of key in t, or the free one where its probing ends; *seen: the key that it had, or 0.
 * A second look at a free one might find key there, and would have to acquire once more. */
SC_INLINE struct go_map_slot *go_map_probe(struct go_map_table *t, uint64_t key, uint64_t *seen)
{
    for (size_t i = map_hash(key);; i++) {
        struct go_map_slot *slot = &t->slot[i & (t->slots - 1)];
        /* Acquire: where it is key, the word is there too. */
        *seen = atomic_load_explicit(&slot->key, memory_order_acquire);
        if (*seen == key || *seen == 0)
            return slot;
    }
}

/* The slot of key in t; NULL where it has none. */
SC_INLINE struct go_map_slot *go_map_find(struct go_map_table *t, uint64_t key)
{
    if (key == 0)
        return &t->slot[t->slots];
    uint64_t seen;
    struct go_map_slot *slot = go_map_probe(t, key, &seen);
    return seen == key ? slot : NULL;
}

/* What a word must be for an edit to write to it. */
enum go_map_rule { GO_MAP_ANY, GO_MAP_ABSENT, GO_MAP_PRESENT, GO_MAP_EQUAL };

struct go_map_edit {
    enum go_map_rule rule;
    uint64_t equal, want; /* words */
};

/* Whether the edit applies to that word, without FROZEN. */
SC_INLINE bool go_map_applies(struct go_map_edit e, uint64_t word)
{
    return e.rule == GO_MAP_ANY || (e.rule == GO_MAP_ABSENT && word == 0) ||
           (e.rule == GO_MAP_PRESENT && word != 0) || (e.rule == GO_MAP_EQUAL && word == e.equal);
}

/* MOVED: the table is being replaced, and nothing was done. */
enum { GO_MAP_LEFT, GO_MAP_DONE, GO_MAP_MOVED };

/* *seen: the word that it has replaced, or left; without FROZEN. */
SC_INLINE int go_map_edit_word(struct go_map_slot *slot, struct go_map_edit e, uint64_t *seen)
{
    /* Acquire: the caller may get what it sees. */
    uint64_t word = atomic_load_explicit(&slot->word, memory_order_acquire);
    for (;;) {
        *seen = word & ~(uint64_t)GO_MAP_FROZEN;
        if (!go_map_applies(e, *seen))
            return GO_MAP_LEFT;
        if (word & GO_MAP_FROZEN)
            return GO_MAP_MOVED;
        /*
         * Release: who finds the value sees what was done before. Acquire: the caller may get the
         * old one. A CAS, not an exchange: FROZEN must not be overwritten.
         */
        if (atomic_compare_exchange_weak_explicit(&slot->word, &word, e.want, memory_order_acq_rel,
                                                  memory_order_acquire))
            return GO_MAP_DONE;
    }
}

/* Sets FROZEN in each word of t, or clears it. Returns how many keys are there. */
static inline size_t go_map_freeze(struct go_map_table *t, bool frozen)
{
    size_t present = 0;
    for (size_t i = 0; i <= t->slots; i++) {
        _Atomic uint64_t *at = &t->slot[i].word;
        uint64_t word;
        if (frozen)
            /* Acquire: the copy passes on what the writer of the word released. */
            word = atomic_fetch_or_explicit(at, GO_MAP_FROZEN, memory_order_acquire);
        else
            /* Relaxed: nobody has written since, and nobody takes anything from this bit. */
            word = atomic_fetch_and_explicit(at, ~(uint64_t)GO_MAP_FROZEN, memory_order_relaxed);
        present += i < t->slots && word >> 1 != 0;
    }
    return present;
}

/* Copies what is there from a frozen table to one that nobody else has yet. */
static inline void go_map_copy(struct go_map_table *from, struct go_map_table *to)
{
    for (size_t i = 0; i <= from->slots; i++) {
        /* Relaxed: go_map_freeze has acquired it, and nobody writes it any more. */
        uint64_t word = atomic_load_explicit(&from->slot[i].word, memory_order_relaxed);
        /* Relaxed: written under the mutex. */
        uint64_t key = atomic_load_explicit(&from->slot[i].key, memory_order_relaxed);
        if (word >> 1 == 0)
            continue;
        struct go_map_slot *slot = &to->slot[to->slots];
        uint64_t seen;
        if (i < from->slots)
            slot = go_map_probe(to, key, &seen);
        /* Relaxed, like the next: the table is published with release. */
        atomic_store_explicit(&slot->key, key, memory_order_relaxed);
        word &= ~(uint64_t)GO_MAP_FROZEN;
        /* See above. */
        atomic_store_explicit(&slot->word, word, memory_order_relaxed);
    }
}
