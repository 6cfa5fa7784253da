// SPDX-License-Identifier: MIT
// Edges of locks, once, waitgroup, cond, cancel and value in litmus rows: a primitive for each
// cell.
#pragma once

#include "benches/litmus_edge.h"

static int no_error(struct litmus_edges *e)
{
    (void)e;
    return 0;
}

static void no_end(struct litmus_edges *e)
{
    (void)e;
}

/* ---- mutex: unlock before a later lock ---- */

static void mutex_renew(void *edges)
{
    struct litmus_edges *e = edges;
    for (unsigned i = 0; i < LITMUS_CELLS; i++) {
        go_mutex_init(&e->at[i].mutex);
        e->at[i].told = 0;
    }
}

LITMUS_WRITER(mutex)
{
    struct go_mutex_node node;
    *x = 1;
    go_mutex_node_init(&node);
    go_mutex_acquire(&e->at[i].mutex, &node);
    e->at[i].told = 1;
    go_mutex_release(&e->at[i].mutex, &node);
    return 0;
}

LITMUS_READER(mutex)
{
    struct go_mutex_node node;
    go_mutex_node_init(&node);
    go_mutex_acquire(&e->at[i].mutex, &node);
    const bool told = e->at[i].told;
    go_mutex_release(&e->at[i].mutex, &node);
    return litmus_told(told, x);
}

LITMUS_LOOPS(mutex)

/* ---- rwmutex: a writer's unlock before a reader's lock, and the other way round ---- */

static void rwmutex_renew(void *edges)
{
    struct litmus_edges *e = edges;
    for (unsigned i = 0; i < LITMUS_CELLS; i++) {
        go_rwmutex_init(&e->at[i].rwmutex);
        e->at[i].told = 0;
    }
}

LITMUS_WRITER(rwmutex_write_read)
{
    *x = 1;
    go_rwmutex_write_acquire(&e->at[i].rwmutex);
    e->at[i].told = 1;
    go_rwmutex_write_release(&e->at[i].rwmutex);
    return 0;
}

LITMUS_READER(rwmutex_write_read)
{
    go_rwmutex_read_acquire(&e->at[i].rwmutex);
    const bool told = e->at[i].told;
    go_rwmutex_read_release(&e->at[i].rwmutex);
    return litmus_told(told, x);
}

LITMUS_LOOPS(rwmutex_write_read)

/* The only reader may write what the writer's lock guards. */
LITMUS_WRITER(rwmutex_read_write)
{
    *x = 1;
    go_rwmutex_read_acquire(&e->at[i].rwmutex);
    e->at[i].told = 1;
    go_rwmutex_read_release(&e->at[i].rwmutex);
    return 0;
}

LITMUS_READER(rwmutex_read_write)
{
    go_rwmutex_write_acquire(&e->at[i].rwmutex);
    const bool told = e->at[i].told;
    go_rwmutex_write_release(&e->at[i].rwmutex);
    return litmus_told(told, x);
}

LITMUS_LOOPS(rwmutex_read_write)

/* Two readers: nothing orders one before the other, so that the words are relaxed atomics. */
LITMUS_WRITER(rwmutex_read_read)
{
    litmus_store(LITMUS_relaxed, x, 1);
    go_rwmutex_read_acquire(&e->at[i].rwmutex);
    litmus_store(LITMUS_relaxed, &e->at[i].told, 1);
    go_rwmutex_read_release(&e->at[i].rwmutex);
    return 0;
}

LITMUS_READER(rwmutex_read_read)
{
    go_rwmutex_read_acquire(&e->at[i].rwmutex);
    const uint32_t told = litmus_load(LITMUS_relaxed, &e->at[i].told);
    go_rwmutex_read_release(&e->at[i].rwmutex);
    return litmus_pack(told, litmus_load(LITMUS_relaxed, x), 0, 0);
}

LITMUS_LOOPS(rwmutex_read_read)

/* ---- once: the function before the return of every do ---- */

static void once_renew(void *edges)
{
    struct litmus_edges *e = edges;
    for (unsigned i = 0; i < LITMUS_CELLS; i++)
        go_once_init(&e->at[i].once);
}

static void once_by_writer(void *x)
{
    *(litmus_word *)x = 1;
}

static void once_by_reader(void *x)
{
    *(litmus_word *)x = 2;
}

LITMUS_WRITER(once)
{
    go_once_do(&e->at[i].once, once_by_writer, x);
    return 0;
}

/* r1 is 1 where the writer's function ran, or none: then the reader must see what it wrote. */
LITMUS_READER(once)
{
    go_once_do(&e->at[i].once, once_by_reader, x);
    return *x == 2 ? litmus_pack(0, 1, 0, 0) : litmus_told(true, x);
}

LITMUS_LOOPS(once)

/* ---- waitgroup: done before the return of the wait ---- */

static void waitgroup_renew(void *edges)
{
    struct litmus_edges *e = edges;
    for (unsigned i = 0; i < LITMUS_CELLS; i++) {
        go_waitgroup_init(&e->at[i].waitgroup, 1);
        go_waitgroup_add(&e->at[i].waitgroup, 1);
    }
}

LITMUS_WRITER(waitgroup)
{
    *x = 1;
    go_waitgroup_done(&e->at[i].waitgroup);
    return 0;
}

LITMUS_READER(waitgroup)
{
    go_waitgroup_wait(&e->at[i].waitgroup);
    return litmus_told(true, x);
}

LITMUS_LOOPS(waitgroup)

/* ---- cond: signal before the return of the wait that it wakes ---- */

static void cond_renew(void *edges)
{
    struct litmus_edges *e = edges;
    mutex_renew(e);
    for (unsigned i = 0; i < LITMUS_CELLS; i++)
        go_cond_init(&e->at[i].cond);
}

LITMUS_WRITER(cond)
{
    struct go_mutex_node node;
    *x = 1;
    go_mutex_node_init(&node);
    go_mutex_acquire(&e->at[i].mutex, &node);
    e->at[i].told = 1;
    go_cond_signal(&e->at[i].cond);
    go_mutex_release(&e->at[i].mutex, &node);
    return 0;
}

LITMUS_READER(cond)
{
    struct go_mutex_node node;
    go_mutex_node_init(&node);
    go_mutex_acquire(&e->at[i].mutex, &node);
    while (!e->at[i].told)
        go_cond_wait(&e->at[i].cond, &e->at[i].mutex, &node);
    go_mutex_release(&e->at[i].mutex, &node);
    return litmus_told(true, x);
}

LITMUS_LOOPS(cond)

/* ---- cancel: the cancel before a look that finds it ---- */

static void cancel_end(struct litmus_edges *e)
{
    for (unsigned i = 0; i < LITMUS_CELLS; i++)
        go_cancel_destroy(&e->at[i].cancel);
}

static int cancel_open(struct litmus_edges *e)
{
    for (unsigned i = 0; i < LITMUS_CELLS; i++) {
        const int error = go_cancel_init(&e->at[i].cancel);
        if (error) {
            while (i-- > 0)
                go_cancel_destroy(&e->at[i].cancel);
            return error;
        }
    }
    return 0;
}

static void cancel_renew(void *edges)
{
    cancel_end(edges);
    if (cancel_open(edges) != 0)
        abort();
}

LITMUS_WRITER(cancel)
{
    *x = 1;
    go_cancel_cancel(&e->at[i].cancel);
    return 0;
}

LITMUS_READER(cancel)
{
    return litmus_told(go_cancel_canceled(&e->at[i].cancel), x);
}

LITMUS_LOOPS(cancel)

/* ---- value: the store before a load that finds its object ---- */

static void keep(void *object)
{
    (void)object; /* nothing is freed: the tokens are the row's */
}

static int value_open(struct litmus_edges *e)
{
    for (unsigned i = 0; i < LITMUS_CELLS; i++)
        go_value_init(&e->at[i].value, keep);
    return 0;
}

static void value_end(struct litmus_edges *e)
{
    for (unsigned i = 0; i < LITMUS_CELLS; i++)
        go_value_destroy(&e->at[i].value);
}

static void count_batch(void *edges)
{
    ((struct litmus_edges *)edges)->batch++;
}

LITMUS_WRITER(value)
{
    *x = 1;
    if (go_value_store(&e->at[i].value, &e->token[e->batch % 2]) != 0)
        abort();
    return 0;
}

LITMUS_READER(value)
{
    const void *object = go_value_load(&e->at[i].value);
    const uint32_t seen = litmus_told(object == &e->token[e->batch % 2], x);
    go_value_done(&e->at[i].value);
    return seen;
}

LITMUS_LOOPS(value)
