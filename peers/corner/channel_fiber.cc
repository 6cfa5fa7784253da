// SPDX-License-Identifier: MIT
// Boost.Fiber: the bodies of peers/fiber.h.
#include <boost/fiber/buffered_channel.hpp>
#include <boost/fiber/fiber.hpp>
#include <boost/fiber/unbuffered_channel.hpp>
#include <cerrno>

#include "peers/corner/as.hh"

extern "C" {
#include "peers/fiber.h"
}

/* Where there is no memory the library throws, and the program ends: C catches nothing. */
using buffered = boost::fibers::buffered_channel<uint64_t>;
using unbuffered = boost::fibers::unbuffered_channel<uint64_t>;
using boost::fibers::channel_op_status;

int fiber_buffered_channel_init(struct fiber_buffered_channel *c, size_t capacity)
{
    size_t slots = 2;
    if (capacity == 0 || capacity > SIZE_MAX / 2 / sizeof(uint64_t))
        return capacity == 0 ? -EINVAL : -ENOMEM;
    while (slots < capacity)
        slots *= 2;
    corner_make<buffered>(c, slots);
    return 0;
}

int fiber_unbuffered_channel_init(struct fiber_unbuffered_channel *c, size_t capacity)
{
    if (capacity != 0)
        return -EINVAL;
    corner_make<unbuffered>(c);
    return 0;
}

#define FIBER_CHANNEL(type)                                                                        \
    void fiber_##type##_channel_destroy(struct fiber_##type##_channel *c)                          \
    {                                                                                              \
        corner_end<type>(c);                                                                       \
    }                                                                                              \
    bool fiber_##type##_channel_send(struct fiber_##type##_channel *c, uint64_t value)             \
    {                                                                                              \
        return corner_as<type>(c)->push(value) == channel_op_status::success;                      \
    }                                                                                              \
    bool fiber_##type##_channel_receive(struct fiber_##type##_channel *c, uint64_t *value)         \
    {                                                                                              \
        return corner_as<type>(c)->pop(*value) == channel_op_status::success;                      \
    }                                                                                              \
    void fiber_##type##_channel_close(struct fiber_##type##_channel *c)                            \
    {                                                                                              \
        corner_as<type>(c)->close();                                                               \
    }

FIBER_CHANNEL(buffered)
FIBER_CHANNEL(unbuffered)

void *fiber_start_slow(void (*body)(void *), void *argument)
{
    return new boost::fibers::fiber(boost::fibers::launch::post, body, argument);
}

void fiber_join_slow(void *fiber)
{
    auto *ended = static_cast<boost::fibers::fiber *>(fiber);
    ended->join();
    delete ended;
}
