// SPDX-License-Identifier: MIT
// oneTBB's bounded queue: the bodies of peers/channel/tbb.h.
#include <cerrno>
#include <oneapi/tbb/concurrent_queue.h>

#include "peers/corner/as.hh"

extern "C" {
#include "peers/channel/tbb.h"
}

/* Where there is no memory the library throws, and the program ends: C catches nothing. */
using queue = tbb::concurrent_bounded_queue<uint64_t>;

int tbb_bounded_queue_channel_init(struct tbb_bounded_queue_channel *c, size_t capacity)
{
    if (capacity == 0)
        return -EINVAL;
    corner_make<queue>(c);
    corner_as<queue>(c)->set_capacity(static_cast<queue::size_type>(capacity));
    return 0;
}

void tbb_bounded_queue_channel_destroy(struct tbb_bounded_queue_channel *c)
{
    corner_end<queue>(c);
}

bool tbb_bounded_queue_channel_send(struct tbb_bounded_queue_channel *c, uint64_t value)
{
    corner_as<queue>(c)->push(value);
    return true;
}

bool tbb_bounded_queue_channel_receive(struct tbb_bounded_queue_channel *c, uint64_t *value)
{
    corner_as<queue>(c)->pop(*value);
    return true;
}

void tbb_bounded_queue_channel_close(struct tbb_bounded_queue_channel *) {}
