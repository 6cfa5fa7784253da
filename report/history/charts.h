// SPDX-License-Identifier: MIT
// The charts of a history: one for each row that changed.
#pragma once

#include "report/charts/chart.h"
#include "report/history/history.h"

struct history_charts {
    struct chart_series *series; /* the largest changes first, at most CHART_MOST */
    size_t n, of;                /* charts, and rows that changed */
    struct chart_mark *marks;    /* of all of them */
    char (*texts)[HISTORY_LINE]; /* of the marks */
    char about[HISTORY_LINE];
};

/* Refers to the history, which must outlive it. */
void history_charts_init(struct history_charts *c, const struct history *h);
void history_charts_free(struct history_charts *c);
