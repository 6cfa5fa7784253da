// SPDX-License-Identifier: MIT
// Which of all machines of one model this is.
#pragma once

#include <jansson.h>

enum { HOST_NAME = 32 }; /* bytes of a name, with its end */

/* Digits that a folder in results/ ends with: among 1,000 machines of one model two share eight of
 * them with a chance of 1 in 8,600. Earlier builds took six (1 in 34). */
enum { HOST_SHOWN = 8, HOST_SHOWN_BEFORE = 6 };

/*
 * Gives the object of environment_machine the keys that tell this host from its twins:
 * - host: 16 hexadecimal digits of a salted hash (SHA-256, crypt(3)) of the machine's id
 *   (machine-id(5)). The id cannot be had back from it. Absent where there is no id, or a container
 *   has only that of its image.
 * - name: where one is given.
 * The slug, which names the folder in results/, then ends with the name, or with the first
 * HOST_SHOWN digits of host.
 */
void host_identify(json_t *machine, const char *name);

/* Adds what to do to a list as environment_warnings makes it, where the machine, identified, has
 * neither key. */
void host_advise(const json_t *machine, json_t *warnings);
