// SPDX-License-Identifier: MIT
// A pipe(2) as a channel: eight bytes a message, one system call a verb.
/*
 * Example: a writer that must not wait for its reader, up to some 8000 values.
 *
 *     static struct { struct pipe_channel samples; uint64_t sum; } meter;
 *     if (pipe_channel_init(&meter.samples, 0) != 0)
 *         _exit(1);
 *     pipe_channel_send(&meter.samples, 230); // the writer
 *     pipe_channel_close(&meter.samples);
 *     for (uint64_t volts; pipe_channel_receive(&meter.samples, &volts);) // the reader
 *         meter.sum += volts;
 *     pipe_channel_destroy(&meter.samples);
 */
#ifndef SYNCCOST_CHANNEL_PIPE_H
#define SYNCCOST_CHANNEL_PIPE_H

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include "primitives/compiler.h"

/*
 * Source: pipe(2), pipe(7). A write of at most PIPE_BUF bytes is atomic, and Linux copies in and
 * out under the pipe's mutex, so with messages of eight bytes only, every read finds a multiple of
 * eight and any number of threads may send and receive. The capacity is the kernel's: 8192 messages
 * (64 KiB) unless the system is short of pipe pages.
 *
 * Memory ordering: neither C nor POSIX gives one. On Linux the pipe's mutex orders what a sender
 * did before write before what the receiver does after the read that returns its bytes;
 * ThreadSanitizer models the same edge. A receive that returns false has, besides, acquired from
 * the close through closed.
 */
struct pipe_channel {
    int read_end;
    int write_end;
    _Atomic bool closed;
};

/* capacity is ignored. Returns 0 or what pipe2 says: -EMFILE, -ENFILE. */
SC_INLINE int pipe_channel_init(struct pipe_channel *c, size_t capacity)
{
    (void)capacity;
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -errno;
    c->read_end = ends[0];
    c->write_end = ends[1];
    atomic_init(&c->closed, false);
    return 0;
}

/* Every call must have returned. Values not received are dropped. */
SC_INLINE void pipe_channel_destroy(struct pipe_channel *c)
{
    close(c->write_end);
    close(c->read_end);
}

/* wrote: what the last write returned, not a whole message. */
SC_SLOW bool pipe_channel_send_slow(struct pipe_channel *c, uint64_t value, ssize_t wrote)
{
    while (wrote < 0 && errno == EINTR)
        wrote = write(c->write_end, &value, sizeof value);
    return wrote == sizeof value;
}

/* got: what the last read returned, not a whole message; its bytes are already in *message. */
SC_SLOW bool pipe_channel_receive_slow(struct pipe_channel *c, uint64_t *message, ssize_t got)
{
    size_t have = 0;
    for (;;) {
        if (got > 0)
            have += (size_t)got;
        if (have == sizeof *message)
            return true;
        if (got == 0 || (got < 0 && errno != EINTR))
            break;
        got = read(c->read_end, (char *)message + have, sizeof *message - have);
    }
    (void)atomic_load_explicit(&c->closed, memory_order_acquire);
    return false;
}

/* Returns true once the kernel has the value, false if the channel is closed. Blocks while it is
 * full. */
SC_INLINE bool pipe_channel_send(struct pipe_channel *c, uint64_t value)
{
    ssize_t wrote = write(c->write_end, &value, sizeof value);
    return wrote == sizeof value || pipe_channel_send_slow(c, value, wrote);
}

/* Returns true with the oldest value, or false, *value untouched, when the channel is closed and
 * drained. */
SC_INLINE bool pipe_channel_receive(struct pipe_channel *c, uint64_t *value)
{
    uint64_t message;
    ssize_t got = read(c->read_end, &message, sizeof message);
    if (got != sizeof message && !pipe_channel_receive_slow(c, &message, got))
        return false;
    *value = message;
    return true;
}

/*
 * Any thread may close, at any time; a second close does nothing. The number of the write end stays
 * taken, by a copy of the read end, until destroy: a later send fails with EBADF and can never
 * write into a file that someone opened meanwhile. A send already blocked in write keeps the pipe
 * open and is still received.
 */
SC_INLINE void pipe_channel_close(struct pipe_channel *c)
{
    atomic_store_explicit(&c->closed, true, memory_order_release);
    while (dup3(c->read_end, c->write_end, O_CLOEXEC) < 0 && (errno == EINTR || errno == EBUSY))
        ;
}

#endif
#ifdef CHANNEL_SUBJECT
CHANNEL_SUBJECT(pipe, .values = true, .many = true, .close = true)
#endif
