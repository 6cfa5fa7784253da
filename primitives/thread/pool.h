// SPDX-License-Identifier: MIT
// A worker that is there already: a job is handed to a parked thread instead of starting one.
/*
 * Example: memory is freed by another thread, twice by the same.
 *
 *     #include <stdlib.h>
 *     static struct pool_thread worker;
 *     if (pool_thread_init(&worker) != 0)
 *         return 1;
 *     for (int i = 0; i < 2; i++) {
 *         pool_thread_start(&worker, free, malloc(64));
 *         pool_thread_join(&worker);
 *     }
 *     pool_thread_destroy(&worker);
 */
#ifndef SYNCCOST_THREAD_POOL_H
#define SYNCCOST_THREAD_POOL_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "primitives/compiler.h"
#include "primitives/sema.h"

/*
 * One worker of a pool, with one job at a time. Its semaphores spin briefly before they sleep
 * (primitives/sema.h). The worker has the CPUs and the signal mask of the thread that called init.
 * A function must return: one that ends its thread ends the worker, and join waits for ever.
 *
 * Memory ordering: the token of jobs carries the edge from start to the function, that of results
 * the edge from the function to join.
 *
 * Cancellation: neither join nor destroy is a cancellation point.
 */
struct pool_thread {
    pthread_t worker;
    struct sema jobs;    /* one token: function and argument are set, or quit is */
    struct sema results; /* one token: the function has returned */
    void (*function)(void *);
    void *argument;
    bool quit;
};

SC_SLOW void *pool_thread_main_slow(void *argument)
{
    struct pool_thread *t = argument;
    for (;;) {
        sema_acquire(&t->jobs, false);
        if (t->quit)
            return NULL;
        t->function(t->argument);
        sema_release(&t->results, false);
    }
}

/* t is not in use. Starts the worker. Returns 0, -EAGAIN or another negative error number. */
SC_INLINE int pool_thread_init(struct pool_thread *t)
{
    sema_init(&t->jobs, 0);
    sema_init(&t->results, 0);
    t->quit = false;
    return -pthread_create(&t->worker, NULL, pool_thread_main_slow, t);
}

/* Every start has been joined. Ends the worker. */
SC_INLINE void pool_thread_destroy(struct pool_thread *t)
{
    int state;
    t->quit = true;
    sema_release(&t->jobs, false);
    /* A thread that were cancelled here would leave the worker with an object that is gone. */
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
    pthread_join(t->worker, NULL);
    pthread_setcancelstate(state, NULL);
    sema_destroy(&t->jobs);
    sema_destroy(&t->results);
}

/* Hands function(argument) to the worker. The last start has been joined. Returns 0. */
SC_INLINE int pool_thread_start(struct pool_thread *t, void (*function)(void *), void *argument)
{
    t->function = function;
    t->argument = argument;
    sema_release(&t->jobs, false);
    return 0;
}

/* Returns 0 when the function has returned. */
SC_INLINE int pool_thread_join(struct pool_thread *t)
{
    sema_acquire(&t->results, false);
    return 0;
}

#endif
#ifdef THREAD_SUBJECT
THREAD_SUBJECT(pool, .pooled = true)
#endif
