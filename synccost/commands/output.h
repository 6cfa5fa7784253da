// SPDX-License-Identifier: MIT
// What commands print for other programs.
#pragma once

#include <jansson.h>

/* Takes o over and prints it on standard output. Exit status: 0, or 2 where that cannot be written;
 * main has the line for it. */
int print_json(json_t *o);
