// SPDX-License-Identifier: MIT
// A map to be tested.
#pragma once

#include <stdlib.h>

#include "primitives/epoch.h"
#include "primitives/map/subjects.h"
#include "tests/primitives/checks.h"
#include "tests/test.h"

/* A map on lines of its own that were full of rubbish: init must not count on zeros. */
static inline void *new_map(const struct map_subject *s)
{
    void *m = rubbish(s->size);
    assert_int_equal(s->init(m), 0);
    return m;
}

static inline void free_map(const struct map_subject *s, void *m)
{
    s->destroy(m);
    free(m);
    epoch_drain_slow();
}
