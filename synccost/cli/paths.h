// SPDX-License-Identifier: MIT
// Where the programs and scripts that belong to this one are.
#pragma once

/* Folder name beside the running program; in an installed tree PREFIX/lib/synccost/name.
 * malloc'd. */
char *path_beside_program(const char *name);

/* Folder of the gnuplot scripts, "plots", or of the templates of pages, "site": that of the sources
 * beside the build folder, or PREFIX/share/synccost/name. malloc'd. */
char *path_of_shared(const char *name);

/* Makes dir and its parents. 0, or -1 with errno. */
int path_make(const char *dir);
