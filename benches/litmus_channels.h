// SPDX-License-Identifier: MIT
// Edges of channels, select, semaphore, map and pool in litmus rows: one primitive for all cells.
#pragma once

#include "benches/litmus_edge.h"
#include "benches/litmus_locks.h"

static int open_channels(struct litmus_edges *e, size_t capacity)
{
    const int error = go_channel_init(&e->channel, capacity);
    if (error)
        return error;
    const int other = go_channel_init(&e->idle, 0);
    if (other)
        go_channel_destroy(&e->channel);
    return other;
}

static int unbuffered_open(struct litmus_edges *e)
{
    return open_channels(e, 0);
}

static int buffered_open(struct litmus_edges *e)
{
    return open_channels(e, 4 * LITMUS_BUFFER);
}

static void channel_end(struct litmus_edges *e)
{
    go_channel_destroy(&e->channel);
    go_channel_destroy(&e->idle);
}

/* ---- a send before the receive of its value completes, with and without a buffer ---- */

LITMUS_WRITER(send_receive)
{
    *x = 1;
    go_channel_send(&e->channel, i);
    return 0;
}

LITMUS_READER(send_receive)
{
    uint64_t value = LITMUS_CELLS;
    go_channel_receive(&e->channel, &value);
    return litmus_told(value == i, x);
}

LITMUS_LOOPS(send_receive)

/* ---- a receive before the send completes, without a buffer ---- */

LITMUS_WRITER(receive_send)
{
    uint64_t value;
    *x = 1;
    go_channel_receive(&e->channel, &value);
    (void)i;
    return 0;
}

LITMUS_READER(receive_send)
{
    go_channel_send(&e->channel, i);
    return litmus_told(true, x);
}

LITMUS_LOOPS(receive_send)

/* ---- the k-th receive before the (k+C)-th send completes ---- */

/* The channel is full before and after every batch, so that a batch's k-th send, which is the
 * (k+C)-th that matters, waits for the k-th receive. */
static int full_open(struct litmus_edges *e)
{
    const int error = open_channels(e, LITMUS_BUFFER);
    for (unsigned i = 0; !error && i < LITMUS_BUFFER; i++)
        go_channel_send(&e->channel, i);
    return error;
}

/* ---- select: as the case that it chose ---- */

LITMUS_READER(select)
{
    uint64_t value = LITMUS_CELLS;
    struct go_select_case cases[] = {go_select_receive_case(&e->idle, NULL),
                                     go_select_receive_case(&e->channel, &value)};
    const int chosen = go_select_wait(cases, 2);
    return litmus_told(chosen == 1 && value == i, x);
}

LITMUS_WRITER(select)
{
    return send_receive_write(e, i, x);
}

LITMUS_LOOPS(select)

/* ---- close before a receive that returns because of it ---- */

static int close_open(struct litmus_edges *e)
{
    for (unsigned i = 0; i < LITMUS_CELLS; i++)
        if (go_channel_init(&e->at[i].channel, 0) != 0)
            abort();
    return 0;
}

static void close_end(struct litmus_edges *e)
{
    for (unsigned i = 0; i < LITMUS_CELLS; i++)
        go_channel_destroy(&e->at[i].channel);
}

static void close_renew(void *edges)
{
    close_end(edges);
    close_open(edges);
}

LITMUS_WRITER(close)
{
    *x = 1;
    go_channel_close(&e->at[i].channel);
    return 0;
}

LITMUS_READER(close)
{
    uint64_t value;
    return litmus_told(!go_channel_receive(&e->at[i].channel, &value), x);
}

LITMUS_LOOPS(close)

/* ---- semaphore: the k-th release before the k-th acquire ---- */

static int semaphore_open(struct litmus_edges *e)
{
    return sema_semaphore_init(&e->semaphore, 0);
}

static void semaphore_end(struct litmus_edges *e)
{
    sema_semaphore_destroy(&e->semaphore);
}

LITMUS_WRITER(semaphore)
{
    *x = 1;
    (void)i;
    sema_semaphore_release(&e->semaphore);
    return 0;
}

LITMUS_READER(semaphore)
{
    (void)i;
    sema_semaphore_acquire(&e->semaphore);
    return litmus_told(true, x);
}

LITMUS_LOOPS(semaphore)

/* ---- map: a store before a load that finds its value ---- */

static int map_open(struct litmus_edges *e)
{
    return go_map_init(&e->map);
}

static void map_end(struct litmus_edges *e)
{
    go_map_destroy(&e->map);
}

LITMUS_WRITER(map)
{
    *x = 1;
    if (go_map_store(&e->map, i + 1, e->batch) != 0)
        abort();
    return 0;
}

LITMUS_READER(map)
{
    uint64_t value = 0;
    return litmus_told(go_map_load(&e->map, i + 1, &value) && value == e->batch, x);
}

LITMUS_LOOPS(map)

/* ---- pool: a put before a get of the object ---- */

static int pool_open(struct litmus_edges *e)
{
    return go_pool_init(&e->pool, NULL, keep);
}

static void pool_end(struct litmus_edges *e)
{
    go_pool_destroy(&e->pool);
}

static void pool_renew(void *edges)
{
    struct litmus_edges *e = edges;
    while (go_pool_get(&e->pool))
        ;
}

LITMUS_WRITER(pool)
{
    *x = 1;
    (void)i;
    go_pool_put(&e->pool, x);
    return 0;
}

/* The object is a cell's word, of this cell or of another. */
LITMUS_READER(pool)
{
    const litmus_word *object = go_pool_get(&e->pool);
    (void)i, (void)x;
    return litmus_told(object != NULL, object);
}

LITMUS_LOOPS(pool)

/* ---- limit: a channel of capacity C as a semaphore lets no more than C in ---- */

static int limit_open(struct litmus_edges *e)
{
    return open_channels(e, 1);
}

/* The number of threads inside, the caller among them. Relaxed: the channel alone keeps them
 * apart. */
SC_INLINE uint32_t visit(struct litmus_edges *e, unsigned i)
{
    uint64_t value;
    go_channel_send(&e->channel, i);
    const uint32_t inside = atomic_fetch_add_explicit(&e->inside, 1, memory_order_relaxed) + 1;
    atomic_fetch_sub_explicit(&e->inside, 1, memory_order_relaxed); /* relaxed: as above */
    go_channel_receive(&e->channel, &value);
    return inside;
}

LITMUS_WRITER(limit)
{
    (void)x;
    return litmus_pack(visit(e, i), 0, 0, 0);
}

LITMUS_READER(limit)
{
    (void)x;
    return litmus_pack(0, visit(e, i), 0, 0);
}

LITMUS_LOOPS(limit)
