// SPDX-License-Identifier: MIT
// From --memory and --pages to what the family programs are told, and what became of it.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "harness/machine/memory.h"
#include "harness/trial/arena.h"
#include "report/model/facts.h"
#include "synccost/machine/context.h"
#include "synccost/run/placement.h"

static int parse(struct memory_wish *w, const char *memory, const char *pages, char err[SC_ERR])
{
    if (memory && !memory_parse_policy(w, memory)) {
        snprintf(err, SC_ERR, "--memory: bad value '%.60s': give " MEMORY_POLICIES, memory);
        return -1;
    }
    if (pages && !memory_parse_pages(w, pages)) {
        snprintf(err, SC_ERR, "--pages: bad value '%.60s': give " MEMORY_PAGES, pages);
        return -1;
    }
    return 0;
}

static int try_here(const struct memory_wish *w, const char *memory, const char *pages,
                    char err[SC_ERR])
{
    char why[SC_ERR];
    struct memory *m = memory_open(err);
    if (!m)
        return -1;
    const bool can = memory_can(m, w, arena_bytes(), why);
    memory_close(m);
    if (!can)
        snprintf(err, SC_ERR, "%s%s%s%s%s: %.180s", memory ? "--memory " : "", memory ? memory : "",
                 memory && pages ? " " : "", pages ? "--pages " : "", pages ? pages : "", why);
    return can ? 0 : -1;
}

int run_choose_memory(struct run *run, const struct options *o, char err[SC_ERR])
{
    const char *memory = o->value[OPTION_memory], *pages = o->value[OPTION_pages];
    json_t *settings = json_object_get(json_object_get(run->report.context, "synccost"), "run");
    struct memory_wish w = {0};
    if (parse(&w, memory, pages, err) != 0 ||
        ((memory || pages) && try_here(&w, memory, pages, err) != 0))
        return -1;
    if (memory)
        json_object_set_new(settings, "memory", json_string(memory));
    if (pages)
        json_object_set_new(settings, "pages", json_string(pages));
    run->catalog.memory = json_string_value(json_object_get(settings, "memory"));
    run->catalog.pages = json_string_value(json_object_get(settings, "pages"));
    return 0;
}

static double least_of(const struct report *r, enum metric m)
{
    double least = NAN;
    for (size_t i = 0; i < r->n_rows; i++)
        for (size_t k = 0; k < r->rows[i].n_samples; k++)
            least = fmin(least, r->rows[i].samples[k].value[m]); /* fmin leaves NAN out */
    return least;
}

static void note(struct report *r, const char *key, double share, const char *id, const char *text,
                 const char *advice)
{
    json_t *settings = report_member(r, "run");
    if (!isfinite(share))
        return;
    json_object_set_new(settings, key, json_real(share));
    if (share < 1)
        context_warn(r->context, id, text, advice);
}

void run_note_placement(struct report *r)
{
    const double home = least_of(r, METRIC_home_share);
    const double huge = report_member(r, "run.pages") &&
                                strcmp(json_string_value(report_member(r, "run.pages")), "2m") == 0
                            ? least_of(r, METRIC_huge_share)
                            : NAN;
    if (report_member(r, "run.memory") && !isfinite(home))
        context_warn(r->context, "memory-not-verified",
                     "where the memory of --memory lay was not verified: of no trial is it known",
                     "let the container call move_pages (docs/INSTALL.md); rows that share no "
                     "memory tell nothing");
    note(r, "home_share", home, "memory-elsewhere",
         "in some trials not all of the memory was on the nodes asked for",
         "home_share of each sample says in which; free memory on these nodes");
    note(r, "huge_share", huge, "memory-small-pages",
         "in some trials not all of the memory was in pages of 2 MiB",
         "huge_share of each sample says in which; reserve such pages (vm.nr_hugepages)");
}
