// SPDX-License-Identifier: MIT
// A journal's machine, build, CPUs and rows beside those of now.
#include <stdio.h>
#include <string.h>

#include "synccost/machine/context.h"
#include "synccost/run/journal.h"
#include "synccost/run/resumable.h"

static bool same_machine(const json_t *then, const json_t *now, char err[SC_ERR])
{
    const char *host = context_machine(then, "host");
    if (strcmp(context_machine(then, "fingerprint"), context_machine(now, "fingerprint")) == 0 &&
        (!*host || strcmp(host, context_machine(now, "host")) == 0))
        return true;
    snprintf(err, SC_ERR,
             "the run was begun on another machine or kernel (%.40s, here %.40s): start a new one",
             context_machine(then, "slug"), context_machine(now, "slug"));
    return false;
}

static const struct {
    const char *part, *key, *words, *again;
} facts[] = {
    {"build", "revision", "by a build of another revision", "with that build"},
    {"build", "flags", "by a build with other flags", "with that build"},
    {"build", "compiler", "by a build of another compiler", "with that build"},
    {"environment", "affinity", "on other CPUs", "on those, as with taskset -c"},
};

static bool same_facts(const json_t *then, const json_t *now, char err[SC_ERR])
{
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        const char *was = context_text(then, facts[i].part, facts[i].key),
                   *is = context_text(now, facts[i].part, facts[i].key);
        if (!*was || !*is || strcmp(was, is) == 0)
            continue;
        snprintf(err, SC_ERR,
                 "the run was begun %s (%.50s, here %.50s): resume it %s, or start a new one",
                 facts[i].words, was, is, facts[i].again);
        return false;
    }
    return true;
}

bool resumable_here(const json_t *context, char err[SC_ERR])
{
    json_t *now = context_of_machine(NULL, err);
    bool same = now && same_machine(context, now, err) && same_facts(context, now, err);
    json_decref(now);
    return same;
}

static bool has_place(const struct run *run, const char *row, unsigned launch)
{
    return report_row(&run->report, row) && launch < run->profile.most;
}

bool resumable_launches(const struct run *run, char err[SC_ERR])
{
    size_t i, without = 0;
    const char *first = NULL;
    json_t *line;
    json_array_foreach (run->finished, i, line) {
        unsigned launch;
        journal_renew_row(line, &run->report);
        const char *row = journal_row(line, &launch);
        if (!row || has_place(run, row, launch))
            continue;
        first = first ? first : row;
        without++;
    }
    if (!without)
        return true;
    snprintf(err, SC_ERR,
             "launches of the unfinished run have no row here (%zu, the first of %.80s): resume it "
             "with the family programs that it was begun with, or start a new one",
             without, first);
    return false;
}
