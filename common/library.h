// SPDX-License-Identifier: MIT
// Whose a subject is: ours, or that of a library, which is then a peer.
#pragma once

#include <stdbool.h>

struct library {
    const char *prefix; /* of its subjects' names: the whole name, or up to a dash */
    const char *title;
    bool checked;     /* a build that looks for faults: nobody's peer, since its cost is another */
    const char *like; /* our subject whose promises its own are, where its rows say none; or NULL */
};

/* The library of a subject by its shown name; NULL where it is ours. */
const struct library *library_of(const char *subject);
