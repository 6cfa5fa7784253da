// SPDX-License-Identifier: MIT
// Go's sync.Pool in C: a cache for each CPU, stealing, and two generations.
/*
 * Example: buffers that are used for a moment. None is made while one lies about.
 *
 *     #include <stdlib.h>
 *     struct go_pool buffers;
 *     if (go_pool_init(&buffers, NULL, free) != 0) // NULL: get makes none
 *         return 1;
 *     char *buffer = go_pool_get(&buffers);
 *     if (!buffer)
 *         buffer = malloc(4096);
 *     go_pool_put(&buffers, buffer); // for the next user, or freed
 *     go_pool_destroy(&buffers);
 */
#ifndef SYNCCOST_POOL_GO_H
#define SYNCCOST_POOL_GO_H

#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "primitives/compiler.h"
#include "primitives/pool/object.h"
#include "primitives/sema.h"

/*
 * Semantics after Go's src/sync/pool.go. Go has a cache for each P, which is a running thread. The
 * counterpart here is a cache for each CPU, chosen by sched_getcpu (glibc 2.35 reads the number
 * from the thread's rseq area, without a system call). A cache for each thread would need no atomic
 * operation, but what lies in the cache of an idle thread is of no use, and there may be many more
 * threads than CPUs. A thread can be moved to another CPU between the look at the number and the
 * use of the cache. So a cache is safe for any thread, and the number is only a hint that keeps
 * threads apart. (A restartable sequence would spare the atomic operation, for assembly on each
 * architecture.)
 *
 * A cache has one object that is exchanged without a lock, as most gets follow a put of the same
 * thread, and up to GO_POOL_KEPT more under a lock. Get looks there, then at the other caches, then
 * for victims, then makes one. Nobody waits for the lock of a cache but trim: a thread that does
 * not get it goes on to the next. So a thread that is stopped while it holds one delays nobody, but
 * what lies there cannot be had meanwhile. Put looks at GO_POOL_TRIES caches and then drops.
 *
 * Trim drops the victims and makes victims of what is in the caches, as Go's collector does. What
 * is put and not used for two trims is dropped; what is in use is never touched.
 *
 * Memory ordering: a put releases, by the exchange or by the lock, to the get that takes the
 * object.
 */
enum { GO_POOL_KEPT = 127, GO_POOL_TRIES = 4, GO_POOL_LINE = 128 };

struct go_pool_stack {
    unsigned n;
    void *object[GO_POOL_KEPT + 1]; /* one more: a trim adds the object that is outside */
};

struct go_pool_cache {
    _Alignas(GO_POOL_LINE) _Atomic(void *) first; /* NULL: none; taken and given by any thread */
    _Atomic uint32_t lock;                        /* guards the rest */
    bool turned; /* which of the two is the younger; a trim turns them */
    struct go_pool_stack generation[2];
};

struct go_pool {
    struct pool_maker maker;
    unsigned caches; /* one for each CPU that the system can have */
    struct go_pool_cache *cache;
};

SC_INLINE unsigned go_pool_cpu(const struct go_pool *p)
{
    unsigned cpu = (unsigned)sched_getcpu();
    return __builtin_expect(cpu < p->caches, 1) ? cpu : cpu % p->caches;
}

SC_INLINE bool go_pool_try_lock(struct go_pool_cache *c)
{
    uint32_t seen = SEMA_FREE;
    /* Acquire: the stacks must be read as the last holder left them. */
    return atomic_compare_exchange_strong_explicit(&c->lock, &seen, SEMA_HELD, memory_order_acquire,
                                                   memory_order_relaxed);
}

/* The object that is exchanged; NULL where there is none. */
SC_INLINE void *go_pool_take_first(struct go_pool_cache *c)
{
    /* Relaxed: only spares the exchange where there is nothing. */
    if (!atomic_load_explicit(&c->first, memory_order_relaxed))
        return NULL;
    /* Acquire: the caller sees what was done to the object before its put. */
    return atomic_exchange_explicit(&c->first, NULL, memory_order_acquire);
}

/* Puts object there where the place is empty. NULL changes nothing. */
SC_INLINE bool go_pool_give_first(struct go_pool_cache *c, void *object)
{
    void *none = NULL;
    /* Relaxed: only spares the CAS where it would fail. */
    if (atomic_load_explicit(&c->first, memory_order_relaxed))
        return false;
    /* Release: who takes the object sees what was done to it. Relaxed where it fails. */
    return atomic_compare_exchange_strong_explicit(&c->first, &none, object, memory_order_release,
                                                   memory_order_relaxed);
}

/* Takes from the younger generation, or from the victims. */
static inline void *go_pool_take(struct go_pool_cache *c, bool victims)
{
    if (!go_pool_try_lock(c))
        return NULL;
    struct go_pool_stack *s = &c->generation[c->turned != victims];
    void *object = s->n > 0 ? s->object[--s->n] : NULL;
    sema_unlock(&c->lock);
    return object;
}

/* False where c has no room, or is in use at the moment. */
static inline bool go_pool_give(struct go_pool_cache *c, void *object)
{
    if (!go_pool_try_lock(c))
        return false;
    struct go_pool_stack *s = &c->generation[c->turned];
    const bool room = s->n < GO_POOL_KEPT;
    if (room)
        s->object[s->n++] = object;
    sema_unlock(&c->lock);
    return room;
}

/* The cache of this CPU has no object outside of the lock. */
SC_SLOW void *go_pool_get_slow(struct go_pool *p, unsigned cpu)
{
    void *object = go_pool_take(&p->cache[cpu], false);
    for (unsigned i = 1; i < p->caches && !object; i++) {
        struct go_pool_cache *other = &p->cache[(cpu + i) % p->caches];
        object = go_pool_take(other, false);
        if (!object)
            object = go_pool_take_first(other);
    }
    for (unsigned i = 0; i < p->caches && !object; i++)
        object = go_pool_take(&p->cache[(cpu + i) % p->caches], true);
    return object ? object : pool_make_slow(&p->maker);
}

SC_SLOW void go_pool_put_slow(struct go_pool *p, unsigned cpu, void *object)
{
    if (!object)
        return;
    for (unsigned i = 0; i < p->caches && i < GO_POOL_TRIES; i++)
        if (go_pool_give(&p->cache[(cpu + i) % p->caches], object))
            return;
    pool_drop_slow(&p->maker, object);
}

SC_INLINE int go_pool_init(struct go_pool *p, void *(*make)(void), void (*drop)(void *object))
{
    long cpus = sysconf(_SC_NPROCESSORS_CONF);
    p->maker = (struct pool_maker){make, drop};
    p->caches = cpus > 0 ? (unsigned)cpus : 1;
    p->cache = aligned_alloc(GO_POOL_LINE, p->caches * sizeof *p->cache);
    if (!p->cache)
        return -ENOMEM;
    for (unsigned i = 0; i < p->caches; i++) {
        struct go_pool_cache *c = &p->cache[i];
        atomic_init(&c->first, NULL);
        atomic_init(&c->lock, SEMA_FREE);
        c->turned = false;
        c->generation[0].n = c->generation[1].n = 0;
    }
    return 0;
}

/* Drops what is on s, which nobody else has. */
static inline void go_pool_drop_all(const struct go_pool *p, struct go_pool_stack *s)
{
    while (s->n > 0)
        pool_drop_slow(&p->maker, s->object[--s->n]);
}

SC_SLOW void go_pool_destroy_slow(struct go_pool *p)
{
    for (unsigned i = 0; i < p->caches; i++) {
        pool_drop_slow(&p->maker, go_pool_take_first(&p->cache[i]));
        go_pool_drop_all(p, &p->cache[i].generation[0]);
        go_pool_drop_all(p, &p->cache[i].generation[1]);
    }
    free(p->cache);
}

SC_INLINE void go_pool_destroy(struct go_pool *p)
{
    go_pool_destroy_slow(p);
}

/* Never waits, but for make. */
SC_INLINE void *go_pool_get(struct go_pool *p)
{
    unsigned cpu = go_pool_cpu(p);
    void *object = go_pool_take_first(&p->cache[cpu]);
    return object ? object : go_pool_get_slow(p, cpu);
}

/* Never waits, but for drop. */
SC_INLINE void go_pool_put(struct go_pool *p, void *object)
{
    unsigned cpu = go_pool_cpu(p);
    if (!go_pool_give_first(&p->cache[cpu], object))
        go_pool_put_slow(p, cpu, object);
}

/* Waits for the threads that are in a cache under its lock, which they hold for a moment. */
SC_SLOW void go_pool_trim_slow(struct go_pool *p)
{
    for (unsigned i = 0; i < p->caches; i++) {
        struct go_pool_cache *c = &p->cache[i];
        sema_lock(&c->lock);
        struct go_pool_stack victims = c->generation[!c->turned];
        struct go_pool_stack *younger = &c->generation[c->turned];
        void *first = go_pool_take_first(c);
        if (first)
            younger->object[younger->n++] = first;
        c->generation[!c->turned].n = 0;
        c->turned = !c->turned;
        sema_unlock(&c->lock);
        go_pool_drop_all(p, &victims);
    }
}

SC_INLINE void go_pool_trim(struct go_pool *p)
{
    go_pool_trim_slow(p);
}

#endif
#ifdef POOL_SUBJECT
POOL_SUBJECT(go, .keeps = true, .victims = true)
#endif
