// SPDX-License-Identifier: MIT
// What every published value promises, and what a harness must know of one before it runs it.
#pragma once

#include <stdbool.h>

/*
 * A value is a pointer to an object that nobody changes. Threads look at the newest object while
 * others put new ones in its place; an object that was replaced is reclaimed once nobody looks at
 * it. NULL is no object: a value is empty until the first store.
 *
 * The verbs of all values. Each header adds what is its own.
 *  init     v is not in use. Afterwards it is empty. reclaim(object) will be called once for each
 *           object that was in v, by any thread. Whoever hands v to other threads must order that
 *           after init.
 *  destroy  Nobody holds v, and every call has returned. Reclaims the object in v. Objects that
 *           were replaced before may be reclaimed later: see drain.
 *  load     Returns the newest object, or NULL where v is empty. The caller holds v from then on,
 *           in both cases: until it ends the hold, the object is not reclaimed. A hold should be
 *           short. Acquires what the store of the object released.
 *  done     Ends the caller's hold of v. Releases to the reclaim of what it looked at.
 *  store    The caller does not hold v. Puts object, which the caller owned, in the place of what
 *           is in v. Returns 0; or -ENOMEM: v is as before, and object is still the caller's.
 *           Releases to the loads of object.
 *  swap     A store and a load of what was there before, as one: *old is the object that was
 *           replaced, or NULL. Where it returns 0, the caller holds v: old is there until done.
 *  compare_and_swap
 *           The caller holds v by a load that returned old. Puts object in the place of old where v
 *           still has it, and returns 1. Returns 0 where it has not, and -ENOMEM; then object is
 *           still the caller's. Ends the hold, whatever it returns: old must not be looked at
 *           again. Since old cannot be reclaimed before, its address cannot come back as another
 *           object's in between.
 *  drain    When it returns, every object that was replaced before the call has been reclaimed.
 *           Waits for the holds that there are; the caller has none.
 * An object that is NULL is fatal, with Go's words: store of nil value into Value.
 */
struct value_traits {
    /* false: an object that was replaced is left to whoever made it, and reclaim is never called */
    bool reclaims;
    /* a holder and a writer wait for each other; false: neither waits, a thread may hold several
     * values at once, and may store while it holds */
    bool waits;
};
