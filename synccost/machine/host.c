// SPDX-License-Identifier: MIT
// A host's own keys, made so that no number of the machine leaves it.
#include <crypt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/machine/environment/environment.h"
#include "harness/machine/sysfile.h"
#include "synccost/machine/host.h"

enum { DIGITS = 16 };

/* machine-id(5): 32 hexadecimal digits; an image that has not started yet has another word. */
static bool is_id_of(char id[40], const char *file)
{
    return sysfile_line(id, 40, "%s", file) && strlen(id) == 32 &&
           strspn(id, "0123456789abcdef") == 32;
}

/* Whether the file, or a folder that it is in, was put there from outside of this container. */
static bool is_mounted(const char *file)
{
    char *mounts = sysfile_text("/proc/self/mountinfo"), *rest = mounts, at[64];
    bool found = false;
    for (char *line; !found && (line = strsep(&rest, "\n"));) {
        const bool read = sscanf(line, "%*s %*s %*s %*s %63s", at) == 1;
        const size_t n = read ? strlen(at) : 0;
        found = n > 1 && strncmp(file, at, n) == 0 && (file[n] == '/' || !file[n]);
    }
    free(mounts);
    return found;
}

/*
 * Packages write an id when they are installed: where that was done for an image, all of its
 * containers have the same. These engines start an image as it is. Others start a system, which
 * makes itself an id, but not another one for dbus.
 */
static bool machine_id(char id[40])
{
    static const char *const as_it_is[] = {"docker", "podman", "kubernetes"};
    static const char file[] = "/etc/machine-id";
    char engine[ENVIRONMENT_ENGINE];
    const bool contained = environment_engine(engine);
    for (size_t i = 0; i < sizeof as_it_is / sizeof *as_it_is; i++)
        if (strcmp(engine, as_it_is[i]) == 0 && !is_mounted(file))
            return false;
    return is_id_of(id, file) || (!contained && is_id_of(id, "/var/lib/dbus/machine-id"));
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
             name ? HOST_NAME : HOST_SHOWN, name ? name : host);
    put_text(machine, "slug", slug);
}

void host_advise(const json_t *machine, json_t *warnings)
{
    if (json_object_get(machine, "host") || json_object_get(machine, "name"))
        return;
    json_array_append_new(
        warnings, json_pack("{s:s, s:s, s:s, s:s}", "id", "host", "severity", "note", "text",
                            "nothing tells this machine from others of its model, since it has no "
                            "id of its own (machine-id(5)): what it measures shares a folder "
                            "and noise.json with theirs",
                            "advice", "give it a name: synccost run --name NAME; ab and aa too"));
}
