// SPDX-License-Identifier: MIT
// Which two reports have a page of their own. Not for use outside report/site.
#pragma once

#include "report/compare/text.h"
#include "report/site/several.h"

enum { SITE_PAIR = 232 };

struct site_pair {
    size_t base, next;         /* places of reports in the site */
    char name[SITE_PAIR];      /* the page is compare/NAME.html */
    char counts[COMPARE_LINE]; /* what its comparison found, when its page was written */
};

struct site_pairs {
    struct site_pair *pair;
    size_t n;
};

/*
 * For each two architectures the first report of one against the first of the other, those that no
 * emulator ran before others; then the first report against each later one. So N reports of A
 * architectures have at most N - 1 + A (A - 1) / 2 pages.
 */
void site_choose_pairs(struct site_pairs *pairs, const struct gallery *s);
void site_free_pairs(struct site_pairs *pairs);

/* Compares the two and writes the page. 0, or -1 with err; a chart that was not drawn is a fault in
 * *undrawn, which may hold one already. */
int site_write_pair(const struct gallery *s, struct site_pair *pair, char undrawn[SC_ERR],
                    char err[SC_ERR]);
