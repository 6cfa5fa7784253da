// SPDX-License-Identifier: MIT
// A host's own keys, made so that no number of the machine leaves it.
#include <crypt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/machine/sysfile.h"
#include "synccost/machine/host.h"

enum { DIGITS = 16, SHOWN = 6 };

/* machine-id(5): 32 hexadecimal digits; an image that has not started yet has another word. */
static bool machine_id(char id[40])
{
    static const char *const files[] = {"/etc/machine-id", "/var/lib/dbus/machine-id"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (sysfile_line(id, 40, "%s", files[i]) && strlen(id) == 32 &&
            strspn(id, "0123456789abcdef") == 32)
            return true;
    return false;
}

/* Four of the six bits that each of crypt's letters stands for. */
static bool hash_of(const char *id, char host[DIGITS + 1])
{
    static const char salt[] = "$5$synccost-host$",
                      letters[] =
                          "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    struct crypt_data *data = calloc(1, sizeof *data);
    const char *hashed = data ? crypt_r(id, salt, data) : NULL;
    bool good = hashed && strlen(hashed) >= strlen(salt) + DIGITS;
    for (int i = 0; good && i < DIGITS; i++) {
        const char *letter = strchr(letters, hashed[strlen(salt) + (size_t)i]);
        host[i] = "0123456789abcdef"[letter ? (letter - letters) & 15 : 0];
    }
    host[DIGITS] = '\0';
    free(data);
    return good;
}

static void put_text(json_t *machine, const char *key, const char *text)
{
    json_object_set_new(machine, key, json_string(text));
}

void host_identify(json_t *machine, const char *name)
{
    char id[40], host[DIGITS + 1], slug[160];
    bool known = machine_id(id) && hash_of(id, host);
    if (known)
        put_text(machine, "host", host);
    if (name)
        put_text(machine, "name", name);
    if (!known && !name)
        return;
    const char *model = json_string_value(json_object_get(machine, "slug"));
    snprintf(slug, sizeof slug, "%.*s-%.*s", (int)sizeof slug / 2, model ? model : "unknown",
             name ? HOST_NAME : SHOWN, name ? name : host);
    put_text(machine, "slug", slug);
}
