// SPDX-License-Identifier: MIT
// One process at a time measures into a folder.
#pragma once

#include <stdbool.h>

#include "common/error.h"

/*
 * Takes the lock of an open file or folder. It is held until the descriptor is closed, or the
 * process ends. False with err where another process has it. A file system without locks is no
 * reason to measure nothing.
 */
bool lock_take(int fd, char err[SC_ERR]);

/* The line that lock_take gives then. */
void lock_say_taken(char err[SC_ERR]);
