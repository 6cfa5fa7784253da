// SPDX-License-Identifier: MIT
// From the last launch to the report on disk.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "harness/machine/width.h"
#include "report/model/matrix.h"
#include "report/model/outcomes.h"
#include "synccost/machine/context.h"
#include "synccost/run/placement.h"
#include "synccost/run/run.h"

void run_mark_busy_siblings(struct row *row, double width)
{
    for (size_t i = 0; i < row->n_samples; i++)
        if (!width_is_full(row->samples[i].value[METRIC_core_width], width))
            row->samples[i].value[METRIC_disturbed] = 1;
}

/* A guarantee of which something was seen that it forbids; its counts stay. */
static void fail_if_broken(struct row *row)
{
    uint64_t forbidden = outcomes_forbidden(row), trials = outcomes_trials(row);
    if (!forbidden || row->status == ROW_FAILED)
        return;
    char reason[SC_ERR];
    snprintf(reason, sizeof reason,
             "a forbidden outcome was seen in %" PRIu64 " of %" PRIu64 " trials", forbidden,
             trials);
    row->status = ROW_FAILED;
    free(row->reason);
    row->reason = checked_text(reason);
}

unsigned run_settle(struct report *r, const struct widths *widths, unsigned least, unsigned enough)
{
    unsigned failed = 0;
    for (size_t i = 0; i < r->n_rows; i++) {
        struct row *row = &r->rows[i];
        run_mark_busy_siblings(row, widths_of(widths, i));
        const unsigned enough_launches =
            row->matrix && least > COST_MATRIX_LEAST ? COST_MATRIX_LEAST : least;
        if (row->status == ROW_INCOMPLETE &&
            (row_launches(row) >= enough_launches || outcomes_enough(row, enough)))
            row->status = ROW_OK;
        fail_if_broken(row);
        failed += row->status == ROW_FAILED || row->status == ROW_TIMEOUT;
    }
    matrix_add_classes(r);
    return failed;
}

int run_write(struct report *r, const char *dir, bool complete, double seconds, char err[SC_ERR])
{
    json_t *settings = json_object_get(json_object_get(r->context, "synccost"), "run");
    char finished[32], *path = NULL, why[SC_ERR];
    utc_now(finished);
    json_object_set_new(settings, "complete", json_boolean(complete));
    json_object_set_new(settings, "finished", json_string(finished));
    json_object_set_new(settings, "measured_s", json_real(seconds));
    report_estimate(r);
    run_note_placement(r);
    if (asprintf(&path, "%s/report.json", dir) < 0)
        return -1;
    int status = report_write(r, path, why);
    if (status != 0)
        snprintf(err, SC_ERR, "%.100s: %.150s", path, why);
    free(path);
    return status;
}
