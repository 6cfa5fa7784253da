// SPDX-License-Identifier: MIT
// The one form of an error.
#pragma once

/* One line on stderr, "synccost: " and the text. Returns 2. */
int complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
