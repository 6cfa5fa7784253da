// SPDX-License-Identifier: MIT
// liburcu's read sides as read-write locks, in three flavours. Optional: liburcu-dev.
#ifndef SYNCCOST_PEERS_RWMUTEX_URCU_H
#define SYNCCOST_PEERS_RWMUTEX_URCU_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "peers/urcu.h"
#include "primitives/compiler.h"

/*
 * What the verbs do: primitives/rwmutex/traits.h. Readers are inside the library's read section. A
 * writer closes a gate and waits until every section has ended that began before: the way of
 * Linux's per-CPU read-write semaphore (Nesterov and Patocka). So readers write no shared word, and
 * a write takes a grace period.
 *
 * A writer that is cancelled while it waits ends within the library, which then keeps a mutex.
 *
 * A grace period is the process's, not the lock's: a thread that holds one of these locks must not
 * wait for another of the same flavour.
 */
struct urcu_rwmutex {
    atomic_bool closed; /* written by the owner of gate */
    pthread_mutex_t gate;
};

/* An ordinary pthread mutex cannot fail to be made or taken. */
static inline void urcu_rwmutex_init(struct urcu_rwmutex *rw)
{
    atomic_init(&rw->closed, false);
    pthread_mutex_init(&rw->gate, NULL);
}

static inline void urcu_rwmutex_destroy(struct urcu_rwmutex *rw)
{
    pthread_mutex_destroy(&rw->gate);
}

/* There is no writer while the gate is held, and the next one waits for this section. */
SC_SLOW void urcu_rwmutex_read_slow(const struct urcu_flavour *f, struct urcu_rwmutex *rw)
{
    f->leave();
    pthread_mutex_lock(&rw->gate);
    f->enter();
    pthread_mutex_unlock(&rw->gate);
}

/* A section that the writer does not wait for sees the gate closed: synchronize promises it. */
SC_INLINE void urcu_rwmutex_read_acquire(const struct urcu_flavour *f, struct urcu_rwmutex *rw)
{
    f->enter();
    /* acquire: what the writer wrote before it opened the gate */
    if (__builtin_expect(atomic_load_explicit(&rw->closed, memory_order_acquire), 0))
        urcu_rwmutex_read_slow(f, rw);
}

SC_SLOW void urcu_rwmutex_write_slow(const struct urcu_flavour *f, struct urcu_rwmutex *rw)
{
    pthread_mutex_lock(&rw->gate);
    /* relaxed: synchronize orders it before the sections for which it does not wait */
    atomic_store_explicit(&rw->closed, true, memory_order_relaxed);
    f->synchronize();
}

SC_INLINE void urcu_rwmutex_write_release(struct urcu_rwmutex *rw)
{
    /* release: to the readers that find the gate open */
    atomic_store_explicit(&rw->closed, false, memory_order_release);
    pthread_mutex_unlock(&rw->gate);
}

#define URCU_RWMUTEX(name)                                                                         \
    struct urcu_##name##_rwmutex {                                                                 \
        struct urcu_rwmutex rw;                                                                    \
    };                                                                                             \
    static inline void urcu_##name##_rwmutex_init(struct urcu_##name##_rwmutex *rw)                \
    {                                                                                              \
        urcu_rwmutex_init(&rw->rw);                                                                \
    }                                                                                              \
    static inline void urcu_##name##_rwmutex_destroy(struct urcu_##name##_rwmutex *rw)             \
    {                                                                                              \
        urcu_rwmutex_destroy(&rw->rw);                                                             \
    }                                                                                              \
    SC_INLINE void urcu_##name##_rwmutex_read_acquire(struct urcu_##name##_rwmutex *rw)            \
    {                                                                                              \
        urcu_rwmutex_read_acquire(&urcu_##name, &rw->rw);                                          \
    }                                                                                              \
    SC_INLINE void urcu_##name##_rwmutex_read_release(struct urcu_##name##_rwmutex *rw)            \
    {                                                                                              \
        (void)rw;                                                                                  \
        urcu_##name##_leave();                                                                     \
    }                                                                                              \
    SC_INLINE void urcu_##name##_rwmutex_write_acquire(struct urcu_##name##_rwmutex *rw)           \
    {                                                                                              \
        urcu_rwmutex_write_slow(&urcu_##name, &rw->rw);                                            \
    }                                                                                              \
    SC_INLINE void urcu_##name##_rwmutex_write_release(struct urcu_##name##_rwmutex *rw)           \
    {                                                                                              \
        urcu_rwmutex_write_release(&rw->rw);                                                       \
    }

URCU_RWMUTEX(memb)
URCU_RWMUTEX(bp)
URCU_RWMUTEX(qsbr)

#endif
#ifdef RWMUTEX_SUBJECT
RWMUTEX_SUBJECT(urcu_memb, .prefer_writer = true, .cancelable = true)
RWMUTEX_SUBJECT(urcu_bp, .prefer_writer = true, .cancelable = true)
RWMUTEX_SUBJECT(urcu_qsbr, .prefer_writer = true, .cancelable = true)
#endif
