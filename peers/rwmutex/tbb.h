// SPDX-License-Identifier: MIT
// oneTBB's read-write locks behind the verbs of the rwmutex family. Optional: libtbb-dev.
#ifndef SYNCCOST_PEERS_RWMUTEX_TBB_H
#define SYNCCOST_PEERS_RWMUTEX_TBB_H

#include "peers/rwmutex_corner.h"

/* What the verbs do: primitives/rwmutex/traits.h. Their bodies: peers/corner/rwmutex_tbb.cc. */
CORNER_RWMUTEX(tbb_rw_mutex, 8)
CORNER_RWMUTEX(tbb_spin_rw_mutex, 8)

#endif
#ifdef RWMUTEX_SUBJECT
RWMUTEX_SUBJECT(tbb_rw_mutex, .prefer_writer = true)
RWMUTEX_SUBJECT(tbb_spin_rw_mutex, .spin_only = true, .prefer_writer = true)
#endif
#ifdef RWMUTEX_TRY_SUBJECT
RWMUTEX_TRY_SUBJECT(tbb_rw_mutex)
RWMUTEX_TRY_SUBJECT(tbb_spin_rw_mutex)
#endif
