// SPDX-License-Identifier: MIT
// What litmus rows saw.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "report/edges/parts.h"
#include "report/model/facts.h"
#include "report/model/outcomes.h"

enum { FACT = 32 };

bool edge_means(const char *rows, size_t length, const struct row *row)
{
    return strncmp(row->name, rows, length) == 0 &&
           (row->name[length] == '/' || row->name[length] == '\0');
}

bool edge_one_cpu(const struct report *r)
{
    char cpus[FACT];
    report_fact(r, "environment.usable_cpus", cpus, sizeof cpus);
    if (strcmp(cpus, "-") == 0)
        report_fact(r, "machine.cpus", cpus, sizeof cpus);
    return strcmp(cpus, "1") == 0;
}

/* Adds what the row counted of the outcome. False where it does not have it. */
static bool add_row(struct edge_seen *seen, const struct row *row, const char *outcome)
{
    struct outcome *outcomes;
    size_t n = outcomes_of(row, &outcomes);
    bool found = false;
    for (size_t i = 0; i < n && !found; i++) {
        if (strcmp(outcomes[i].name, outcome) != 0)
            continue;
        found = true;
        seen->count += outcomes[i].count;
        seen->allowed |= outcomes[i].allowed;
        seen->trials += outcomes_trials(row);
    }
    free(outcomes);
    return found;
}

bool edge_is_litmus(const struct row *row)
{
    return row->kind == KIND_GUARANTEE && strncmp(row->name, "litmus/", 7) == 0;
}

bool edge_shows_strength(const struct row *row)
{
    struct outcome *outcomes;
    bool expected = false;
    if (!edge_is_litmus(row) || row->n_samples == 0)
        return false;
    size_t n = outcomes_of(row, &outcomes);
    for (size_t i = 0; i < n; i++)
        expected |= outcomes[i].expected;
    free(outcomes);
    return expected;
}

static bool has_litmus(const struct report *r)
{
    for (size_t i = 0; i < r->n_rows; i++)
        if (edge_is_litmus(&r->rows[i]))
            return true;
    return false;
}

/* Why nothing is known. row: one that was meant and did not count the outcome; NULL: there is
 * none. */
static void say_unknown(struct edge_seen *seen, const struct report *r, const char *rows,
                        int length, const struct row *row, const char *outcome)
{
    char reason[EDGE_WHY / 2];
    if (row && row->n_samples > 0)
        snprintf(seen->why, EDGE_WHY, "%.*s does not count %s", length, rows, outcome);
    else if (row)
        snprintf(seen->why, EDGE_WHY, "%.*s: %s: %s", length, rows, row_status_name(row->status),
                 text_clean(row->reason ? row->reason : "no trial", reason, sizeof reason));
    else if (has_litmus(r))
        snprintf(seen->why, EDGE_WHY, "no row %.*s in the report", length, rows);
    else if (edge_one_cpu(r))
        snprintf(seen->why, EDGE_WHY, "one CPU: litmus rows need two threads at the same time");
    else
        snprintf(seen->why, EDGE_WHY,
                 "no litmus rows in the report: synccost run --filter '^litmus/' measures them");
}

struct edge_seen edge_look(const struct report *r, const char *rows, size_t length,
                           const char *outcome, const char *weak)
{
    struct edge_seen seen = {.bound = NAN};
    const struct row *without = NULL;
    char why[OUTCOMES_WHY];
    const char *weakness = NULL;
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *row = &r->rows[i];
        if (!edge_is_litmus(row) || !edge_means(rows, length, row))
            continue;
        if (row->n_samples == 0 || !add_row(&seen, row, outcome))
            without = row;
        else if (!weakness)
            weakness = outcomes_weakness(r, row, why);
    }
    if (seen.trials == 0)
        say_unknown(&seen, r, rows, (int)length, without, outcome);
    else if (seen.count == 0 && (weak[0] || weakness))
        snprintf(seen.why, EDGE_WHY, weak[0] ? "%s" : "too weak to conclude: %s",
                 weak[0] ? weak : weakness);
    else if (seen.count == 0)
        seen.bound = outcomes_rate_bound(seen.trials);
    return seen;
}
