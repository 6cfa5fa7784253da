// SPDX-License-Identifier: MIT
// One line of text for whoever must act on an error.
#pragma once

/* Size of every error buffer; a function that takes char err[SC_ERR] writes it, NUL-terminated,
 * when it fails. */
#define SC_ERR 256
