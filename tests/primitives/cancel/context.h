// SPDX-License-Identifier: MIT
// What tests of Go's contexts ask of one. primitives/cancel/go.h must be included before.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "primitives/cancel/go.h"
#include "tests/test.h"

static inline void init(struct go_cancel *c)
{
    memset(c, 0xa5, sizeof *c);
    assert_int_equal(go_cancel_init(c), 0);
}

static inline bool done_is_closed(struct go_cancel *c)
{
    return go_channel_try_receive_into(go_cancel_done(c), NULL) == GO_CHANNEL_CLOSED;
}

static inline void expect(struct go_cancel *c, int reason)
{
    assert_int_equal(go_cancel_reason(c), reason);
    assert_int_equal(go_cancel_canceled(c), reason != 0);
    assert_int_equal(done_is_closed(c), reason != 0);
}

static inline size_t children_of(const struct go_cancel *c)
{
    size_t n = 0;
    for (const struct go_cancel *child = c->children; child; child = child->next)
        n++;
    return n;
}
