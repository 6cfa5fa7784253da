// SPDX-License-Identifier: MIT
// The folder of a site, which holds a list of what the site put there.
#pragma once

#include <jansson.h>

#include "common/error.h"

/*
 * Makes dir a folder for a site: makes it where it is not there, and takes away what an earlier
 * site put there and listed in .synccost-site. Whatever else lies in it stays. Returns what was
 * left, for site_folder_close; NULL with err: dir holds something and no site, or cannot be written.
 */
json_t *site_folder_open(const char *dir, char err[SC_ERR]);

/* Lists in .synccost-site what was written into dir since it was opened. Takes left over. 0, or -1
 * with err. */
int site_folder_close(const char *dir, json_t *left, char err[SC_ERR]);
