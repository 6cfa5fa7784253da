// SPDX-License-Identifier: MIT
// The one form of an error.
#pragma once

/* One line on stderr, "synccost: " and the text, cleaned for a terminal, since names of files are
 * in it. Returns 2. */
int complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
