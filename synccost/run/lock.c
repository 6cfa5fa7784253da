// SPDX-License-Identifier: MIT
// flock(2), without waiting.
#include <errno.h>
#include <stdio.h>
#include <sys/file.h>

#include "synccost/run/lock.h"

bool lock_take(int fd, char err[SC_ERR])
{
    if (flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
        return true;
    lock_say_taken(err);
    return false;
}

void lock_say_taken(char err[SC_ERR])
{
    snprintf(err, SC_ERR, "another process measures into this folder: let it end");
}
