// SPDX-License-Identifier: MIT
// nsync's read-write lock behind the verbs of the rwmutex family. Optional: libnsync-dev.
#ifndef SYNCCOST_PEERS_RWMUTEX_NSYNC_H
#define SYNCCOST_PEERS_RWMUTEX_NSYNC_H

#include <nsync.h>
#include <stdbool.h>

#include "primitives/compiler.h"

/* What the verbs do: primitives/rwmutex/traits.h. The library's functions are not inline. */
struct nsync_mu_rwmutex {
    nsync_mu mu;
};

SC_INLINE void nsync_mu_rwmutex_init(struct nsync_mu_rwmutex *rw)
{
    nsync_mu_init(&rw->mu);
}

SC_INLINE void nsync_mu_rwmutex_destroy(struct nsync_mu_rwmutex *rw)
{
    (void)rw;
}

SC_INLINE void nsync_mu_rwmutex_read_acquire(struct nsync_mu_rwmutex *rw)
{
    nsync_mu_rlock(&rw->mu);
}

SC_INLINE void nsync_mu_rwmutex_read_release(struct nsync_mu_rwmutex *rw)
{
    nsync_mu_runlock(&rw->mu);
}

SC_INLINE void nsync_mu_rwmutex_write_acquire(struct nsync_mu_rwmutex *rw)
{
    nsync_mu_lock(&rw->mu);
}

SC_INLINE void nsync_mu_rwmutex_write_release(struct nsync_mu_rwmutex *rw)
{
    nsync_mu_unlock(&rw->mu);
}

SC_INLINE bool nsync_mu_rwmutex_try_read_acquire(struct nsync_mu_rwmutex *rw)
{
    return nsync_mu_rtrylock(&rw->mu) != 0;
}

SC_INLINE bool nsync_mu_rwmutex_try_write_acquire(struct nsync_mu_rwmutex *rw)
{
    return nsync_mu_trylock(&rw->mu) != 0;
}

#endif
#ifdef RWMUTEX_SUBJECT
RWMUTEX_SUBJECT(nsync_mu, .prefer_writer = true)
#endif
#ifdef RWMUTEX_TRY_SUBJECT
RWMUTEX_TRY_SUBJECT(nsync_mu)
#endif
