// SPDX-License-Identifier: MIT
// The folder of a site, and the files that are copied into it.
#pragma once

#include "common/error.h"

/*
 * Makes dir a folder for a site: makes it where it is not there, and empties the folders of pages
 * where an earlier site lies in it. 0, or -1 with err: dir holds something else, or cannot be
 * written.
 */
int site_folder_open(const char *dir, char err[SC_ERR]);

/* Copies the file, or where it is a folder the file inside of it, to path, as file_replace does. 0,
 * or -1 with err. */
int site_copy(const char *file, const char *inside, const char *path, char err[SC_ERR]);

/* Copies what the folder holds with that ending (".gp") to the folder to, which is made. 0, or -1
 * with err. */
int site_copy_all(const char *folder, const char *ending, const char *to, char err[SC_ERR]);
