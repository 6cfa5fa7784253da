// SPDX-License-Identifier: MIT
// The histories of a site: of each host that has enough reports in it.
#pragma once

#include "report/history/history.h"
#include "report/site/reports.h"

struct site_history {
    char slug[SITE_SLUG]; /* empty: too few reports */
    struct history history;
    const struct site_machine **machine; /* as they were added to the history */
};

struct site_histories {
    struct site_history *of;
    struct history_host *host; /* of each */
    size_t n;
};

/* Sorts the reports by host, and names the history of those that have one. The reports must outlive
 * it. */
void site_histories_init(struct site_histories *h, struct site_machine *const *machine, size_t n);
void site_histories_free(struct site_histories *h);

/* history/<slug>/index.html of each host that has enough reports, and judges its history; nothing
 * where s->histories is NULL. undrawn gets the first reason why a chart could not be drawn. 0, or
 * -1 with err. */
int site_write_histories(const struct gallery *s, char undrawn[SC_ERR], char err[SC_ERR]);
