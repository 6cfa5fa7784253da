// SPDX-License-Identifier: MIT
// A pair of Unix sockets as a channel: one packet of eight bytes a message.
/*
 * Example: several workers take from one queue. Each packet goes to one of them, whole.
 *
 *     static struct { struct socketpair_channel tasks; uint64_t taken; } queue;
 *     if (socketpair_channel_init(&queue.tasks, 0) != 0)
 *         _exit(1);
 *     socketpair_channel_send(&queue.tasks, 17); // the producer
 *     socketpair_channel_close(&queue.tasks);
 *     for (uint64_t task; socketpair_channel_receive(&queue.tasks, &task);) // each worker
 *         queue.taken += task == 17;
 *     socketpair_channel_destroy(&queue.tasks);
 */
#ifndef SYNCCOST_CHANNEL_SOCKETPAIR_H
#define SYNCCOST_CHANNEL_SOCKETPAIR_H

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include "primitives/compiler.h"

/*
 * Source: socketpair(2), unix(7). SOCK_SEQPACKET, not SOCK_STREAM: the kernel keeps the boundaries
 * of messages, so no message is split between two receivers and no read is partial. Order,
 * reliability and the end of the stream are those of SOCK_STREAM. The kernel sets the capacity: the
 * send buffer divided by what a packet is charged (some 280 messages at the default of 208 KiB).
 *
 * Memory ordering: neither C nor POSIX promises any. On Linux the lock of the receive queue orders
 * what a sender did before its send before what the receiver of that packet does after its recv.
 * ThreadSanitizer models the same edge. A receive that returns false also acquires from the close,
 * through closed.
 */
struct socketpair_channel {
    int receive_end;
    int send_end;
    _Atomic bool closed; /* only carries the order of a close; nothing depends on its value */
};

/*
 * c is not in use. capacity is ignored. Returns 0, or the negative errno of socketpair: -EMFILE,
 * -ENFILE, -EAFNOSUPPORT.
 */
SC_INLINE int socketpair_channel_init(struct socketpair_channel *c, size_t capacity)
{
    (void)capacity;
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return -errno;
    c->receive_end = ends[0];
    c->send_end = ends[1];
    atomic_init(&c->closed, false);
    return 0;
}

/* Every call has returned. Values that were not received are dropped. */
SC_INLINE void socketpair_channel_destroy(struct socketpair_channel *c)
{
    close(c->send_end);
    close(c->receive_end);
}

/* Repeats a send that a signal interrupted. done: what the last send returned, not eight. */
SC_SLOW bool socketpair_channel_send_slow(struct socketpair_channel *c, uint64_t value,
                                          ssize_t done)
{
    while (done < 0 && errno == EINTR)
        done = send(c->send_end, &value, sizeof value, MSG_NOSIGNAL);
    return done == sizeof value;
}

/* The same for a recv, which may also have found the end. */
SC_SLOW bool socketpair_channel_receive_slow(struct socketpair_channel *c, uint64_t *message,
                                             ssize_t done)
{
    while (done < 0 && errno == EINTR)
        done = recv(c->receive_end, message, sizeof *message, 0);
    if (done == sizeof *message)
        return true;
    /* Acquire: C knows no order between shutdown and an end of stream; this load gives it one. */
    (void)atomic_load_explicit(&c->closed, memory_order_acquire);
    return false;
}

/*
 * Waits while the queue is full. Returns true once the kernel has the value; false where the
 * channel is closed, before the call or during the wait. Releases to the receive of the value.
 */
SC_INLINE bool socketpair_channel_send(struct socketpair_channel *c, uint64_t value)
{
    ssize_t done = send(c->send_end, &value, sizeof value, MSG_NOSIGNAL);
    return done == sizeof value || socketpair_channel_send_slow(c, value, done);
}

/*
 * Waits while the queue is empty and open. Returns true with the oldest value; false, with *value
 * untouched, where the channel is closed and drained. Acquires what the send of the value, or the
 * close, released.
 */
SC_INLINE bool socketpair_channel_receive(struct socketpair_channel *c, uint64_t *value)
{
    uint64_t message;
    ssize_t done = recv(c->receive_end, &message, sizeof message, 0);
    if (done != sizeof message && !socketpair_channel_receive_slow(c, &message, done))
        return false;
    *value = message;
    return true;
}

/* Any thread may close, at any time; a second close does nothing. Wakes all who wait. */
SC_INLINE void socketpair_channel_close(struct socketpair_channel *c)
{
    /* Release, and before shutdown: a receive that finds the end must find this store. */
    atomic_store_explicit(&c->closed, true, memory_order_release);
    shutdown(c->send_end, SHUT_WR);
}

#endif
#ifdef CHANNEL_SUBJECT
CHANNEL_SUBJECT(socketpair, .values = true, .many = true, .close = true)
#endif
