// SPDX-License-Identifier: MIT
// Weak-memory check of go_pool: what was done to an object before its put is seen after the get, an
// object has one user, and none is lost.
#include <sched.h>
#include <unistd.h>

/* Two caches, and a thread may be on either CPU at any time. */
enum { CPUS = 2 };
#define sysconf(name) CPUS
#undef sched_getcpu
#define sched_getcpu() weak_random(CPUS)
#include "primitives/pool/go.h"

struct object {
    int users, uses;
};

static struct {
    struct go_pool pool;
    _Atomic int made, dropped;
} s;

static void *make(void)
{
    struct object *o = malloc(sizeof *o);
    o->users = o->uses = 0;
    atomic_fetch_add_explicit(&s.made, 1, memory_order_relaxed);
    return o;
}

static void drop(void *object)
{
    struct object *o = object;
    WEAK_REQUIRE(o->users == 0);
    atomic_fetch_add_explicit(&s.dropped, 1, memory_order_relaxed);
    free(o);
}

static void before(void)
{
    memset(&s, 0, sizeof s);
    sema_cpus = 1 + weak_random(2);
    WEAK_REQUIRE(go_pool_init(&s.pool, make, drop) == 0);
    go_pool_put(&s.pool, make());
}

static void after(void)
{
    go_pool_destroy(&s.pool);
    WEAK_REQUIRE(atomic_load_explicit(&s.made, memory_order_relaxed) ==
                 atomic_load_explicit(&s.dropped, memory_order_relaxed));
}

static struct object *get(void)
{
    struct object *o = go_pool_get(&s.pool);
    WEAK_REQUIRE(o && o->users++ == 0);
    o->uses++;
    return o;
}

static void put(struct object *o)
{
    o->users--;
    go_pool_put(&s.pool, o);
}

/* One object at a time passes through the places without a lock. */
static void passing(unsigned self)
{
    (void)self;
    for (int i = 0; i < 2; i++)
        put(get());
}

/* More objects than those places: the stacks, and stealing. */
static void crowding(unsigned self)
{
    (void)self;
    for (int i = 0; i < 2; i++) {
        struct object *first = get(), *second = get();
        put(first);
        put(second);
    }
}

/* The same, while one thread trims. */
static void trimming(unsigned self)
{
    if (self > 0) {
        crowding(self);
        return;
    }
    go_pool_trim(&s.pool);
    go_pool_trim(&s.pool);
}

const struct weak_scenario weak_scenarios[] = {
    {"one object each", 3, before, passing, after, NULL, false},
    {"two objects each", 3, before, crowding, after, NULL, false},
    {"a trim", 3, before, trimming, after, NULL, false},
    {0},
};
