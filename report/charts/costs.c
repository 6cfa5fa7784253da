// SPDX-License-Identifier: MIT
// Data of the chart of costs: the rows of one family, of which no chart over threads can be made.
#include <stdio.h>
#include <stdlib.h>

#include "common/family.h"
#include "report/charts/data.h"
#include "report/model/headline.h"

void chart_write_costs(FILE *f, const struct chart_input *in)
{
    const struct row **rows;
    size_t of, n = headline_family(in->reports[0], in->family, HEADLINE_ROWS, &rows, &of);
    const char *words = n ? family_find(rows[0]->name)->title : NULL;
    char title[CHART_TEXT], note[64], shown[24];
    snprintf(title, sizeof title, "Costs: %.120s", words ? words : in->family);
    snprintf(note, sizeof note, "%zu of %zu rows", n, of);
    snprintf(shown, sizeof shown, "%zu", n);
    if (n == 0)
        chart_nothing(f, title, "no row was measured");
    else
        chart_write_rungs(
            f, in,
            &(struct chart_head){.title = title,
                                 .note = n < of ? note : NULL,
                                 .unit = "ns per operation, message, wake-up or round trip",
                                 .series = 1,
                                 .extra = {shown},
                                 .columns = CHART_RUNG_COLUMNS},
            rows, n);
    free(rows);
}
