// SPDX-License-Identifier: MIT
// Go's sync.OnceValue: a function that runs once, and whose result every caller gets.
/*
 * Example: a table is allocated by whoever needs it first. allocate returns a void pointer.
 *
 *     static struct go_once_value table; // all zero bytes: the function has not run
 *     void *made;
 *     if (!go_once_value_get(&table, allocate, &size, &made))
 *         abort(); // allocate ended its thread and never returned
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "primitives/compiler.h"
#include "primitives/once/go.h"

/*
 * Source: Go's src/sync/oncefunc.go. Where the function panics, Go panics with the same value in
 * every call. Here a function that did not return (pthread_exit, or cancellation of its thread) has
 * left no result, and every later call says so.
 *
 * Memory ordering: as for the go once: result and returned are written before it is done.
 */
struct go_once_value {
    struct go_once once;
    void *result;
    bool returned;
};

/* What the function that runs is handed through the once. */
struct go_once_value_call {
    struct go_once_value *o;
    void *(*function)(void *);
    void *argument;
};

/* o is not in use. Afterwards no function has run. */
SC_INLINE void go_once_value_init(struct go_once_value *o)
{
    go_once_init(&o->once);
    o->result = NULL;
    o->returned = false;
}

/* Every get has returned. */
SC_INLINE void go_once_value_destroy(struct go_once_value *o)
{
    go_once_destroy(&o->once);
}

SC_SLOW void go_once_value_run_slow(void *argument)
{
    const struct go_once_value_call *call = argument;
    call->o->result = call->function(call->argument);
    call->o->returned = true;
}

SC_SLOW void go_once_value_do_slow(struct go_once_value *o, void *(*function)(void *),
                                   void *argument)
{
    struct go_once_value_call call = {o, function, argument};
    go_once_do(&o->once, go_once_value_run_slow, &call);
}

/*
 * Runs function(argument) unless a get of o has run its own before, and stores what it returned in
 * *result. Returns false, with *result untouched, where that function ended its thread. Blocks
 * while another thread's get runs it. The caller sees what the function wrote.
 */
SC_INLINE bool go_once_value_get(struct go_once_value *o, void *(*function)(void *), void *argument,
                                 void **result)
{
    if (!go_once_is_done(&o->once))
        go_once_value_do_slow(o, function, argument);
    if (o->returned)
        *result = o->result;
    return o->returned;
}
