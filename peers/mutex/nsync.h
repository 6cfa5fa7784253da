// SPDX-License-Identifier: MIT
// nsync's mutex behind the verbs of the mutex family. Optional: libnsync-dev.
#ifndef SYNCCOST_PEERS_MUTEX_NSYNC_H
#define SYNCCOST_PEERS_MUTEX_NSYNC_H

#include <nsync.h>
#include <stdbool.h>

#include "primitives/compiler.h"

/* What the verbs do: primitives/mutex/traits.h. The library's functions are not inline. */
struct nsync_mu_mutex {
    nsync_mu mu;
};

struct nsync_mu_mutex_node {
    char unused;
};

SC_INLINE void nsync_mu_mutex_init(struct nsync_mu_mutex *m)
{
    nsync_mu_init(&m->mu);
}

SC_INLINE void nsync_mu_mutex_destroy(struct nsync_mu_mutex *m)
{
    (void)m;
}

SC_INLINE void nsync_mu_mutex_node_init(struct nsync_mu_mutex_node *node)
{
    node->unused = 0;
}

SC_INLINE void nsync_mu_mutex_acquire(struct nsync_mu_mutex *m, struct nsync_mu_mutex_node *node)
{
    (void)node;
    nsync_mu_lock(&m->mu);
}

SC_INLINE bool nsync_mu_mutex_try_acquire(struct nsync_mu_mutex *m,
                                          struct nsync_mu_mutex_node *node)
{
    (void)node;
    return nsync_mu_trylock(&m->mu) != 0;
}

SC_INLINE void nsync_mu_mutex_release(struct nsync_mu_mutex *m, struct nsync_mu_mutex_node *node)
{
    (void)node;
    nsync_mu_unlock(&m->mu);
}

#endif
#ifdef MUTEX_SUBJECT
MUTEX_SUBJECT(nsync_mu, .spin_only = false)
#endif
#ifdef MUTEX_TRY_SUBJECT
MUTEX_TRY_SUBJECT(nsync_mu)
#endif
