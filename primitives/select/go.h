// SPDX-License-Identifier: MIT
// Go's select over go channels: one of several sends and receives, whichever can proceed.
/*
 * Example: a worker that takes jobs until it is told to stop.
 *
 *     static struct { struct go_channel jobs, stop; uint64_t job, done; } w;
 *     if (go_channel_init(&w.jobs, 4) != 0 || go_channel_init(&w.stop, 0) != 0)
 *         abort();
 *     go_channel_send(&w.jobs, 17); // others do this, and close stop in the end
 *     struct go_select_case cases[] = {go_select_receive_case(&w.jobs, &w.job),
 *                                      go_select_receive_case(&w.stop, NULL)};
 *     if (go_select_wait(cases, 2) == 0) // 1: the stop
 *         w.done += w.job == 17;
 */
#ifndef SYNCCOST_SELECT_GO_H
#define SYNCCOST_SELECT_GO_H

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include "primitives/channel/go.h"
#include "primitives/channel/go_lock.h"
#include "primitives/channel/go_steps.h"
#include "primitives/channel/waiter.h"
#include "primitives/compiler.h"
#include "primitives/fatal.h"
#include "primitives/select/go_poll.h"
#include "primitives/select/random.h"
#include "primitives/sema.h"

/*
 * Source: Go's description of selectgo (src/runtime/select.go) and "Select statements" in the Go
 * specification. A select locks its channels in the order of their addresses, each once, so that
 * two selects never wait for each other's locks. While it holds them it chooses one of the cases
 * that can proceed, each with the same probability. Where none can, it queues a waiter for each
 * case, and the first thread that comes for one of them decides which it is (primitives/channel/
 * waiter.h). The others are taken out of their queues afterwards.
 *
 * Before that it looks at its channels without their locks (primitives/select/go_poll.h). While
 * nobody waits on any of them and none is closed, that is enough to choose and to proceed, and to
 * say that none is ready.
 *
 * As in Go: a nil channel is never ready; a receive from a closed channel always is; a send on a
 * closed channel is ready too, and fatal where it is chosen or where it waits when the channel is
 * closed. One channel may stand in several cases, in both directions. A select never receives its
 * own send. A select of no case, or of nil channels only, waits for ever.
 *
 * Two differences from Go: the cases are an array that belongs to the caller, from which nothing is
 * allocated, and which may be used again; a select with a deadline has a verb of its own.
 *
 * Memory ordering: that of the operation that took place, as the go channel has it. A select that
 * chooses nothing orders nothing that a user could see.
 */

SC_INLINE struct go_select_case go_select_send_case(struct go_channel *channel, const void *element)
{
    return (struct go_select_case){.channel = channel, .element = (void *)element, .sends = true};
}

SC_INLINE struct go_select_case go_select_receive_case(struct go_channel *channel, void *element)
{
    return (struct go_select_case){.channel = channel, .element = element};
}

/* Both lists are sorted; so is the result. */
SC_INLINE struct go_select_case *go_select_merge(struct go_select_case *a, struct go_select_case *b)
{
    struct go_select_case *merged = NULL, **last = &merged;
    while (a && b) {
        struct go_select_case **less = (uintptr_t)a->channel <= (uintptr_t)b->channel ? &a : &b;
        *last = *less;
        last = &(*less)->next;
        *less = (*less)->next;
    }
    *last = a ? a : b;
    return merged;
}

/*
 * Sorts runs of cases that lie in order already, as those of an array of channels do, by merging:
 * run[i] is empty or has 2^i of them.
 */
SC_SLOW struct go_select_case *go_select_sort_slow(struct go_select_case *cases, size_t n)
{
    enum { RUNS = 64 };
    struct go_select_case *run[RUNS] = {NULL}, *sorted = NULL;
    size_t i = 0, used = 0;
    while (i < n) {
        if (!cases[i].channel) {
            i++;
            continue;
        }
        struct go_select_case *list = &cases[i], *last = list;
        for (i++; i < n && (uintptr_t)cases[i].channel >= (uintptr_t)last->channel; i++)
            last = last->next = &cases[i];
        last->next = NULL;
        size_t level = 0;
        for (; run[level]; level++) {
            list = go_select_merge(run[level], list);
            run[level] = NULL;
        }
        run[level] = list;
        used = level >= used ? level + 1 : used;
    }
    for (size_t level = 0; level < used; level++)
        sorted = go_select_merge(run[level], sorted);
    return sorted;
}

/* first: the list of the cases with channels, in order. */
SC_INLINE void go_select_lock(struct go_select_case *first)
{
    struct go_channel *held = NULL;
    for (struct go_select_case *k = first; k; k = k->next) {
        if (k->channel != held)
            go_channel_lock(k->channel, go_channel_has_slots(k->channel));
        held = k->channel;
    }
}

/* Each channel once, after the last of its cases. */
SC_INLINE void go_select_unlock(struct go_select_case *first)
{
    for (struct go_select_case *k = first; k; k = k->next)
        if (!k->next || k->next->channel != k->channel)
            go_channel_unlock(k->channel, go_channel_has_slots(k->channel));
}

/* Where the case waits. */
SC_INLINE struct go_channel_queue *go_select_queue(struct go_select_case *k)
{
    return k->sends ? &k->channel->senders : &k->channel->receivers;
}

/* Whether the case could proceed. The channel's lock is held. */
SC_INLINE bool go_select_ready(struct go_select_case *k)
{
    struct go_channel *c = k->channel;
    if (!c)
        return false;
    if (c->closed)
        return true;
    if (k->sends)
        return !go_channel_full(c, go_channel_has_slots(c)) || go_channel_awaited(&c->receivers);
    return !go_channel_empty(c, go_channel_has_slots(c)) || go_channel_awaited(&c->senders);
}

/*
 * One of the cases that can proceed, each as likely as the others: the k-th that is found takes the
 * place of the one before with probability 1/k. NULL where there is none. All locks are held.
 */
SC_INLINE struct go_select_case *go_select_choose(struct go_select_case *cases, size_t n)
{
    struct go_select_case *chosen = NULL;
    uint32_t ready = 0;
    for (size_t i = 0; i < n; i++)
        if (go_select_ready(&cases[i]) && (++ready == 1 || select_random_below(ready) == 0))
            chosen = &cases[i];
    return chosen;
}

/* The operation of a case under its channel's lock; see go_channel_send_step. */
SC_INLINE enum go_channel_outcome go_select_step(struct go_select_case *k,
                                                 struct go_channel_waiter **partner)
{
    struct go_channel *c = k->channel;
    const bool slots = go_channel_has_slots(c);
    return k->sends ? go_channel_send_step(c, slots, k->element, partner)
                    : go_channel_receive_step(c, slots, k->element, partner);
}

/* The case has been chosen, and its operation has ended as outcome. Returns its place. */
SC_INLINE int go_select_end(struct go_select_case *cases, struct go_select_case *chosen,
                            enum go_channel_outcome outcome)
{
    if (chosen->sends && outcome == GO_CHANNEL_CLOSED)
        sc_fatal(GO_CHANNEL_SEND_ON_CLOSED, chosen->channel);
    chosen->received = !chosen->sends && outcome == GO_CHANNEL_DONE;
    return (int)(chosen - cases);
}

/*
 * Queues all cases, and waits until one of them has been completed or the deadline has passed.
 * Called with all locks held, returns without them: the case, or NULL. spun: it has looked at the
 * channels for as long as it should.
 */
SC_SLOW struct go_select_case *go_select_park_slow(struct go_select_case *first,
                                                   const struct timespec *deadline, bool spun)
{
    struct go_channel_parked thread;
    go_channel_park(&thread);
    for (struct go_select_case *k = first; k; k = k->next) {
        k->waiter =
            (struct go_channel_waiter){.parked = &thread, .element = k->element, .select = true};
        go_channel_slow_down(k->channel, go_channel_has_slots(k->channel));
        go_channel_enqueue(go_select_queue(k), &k->waiter);
    }
    go_select_unlock(first);
    bool decided = true;
    if (spun ? !sema_sleep_until_slow(&thread.word, deadline)
             : !sema_wait_until_slow(&thread.word, deadline)) {
        /* Relaxed: as in go_channel_decide. Whoever was first grants, and the grant is acquired. */
        decided = atomic_exchange_explicit(&thread.decided, true, memory_order_relaxed);
        if (decided)
            sema_wait_slow(&thread.word);
    }
    for (struct go_select_case *k = first; k; k = k->next) {
        if (!decided || &k->waiter != thread.winner) {
            sema_lock(&k->channel->lock);
            if (k->waiter.queued)
                go_channel_unlink(go_select_queue(k), &k->waiter);
            go_channel_unlock(k->channel, go_channel_has_slots(k->channel));
        }
        k->waiter.parked = NULL;
    }
    if (!decided)
        return NULL;
    return (struct go_select_case *)((char *)thread.winner -
                                     offsetof(struct go_select_case, waiter));
}

/* The whole of a select. deadline: NULL for none, &go_channel_at_once for a default. */
SC_SLOW int go_select_until_slow(struct go_select_case *cases, size_t n,
                                 const struct timespec *deadline)
{
    const int none = deadline == &go_channel_at_once ? -EAGAIN : -ETIMEDOUT;
    struct go_select_case *chosen = NULL;
    const enum go_select_quick quick = go_select_quick(cases, n, deadline, &chosen);
    if (quick == GO_SELECT_ENDED)
        return chosen ? (int)(chosen - cases) : none;
    struct go_select_case *first = go_select_sort_slow(cases, n);
    struct go_channel_waiter *partner = NULL;
    enum go_channel_outcome outcome = GO_CHANNEL_NOT_READY;
    if (!first) {
        go_channel_nil(deadline);
        return none;
    }
    go_select_lock(first);
    /* Again where the one that waited was a select that another thread decided meanwhile. */
    while (outcome == GO_CHANNEL_NOT_READY && (chosen = go_select_choose(cases, n)))
        outcome = go_select_step(chosen, &partner);
    if (chosen) {
        go_select_unlock(first);
        if (partner)
            go_channel_complete_slow(partner, chosen->sends ? chosen->element : NULL,
                                     chosen->channel->size, true);
        return go_select_end(cases, chosen, outcome);
    }
    if (deadline == &go_channel_at_once) {
        go_select_unlock(first);
        return none;
    }
    chosen = go_select_park_slow(first, deadline, quick == GO_SELECT_HAS_LOOKED);
    if (!chosen)
        return none;
    const bool transferred = chosen->waiter.transferred;
    if (!transferred && !chosen->sends && chosen->element && chosen->channel->size > 0)
        memset(chosen->element, 0, chosen->channel->size);
    return go_select_end(cases, chosen, transferred ? GO_CHANNEL_DONE : GO_CHANNEL_CLOSED);
}

/*
 * Waits until one of the n cases can proceed, and lets it. Returns its place in cases, of which
 * received is then set. n is at most INT_MAX; cases is this call's until it returns. Fatal where
 * the case sends on a closed channel.
 */
SC_INLINE int go_select_wait(struct go_select_case *cases, size_t n)
{
    return go_select_until_slow(cases, n, NULL);
}

/* A select with a default: returns -EAGAIN where no case can proceed. Does not wait for one. */
SC_INLINE int go_select_try(struct go_select_case *cases, size_t n)
{
    return go_select_until_slow(cases, n, &go_channel_at_once);
}

/*
 * Waits at most until CLOCK_MONOTONIC has reached deadline. Returns -ETIMEDOUT where no case could
 * proceed until then. A deadline that has passed is one attempt.
 */
SC_INLINE int go_select_wait_until(struct go_select_case *cases, size_t n,
                                   const struct timespec *deadline)
{
    return go_select_until_slow(cases, n, deadline);
}

#endif
#ifdef SELECT_SUBJECT
SELECT_SUBJECT(go, go_channel, .spins = true, .values = true, .close = true)
#endif
