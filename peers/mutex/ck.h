// SPDX-License-Identifier: MIT
// Concurrency Kit's spinlocks behind the verbs of the mutex family. Optional: libck-dev.
#ifndef SYNCCOST_PEERS_MUTEX_CK_H
#define SYNCCOST_PEERS_MUTEX_CK_H

#include <ck_spinlock.h>
#include <stdbool.h>

#include "primitives/compiler.h"

/*
 * What the verbs do: primitives/mutex/traits.h. The locks are the library's own inline functions,
 * whose orders are in its ck_pr.h. They spin without a bound and never sleep.
 */

/* A lock of one word, which needs nothing of a thread. */
#define CK_WORD_MUTEX(name)                                                                        \
    struct ck_##name##_mutex {                                                                     \
        struct ck_spinlock_##name lock;                                                            \
    };                                                                                             \
    struct ck_##name##_mutex_node {                                                                \
        char unused;                                                                               \
    };                                                                                             \
    SC_INLINE void ck_##name##_mutex_init(struct ck_##name##_mutex *m)                             \
    {                                                                                              \
        ck_spinlock_##name##_init(&m->lock);                                                       \
    }                                                                                              \
    SC_INLINE void ck_##name##_mutex_destroy(struct ck_##name##_mutex *m)                          \
    {                                                                                              \
        (void)m;                                                                                   \
    }                                                                                              \
    SC_INLINE void ck_##name##_mutex_node_init(struct ck_##name##_mutex_node *node)                \
    {                                                                                              \
        node->unused = 0;                                                                          \
    }                                                                                              \
    SC_INLINE void ck_##name##_mutex_acquire(struct ck_##name##_mutex *m,                          \
                                             struct ck_##name##_mutex_node *node)                  \
    {                                                                                              \
        (void)node;                                                                                \
        ck_spinlock_##name##_lock(&m->lock);                                                       \
    }                                                                                              \
    SC_INLINE void ck_##name##_mutex_release(struct ck_##name##_mutex *m,                          \
                                             struct ck_##name##_mutex_node *node)                  \
    {                                                                                              \
        (void)node;                                                                                \
        ck_spinlock_##name##_unlock(&m->lock);                                                     \
    }
/* Such a lock with attempts that do not wait. */
#define CK_WORD_MUTEX_TRY(name)                                                                    \
    CK_WORD_MUTEX(name)                                                                            \
    SC_INLINE bool ck_##name##_mutex_try_acquire(struct ck_##name##_mutex *m,                      \
                                                 struct ck_##name##_mutex_node *node)              \
    {                                                                                              \
        (void)node;                                                                                \
        return ck_spinlock_##name##_trylock(&m->lock);                                             \
    }

CK_WORD_MUTEX_TRY(fas)
CK_WORD_MUTEX_TRY(cas)
CK_WORD_MUTEX_TRY(dec)
CK_WORD_MUTEX(ticket) /* an attempt is not there on every CPU */

struct ck_mcs_mutex {
    struct ck_spinlock_mcs *tail;
};

struct ck_mcs_mutex_node {
    struct ck_spinlock_mcs node;
};

SC_INLINE void ck_mcs_mutex_init(struct ck_mcs_mutex *m)
{
    ck_spinlock_mcs_init(&m->tail);
}

SC_INLINE void ck_mcs_mutex_destroy(struct ck_mcs_mutex *m)
{
    (void)m;
}

SC_INLINE void ck_mcs_mutex_node_init(struct ck_mcs_mutex_node *node)
{
    node->node.next = NULL;
}

SC_INLINE void ck_mcs_mutex_acquire(struct ck_mcs_mutex *m, struct ck_mcs_mutex_node *node)
{
    ck_spinlock_mcs_lock(&m->tail, &node->node);
}

SC_INLINE bool ck_mcs_mutex_try_acquire(struct ck_mcs_mutex *m, struct ck_mcs_mutex_node *node)
{
    return ck_spinlock_mcs_trylock(&m->tail, &node->node);
}

SC_INLINE void ck_mcs_mutex_release(struct ck_mcs_mutex *m, struct ck_mcs_mutex_node *node)
{
    ck_spinlock_mcs_unlock(&m->tail, &node->node);
}

enum { CK_CLH_APART = 128 };

/* first leaves with the first owner, and must not lie on the tail's line. */
struct ck_clh_mutex {
    struct ck_spinlock_clh *tail;
    char apart[CK_CLH_APART - sizeof(struct ck_spinlock_clh *)];
    struct ck_spinlock_clh first;
};

/* A release takes the predecessor's cell in exchange for the own one. */
struct ck_clh_mutex_node {
    struct ck_spinlock_clh *mine;
    struct ck_spinlock_clh cell; /* the first value of mine */
};

SC_INLINE void ck_clh_mutex_init(struct ck_clh_mutex *m)
{
    ck_spinlock_clh_init(&m->tail, &m->first);
}

SC_INLINE void ck_clh_mutex_destroy(struct ck_clh_mutex *m)
{
    (void)m;
}

SC_INLINE void ck_clh_mutex_node_init(struct ck_clh_mutex_node *node)
{
    node->mine = &node->cell;
}

SC_INLINE void ck_clh_mutex_acquire(struct ck_clh_mutex *m, struct ck_clh_mutex_node *node)
{
    ck_spinlock_clh_lock(&m->tail, node->mine);
}

SC_INLINE void ck_clh_mutex_release(struct ck_clh_mutex *m, struct ck_clh_mutex_node *node)
{
    (void)m;
    ck_spinlock_clh_unlock(&node->mine);
}

#endif
#ifdef MUTEX_SUBJECT
MUTEX_SUBJECT(ck_fas, .spin_only = true)
MUTEX_SUBJECT(ck_cas, .spin_only = true)
MUTEX_SUBJECT(ck_dec, .spin_only = true)
MUTEX_SUBJECT(ck_ticket, .spin_only = true, .fifo = true)
MUTEX_SUBJECT(ck_mcs, .spin_only = true, .fifo = true)
MUTEX_SUBJECT(ck_clh, .spin_only = true, .fifo = true)
#endif
#ifdef MUTEX_TRY_SUBJECT
MUTEX_TRY_SUBJECT(ck_fas)
MUTEX_TRY_SUBJECT(ck_cas)
MUTEX_TRY_SUBJECT(ck_dec)
MUTEX_TRY_SUBJECT(ck_mcs)
#endif
