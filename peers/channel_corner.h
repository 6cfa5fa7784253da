// SPDX-License-Identifier: MIT
// Channels of C++ libraries as C sees them: memory, and functions of peers/corner.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A channel of size bytes. What the verbs do: primitives/channel/traits.h; why they are functions:
 * mutex_corner.h. */
#define CORNER_CHANNEL(name, size)                                                                 \
    struct name##_channel {                                                                        \
        unsigned char place[size] __attribute__((aligned(8)));                                     \
    };                                                                                             \
    int name##_channel_init(struct name##_channel *c, size_t capacity);                            \
    void name##_channel_destroy(struct name##_channel *c);                                         \
    bool name##_channel_send(struct name##_channel *c, uint64_t value);                            \
    bool name##_channel_receive(struct name##_channel *c, uint64_t *value);                        \
    void name##_channel_close(struct name##_channel *c);
