// SPDX-License-Identifier: MIT
// The one form of an error.
#include <stdarg.h>
#include <stdio.h>

#include "synccost/cli/complain.h"

int complain(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("synccost: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    return 2;
}
