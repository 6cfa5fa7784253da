// SPDX-License-Identifier: MIT
// What changed around the rows: kernel, microcode, compiler and the like.
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "report/history/parts.h"
#include "report/model/facts.h"

static const struct {
    const char *what, *path;
} facts[] = {
    {"machine", "machine.slug"},
    {"model", "machine.model"},
    {"CPUs", "machine.cpus"},
    {"microcode", "machine.microcode"},
    {"kernel", "machine.kernel"},
    {"C library", "machine.libc"},
    {"compiler", "build.compiler"},
    {"flags", "build.flags"},
    {"governor", "environment.governor"},
    {"boost", "environment.boost"},
    {"SMT", "environment.smt_control"},
    {"mitigations", "environment.mitigations"},
};
enum { FACTS = sizeof facts / sizeof *facts };

/* A host whose key is known is the same under another name, or with more digits of the key in its
 * slug. */
static bool is_same_by_key(const struct report *r, const char *path)
{
    return strcmp(path, "machine.slug") == 0 && report_member(r, "machine.host");
}

char *history_facts(const struct report *r)
{
    char *all = NULL, fact[HISTORY_TEXT];
    size_t size;
    FILE *f = open_memstream(&all, &size);
    if (!f)
        abort();
    for (int i = 0; i < FACTS; i++) {
        const char *path = facts[i].path;
        fputs(is_same_by_key(r, path) ? "-" : report_fact(r, path, fact, sizeof fact), f);
        fputc('\0', f);
    }
    if (fclose(f) != 0)
        abort();
    return all;
}

static void add_event(struct history *h, size_t report, int fact, const char *from, const char *to)
{
    h->event = checked_grow(h->event, h->n_events, sizeof *h->event);
    struct history_event *e = &h->event[h->n_events++];
    *e = (struct history_event){.report = report, .what = facts[fact].what};
    snprintf(e->from, sizeof e->from, "%s", from);
    snprintf(e->to, sizeof e->to, "%s", to);
}

/* A report that does not say is no change: the next that does is set against the last that did. */
void history_events(struct history *h)
{
    const char *last[FACTS] = {0};
    for (size_t i = 0; i < h->n_reports; i++) {
        const char *at = h->report[i].facts;
        for (int k = 0; k < FACTS; k++, at += strlen(at) + 1) {
            if (strcmp(at, "-") == 0)
                continue;
            if (last[k] && strcmp(last[k], at) != 0)
                add_event(h, i, k, last[k], at);
            last[k] = at;
        }
    }
}
