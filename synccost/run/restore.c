// SPDX-License-Identifier: MIT
// What an unfinished run has measured already, out of its journal.
#include "synccost/run/journal.h"
#include "synccost/run/measuring.h"

static size_t row_index(const struct run *run, const char *name)
{
    const struct row *row = report_row(&run->report, name);
    return row ? (size_t)(row - run->report.rows) : run->report.n_rows;
}

size_t measuring_restore(struct measuring *m)
{
    struct run *run = m->run;
    struct ledger *l = &m->ledger;
    size_t i, restored = 0;
    json_t *line;
    json_array_foreach (run->finished, i, line) {
        unsigned launch;
        const char *name = journal_row(line, &launch);
        size_t row = name ? row_index(run, name) : run->report.n_rows;
        bool place = row < run->catalog.n && launch < l->launches;
        if (place && ledger_done(l, row, launch))
            continue;
        if (!place || !journal_apply(&run->report, line)) {
            run->damaged++;
            continue;
        }
        ledger_mark(l, row, launch);
        if (run->report.rows[row].status == ROW_TIMEOUT)
            ledger_give_up(l, row);
        double seconds = json_number_value(json_object_get(line, "seconds"));
        pace_learn(&m->pace, row, seconds, measuring_expected(m, row));
        m->spent_before += seconds;
        restored++;
    }
    for (size_t row = 0; row < run->catalog.n; row++)
        widths_learn(&m->widths, row, run->report.rows[row].samples,
                     run->report.rows[row].n_samples);
    return restored;
}
