// SPDX-License-Identifier: MIT
// An eventfd(2) as a cancellation: readable from the cancel on, so that poll can wait for it.
/*
 * Example: a thread that sleeps until it is to end. Event loops poll the descriptor with others.
 *
 *     static struct eventfd_cancel stop;
 *     if (eventfd_cancel_init(&stop) != 0)
 *         _exit(1);
 *     eventfd_cancel_cancel(&stop); // any thread
 *     eventfd_cancel_wait(&stop);   // any number of others
 *     eventfd_cancel_destroy(&stop);
 */
#ifndef SYNCCOST_CANCEL_EVENTFD_H
#define SYNCCOST_CANCEL_EVENTFD_H

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "primitives/compiler.h"
#include "primitives/tsan.h"

/*
 * Source: eventfd(2), poll(2). A cancel adds 1 and nobody reads, so the descriptor stays readable.
 * To look is a system call.
 *
 * Memory ordering: neither C nor POSIX promises any. On Linux the spinlock of the counter orders
 * what was done before the write before what is done after the poll that finds it.
 * ThreadSanitizer does not know that edge, and is told of it.
 */
struct eventfd_cancel {
    int fd;
};

/* c is not in use. Returns 0, or the negative errno of eventfd: -EMFILE, -ENFILE, -ENODEV or
 * -ENOMEM. */
SC_INLINE int eventfd_cancel_init(struct eventfd_cancel *c)
{
    c->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return c->fd < 0 ? -errno : 0;
}

/* Every call has returned. */
SC_INLINE void eventfd_cancel_destroy(struct eventfd_cancel *c)
{
    close(c->fd);
}

/* Any thread may, at any time; a further cancel adds to a number that nobody reads. */
SC_INLINE void eventfd_cancel_cancel(struct eventfd_cancel *c)
{
    static const uint64_t one = 1;
    SC_TSAN_RELEASING(c);
    /* It can only fail where the number is full, and then c is cancelled. */
    while (write(c->fd, &one, sizeof one) < 0 && errno == EINTR)
        ;
}

SC_INLINE bool eventfd_cancel_canceled(struct eventfd_cancel *c)
{
    struct pollfd p = {.fd = c->fd, .events = POLLIN};
    const bool canceled = poll(&p, 1, 0) == 1;
    if (canceled)
        SC_TSAN_ACQUIRED(c);
    return canceled;
}

/* Waits until c is cancelled. Acquires what the cancel released. */
SC_SLOW void eventfd_cancel_wait_slow(struct eventfd_cancel *c)
{
    struct pollfd p = {.fd = c->fd, .events = POLLIN};
    while (poll(&p, 1, -1) != 1)
        ;
    SC_TSAN_ACQUIRED(c);
}

SC_INLINE void eventfd_cancel_wait(struct eventfd_cancel *c)
{
    eventfd_cancel_wait_slow(c);
}

#endif
#ifdef CANCEL_SUBJECT
CANCEL_SUBJECT(eventfd, .sleeps = true)
#endif
