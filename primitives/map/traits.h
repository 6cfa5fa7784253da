// SPDX-License-Identifier: MIT
// What every map promises, and what a harness must know of one before it runs it.
#pragma once

#include <stdbool.h>
#include <stdint.h>

/*
 * The largest value: one bit is the go map's own, and one number says that a key is absent.
 * Pointers are smaller. Keys are any 64 bits.
 */
#define MAP_VALUE_MAX ((uint64_t)INT64_MAX - 1)

/* Called for each key by range. Returns whether to go on. */
typedef bool (*map_visit)(void *context, uint64_t key, uint64_t value);

/*
 * The verbs of all maps, after Go's sync.Map. Each header adds what is its own. They are
 * linearizable for each key, and a write releases to the reads that find it or its absence.
 *  init             m is not in use. Returns 0, and m is empty; or -ENOMEM. Whoever hands m to
 *                   other threads must order that after init.
 *  destroy          Every call has returned. Frees all memory, but what primitives/epoch.h keeps
 *                   for a while.
 *  load             True, and the value of key; false, with *value untouched, where key is absent.
 *  store            Makes value that of key. 0, -ENOMEM, or -EINVAL for a value above
 *                   MAP_VALUE_MAX. After an error m is as before.
 *  load_or_store    Returns 1 where key is there, 0 where it has been added with value; *actual is
 *                   its value now. Errors as in store.
 *  load_and_delete  Makes key absent. True, and the value that it had (value may be NULL: Go's
 *                   Delete); false where it was absent.
 *  compare_and_swap Makes value that of key where old is, and returns 1; 0 where it is not, or key
 *                   is absent. -EINVAL as in store.
 *  range            Calls visit(context, key, value) for keys that are there, for each at most
 *                   once, until it returns false. No snapshot: a value is one that its key had at
 *                   some time during the call. visit must not use m.
 *  clear            Makes every key absent, all at once. 0, or -ENOMEM: as before.
 */
struct map_traits {
    /* a load waits for nobody; false: it takes a lock */
    bool free_reads;
    /* clear is one step; false: shard by shard */
    bool clears_at_once;
};
