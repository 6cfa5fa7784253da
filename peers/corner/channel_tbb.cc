// SPDX-License-Identifier: MIT
// oneTBB's bounded queue: the bodies of peers/channel/tbb.h.
#include <cerrno>
#include <exception>
#include <oneapi/tbb/concurrent_queue.h>

#include "peers/corner/as.hh"

extern "C" {
#include "peers/channel/tbb.h"
}

using queue = tbb::concurrent_bounded_queue<uint64_t>;

int tbb_bounded_queue_channel_init(struct tbb_bounded_queue_channel *c, size_t capacity)
{
    if (capacity == 0)
        return -EINVAL;
    try {
        corner_make<queue>(c);
    } catch (const std::exception &) {
        return -ENOMEM;
    }
    corner_as<queue>(c)->set_capacity(static_cast<queue::size_type>(capacity));
    return 0;
}

void tbb_bounded_queue_channel_destroy(struct tbb_bounded_queue_channel *c)
{
    corner_end<queue>(c);
}

/* False where there is no memory for the value. */
bool tbb_bounded_queue_channel_send(struct tbb_bounded_queue_channel *c, uint64_t value)
{
    try {
        corner_as<queue>(c)->push(value);
    } catch (const std::exception &) {
        return false;
    }
    return true;
}

bool tbb_bounded_queue_channel_receive(struct tbb_bounded_queue_channel *c, uint64_t *value)
{
    corner_as<queue>(c)->pop(*value);
    return true;
}

void tbb_bounded_queue_channel_close(struct tbb_bounded_queue_channel *) {}
