// SPDX-License-Identifier: MIT
// liburcu's flavours as constants: the read side of each, and a thread that reclaims while it is
// needed. Optional: liburcu-dev.
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
/* The library's read sides become inline, for programs whose licence is compatible with the LGPL.
 * That of this one is. */
#ifndef _LGPL_SOURCE
#define _LGPL_SOURCE
#endif
#include <urcu/urcu-bp.h>
#include <urcu/urcu-memb.h>
#include <urcu/urcu-qsbr.h>

#include "primitives/compiler.h"

/*
 * Source: Desnoyers, McKenney, Stern, Dagenais and Walpole, "User-level implementations of
 * read-copy update" (2012).
 *
 * memb   a grace period makes every CPU run a fence (membarrier), so that readers need none
 * bp     the same, and the library lists a thread at its first read
 * qsbr   no work at all inside a section; but a thread must say when it is between sections. Here
 *        a thread is online in a section and offline else, so that it may sleep or end between two
 *        without a word: two fences. A program whose threads report now and then pays less.
 */
struct urcu_worker {
    pthread_mutex_t lock; /* guards users, and the changes of thread */
    unsigned users;
    struct call_rcu_data *thread;
};

/*
 *  enter        Begins a read section. Sections nest. The first of a thread lists it.
 *  leave        Ends it.
 *  synchronize  The caller is in no section. Returns when every section that had begun has ended.
 *               A section that begins later sees what was written before the call.
 *  call         function(head) will be called by the worker after such a time.
 *  barrier      The caller is in no section. Returns when all functions have been called.
 */
struct urcu_flavour {
    void (*enter)(void);
    void (*leave)(void);
    void (*synchronize)(void);
    void (*call)(struct rcu_head *head, void (*function)(struct rcu_head *head));
    void (*barrier)(void);
    struct call_rcu_data *(*start)(unsigned long flags, int cpu);
    void (*end)(struct call_rcu_data *thread);
    void (*use)(struct call_rcu_data *thread); /* that of the calling thread's next calls */
    struct urcu_worker *worker;
};

/* The worker lives from the first begin to the last end. The library ends the program where there
 * is no thread to be had. */
SC_SLOW void urcu_begin_slow(const struct urcu_flavour *f)
{
    pthread_mutex_lock(&f->worker->lock);
    if (f->worker->users++ == 0)
        f->worker->thread = f->start(0, -1);
    pthread_mutex_unlock(&f->worker->lock);
}

/* The caller is in no section. The last end waits for all functions that were to be called: the
 * library would hand what is left to a thread that it never ends. */
SC_SLOW void urcu_end_slow(const struct urcu_flavour *f)
{
    pthread_mutex_lock(&f->worker->lock);
    if (--f->worker->users == 0) {
        f->barrier();
        f->end(f->worker->thread);
    }
    pthread_mutex_unlock(&f->worker->lock);
}

/* Between begin and end. The library's own default thread would live on. */
SC_SLOW void urcu_call_slow(const struct urcu_flavour *f, struct rcu_head *head,
                            void (*function)(struct rcu_head *head))
{
    f->use(f->worker->thread);
    f->call(head, function);
    f->use(NULL);
}

/* The library declares these for the flavour of its first header only. */
#define URCU_CALLS(name)                                                                           \
    extern void urcu_##name##_call_rcu(struct rcu_head *head,                                      \
                                       void (*function)(struct rcu_head * head));                  \
    extern struct call_rcu_data *urcu_##name##_create_call_rcu_data(unsigned long flags, int cpu); \
    extern void urcu_##name##_call_rcu_data_free(struct call_rcu_data *thread);                    \
    extern void urcu_##name##_set_thread_call_rcu_data(struct call_rcu_data *thread);              \
    extern void urcu_##name##_barrier(void);
URCU_CALLS(memb)
URCU_CALLS(bp)
URCU_CALLS(qsbr)

/* How often the calling thread is inside, and whether the flavour knows it. */
struct urcu_thread {
    bool listed;
    unsigned depth;
};

/* Lists the calling thread until it ends. */
#define URCU_LISTED(name)                                                                          \
    static _Thread_local struct urcu_thread urcu_##name##_thread;                                  \
    static pthread_key_t urcu_##name##_key;                                                        \
    static inline void urcu_##name##_forget(void *listed)                                          \
    {                                                                                              \
        (void)listed;                                                                              \
        urcu_##name##_unregister_thread();                                                         \
    }                                                                                              \
    static inline void urcu_##name##_make_key(void)                                                \
    {                                                                                              \
        if (pthread_key_create(&urcu_##name##_key, urcu_##name##_forget) != 0)                     \
            abort();                                                                               \
    }                                                                                              \
    SC_SLOW void urcu_##name##_list_slow(void)                                                     \
    {                                                                                              \
        static pthread_once_t once = PTHREAD_ONCE_INIT;                                            \
        pthread_once(&once, urcu_##name##_make_key);                                               \
        if (pthread_setspecific(urcu_##name##_key, &urcu_##name##_thread) != 0)                    \
            abort();                                                                               \
        urcu_##name##_register_thread();                                                           \
        urcu_##name##_thread.listed = true;                                                        \
    }
URCU_LISTED(memb)
URCU_LISTED(qsbr)

SC_INLINE void urcu_memb_enter(void)
{
    if (__builtin_expect(!urcu_memb_thread.listed, 0))
        urcu_memb_list_slow();
    urcu_memb_read_lock();
}

SC_INLINE void urcu_memb_leave(void)
{
    urcu_memb_read_unlock();
}

SC_INLINE void urcu_bp_enter(void)
{
    urcu_bp_read_lock();
}

SC_INLINE void urcu_bp_leave(void)
{
    urcu_bp_read_unlock();
}

/* A thread that was just listed is online already; to go online again is no fault. */
SC_INLINE void urcu_qsbr_enter(void)
{
    if (__builtin_expect(!urcu_qsbr_thread.listed, 0))
        urcu_qsbr_list_slow();
    if (urcu_qsbr_thread.depth++ == 0)
        urcu_qsbr_thread_online();
    urcu_qsbr_read_lock();
}

SC_INLINE void urcu_qsbr_leave(void)
{
    urcu_qsbr_read_unlock();
    if (--urcu_qsbr_thread.depth == 0)
        urcu_qsbr_thread_offline();
}

#define URCU_FLAVOUR(name)                                                                         \
    static struct urcu_worker urcu_##name##_worker = {.lock = PTHREAD_MUTEX_INITIALIZER};          \
    static const struct urcu_flavour urcu_##name = {                                               \
        .enter = urcu_##name##_enter,                                                              \
        .leave = urcu_##name##_leave,                                                              \
        .synchronize = urcu_##name##_synchronize_rcu,                                              \
        .call = urcu_##name##_call_rcu,                                                            \
        .barrier = urcu_##name##_barrier,                                                          \
        .start = urcu_##name##_create_call_rcu_data,                                               \
        .end = urcu_##name##_call_rcu_data_free,                                                   \
        .use = urcu_##name##_set_thread_call_rcu_data,                                             \
        .worker = &urcu_##name##_worker,                                                           \
    };
URCU_FLAVOUR(memb)
URCU_FLAVOUR(bp)
URCU_FLAVOUR(qsbr)
