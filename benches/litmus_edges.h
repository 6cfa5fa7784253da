// SPDX-License-Identifier: MIT
// The table of edges, and the rows that it makes.
#pragma once

#include "benches/litmus_channels.h"
#include "benches/litmus_edge.h"
#include "benches/litmus_locks.h"
#include "benches/litmus_threads.h"

static void other_write_all(const struct litmus_walk *walk)
{
    litmus_cross_by(walk, waitgroup_done_write);
}
static void other_wait_all(const struct litmus_walk *walk)
{
    litmus_cross_by(walk, waitgroup_waiter_write);
}
static void other_read_all(const struct litmus_walk *walk)
{
    litmus_cross_by(walk, waitgroup_other_read);
}
static void other_renew(void *edges)
{
    struct litmus_edges *e = edges;
    waitgroup_renew(e);
    for (unsigned i = 0; i < LITMUS_CELLS; i++)
        e->at[i].told = 0;
}

#define EDGE(name_, open_, renew_, end_, id, ...)                                                  \
    {                                                                                              \
        .name = "mp/" name_, .open = open_, .renew = renew_, .end = end_,                          \
        .loop = {id##_write_all, id##_read_all}, __VA_ARGS__                                       \
    }
#define TOLD .forbidden = {"r1=1 r2=0"}

/* What is told must be seen. A wrong way forbids nothing, and neither does the model where two
 * readers share a lock. */
static const struct litmus_edge litmus_edges[] = {
    EDGE("mutex", no_error, mutex_renew, no_end, mutex, TOLD),
    EDGE("rwmutex-write-read", no_error, rwmutex_renew, no_end, rwmutex_write_read, TOLD),
    EDGE("rwmutex-read-write", no_error, rwmutex_renew, no_end, rwmutex_read_write, TOLD),
    EDGE("once", no_error, once_renew, no_end, once, TOLD),
    EDGE("waitgroup", no_error, waitgroup_renew, no_end, waitgroup, TOLD),
    EDGE("cond", no_error, cond_renew, no_end, cond, TOLD),
    EDGE("send-receive", unbuffered_open, NULL, channel_end, send_receive, TOLD),
    EDGE("receive-send", unbuffered_open, NULL, channel_end, receive_send, TOLD),
    EDGE("buffered-send-receive/cap:16", buffered_open, NULL, channel_end, send_receive, TOLD),
    EDGE("buffered-receive-send/cap:4", full_open, NULL, channel_end, receive_send, TOLD),
    EDGE("close", close_open, close_renew, close_end, close, TOLD),
    EDGE("select", unbuffered_open, NULL, channel_end, select, TOLD),
    EDGE("thread-start", no_error, idle_renew, no_end, thread_start, TOLD, .starts = true),
    EDGE("thread-join", no_error, idle_renew, no_end, thread_join, TOLD, .starts = true),
    EDGE("constructor", no_error, NULL, no_end, constructor, TOLD),
    EDGE("cancel", cancel_open, cancel_renew, cancel_end, cancel, TOLD),
    EDGE("value", value_open, count_batch, value_end, value, TOLD),
    EDGE("semaphore", semaphore_open, NULL, semaphore_end, semaphore, TOLD),
    EDGE("pool", pool_open, pool_renew, pool_end, pool, TOLD),
    EDGE("map", map_open, count_batch, map_end, map, TOLD),
    EDGE("sleep", no_error, NULL, no_end, sleep, .forbidden = {NULL}),
    EDGE("exit", no_error, idle_renew, no_end, exit, .forbidden = {NULL}),
    EDGE("rwmutex-read-read", no_error, rwmutex_renew, no_end, rwmutex_read_read,
         .forbidden = {NULL}),
    {.name = "limit/channel/cap:1",
     .forbidden = {"r1=2 r2=*", "r1=* r2=2"},
     .open = limit_open,
     .end = channel_end,
     .loop = {limit_write_all, limit_read_all},
     .limits = true},
    {.name = "wrc/waitgroup",
     .forbidden = {"r1=0 r2=* r3=*"},
     .open = no_error,
     .renew = other_renew,
     .end = no_end,
     .loop = {other_write_all, other_wait_all, other_read_all}},
};
enum { LITMUS_EDGES = sizeof litmus_edges / sizeof *litmus_edges };

#undef EDGE
#undef TOLD
