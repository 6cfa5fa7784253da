// SPDX-License-Identifier: MIT
// Reports as pages that open in a browser: one of each machine. gallery.h has those that lead to
// them.
// docs/SITE.md describes what a page holds.
#pragma once

#include "report/charts/chart.h"
#include "report/model/report.h"

enum { SITE_SLUG = 128 };

/* A report of the site, whose page is DIR/m/<slug>/index.html. */
struct site_machine {
    const struct report *report; /* its estimates must have been computed */
    char slug[SITE_SLUG];
    char history[SITE_SLUG];     /* of its host: DIR/history/<history>/index.html; empty: none */
    struct chart_results charts; /* of DIR/m/<slug>/charts */
};

/*
 * Names a report by its machine and date, in a-z, 0-9 and -, so that it is a folder's name and
 * nothing else. Two reports get different names: taken is an object that holds those given before,
 * and gets this one.
 */
void site_slug(const struct report *r, json_t *taken, char slug[SITE_SLUG]);

/* Writes the page to path, from the templates in the folder templates. 0, or -1 with err. */
int site_write_machine(const struct site_machine *m, const char *templates, const char *path,
                       char err[SC_ERR]);
