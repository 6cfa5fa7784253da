// SPDX-License-Identifier: MIT
// Data that a shared object's constructor writes when the object is loaded.
/*
 * Example: a table that another shared object initialises, if that is there.
 *
 *     struct dlopen_init table;
 *     if (dlopen_init_open(&table, "./synccost-table.so") != 0)
 *         return 0; // not there, or without such a table
 *     uint64_t first = dlopen_init_get(&table)->word[0];
 *     dlopen_init_close(&table);
 *     return first != init_data_word(0);
 */
#ifndef SYNCCOST_INIT_DLOPEN_H
#define SYNCCOST_INIT_DLOPEN_H

#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <unistd.h>

#include "primitives/compiler.h"
#include "primitives/init/data.h"

/*
 * dlopen(3) runs the constructors of an object that is not loaded, in the calling thread, before it
 * returns. Another dlopen of the object finds it loaded, and runs none. One that comes while the
 * constructors run waits for their end: glibc holds the loader's lock meanwhile, which is also the
 * edge from the constructors to every later dlopen. A thread that gets the data otherwise needs an
 * edge of its own from the dlopen. The last dlclose runs the destructors and unmaps the object; a
 * dlopen after it begins anew.
 *
 * Cancellation: the wait for the loader's lock is no cancellation point. A constructor must not end
 * its thread: the lock would stay taken.
 */
#define DLOPEN_INIT_SYMBOL "synccost_init_data"

struct dlopen_init {
    void *handle;
    const struct init_data *data;
};

/*
 * Loads the object, unless it is loaded. Returns 0; -ENOENT where there is no file object (a path
 * with a slash); -ENOEXEC where it cannot be loaded, or exports no DLOPEN_INIT_SYMBOL.
 */
SC_INLINE int dlopen_init_open(struct dlopen_init *i, const char *object)
{
    i->data = NULL;
    i->handle = dlopen(object, RTLD_NOW | RTLD_LOCAL);
    if (!i->handle)
        return access(object, F_OK) != 0 ? -ENOENT : -ENOEXEC;
    i->data = dlsym(i->handle, DLOPEN_INIT_SYMBOL);
    if (i->data)
        return 0;
    dlclose(i->handle);
    return -ENOEXEC;
}

SC_INLINE void dlopen_init_close(struct dlopen_init *i)
{
    dlclose(i->handle);
}

/* The data, until close. */
SC_INLINE const struct init_data *dlopen_init_get(struct dlopen_init *i)
{
    return i->data;
}

#endif
#ifdef INIT_SUBJECT
INIT_SUBJECT(dlopen, .loads = true)
#endif
