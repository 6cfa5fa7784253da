// SPDX-License-Identifier: MIT
// Guarantees: what was seen, and what seeing nothing says.
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "report/format/format.h"
#include "report/model/estimate.h"
#include "report/model/outcomes.h"
#include "report/summary/guarantees.h"

bool summary_has_guarantee(const struct row *row)
{
    return row->kind == KIND_OTHER || (row->kind == KIND_GUARANTEE && row->n_samples > 0);
}

/* Without a bound where seeing nothing says nothing. */
static void print_outcome(FILE *out, const struct outcome *o, uint64_t trials, bool weak)
{
    fprintf(out, "      %-9s %12" PRIu64 "  %s", outcome_word(o), o->count, o->name);
    if (o->allowed || o->count || weak)
        fputs(o->allowed || !o->count ? "\n" : "  BROKEN\n", out);
    else
        fprintf(out, "  (rate below %.2g, 95 %%)\n", outcomes_rate_bound(trials));
}

/* The trials, and how many a second where the report knows. */
static void print_trials(FILE *out, const struct row *row, bool weak)
{
    char trials[FORMAT], rate[FORMAT];
    const struct estimate e = estimate_of(row, METRIC_ops_per_s);
    fprintf(out, "      %s in %s trials, %u launch%s", outcomes_verdict(row, weak),
            format_count(trials, (double)outcomes_trials(row)), row_launches(row),
            row_launches(row) == 1 ? "" : "es");
    if (isfinite(e.median))
        fprintf(out, ", %s trials/s", format_count(rate, e.median));
    fputc('\n', out);
}

static void print_guarantee(FILE *out, const struct report *r, const struct row *row)
{
    struct outcome *outcomes;
    char why[OUTCOMES_WHY];
    const char *weakness = outcomes_weakness(r, row, why);
    size_t n = outcomes_of(row, &outcomes);
    fprintf(out, "  %s\n", row->name);
    print_trials(out, row, weakness != NULL);
    if (weakness)
        fprintf(out, "      too weak to conclude: %s\n", weakness);
    for (size_t i = 0; i < n; i++)
        print_outcome(out, &outcomes[i], outcomes_trials(row), weakness != NULL);
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
        row->kind == KIND_OTHER ? print_other(out, row) : print_guarantee(out, r, row);
    }
}
