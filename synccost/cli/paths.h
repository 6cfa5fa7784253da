// SPDX-License-Identifier: MIT
// Where the programs and scripts that belong to this one are.
#pragma once

/* Folder name beside the running program; in an installed tree PREFIX/lib/synccost/name.
 * malloc'd. */
char *path_beside_program(const char *name);

/* The folder of that name that belongs to this program and has that file in it: "plots" with the
 * gnuplot scripts, "site" with the templates of pages. It lies beside the build folder, or is
 * PREFIX/share/synccost/name. malloc'd. */
char *path_of_shared(const char *name, const char *file);

/* Makes dir and its parents. 0, or -1 with errno. */
int path_make(const char *dir);

/* Makes the folder of that name, or dir-2, dir-3, ... where there is one already: no two callers
 * get the same. Takes dir, malloc'd, and returns the new folder's path, malloc'd; where no folder
 * can be made it is dir. NULL without memory. */
char *path_make_another(char *dir);
