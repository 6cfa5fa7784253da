// SPDX-License-Identifier: MIT
// Files that are either whole or not there.
#pragma once

#include <stddef.h>
#include <stdio.h>

#include "common/error.h"

/*
 * Calls write with a stream and the argument, and puts what it wrote in place of path: temporary
 * file in the same folder, fsync, rename. On failure the old file is untouched and the temporary
 * one removed. 0, or -1 with err ("cannot write: why: what to do").
 */
int file_replace(const char *path, void (*write)(FILE *f, const void *argument),
                 const void *argument, char err[SC_ERR]);

/* Puts on disk that there is a file of that path now, as after a rename. Some file systems cannot;
 * what the file holds is safe by then. */
void file_sync_folder(const char *path);

/* Removes the temporary files that a process left which was killed while it wrote path so. Nobody
 * may be writing it. */
void file_remove_halves(const char *path);

/*
 * All of the file at path (of path/inside where path is a folder; inside NULL: a folder is refused)
 * as *text, NUL-terminated, the caller's to free. 0, or -1 with err; a file of more than most bytes
 * is refused.
 */
int file_read(const char *path, const char *inside, size_t most, char **text, size_t *size,
              char err[SC_ERR]);
