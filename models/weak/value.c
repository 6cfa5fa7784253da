// SPDX-License-Identifier: MIT
// Weak-memory check of a published value: its readers see whole objects, none of which is freed
// under them; with epochs, both with membarrier(2) and without it.
// Compiled with SUBJECT, the value's name, and HEADER, its header; with EPOCHS where it reclaims.
#include HEADER

#ifdef EPOCHS
#include "models/weak/epochs.h"
#endif

#define PASTE(a, b) a##b
#define VERB(a, b)  PASTE(a, b)
#define ME(verb)    VERB(SUBJECT, _value##verb)

struct object {
    int first, second;
};

static struct {
    struct ME() value;
    struct object kept[8]; /* where nothing is reclaimed */
    _Atomic int reclaimed; /* objects */
} s;

static struct object *make(int number)
{
#ifdef EPOCHS
    struct object *o = malloc(sizeof *o);
#else
    struct object *o = &s.kept[number];
#endif
    o->first = o->second = number;
    return o;
}

static void reclaim(void *object)
{
    atomic_fetch_add_explicit(&s.reclaimed, 1, memory_order_relaxed);
    free(object);
}

static void before(void)
{
    memset(&s, 0, sizeof s);
    ME(_init)(&s.value, reclaim);
    WEAK_REQUIRE(ME(_store)(&s.value, make(0)) == 0);
}

static void end(void)
{
#ifdef EPOCHS
    epochs_end();
#endif
}

static void after(void)
{
    ME(_drain)(&s.value);
    ME(_destroy)(&s.value);
    end();
}

static void look(const void *object)
{
    const struct object *o = object;
    WEAK_REQUIRE(o && o->first == o->second);
}

static void read_once(void)
{
    look(ME(_load)(&s.value));
    ME(_done)(&s.value);
}

static void store(int number)
{
    WEAK_REQUIRE(ME(_store)(&s.value, make(number)) == 0);
}

/* One stores, two read. */
static void reading(unsigned self)
{
    if (self == 0) {
        for (int i = 1; i <= 3; i++)
            store(i);
    } else {
        read_once();
        read_once();
    }
    end();
}

/* The same by compare-and-swap. */
static void replacing(unsigned self)
{
    for (int i = 1; self == 0 && i <= 3; i++) {
        const void *old = ME(_load)(&s.value);
        WEAK_REQUIRE(ME(_compare_and_swap)(&s.value, old, make(i)) == 1);
    }
    if (self > 0) {
        read_once();
        read_once();
    }
    end();
}

/* The same by swaps. */
static void swapping(unsigned self)
{
    for (int i = 1; self == 0 && i <= 3; i++) {
        const void *old = NULL;
        WEAK_REQUIRE(ME(_swap)(&s.value, make(i), &old) == 0);
        look(old);
        ME(_done)(&s.value);
    }
    if (self > 0) {
        read_once();
        read_once();
    }
    end();
}

/* All verbs that change the value, and a reader. */
static void changing(unsigned self)
{
    const void *old = NULL;
    if (self == 0) {
        store(1);
        store(2);
    } else if (self == 1) {
        WEAK_REQUIRE(ME(_swap)(&s.value, make(3), &old) == 0);
        look(old);
        ME(_done)(&s.value);
    } else if (self == 2) {
        struct object *mine = make(4);
        old = ME(_load)(&s.value);
        look(old);
        if (ME(_compare_and_swap)(&s.value, old, mine) != 1) {
#ifdef EPOCHS
            free(mine);
#endif
        }
    } else {
        read_once();
    }
    end();
}

#ifdef EPOCHS
static void with_membarrier(void)
{
    epochs_start(true);
    before();
}

static void without_membarrier(void)
{
    epochs_start(false);
    before();
}

/* A thread drains while others read and store. */
static void draining(unsigned self)
{
    if (self == 0) {
        store(1);
        epoch_drain_slow();
        WEAK_REQUIRE(atomic_load_explicit(&s.reclaimed, memory_order_relaxed) >= 1);
    } else if (self == 1) {
        read_once();
        read_once();
    } else {
        store(2);
    }
    end();
}

/* Threads that cannot be listed count in one common number. */
static void unlisted(void)
{
    epochs_start(weak_random(2));
    before();
    epoch_domain.has_key = false;
}
#endif

const struct weak_scenario weak_scenarios[] = {
#ifdef EPOCHS
    {"readers and a writer, membarrier", 3, with_membarrier, reading, after, NULL, false},
    {"readers and a writer", 3, without_membarrier, reading, after, NULL, false},
    {"all changes, membarrier", 4, with_membarrier, changing, after, NULL, false},
    {"compare-and-swap", 3, without_membarrier, replacing, after, NULL, false},
    {"swaps", 3, without_membarrier, swapping, after, NULL, false},
    {"all changes", 4, without_membarrier, changing, after, NULL, false},
    {"a drain, membarrier", 3, with_membarrier, draining, after, NULL, false},
    {"a drain", 3, without_membarrier, draining, after, NULL, false},
    {"readers that are not listed", 3, unlisted, reading, after, NULL, false},
    {"all changes, not listed", 4, unlisted, changing, after, NULL, false},
#else
    {"readers and a writer", 3, before, reading, after, NULL, false},
    {"compare-and-swap", 3, before, replacing, after, NULL, false},
    {"swaps", 3, before, swapping, after, NULL, false},
    {"all changes", 4, before, changing, after, NULL, false},
#endif
    {0},
};
