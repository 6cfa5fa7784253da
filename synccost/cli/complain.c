// SPDX-License-Identifier: MIT
// The one form of an error.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/text.h"
#include "synccost/cli/complain.h"

int complain(const char *format, ...)
{
    va_list args;
    char *text;
    va_start(args, format);
    if (vasprintf(&text, format, args) < 0)
        abort();
    va_end(args);
    size_t room = strlen(text) + 1;
    char *clean = checked_alloc(room, 1);
    fprintf(stderr, "synccost: %s\n", text_clean(text, clean, room));
    free(clean);
    free(text);
    return 2;
}
