// SPDX-License-Identifier: MIT
// What commands print for other programs.
#pragma once

#include <jansson.h>

/* Takes o over and prints it on standard output. Exit status: 0, or 2 with a line on stderr. */
int print_json(json_t *o);
