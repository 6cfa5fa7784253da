// SPDX-License-Identifier: MIT
// A history as a page that opens in a browser.
#pragma once

#include "report/history/charts.h"
#include "report/site/site.h"

/*
 * Writes DIR/index.html, its charts in DIR/charts, and what both need, from the folders of
 * templates and of scripts. DIR is as site_folder_open wants it. Where a chart cannot be drawn the
 * page says why in its place; undrawn, which must be empty, gets the first reason. 0, or -1 with
 * err.
 */
int site_write_history(const struct history *h, const char *dir, const char *templates,
                       const char *scripts, char undrawn[SC_ERR], char err[SC_ERR]);

/* The same as a page of a site, DIR being its folder SITE/history/SLUG: what pages share is there
 * already. The page leads to the reports; machine has them as they were added. */
int site_put_history(const struct history *h, const struct site_machine *const *machine,
                     const char *dir, const char *templates, const char *scripts,
                     char undrawn[SC_ERR], char err[SC_ERR]);
