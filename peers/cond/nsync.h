// SPDX-License-Identifier: MIT
// nsync's condition variable behind the verbs of the cond family. Optional: libnsync-dev.
#ifndef SYNCCOST_PEERS_COND_NSYNC_H
#define SYNCCOST_PEERS_COND_NSYNC_H

#include <nsync.h>

#include "peers/mutex/nsync.h"
#include "primitives/compiler.h"

/* What the verbs do: primitives/cond/traits.h. The subject has the name of its mutex. */
struct nsync_mu_cond {
    nsync_cv cv;
};

SC_INLINE int nsync_mu_cond_init(struct nsync_mu_cond *c)
{
    nsync_cv_init(&c->cv);
    return 0;
}

SC_INLINE void nsync_mu_cond_destroy(struct nsync_mu_cond *c)
{
    (void)c;
}

SC_INLINE void nsync_mu_cond_wait(struct nsync_mu_cond *c, struct nsync_mu_mutex *m,
                                  struct nsync_mu_mutex_node *node)
{
    (void)node;
    nsync_cv_wait(&c->cv, &m->mu);
}

SC_INLINE void nsync_mu_cond_signal(struct nsync_mu_cond *c)
{
    nsync_cv_signal(&c->cv);
}

SC_INLINE void nsync_mu_cond_broadcast(struct nsync_mu_cond *c)
{
    nsync_cv_broadcast(&c->cv);
}

#endif
#ifdef COND_SUBJECT
COND_SUBJECT(nsync_mu, .spurious = true)
#endif
