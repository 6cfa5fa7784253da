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
 * out under the pipe's mutex. Every message has eight bytes, so every read finds a multiple of
 * eight, and any number of threads may send and receive. The kernel sets the capacity: 8192
 * messages (64 KiB) unless the system is short of pipe pages.
 *
 * Memory ordering: neither C nor POSIX promises any. On Linux the pipe's mutex orders what a sender
 * did before its write before what the receiver of these bytes does after its read. ThreadSanitizer
 * models the same edge. A receive that returns false also acquires from the close, through closed.
 */
struct pipe_channel {
    int read_end;
    int write_end;       /* after a close a copy of the read end, so that a write fails */
    _Atomic bool closed; /* only carries the order of a close; nothing depends on its value */
};

/*
 * c is not in use. capacity is ignored. Returns 0, or the negative errno of pipe2: -EMFILE,
 * -ENFILE.
 */
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

/* Every call has returned. Values that were not received are dropped. */
SC_INLINE void pipe_channel_destroy(struct pipe_channel *c)
{
    close(c->write_end);
    close(c->read_end);
}

/* Repeats a write that a signal interrupted. wrote: what the last write returned, not eight. */
SC_SLOW bool pipe_channel_send_slow(struct pipe_channel *c, uint64_t value, ssize_t wrote)
{
    while (wrote < 0 && errno == EINTR)
        wrote = write(c->write_end, &value, sizeof value);
    return wrote == sizeof value;
}

/*
 * Reads the rest of a message, or finds the end. got: what the last read returned, not eight. The
 * bytes it read are already in *message.
 */
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
    /* Acquire: C knows no order between dup3 and an end of file; this load gives it one. */
    (void)atomic_load_explicit(&c->closed, memory_order_acquire);
    return false;
}

/*
 * Waits while the pipe is full. Returns true once the kernel has the value; false where the channel
 * is closed. Releases to the receive of the value.
 */
SC_INLINE bool pipe_channel_send(struct pipe_channel *c, uint64_t value)
{
    ssize_t wrote = write(c->write_end, &value, sizeof value);
    return wrote == sizeof value || pipe_channel_send_slow(c, value, wrote);
}

/*
 * Waits while the pipe is empty and open. Returns true with the oldest value; false, with *value
 * untouched, where the channel is closed and drained. Acquires what the send of the value, or the
 * close, released.
 */
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
 * Any thread may close, at any time; a second close does nothing. A send that is already blocked in
 * write keeps the pipe open, and its value is still received. The number of the write end stays in
 * use until destroy, as a copy of the read end. So a later send fails with EBADF and cannot write
 * into a file that another thread has opened meanwhile.
 */
SC_INLINE void pipe_channel_close(struct pipe_channel *c)
{
    /* Release, and before dup3: a receive that finds the end must find this store. */
    atomic_store_explicit(&c->closed, true, memory_order_release);
    while (dup3(c->read_end, c->write_end, O_CLOEXEC) < 0 && (errno == EINTR || errno == EBUSY))
        ;
}

#endif
#ifdef CHANNEL_SUBJECT
CHANNEL_SUBJECT(pipe, .values = true, .many = true, .close = true)
#endif
