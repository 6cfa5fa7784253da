// SPDX-License-Identifier: MIT
// Data that the first use initialises, by the go once.
/*
 * Example: the first word of the data, whichever thread comes first.
 *
 *     static struct once_init table;
 *     if (once_init_open(&table, NULL) != 0)
 *         return 1;
 *     uint64_t first = once_init_get(&table)->word[0];
 *     once_init_close(&table);
 *     return first != init_data_word(0);
 */
#ifndef SYNCCOST_INIT_ONCE_H
#define SYNCCOST_INIT_ONCE_H

#include "primitives/compiler.h"
#include "primitives/init/data.h"
#include "primitives/once/go.h"

/* Memory ordering: the once's (primitives/once/go.h). */
struct once_init {
    struct go_once once;
    struct init_data data; /* once is done: made */
};

/* i is not in use. Afterwards the data is not made. Returns 0. */
SC_INLINE int once_init_open(struct once_init *i, const char *object)
{
    (void)object;
    go_once_init(&i->once);
    i->data = (struct init_data){.runs = 0};
    return 0;
}

SC_INLINE void once_init_close(struct once_init *i)
{
    go_once_destroy(&i->once);
}

/* The data. The first call makes it; calls that come meanwhile wait. */
SC_INLINE const struct init_data *once_init_get(struct once_init *i)
{
    go_once_do(&i->once, init_data_make_slow, &i->data);
    return &i->data;
}

#endif
#ifdef INIT_SUBJECT
INIT_SUBJECT(once, .lazy = true)
#endif
