// SPDX-License-Identifier: MIT
// Whether this process runs in a container, from what the engines leave inside.
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/machine/environment/environment.h"
#include "harness/machine/environment/parts.h"
#include "harness/machine/sysfile.h"

/* The engine's name where the first process is in a cgroup of one; NULL where it is in none. */
static const char *from_cgroup(void)
{
    static const struct {
        const char *part, *name;
    } table[] = {
        {"/kubepods", "kubernetes"},
        {"/docker", "docker"},
        {"/libpod", "podman"},
        {"/lxc", "lxc"},
    };
    char *text = sysfile_text("/proc/1/cgroup");
    const char *name = NULL;
    for (size_t i = 0; text && !name && i < sizeof table / sizeof *table; i++)
        if (strstr(text, table[i].part))
            name = table[i].name;
    free(text);
    return name;
}

bool environment_engine(char engine[ENVIRONMENT_ENGINE])
{
    char line[ENVIRONMENT_ENGINE];
    const char *name = NULL;
    if (sysfile_line(line, sizeof line, "/run/.containerenv"))
        name = "podman";
    else if (sysfile_line(line, sizeof line, "/.dockerenv"))
        name = "docker";
    else if (sysfile_line(line, sizeof line, "/run/systemd/container") &&
             isalpha((unsigned char)*line))
        name = line;
    else
        name = from_cgroup();
    snprintf(engine, ENVIRONMENT_ENGINE, "%s", name ? name : "");
    return name;
}

void environment_container(json_t *state)
{
    char engine[ENVIRONMENT_ENGINE];
    environment_engine(engine);
    environment_put_string(state, "container", engine);
}
