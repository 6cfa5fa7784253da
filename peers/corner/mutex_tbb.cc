// SPDX-License-Identifier: MIT
// oneTBB's mutexes: the bodies of peers/mutex/tbb.h.
#include <oneapi/tbb/mutex.h>
#include <oneapi/tbb/queuing_mutex.h>
#include <oneapi/tbb/spin_mutex.h>

#include "peers/corner/plain_mutex.hh"

extern "C" {
#include "peers/mutex/tbb.h"
}

CORNER_PLAIN_MUTEX(tbb_mutex, tbb::mutex, lock, try_lock, unlock)
CORNER_PLAIN_MUTEX(tbb_spin_mutex, tbb::spin_mutex, lock, try_lock, unlock)

using queuing_node = tbb::queuing_mutex::scoped_lock;

void tbb_queuing_mutex_mutex_init(struct tbb_queuing_mutex_mutex *m)
{
    corner_make<tbb::queuing_mutex>(m);
}

void tbb_queuing_mutex_mutex_destroy(struct tbb_queuing_mutex_mutex *m)
{
    corner_end<tbb::queuing_mutex>(m);
}

void tbb_queuing_mutex_mutex_node_init(struct tbb_queuing_mutex_mutex_node *node)
{
    corner_make<queuing_node>(node);
}

void tbb_queuing_mutex_mutex_acquire(struct tbb_queuing_mutex_mutex *m,
                                     struct tbb_queuing_mutex_mutex_node *node)
{
    corner_as<queuing_node>(node)->acquire(*corner_as<tbb::queuing_mutex>(m));
}

bool tbb_queuing_mutex_mutex_try_acquire(struct tbb_queuing_mutex_mutex *m,
                                         struct tbb_queuing_mutex_mutex_node *node)
{
    return corner_as<queuing_node>(node)->try_acquire(*corner_as<tbb::queuing_mutex>(m));
}

void tbb_queuing_mutex_mutex_release(struct tbb_queuing_mutex_mutex *,
                                     struct tbb_queuing_mutex_mutex_node *node)
{
    corner_as<queuing_node>(node)->release();
}
