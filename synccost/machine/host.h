// SPDX-License-Identifier: MIT
// Which of all machines of one model this is.
#pragma once

#include <jansson.h>

enum { HOST_NAME = 32 }; /* bytes of a name, with its end */

/*
 * Gives the object of environment_machine the keys that tell this host from its twins:
 * - host: 16 hexadecimal digits of a salted hash (SHA-256, crypt(3)) of the machine's id
 *   (machine-id(5)). The id cannot be had back from it. Absent where there is no id, as in many
 *   containers.
 * - name: where one is given.
 * The slug, which names the folder in results/, then ends with the name, or with the first six
 * digits of host.
 */
void host_identify(json_t *machine, const char *name);
