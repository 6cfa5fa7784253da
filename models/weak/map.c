// SPDX-License-Identifier: MIT
// Weak-memory check of go_map: who finds a value sees what was done before it was stored, whichever
// table it was found in; no value is lost; no table is freed under a reader. With membarrier(2) and
// without it.
#include "models/weak/epochs.h"
#include "primitives/map/go.h"

enum { OLD = 5, NEW = 9, VALUES = 4 };

static struct {
    struct go_map map;
    int data[VALUES]; /* of each value: written before it is stored */
    int owners, sum;
    _Atomic int gone; /* values that were deleted */
} s;

/* Three keys, among them OLD: another one makes the least table grow. */
static void before(void)
{
    memset(&s, 0, sizeof s);
    epochs_start(weak_random(2));
    s.data[0] = 1;
    WEAK_REQUIRE(go_map_init(&s.map) == 0);
    for (uint64_t key = OLD - 2; key <= OLD; key++)
        WEAK_REQUIRE(go_map_store(&s.map, key, 0) == 0);
}

/* Two keys, one of them 0: there is room for one more. */
static void with_room(void)
{
    before();
    WEAK_REQUIRE(go_map_clear(&s.map) == 0);
    WEAK_REQUIRE(go_map_store(&s.map, OLD, 0) == 0);
    WEAK_REQUIRE(go_map_store(&s.map, 0, 0) == 0);
}

static void after(void)
{
    epoch_drain_slow();
    go_map_destroy(&s.map);
    epochs_end();
}

static void see(uint64_t value)
{
    WEAK_REQUIRE(value < VALUES && s.data[value] == 1);
}

static void load(uint64_t key)
{
    uint64_t value;
    if (go_map_load(&s.map, key, &value))
        see(value);
}

static void store(uint64_t key, uint64_t value)
{
    s.data[value] = 1;
    WEAK_REQUIRE(go_map_store(&s.map, key, value) == 0);
}

static bool visit(void *context, uint64_t key, uint64_t value)
{
    (void)context;
    (void)key;
    see(value);
    return true;
}

/* A new key, without growth: a load, and a range. */
static void adding(unsigned self)
{
    if (self == 0)
        store(NEW, 1);
    else if (self == 1)
        load(NEW);
    else
        go_map_range(&s.map, visit, NULL);
    epochs_end();
}

/* A key that is there: by every verb that shows its value. */
static void changing(unsigned self)
{
    uint64_t value = VALUES;
    if (self == 0) {
        store(OLD, 1);
        store(OLD, 2);
    } else if (self == 1) {
        go_map_range(&s.map, visit, NULL);
    } else if (self == 2) {
        s.data[3] = 1;
        WEAK_REQUIRE(go_map_load_or_store(&s.map, OLD, 3, &value) >= 0);
        see(value);
    } else {
        load(OLD);
        if (go_map_load_and_delete(&s.map, OLD, &value))
            see(value);
    }
    epochs_end();
}

/* The same while the table grows. */
static void growing(unsigned self)
{
    if (self == 0)
        store(OLD, 1);
    else if (self == 1)
        store(NEW, 2);
    else if (self == 2)
        load(OLD);
    else
        go_map_range(&s.map, visit, NULL);
    epochs_end();
}

static void grown(void)
{
    uint64_t old = 0, new = 0;
    WEAK_REQUIRE(go_map_load(&s.map, OLD, &old) && old == 1);
    WEAK_REQUIRE(go_map_load(&s.map, NEW, &new) && new == 2);
    after();
}

/* Tables come and go under those who read, and those who write. */
static void clearing(unsigned self)
{
    if (self == 0) {
        WEAK_REQUIRE(go_map_clear(&s.map) == 0);
        WEAK_REQUIRE(go_map_clear(&s.map) == 0);
    } else if (self == 1) {
        load(OLD);
        store(OLD, 1);
    } else {
        load(OLD);
        go_map_range(&s.map, visit, NULL);
    }
    epochs_end();
}

/* The value as a lock: 0 is free. */
static void locking(unsigned self)
{
    (void)self;
    for (int i = 0; i < 2; i++) {
        while (go_map_compare_and_swap(&s.map, OLD, 0, 1) != 1)
            weak_yield();
        WEAK_REQUIRE(++s.owners == 1);
        s.sum++;
        s.owners--;
        WEAK_REQUIRE(go_map_compare_and_swap(&s.map, OLD, 1, 0) == 1);
    }
    epochs_end();
}

static void locked(void)
{
    WEAK_REQUIRE(s.sum == 6);
    after();
}

/* Two look for the key of a value that one of them takes out. */
static void taking(unsigned self)
{
    uint64_t value;
    if (self == 0)
        store(NEW, 1);
    else if (go_map_load_and_delete(&s.map, NEW, &value)) {
        see(value);
        s.sum++; /* nobody else finds it */
        atomic_fetch_add_explicit(&s.gone, 1, memory_order_relaxed);
    }
    epochs_end();
}

static void taken(void)
{
    uint64_t value;
    bool there = go_map_load(&s.map, NEW, &value);
    WEAK_REQUIRE(there + atomic_load_explicit(&s.gone, memory_order_relaxed) == 1);
    after();
}

const struct weak_scenario weak_scenarios[] = {
    {"a new key", 3, with_room, adding, after, NULL, false},
    {"a key that is there", 4, before, changing, after, NULL, false},
    {"growth", 4, before, growing, grown, NULL, false},
    {"clears", 4, before, clearing, after, NULL, false},
    {"a value as a lock", 3, before, locking, locked, NULL, false},
    {"a value that is taken", 3, with_room, taking, taken, NULL, false},
    {0},
};
