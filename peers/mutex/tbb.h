// SPDX-License-Identifier: MIT
// oneTBB's mutexes behind the verbs of the mutex family. Optional: libtbb-dev.
#ifndef SYNCCOST_PEERS_MUTEX_TBB_H
#define SYNCCOST_PEERS_MUTEX_TBB_H

#include "peers/mutex_corner.h"

/* What the verbs do: primitives/mutex/traits.h. Their bodies: peers/corner/mutex_tbb.cc. */
CORNER_MUTEX(tbb_mutex, 8, 1)
CORNER_MUTEX(tbb_spin_mutex, 8, 1)
CORNER_MUTEX(tbb_queuing_mutex, 8, 24)

#endif
#ifdef MUTEX_SUBJECT
MUTEX_SUBJECT(tbb_mutex, .spin_only = false)
MUTEX_SUBJECT(tbb_spin_mutex, .spin_only = true)
MUTEX_SUBJECT(tbb_queuing_mutex, .spin_only = true, .fifo = true)
#endif
#ifdef MUTEX_TRY_SUBJECT
MUTEX_TRY_SUBJECT(tbb_mutex)
MUTEX_TRY_SUBJECT(tbb_spin_mutex)
MUTEX_TRY_SUBJECT(tbb_queuing_mutex)
#endif
