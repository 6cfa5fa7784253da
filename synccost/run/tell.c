// SPDX-License-Identifier: MIT
// The machine as two lists of numbers.
#include <stdio.h>
#include <stdlib.h>

#include "common/alloc.h"
#include "common/protocol.h"
#include "harness/machine/topology.h"
#include "synccost/run/tell.h"

static void put_cpus(FILE *to, const struct topology *t)
{
    int *placed = checked_alloc(t->n_cpus, sizeof *placed);
    if (topology_place(t, PLACE_SPREAD, t->n_cpus, placed) == 0)
        for (unsigned i = 0; i < t->n_cpus; i++)
            fprintf(to, "%s%d", i ? "," : "", placed[i]);
    free(placed);
}

static void put_steps(FILE *to, const struct topology *t)
{
    struct step steps[STEPS_MOST];
    const unsigned n = topology_steps(t, steps);
    for (unsigned i = 0; i < n; i++) {
        fprintf(to, "%s%u", i ? "," : "", steps[i].threads);
        if (steps[i].rank)
            fprintf(to, ":%u", steps[i].rank);
    }
}

static void tell(const char *variable, void (*put)(FILE *to, const struct topology *t),
                 const struct topology *t)
{
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);
    if (!to)
        abort();
    put(to, t);
    if (fclose(to) != 0 || setenv(variable, text, 1) != 0)
        abort();
    free(text);
}

void tell_machine(void)
{
    struct topology t;
    char err[SC_ERR];
    unsetenv(PROTOCOL_CPUS);
    unsetenv(PROTOCOL_STEPS);
    if (topology_load(&t, err) != 0)
        return; /* a program that needs the machine says why */
    tell(PROTOCOL_CPUS, put_cpus, &t);
    tell(PROTOCOL_STEPS, put_steps, &t);
    topology_free(&t);
}
