// SPDX-License-Identifier: MIT
// synccost events: which counters count here, under which names, and why others do not.
#include <stdlib.h>

#include "synccost/cli/nearest.h"
#include "synccost/commands/command.h"
#include "synccost/machine/events.h"

static int print_model(const char *name)
{
    char err[SC_ERR];
    const struct counter_model *model = counter_model_find(name);
    if (model)
        return events_print_model(stdout, model, err) == 0 ? 0 : complain("%s", err);
    enum { MOST = 64 };
    const char *names[MOST + 1] = {NULL};
    for (int i = 0; i < MOST && counter_models[i].name; i++)
        names[i] = counter_models[i].name;
    const char *near = nearest_word(name, names);
    return near ? complain("--model: %.80s: unknown processor: did you mean %s?", name, near)
                : complain("--model: %.80s: unknown processor: docs/COUNTERS.md lists them", name);
}

/* 1 where something that was asked for by name does not count. */
static int judge(const struct counter_finding *f, unsigned n, bool asked)
{
    for (unsigned i = 0; asked && i < n; i++)
        if (f[i].status != COUNTER_COUNTS)
            return 1;
    return 0;
}

int cmd_events(const struct options *o)
{
    if (o->value[OPTION_model])
        return print_model(o->value[OPTION_model]);
    char err[SC_ERR];
    struct counter_finding *f;
    const char *list = o->value[OPTION_counters];
    struct counter_probe p = counter_probe_here(o->value[OPTION_counters_kernel] != NULL);
    unsigned n = counter_find_all(&p, list, &f, err);
    int status = n ? judge(f, n, list != NULL) : complain("--counters: %s", err);
    if (n && o->value[OPTION_json])
        events_print_json(stdout, &p, f, n);
    else if (n)
        events_print(stdout, &p, f, n);
    free(f);
    return status;
}
