// SPDX-License-Identifier: MIT
// What the programs that reclaim by primitives/epoch.h share: a new domain for each run.
#pragma once

#include "primitives/epoch.h"

/* Before a run. membarrier: whether the kernel has it. */
static inline void epochs_start(bool membarrier)
{
    pthread_key_t key = epoch_domain.key;
    everywhere_registered = membarrier;
    memset(&epoch_domain, 0, sizeof epoch_domain);
    epoch_domain.key = key;
    epoch_domain.has_key = true;
    atomic_init(&epoch_domain.now, 2);
    memset(&epoch_self_of, 0, sizeof epoch_self_of);
    sema_cpus = 1;
}

/* What the C library's destructor does for a thread that ends. */
static inline void epochs_end(void)
{
    if (epoch_self.depth != EPOCH_UNLISTED)
        epoch_end_slow(&epoch_self);
#ifdef WEAK_NATIVE
    epoch_self.ended = false; /* the thread goes on, with the next run */
    pthread_setspecific(epoch_domain.key, NULL);
#endif
}
