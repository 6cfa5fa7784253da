// SPDX-License-Identifier: MIT
// The table of libraries.
#include <stddef.h>
#include <string.h>

#include "common/library.h"

static const struct library libraries[] = {
#define LIBRARY(...) {__VA_ARGS__},
#include "common/libraries.def"
#undef LIBRARY
};

const struct library *library_of(const char *subject)
{
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
        size_t length = strlen(libraries[i].prefix);
        if (strncmp(subject, libraries[i].prefix, length) == 0 &&
            (subject[length] == '\0' || subject[length] == '-'))
            return &libraries[i];
    }
    return NULL;
}
