// SPDX-License-Identifier: MIT
// One line of a family program's list (docs/PROTOCOL.md).
#pragma once

#include "common/error.h"
#include "synccost/run/catalog.h"

/*
 * Reads line (a JSON object) into *row, whose program it sets. 0, or -1 with err, which says what
 * is wrong with the line; *row then holds nothing. Free with catalog_row_free.
 */
int listing_read(const char *line, const char *program, struct catalog_row *row, char err[SC_ERR]);
