// SPDX-License-Identifier: MIT
// What tells this machine and its user from all others.
#pragma once

/* Calls add once for each string known here: names of the host and of the user, home and working
 * folder, serial numbers that may be read. */
enum identity_kind { IDENTITY_HOST, IDENTITY_USER, IDENTITY_PATH, IDENTITY_SERIAL };
void identity_each(void (*add)(enum identity_kind kind, const char *text, void *argument),
                   void *argument);
