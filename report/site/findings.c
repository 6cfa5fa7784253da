// SPDX-License-Identifier: MIT
// What the chart of a comparison shows is what the comparison says.
#include "common/alloc.h"
#include "report/site/findings.h"

struct chart_finding *comparison_findings(const struct comparison *c)
{
    struct chart_finding *findings = checked_alloc(c->n_rows, sizeof *findings);
    for (size_t i = 0; i < c->n_rows; i++) {
        const struct comparison_row *row = &c->row[i];
        findings[i] = (struct chart_finding){.row = row->base->name,
                                             .ratio = row->time,
                                             .threshold = row->threshold,
                                             .base_ns = row->base->time.median,
                                             .distant = row->distant,
                                             .differs = row->verdict == VERDICT_FASTER ||
                                                        row->verdict == VERDICT_SLOWER};
    }
    return findings;
}
