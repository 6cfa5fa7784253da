// SPDX-License-Identifier: MIT
// Guarantees as a table: how often each outcome was seen, and what seeing nothing says.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/model/outcomes.h"
#include "report/site/parts.h"

static void put_outcome(struct template_values *v, const struct outcome *o, uint64_t trials,
                        bool weak)
{
    template_text(v, "OUTCOME", o->name);
    template_text(v, "WORD", outcome_word(o));
    template_textf(v, "COUNT", "%" PRIu64, o->count);
    if (!o->allowed && o->count)
        template_text(v, "RATE", "broken");
    else if (!o->allowed && !weak)
        template_textf(v, "RATE", "below %.2g", outcomes_rate_bound(trials));
    else
        template_text(v, "RATE", "-");
}

static void put_guarantee(struct page *p, struct template_values *v, const struct row *row)
{
    char why[OUTCOMES_WHY], count[FORMAT];
    const char *weakness = outcomes_weakness(p->report, row, why);
    const uint64_t trials = outcomes_trials(row);
    struct outcome *outcomes;
    size_t n = outcomes_of(row, &outcomes);
    template_text(v, "VERDICT", outcomes_verdict(row, weakness != NULL));
    template_textf(v, "TRIALS", "%s trials, %u launch%s", format_count(count, (double)trials),
                   row_launches(row), row_launches(row) == 1 ? "" : "es");
    if (weakness)
        template_text(template_section(v, "WEAK"), "WHY", weakness);
    for (size_t i = 0; i < n; i++)
        put_outcome(template_section(v, "OUTCOMES"), &outcomes[i], trials, weakness != NULL);
    free(outcomes);
}

static void put_other(struct template_values *v, const struct row *row)
{
    if (row->kind == KIND_OTHER)
        template_textf(template_section(v, "UNKNOWN"), "WHY",
                       "of the kind %s, which this version does not know", row_kind_name(row));
    else
        template_textf(template_section(v, "UNKNOWN"), "WHY", "%s: %s",
                       row_status_name(row->status), row->reason ? row->reason : "not measured");
}

void put_outcomes(struct page *p, struct template_values *v, const char *caption,
                  const struct row *const *rows, size_t n)
{
    if (n == 0)
        return;
    struct template_values *table = template_include(v, "OUTCOME_TABLE", "outcomes.html");
    template_text(table, "CAPTION", caption);
    for (size_t i = 0; i < n; i++) {
        struct template_values *one = template_section(table, "ROW");
        char command[REPEAT];
        template_text(one, "ROW_NAME", rows[i]->name);
        template_text(one, "ROW_ID", row_id(p, rows[i]));
        if (rows[i]->kind == KIND_GUARANTEE && rows[i]->n_samples)
            put_guarantee(p, one, rows[i]);
        else
            put_other(one, rows[i]);
        repeat_command(p->report, rows[i], command);
        if (*command)
            template_text(template_section(one, "REPEAT"), "COMMAND", command);
    }
}
