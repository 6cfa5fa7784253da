// SPDX-License-Identifier: MIT
// Go's sync.Map in C: loads without a lock, and stores to keys that are there without one.
/*
 * Example: how often was each word seen, by its number? Any thread may count.
 *
 *     struct go_map seen;
 *     uint64_t times = 0;
 *     if (go_map_init(&seen) != 0 || go_map_load_or_store(&seen, 17, 0, &times) < 0)
 *         return 1; // no memory
 *     while (go_map_compare_and_swap(&seen, 17, times, times + 1) == 0)
 *         go_map_load(&seen, 17, &times);
 *     go_map_destroy(&seen);
 */
#ifndef SYNCCOST_MAP_GO_H
#define SYNCCOST_MAP_GO_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "primitives/compiler.h"
#include "primitives/epoch.h"
#include "primitives/map/go_table.h"
#include "primitives/map/table.h"
#include "primitives/map/traits.h"
#include "primitives/mutex/go.h"

/*
 * Semantics after Go's src/sync/map.go. Go (1.9 to 1.23) has two tables: one that is read without a
 * lock, and one under a mutex for keys that are new, which is promoted after enough misses. A key
 * in the first is updated by a compare-and-swap of its entry. This map keeps that division, but in
 * one table: keys that are there are read and changed without a lock, keys that are new are added
 * under a mutex, and a table that is full is replaced by a larger one. There is no miss, no
 * promotion, and no allocation but for tables. Readers of a table that was replaced are protected
 * by a section of primitives/epoch.h.
 *
 * Growth. The holder of the mutex sets FROZEN in every word, with which the old table has its last
 * content, copies what is there, and publishes the new table. A writer that meets FROZEN takes the
 * mutex, so that it waits for the new table. A reader does not look at FROZEN. What it reads in an
 * old table was true when the new one was published, if not later; and it had begun before that,
 * since it found the old table. So its result is that of a moment within the call. The same holds
 * for a compare-and-swap that fails.
 *
 * Memory ordering: a word is changed by a compare-and-swap that acquires and releases, and is read
 * with acquire. The pointer of the table is sequentially consistent, as primitives/epoch.h demands.
 */
struct go_map {
    _Atomic(struct go_map_table *) table; /* replaced under writers */
    struct go_mutex writers;              /* held by who adds a key or replaces the table */
    struct go_mutex_node node; /* of whoever holds writers; empty, so that all share it */
    size_t used;               /* slots of the table that have a key; under writers */
};

/*
 * The caller holds writers. Replaces the table: by one with the same content and room for more, or
 * by an empty one. 0, and epoch_collect_slow(*garbage, EPOCH_AT_ONCE) follows once the mutex is
 * released; or -ENOMEM, and all is as before.
 */
SC_SLOW int go_map_replace_slow(struct go_map *m, bool keep, struct epoch_garbage **garbage)
{
    /* Relaxed: written under the mutex that this thread holds. */
    struct go_map_table *old = atomic_load_explicit(&m->table, memory_order_relaxed);
    const size_t present = go_map_freeze(old, true);
    struct go_map_table *t = go_map_table_new(keep ? map_slots_for(present + 1) : MAP_LEAST);
    if (t && keep)
        go_map_copy(old, t);
    int error = t ? epoch_retire_begin(garbage) : -ENOMEM;
    if (error) {
        free(t);
        go_map_freeze(old, false);
        return error;
    }
    /* Sequentially consistent: primitives/epoch.h. Releases the content of the new table. */
    atomic_exchange_explicit(&m->table, t, memory_order_seq_cst);
    epoch_retire_end_large_slow(*garbage, old, free);
    m->used = keep ? present : 0;
    return 0;
}

/* The caller holds writers. Adds a key that has no slot. As go_map_replace_slow; *garbage stays
 * NULL where nothing was replaced. */
static inline int go_map_add(struct go_map *m, uint64_t key, uint64_t word,
                             struct epoch_garbage **garbage)
{
    /* Relaxed, here and below: as in go_map_replace_slow. */
    struct go_map_table *t = atomic_load_explicit(&m->table, memory_order_relaxed);
    if (map_is_crowded(m->used + 1, t->slots)) {
        int error = go_map_replace_slow(m, true, garbage);
        if (error)
            return error;
        /* See above. */
        t = atomic_load_explicit(&m->table, memory_order_relaxed);
    }
    uint64_t seen;
    struct go_map_slot *slot = go_map_probe(t, key, &seen);
    /* Relaxed: the store of the key publishes it. */
    atomic_store_explicit(&slot->word, word, memory_order_relaxed);
    /* Release: whoever finds the key finds the word. */
    atomic_store_explicit(&slot->key, key, memory_order_release);
    m->used++;
    return 0;
}

/* The key has no slot, or the table is being replaced. As go_map_edit. */
SC_SLOW int go_map_edit_slow(struct go_map *m, uint64_t key, struct go_map_edit e, uint64_t *seen)
{
    struct epoch_garbage *garbage = NULL;
    int result;
    go_mutex_acquire(&m->writers, &m->node);
    /* Relaxed: written under the mutex that this thread holds, which also keeps it in use. */
    struct go_map_table *t = atomic_load_explicit(&m->table, memory_order_relaxed);
    struct go_map_slot *slot = go_map_find(t, key);
    if (slot) {
        result = go_map_edit_word(slot, e, seen);
    } else {
        *seen = 0;
        result = GO_MAP_LEFT;
        if (go_map_applies(e, 0) && (result = go_map_add(m, key, e.want, &garbage)) == 0)
            result = GO_MAP_DONE;
    }
    go_mutex_release(&m->writers, &m->node);
    if (garbage)
        epoch_collect_slow(garbage, EPOCH_AT_ONCE);
    return result;
}

/* GO_MAP_DONE or GO_MAP_LEFT, with the word that was replaced or left in *seen; or -ENOMEM. */
SC_INLINE int go_map_edit(struct go_map *m, uint64_t key, struct go_map_edit e, uint64_t *seen)
{
    int result = GO_MAP_MOVED;
    epoch_enter();
    /* Sequentially consistent: it must not come before the section is seen. Acquires the table. */
    struct go_map_table *t = atomic_load_explicit(&m->table, memory_order_seq_cst);
    struct go_map_slot *slot = go_map_find(t, key);
    if (slot)
        result = go_map_edit_word(slot, e, seen);
    epoch_leave();
    if (result != GO_MAP_MOVED)
        return result;
    if (!slot && !go_map_applies(e, 0)) {
        *seen = 0;
        return GO_MAP_LEFT;
    }
    uint64_t moved_on = 0; /* of its own, so that seen can stay in a register */
    result = go_map_edit_slow(m, key, e, &moved_on);
    *seen = moved_on;
    return result;
}

SC_INLINE int go_map_init(struct go_map *m)
{
    struct go_map_table *t = go_map_table_new(MAP_LEAST);
    atomic_init(&m->table, t);
    go_mutex_init(&m->writers);
    go_mutex_node_init(&m->node);
    m->used = 0;
    return t ? 0 : -ENOMEM;
}

SC_INLINE void go_map_destroy(struct go_map *m)
{
    /* Relaxed: the caller's order of all calls before this one makes it see the last table. */
    free(atomic_load_explicit(&m->table, memory_order_relaxed));
    go_mutex_destroy(&m->writers);
}

/* Never waits. */
SC_INLINE bool go_map_load(struct go_map *m, uint64_t key, uint64_t *value)
{
    epoch_enter();
    /* Sequentially consistent: it must not come before the section is seen. Acquires the table. */
    struct go_map_table *t = atomic_load_explicit(&m->table, memory_order_seq_cst);
    struct go_map_slot *slot = go_map_find(t, key);
    /* Acquire: the caller sees what the writer of the value had done. */
    uint64_t word = slot ? atomic_load_explicit(&slot->word, memory_order_acquire) : 0;
    epoch_leave();
    if (word >> 1 == 0)
        return false;
    *value = go_map_value(word);
    return true;
}

/* Takes the mutex where key is new, or the table is being replaced; so do the next three. */
SC_INLINE int go_map_store(struct go_map *m, uint64_t key, uint64_t value)
{
    uint64_t seen = 0;
    const struct go_map_edit e = {.rule = GO_MAP_ANY, .want = go_map_word(value)};
    if (value > MAP_VALUE_MAX)
        return -EINVAL;
    int result = go_map_edit(m, key, e, &seen);
    return result < 0 ? result : 0;
}

SC_INLINE int go_map_load_or_store(struct go_map *m, uint64_t key, uint64_t value, uint64_t *actual)
{
    uint64_t seen = 0;
    const struct go_map_edit e = {.rule = GO_MAP_ABSENT, .want = go_map_word(value)};
    if (value > MAP_VALUE_MAX)
        return -EINVAL;
    int result = go_map_edit(m, key, e, &seen);
    if (result < 0)
        return result;
    *actual = result == GO_MAP_DONE ? value : go_map_value(seen);
    return result == GO_MAP_LEFT;
}

SC_INLINE bool go_map_load_and_delete(struct go_map *m, uint64_t key, uint64_t *value)
{
    uint64_t seen = 0;
    const struct go_map_edit e = {.rule = GO_MAP_PRESENT, .want = 0};
    if (go_map_edit(m, key, e, &seen) != GO_MAP_DONE)
        return false;
    if (value)
        *value = go_map_value(seen);
    return true;
}

SC_INLINE int go_map_compare_and_swap(struct go_map *m, uint64_t key, uint64_t old, uint64_t value)
{
    uint64_t seen = 0;
    const struct go_map_edit e = {
        .rule = GO_MAP_EQUAL, .equal = go_map_word(old), .want = go_map_word(value)};
    if (value > MAP_VALUE_MAX)
        return -EINVAL;
    return old <= MAP_VALUE_MAX && go_map_edit(m, key, e, &seen) == GO_MAP_DONE;
}

/* Unlike what the family promises, visit may use m. It is one section of primitives/epoch.h. */
static inline void go_map_range(struct go_map *m, map_visit visit, void *context)
{
    bool more = true;
    epoch_enter();
    /* Sequentially consistent: as in go_map_load. */
    struct go_map_table *t = atomic_load_explicit(&m->table, memory_order_seq_cst);
    for (size_t i = 0; i <= t->slots && more; i++) {
        /* Acquire: where there is a key its word is there, too. */
        uint64_t key = atomic_load_explicit(&t->slot[i].key, memory_order_acquire);
        /* Acquire: as in go_map_load. */
        uint64_t word = atomic_load_explicit(&t->slot[i].word, memory_order_acquire);
        if ((key != 0 || i == t->slots) && word >> 1 != 0)
            more = visit(context, key, go_map_value(word));
    }
    epoch_leave();
}

/* Takes the mutex. */
SC_SLOW int go_map_clear_slow(struct go_map *m)
{
    struct epoch_garbage *garbage = NULL;
    go_mutex_acquire(&m->writers, &m->node);
    int error = go_map_replace_slow(m, false, &garbage);
    go_mutex_release(&m->writers, &m->node);
    if (garbage)
        epoch_collect_slow(garbage, EPOCH_AT_ONCE);
    return error;
}

SC_INLINE int go_map_clear(struct go_map *m)
{
    return go_map_clear_slow(m);
}

#endif
#ifdef MAP_SUBJECT
MAP_SUBJECT(go, .free_reads = true, .clears_at_once = true)
#endif
