// SPDX-License-Identifier: MIT
// An eventfd(2) as a channel that carries no values, only how many.
/*
 * Example: "three more items" without the items. One receive takes the sum of all sends.
 *
 *     struct eventfd_channel more;
 *     uint64_t items = 0;
 *     if (eventfd_channel_init(&more, 0) != 0)
 *         _exit(1);
 *     eventfd_channel_send(&more, 1);
 *     eventfd_channel_send(&more, 2);
 *     eventfd_channel_receive(&more, &items); // 3
 *     eventfd_channel_destroy(&more);
 */
#ifndef SYNCCOST_CHANNEL_EVENTFD_H
#define SYNCCOST_CHANNEL_EVENTFD_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "primitives/compiler.h"

/*
 * Source: eventfd(2), without EFD_SEMAPHORE: a send adds to a sum, a receive takes the whole sum.
 * The sum is at most 2^64-2; there is no limit on the number of messages.
 *
 * Memory ordering: neither C nor POSIX promises any. On Linux the spinlock of the counter orders
 * what a sender did before its write before what the receiver of that count does after its read.
 * ThreadSanitizer models the same edge.
 */
struct eventfd_channel {
    int fd;
};

/*
 * c is not in use. capacity is ignored. Returns 0, or the negative errno of eventfd: -EMFILE,
 * -ENFILE, -ENODEV, -ENOMEM.
 */
SC_INLINE int eventfd_channel_init(struct eventfd_channel *c, size_t capacity)
{
    (void)capacity;
    c->fd = eventfd(0, EFD_CLOEXEC);
    return c->fd < 0 ? -errno : 0;
}

/* Every call has returned. */
SC_INLINE void eventfd_channel_destroy(struct eventfd_channel *c)
{
    close(c->fd);
}

/*
 * Repeats a write that a signal interrupted. done: what the last one returned, which was not eight.
 * The kernel moves all eight bytes or none.
 */
SC_SLOW bool eventfd_channel_send_slow(struct eventfd_channel *c, uint64_t value, ssize_t done)
{
    while (done < 0 && errno == EINTR)
        done = write(c->fd, &value, sizeof value);
    return done == sizeof value;
}

/* The same for a read. */
SC_SLOW bool eventfd_channel_receive_slow(struct eventfd_channel *c, uint64_t *sum, ssize_t done)
{
    while (done < 0 && errno == EINTR)
        done = read(c->fd, sum, sizeof *sum);
    return done == sizeof *sum;
}

/*
 * Adds value, from 1 to 2^64-2, and returns true. (0 is allowed and wakes nobody.) Waits while the
 * sum would pass 2^64-2. Returns false for 2^64-1. Releases to the receive that takes the count.
 */
SC_INLINE bool eventfd_channel_send(struct eventfd_channel *c, uint64_t value)
{
    ssize_t done = write(c->fd, &value, sizeof value);
    return done == sizeof value || eventfd_channel_send_slow(c, value, done);
}

/*
 * Waits while the sum is 0. Returns true with the sum of all sends since the last receive. Acquires
 * what these sends released.
 */
SC_INLINE bool eventfd_channel_receive(struct eventfd_channel *c, uint64_t *value)
{
    uint64_t sum;
    ssize_t done = read(c->fd, &sum, sizeof sum);
    if (done != sizeof sum && !eventfd_channel_receive_slow(c, &sum, done))
        return false;
    *value = sum;
    return true;
}

/*
 * Does nothing: an eventfd has no end, and closing the descriptor would not wake a thread that
 * sleeps on it.
 */
SC_INLINE void eventfd_channel_close(struct eventfd_channel *c)
{
    (void)c;
}

#endif
#ifdef CHANNEL_SUBJECT
CHANNEL_SUBJECT(eventfd, .many = true)
#endif
