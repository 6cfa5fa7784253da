// SPDX-License-Identifier: MIT
// Data that a constructor has written before main: a plain load is all that a reader needs.
/*
 * Example: the first word of the data, in a program that has not called anything before.
 *
 *     struct constructor_init table;
 *     if (constructor_init_open(&table, NULL) != 0)
 *         return 1;
 *     uint64_t first = constructor_init_get(&table)->word[0];
 *     constructor_init_close(&table);
 *     return first != init_data_word(0);
 */
#ifndef SYNCCOST_INIT_CONSTRUCTOR_H
#define SYNCCOST_INIT_CONSTRUCTOR_H

#include <stddef.h>

#include "primitives/compiler.h"
#include "primitives/init/data.h"

/*
 * Go's rule: initialisation of packages happens before main.main. Here: the program's constructors
 * (ELF's .init_array) run one after the other, in the thread that calls main, before it does. So
 * main sees what they wrote by program order, and every thread by the edge of its start. A shared
 * object that the program is linked against is initialised before the program, and what it depends
 * on before it. Within one object the order is that of priorities (101 to 65535, the lower first,
 * those without one last) and, among equals, of linking. A thread that a constructor starts may run
 * before later constructors: it has no edge from them.
 *
 * Each file that includes this header has data of its own.
 */
struct constructor_init {
    char unused;
};

static struct init_data constructor_init_data;

__attribute__((constructor, unused)) static void constructor_init_run(void)
{
    init_data_make_slow(&constructor_init_data);
}

/* Nothing is left to do. Returns 0. */
SC_INLINE int constructor_init_open(struct constructor_init *i, const char *object)
{
    (void)object;
    i->unused = 0;
    return 0;
}

SC_INLINE void constructor_init_close(struct constructor_init *i)
{
    (void)i;
}

/* The data. Any thread, but not in a constructor that runs earlier. */
SC_INLINE const struct init_data *constructor_init_get(struct constructor_init *i)
{
    (void)i;
    return &constructor_init_data;
}

#endif
#ifdef INIT_SUBJECT
INIT_SUBJECT(constructor, .loads = false)
#endif
