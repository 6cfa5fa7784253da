// SPDX-License-Identifier: MIT
// What every pool promises, and what a harness must know of one before it runs it.
#pragma once

#include <stdbool.h>

/*
 * The verbs of all pools, after Go's sync.Pool. Each header adds what is its own.
 *  init     p is not in use. make() makes an object (Go's New) and may return NULL; make may be
 *           NULL itself. drop(object) ends one. Both may be called by any thread that is in a verb
 *           of p, and must not use p. Returns 0, and p is empty; or -ENOMEM. Whoever hands p to
 *           other threads must order that after init.
 *  destroy  Every call has returned. Drops what is in p; objects that users have stay theirs.
 *  get      Returns an object that was put, whichever, or else what make returns; NULL where make
 *           is NULL. The object is the caller's alone. Acquires what its put released.
 *  put      Gives object, which is the caller's alone, to p, which keeps or drops it. NULL: does
 *           nothing. Releases to the get that returns object.
 *  trim     Drops at least what was in p at the trim before and has not been used since. Any thread
 *           may call it, beside the other verbs: when memory is short, or from time to time, as
 *           Go's collector does.
 * No object is given to two users, and each that was made is dropped once or still somebody's.
 */
struct pool_traits {
    bool keeps;   /* an object that was put comes back, while there is room; false: never */
    bool victims; /* what is put survives one trim and not two; false: it does not survive one */
};
