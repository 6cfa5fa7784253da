// SPDX-License-Identifier: MIT
// The pages about several reports: the gallery, comparisons of two, and the table of all.
#pragma once

#include "report/site/reports.h"

/*
 * Writes index.html, a card a report, and where there are several compare/all.html and a page for
 * each pair that site_choose_pairs names; and history/<slug>/index.html of each host that has
 * one. It shows m/<slug>/charts/core-to-core-small.png where that is there, and leaves
 * m/<slug>/noise.json for the commands of the comparisons. 0, or -1 with err where a page cannot be
 * written. Where a chart cannot be drawn its page says why in its place;
 * undrawn, which must be empty, gets the first reason.
 */
int site_write_gallery(const struct gallery *s, char undrawn[SC_ERR], char err[SC_ERR]);
