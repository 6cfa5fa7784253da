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
 * Source: eventfd(2), without EFD_SEMAPHORE: a send adds, a receive takes the whole sum. It holds
 * up to 2^64-2, not a number of messages.
 *
 * Memory ordering: neither C nor POSIX gives one. On Linux the counter's spinlock orders what a
 * sender did before write before what the receiver of its count does after read; ThreadSanitizer
 * models the same edge.
 */
struct eventfd_channel {
    int fd;
};

/* capacity is ignored. Returns 0 or what eventfd says: -EMFILE, -ENFILE, -ENODEV, -ENOMEM. */
SC_INLINE int eventfd_channel_init(struct eventfd_channel *c, size_t capacity)
{
    (void)capacity;
    c->fd = eventfd(0, EFD_CLOEXEC);
    return c->fd < 0 ? -errno : 0;
}

/* Every call must have returned. */
SC_INLINE void eventfd_channel_destroy(struct eventfd_channel *c)
{
    close(c->fd);
}

/* done: what the last write or read returned, not eight. The kernel never moves a part of the eight
 * bytes. */
SC_SLOW bool eventfd_channel_send_slow(struct eventfd_channel *c, uint64_t value, ssize_t done)
{
    while (done < 0 && errno == EINTR)
        done = write(c->fd, &value, sizeof value);
    return done == sizeof value;
}

SC_SLOW bool eventfd_channel_receive_slow(struct eventfd_channel *c, uint64_t *sum, ssize_t done)
{
    while (done < 0 && errno == EINTR)
        done = read(c->fd, sum, sizeof *sum);
    return done == sizeof *sum;
}

/*
 * Adds value, 1 to 2^64-2 (0 wakes nobody), and returns true; blocks while the sum would pass
 * 2^64-2. Returns false for 2^64-1.
 */
SC_INLINE bool eventfd_channel_send(struct eventfd_channel *c, uint64_t value)
{
    ssize_t done = write(c->fd, &value, sizeof value);
    return done == sizeof value || eventfd_channel_send_slow(c, value, done);
}

/* Returns true with the sum of all that was sent since the last receive; blocks while that is 0. */
SC_INLINE bool eventfd_channel_receive(struct eventfd_channel *c, uint64_t *value)
{
    uint64_t sum;
    ssize_t done = read(c->fd, &sum, sizeof sum);
    if (done != sizeof sum && !eventfd_channel_receive_slow(c, &sum, done))
        return false;
    *value = sum;
    return true;
}

/* Does nothing: an eventfd has no end, and closing the descriptor would not wake who sleeps on
 * it. */
SC_INLINE void eventfd_channel_close(struct eventfd_channel *c)
{
    (void)c;
}

#endif
#ifdef CHANNEL_SUBJECT
CHANNEL_SUBJECT(eventfd, .many = true)
#endif
