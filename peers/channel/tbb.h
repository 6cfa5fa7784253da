// SPDX-License-Identifier: MIT
// oneTBB's bounded queue behind the verbs of the channel family. Optional: libtbb-dev.
#ifndef SYNCCOST_PEERS_CHANNEL_TBB_H
#define SYNCCOST_PEERS_CHANNEL_TBB_H

#include "peers/channel_corner.h"

/* What the verbs do: primitives/channel/traits.h. There is no close. The bodies:
 * peers/corner/channel_tbb.cc. */
CORNER_CHANNEL(tbb_bounded_queue, 64)

#endif
#ifdef CHANNEL_SUBJECT
CHANNEL_SUBJECT(tbb_bounded_queue, .values = true, .bounded = true, .many = true, .spins = true)
#endif
