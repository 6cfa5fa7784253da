// SPDX-License-Identifier: MIT
// Reports of a site by host, and the page of each host that has enough of them.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "report/site/histories.h"
#include "report/site/history.h"
#include "report/site/several.h"

static struct site_history *find(struct site_histories *h, const struct report *r)
{
    struct history_host host;
    history_host(r, &host);
    const size_t found = history_find_host(h->host, h->n, &host);
    if (found < h->n)
        return &h->of[found];
    h->of = checked_grow(h->of, h->n, sizeof *h->of);
    h->host = checked_grow(h->host, h->n, sizeof *h->host);
    h->host[h->n] = host;
    struct site_history *added = &h->of[h->n++];
    *added = (struct site_history){0};
    history_init(&added->history);
    return added;
}

/* A report that says no time is in no history, nor is a copy. */
static void add(struct site_histories *h, const struct site_machine *machine)
{
    struct site_history *host = find(h, machine->report);
    char err[SC_ERR];
    size_t before = host->history.n_reports;
    if (history_add(&host->history, machine->report, err) != 0 || host->history.n_reports == before)
        return;
    host->machine = checked_grow(host->machine, before, sizeof *host->machine);
    host->machine[before] = machine;
}

/* The slug of the history that has the report; "" where none has. */
static const char *slug_with(const struct site_histories *h, const struct site_machine *machine)
{
    for (size_t i = 0; i < h->n; i++)
        for (size_t k = 0; k < h->of[i].history.n_reports; k++)
            if (h->of[i].machine[k] == machine)
                return h->of[i].slug;
    return "";
}

void site_histories_init(struct site_histories *h, struct site_machine *const *machine, size_t n)
{
    json_t *taken = json_object();
    *h = (struct site_histories){0};
    for (size_t i = 0; i < n; i++)
        if (history_takes(machine[i]->report))
            add(h, machine[i]);
    for (size_t i = 0; i < h->n; i++)
        if (h->of[i].history.n_reports >= history_least())
            slug_of(h->of[i].history.host, taken, h->of[i].slug, sizeof h->of[i].slug);
    for (size_t i = 0; i < n; i++)
        snprintf(machine[i]->history, SITE_SLUG, "%s", slug_with(h, machine[i]));
    json_decref(taken);
}

void site_histories_free(struct site_histories *h)
{
    for (size_t i = 0; i < h->n; i++) {
        history_free(&h->of[i].history);
        free(h->of[i].machine);
    }
    free(h->of);
    free(h->host);
    *h = (struct site_histories){0};
}

/* That fits the latest report, of all that the site has. */
static const struct noise *noise_of(const struct gallery *s, const struct site_history *host)
{
    const struct history *h = &host->history;
    const struct history_report *latest = h->report;
    for (size_t i = 0; i < h->n_reports; i++)
        if (h->report[i].when > latest->when)
            latest = &h->report[i];
    const struct report *r = host->machine[latest->added]->report;
    const struct noise *noise = noise_pick(s->noise, s->n, r);
    return noise && noise_fits(noise, r) ? noise : NULL;
}

static int write_one(const struct gallery *s, struct site_history *host, struct rank_scan *scan,
                     char undrawn[SC_ERR], char err[SC_ERR])
{
    char name[SITE_SLUG + 16], path[SITE_PATH], why[SC_ERR] = "";
    snprintf(name, sizeof name, "history/%s", host->slug);
    history_judge(&host->history, noise_of(s, host), scan);
    if (site_folder(s, name, err) != 0 || site_path(s, "%s", path, err, name) != 0 ||
        site_put_history(&host->history, host->machine, path, s->templates, s->scripts, why, err) !=
            0)
        return -1;
    if (*why && !*undrawn)
        memcpy(undrawn, why, SC_ERR);
    return 0;
}

int site_write_histories(const struct gallery *s, char undrawn[SC_ERR], char err[SC_ERR])
{
    const struct site_histories *h = s->histories;
    struct rank_scan *scan = NULL;
    int status = 0;
    for (size_t i = 0; h && i < h->n && status == 0; i++) {
        if (!*h->of[i].slug)
            continue;
        if (!scan) { /* the first */
            scan = rank_scan_new(HISTORY_DRAWS, HISTORY_SEED);
            status = site_folder(s, "history", err);
        }
        if (status == 0)
            status = write_one(s, &h->of[i], scan, undrawn, err);
    }
    rank_scan_free(scan);
    return status;
}
