// SPDX-License-Identifier: MIT
// poll(2) over eventfds as a select: the kernel says which are ready, and one of them is used.
/*
 * Example: a worker that takes what others have counted up, until it is told to stop.
 *
 *     static struct { struct poll_channel jobs, stop; uint64_t job, end; } w;
 *     if (poll_channel_init(&w.jobs, 0) != 0 || poll_channel_init(&w.stop, 0) != 0)
 *         _exit(1);
 *     poll_channel_send(&w.jobs, 3); // others do this, and send to stop in the end
 *     struct poll_select_case cases[] = {poll_select_receive_case(&w.jobs, &w.job),
 *                                        poll_select_receive_case(&w.stop, &w.end)};
 *     if (poll_select_wait(cases, 2) != 0 || w.job != 3) // 1: the stop
 *         _exit(1);
 */
#ifndef SYNCCOST_SELECT_POLL_H
#define SYNCCOST_SELECT_POLL_H

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "primitives/compiler.h"
#include "primitives/select/random.h"

/*
 * Source: poll(2), eventfd(2). The descriptors do not block: between the poll, which says that one
 * is ready, and its use another thread may have been faster; then the select polls again. So a
 * select is two system calls, or three where it lost.
 *
 * An eventfd carries a count and no values: a receive takes the sum of all sends since the last. It
 * has no end. Its capacity is a sum of 2^64-2. A select of many cases hands them all to the kernel
 * in each call. (epoll would not, but wants to be told of each change of the set.)
 *
 * The kernel says that an eventfd can be written to while there is room for 1. A send of more finds
 * out by its write that it cannot proceed, and the other cases are looked at. Where there is none
 * the kernel knows of nothing to wait for, and the select looks again every POLL_SELECT_PAUSE_NS.
 *
 * Memory ordering: as primitives/channel/eventfd.h says of the kernel.
 */
struct poll_channel {
    int fd;
};

/* At most so many cases: their pollfds lie on the stack. */
enum { POLL_SELECT_CASES = 1024 };

struct poll_select_case {
    struct poll_channel *channel; /* NULL: never ready */
    uint64_t *element; /* a send adds it, from 1 to 2^64-2; a receive puts the sum there */
    bool sends;
    bool received; /* of a receive that was chosen: true */
};

/*
 * c is not in use. capacity is ignored. Returns 0, or the negative errno of eventfd: -EMFILE,
 * -ENFILE, -ENODEV, -ENOMEM.
 */
SC_INLINE int poll_channel_init(struct poll_channel *c, size_t capacity)
{
    (void)capacity;
    c->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return c->fd < 0 ? -errno : 0;
}

/* Every call has returned. */
SC_INLINE void poll_channel_destroy(struct poll_channel *c)
{
    close(c->fd);
}

SC_INLINE struct poll_select_case poll_select_send_case(struct poll_channel *channel,
                                                        uint64_t *element)
{
    return (struct poll_select_case){.channel = channel, .element = element, .sends = true};
}

SC_INLINE struct poll_select_case poll_select_receive_case(struct poll_channel *channel,
                                                           uint64_t *element)
{
    return (struct poll_select_case){.channel = channel, .element = element};
}

/* Lets the case proceed. Returns 0, or a negative errno: -EAGAIN where another was faster. */
SC_INLINE int poll_select_use(struct poll_select_case *k)
{
    ssize_t done;
    do
        done = k->sends ? write(k->channel->fd, k->element, sizeof *k->element)
                        : read(k->channel->fd, k->element, sizeof *k->element);
    while (done < 0 && errno == EINTR);
    k->received = !k->sends;
    return done == sizeof *k->element ? 0 : done < 0 ? -errno : -EIO;
}

/* The time that is left until deadline: 0 where it has passed. */
SC_INLINE struct timespec poll_select_left(const struct timespec *deadline)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    struct timespec left = {deadline->tv_sec - now.tv_sec, deadline->tv_nsec - now.tv_nsec};
    if (left.tv_nsec < 0) {
        left.tv_nsec += 1000000000;
        left.tv_sec--;
    }
    return left.tv_sec < 0 ? (struct timespec){0, 0} : left;
}

/* The place of a descriptor that is ready, each as likely as the others; -1 where there is none. */
SC_INLINE int poll_select_choose(const struct pollfd *fd, size_t n)
{
    int chosen = -1;
    uint32_t ready = 0;
    for (size_t i = 0; i < n; i++)
        if (fd[i].revents && (++ready == 1 || select_random_below(ready) == 0))
            chosen = (int)i;
    return chosen;
}

/* Between two looks at a descriptor that is ready for less than is to be sent. */
enum { POLL_SELECT_PAUSE_NS = 50000 };

/* Sleeps so long, at most until deadline. */
SC_SLOW void poll_select_pause_slow(const struct timespec *deadline)
{
    struct timespec pause = {0, POLL_SELECT_PAUSE_NS};
    if (deadline) {
        struct timespec left = poll_select_left(deadline);
        if (left.tv_sec == 0 && left.tv_nsec < pause.tv_nsec)
            pause = left;
    }
    nanosleep(&pause, NULL);
}

/*
 * Lets one of those that are ready proceed: its place, or a negative errno. -EAGAIN: none of them
 * could, and *full says whether that was for want of room. Otherwise others were faster.
 */
SC_SLOW int poll_select_proceed_slow(struct poll_select_case *cases, struct pollfd *fd, size_t n,
                                     bool *full)
{
    int chosen;
    *full = false;
    while ((chosen = poll_select_choose(fd, n)) >= 0) {
        int error = poll_select_use(&cases[chosen]);
        if (error != -EAGAIN)
            return error == 0 ? chosen : error;
        fd[chosen].revents = 0;
        *full |= cases[chosen].sends;
    }
    return -EAGAIN;
}

/* The whole of a select. deadline: NULL for none. at_once: a default, without a deadline. */
SC_SLOW int poll_select_until_slow(struct poll_select_case *cases, size_t n, bool at_once,
                                   const struct timespec *deadline)
{
    static const struct timespec nothing = {0, 0};
    struct pollfd fd[POLL_SELECT_CASES];
    if (n > POLL_SELECT_CASES)
        return -EINVAL;
    for (size_t i = 0; i < n; i++)
        fd[i] = (struct pollfd){.fd = cases[i].channel ? cases[i].channel->fd : -1,
                                .events = cases[i].sends ? POLLOUT : POLLIN};
    for (;;) {
        const struct timespec left = deadline ? poll_select_left(deadline) : nothing;
        const bool last = at_once || (deadline && left.tv_sec == 0 && left.tv_nsec == 0);
        int ready = ppoll(fd, n, at_once || deadline ? &left : NULL, NULL);
        if (ready < 0 && errno != EINTR)
            return -errno;
        if (ready == 0)
            return at_once ? -EAGAIN : -ETIMEDOUT;
        if (ready < 0)
            continue;
        bool full;
        int chosen = poll_select_proceed_slow(cases, fd, n, &full);
        if (chosen != -EAGAIN)
            return chosen;
        if (full && last)
            return at_once ? -EAGAIN : -ETIMEDOUT;
        if (full)
            poll_select_pause_slow(deadline);
    }
}

/*
 * Waits until one of the n cases can proceed, and lets it. Returns its place in cases. Returns a
 * negative errno where the kernel has no memory or there are more than POLL_SELECT_CASES
 * (-ENOMEM, -EINVAL). Releases and acquires as a send or a receive on that channel.
 */
SC_INLINE int poll_select_wait(struct poll_select_case *cases, size_t n)
{
    return poll_select_until_slow(cases, n, false, NULL);
}

/* Returns -EAGAIN where no case can proceed. Does not wait for one. */
SC_INLINE int poll_select_try(struct poll_select_case *cases, size_t n)
{
    return poll_select_until_slow(cases, n, true, NULL);
}

/* Returns -ETIMEDOUT where no case could proceed until CLOCK_MONOTONIC has reached deadline. */
SC_INLINE int poll_select_wait_until(struct poll_select_case *cases, size_t n,
                                     const struct timespec *deadline)
{
    return poll_select_until_slow(cases, n, false, deadline);
}

/* A select of one case. value is from 1 to 2^64-2. Returns true; false where the kernel has no
 * memory. */
SC_INLINE bool poll_channel_send(struct poll_channel *c, uint64_t value)
{
    if (write(c->fd, &value, sizeof value) == sizeof value)
        return true;
    struct poll_select_case only = poll_select_send_case(c, &value);
    return poll_select_wait(&only, 1) == 0;
}

#endif
#ifdef SELECT_SUBJECT
SELECT_SUBJECT(poll, poll_channel, .values = false)
#endif
