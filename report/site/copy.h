// SPDX-License-Identifier: MIT
// Files that are copied into the folder of a site.
#pragma once

#include "common/error.h"

/* Copies the file, or where it is a folder the file inside of it, to path, as file_replace does. 0,
 * or -1 with err. */
int site_copy(const char *file, const char *inside, const char *path, char err[SC_ERR]);

/* Copies what the folder holds with that ending (".gp") to the folder to, which is made. 0, or -1
 * with err. */
int site_copy_all(const char *folder, const char *ending, const char *to, char err[SC_ERR]);
