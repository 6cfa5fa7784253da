// SPDX-License-Identifier: MIT
// Guarantees: what was seen, and what seeing nothing says.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "report/format/format.h"
#include "report/model/outcomes.h"
#include "report/summary/guarantees.h"

bool summary_has_guarantee(const struct row *row)
{
    return row->kind == KIND_OTHER || (row->kind == KIND_GUARANTEE && row->n_samples > 0);
}

static void print_outcome(FILE *out, const struct outcome *o, uint64_t trials)
{
    fprintf(out, "      %-9s %12" PRIu64 "  %s", o->allowed ? "allowed" : "forbidden", o->count,
            o->name);
    if (o->allowed || o->count)
        fputs(o->allowed ? "\n" : "  BROKEN\n", out);
    else
        fprintf(out, "  (rate below %.2g, 95 %%)\n", outcomes_rate_bound(trials));
}

static void print_guarantee(FILE *out, const struct row *row)
{
    struct outcome *outcomes;
    char trials[FORMAT];
    uint64_t all = outcomes_trials(row);
    size_t n = outcomes_of(row, &outcomes);
    fprintf(out, "  %s\n      %s in %s trials, %u launch%s\n", row->name,
            outcomes_forbidden(row) ? "broken" : "held", format_count(trials, (double)all),
            row_launches(row), row_launches(row) == 1 ? "" : "es");
    for (size_t i = 0; i < n; i++)
        print_outcome(out, &outcomes[i], all);
    free(outcomes);
}

static void print_other(FILE *out, const struct row *row)
{
    char kind[64];
    fprintf(out, "  %s\n      of the kind %s, which this version does not know\n", row->name,
            text_clean(row_kind_name(row), kind, sizeof kind));
}

void summary_guarantees(FILE *out, const struct report *r)
{
    const char *before = "\nGuarantees: how often each outcome was seen\n";
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *row = &r->rows[i];
        if (!summary_has_guarantee(row))
            continue;
        fputs(before, out);
        before = "";
        row->kind == KIND_OTHER ? print_other(out, row) : print_guarantee(out, row);
    }
}
