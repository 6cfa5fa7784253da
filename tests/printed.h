// SPDX-License-Identifier: MIT
// What is printed to a stream, as text.
#pragma once

#include <stdio.h>

#include "tests/test.h"

struct printed {
    char *text;
    size_t size;
    FILE *to;
};

/* A stream that keeps its text in *p, which must not move until printed_end(). */
static inline FILE *printed_start(struct printed *p)
{
    *p = (struct printed){0};
    p->to = open_memstream(&p->text, &p->size);
    assert_non_null(p->to);
    return p->to;
}

/* Free it. */
static inline char *printed_end(struct printed *p)
{
    assert_int_equal(fclose(p->to), 0);
    return p->text;
}
