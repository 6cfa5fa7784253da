// SPDX-License-Identifier: MIT
// What the pages about several reports share. Not for use outside report/site.
#pragma once

#include "report/site/parts.h"
#include "report/site/reports.h"

enum { SITE_PATH = 4096, SITE_ANCHOR = REPORT_NAME + 32 };

/* DIR/... : 0, or -1 with err where that is too long. */
int site_path(const struct gallery *s, const char *format, char path[SITE_PATH], char err[SC_ERR],
              ...) __attribute__((format(printf, 2, 5)));

/* Makes DIR/name where it is not there. 0, or -1 with err. */
int site_folder(const struct gallery *s, const char *name, char err[SC_ERR]);

/* Sections LABEL: what a reader must know of a report at first sight, such as "emulated". */
void site_labels(struct template_values *v, const struct report *r);

/* "2025-11-20 12:00"; the whole text where it is no such date. */
char *site_date(const struct report *r, char date[32]);

/* A chart of a page. */
struct site_chart {
    const char *folder; /* its files lie there, seen from the page */
    const char *plots;  /* the scripts in the same way; NULL: ../plots */
    const char *name;
    const char *alt;   /* what a reader who does not see it is told */
    const char *table; /* the anchor of the table that says the same */
};

/* The picture (site/figure.html) as FIGURE, or why it was not drawn. */
void site_figure(struct template_values *v, const struct chart_results *results,
                 const struct site_chart *c);
