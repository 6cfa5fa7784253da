// SPDX-License-Identifier: MIT
// Series of rows out of reports.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/json.h"
#include "report/history/history.h"
#include "report/history/parts.h"
#include "report/model/facts.h"

void history_host(const struct report *r, struct history_host *host)
{
    report_fact(r, "machine.slug", host->name, HISTORY_TEXT);
    report_fact(r, "machine.host", host->id, HISTORY_TEXT);
}

static bool is_known(const char id[HISTORY_TEXT])
{
    return strcmp(id, "-") != 0;
}

/* The only one of that name among those whose id is known, or is not; n where several or none are
 * of it. */
static size_t find_name(const struct history_host *known, size_t n, const char *name, bool with_id)
{
    size_t found = n;
    for (size_t i = 0; i < n; i++) {
        if (is_known(known[i].id) != with_id || strcmp(known[i].name, name) != 0)
            continue;
        if (found < n)
            return n;
        found = i;
    }
    return found;
}

size_t history_find_host(struct history_host *known, size_t n, const struct history_host *host)
{
    const bool has_id = is_known(host->id);
    for (size_t i = 0; has_id && i < n; i++)
        if (strcmp(known[i].id, host->id) == 0)
            return i;
    size_t found = find_name(known, n, host->name, false);
    if (found == n && !has_id)
        found = find_name(known, n, host->name, true);
    else if (found < n && has_id)
        memcpy(known[found].id, host->id, HISTORY_TEXT);
    return found;
}

bool history_takes(const struct report *r)
{
    return !report_imported(r) && !json_is_true(report_member(r, "machine.emulated"));
}

void history_init(struct history *h)
{
    *h = (struct history){.index = json_object()};
    if (!h->index)
        abort();
}

void history_free(struct history *h)
{
    for (size_t i = 0; i < h->n_rows; i++) {
        struct history_row *row = &h->row[i];
        free(row->like.name);
        free(row->like.basis);
        free(row->point);
        free(row->log_ns);
        changes_free(&row->changes);
    }
    for (size_t i = 0; i < h->n_reports; i++)
        free(h->report[i].facts);
    free(h->report);
    free(h->row);
    free(h->event);
    json_decref(h->index);
    *h = (struct history){0};
}

bool history_time(const char *text, time_t *when)
{
    struct tm tm = {.tm_isdst = 0};
    const char *at = text ? strptime(text, "%Y-%m-%d", &tm) : NULL;
    long zone = 0;
    if (!at)
        return false;
    if (*at == 'T' || *at == ' ') {
        const char *time = at + 1;
        at = strptime(time, "%H:%M:%S", &tm);
        if (!at)
            at = strptime(time, "%H:%M", &tm);
    }
    if (at && (*at == '+' || *at == '-')) {
        struct tm offset = {0};
        at = strptime(text + (at - text), "%z", &offset);
        zone = offset.tm_gmtoff;
    } else if (at && *at == 'Z') {
        at++;
    }
    if (!at || *at)
        return false;
    *when = timegm(&tm) - zone;
    return true;
}

static const char *start_of(const struct report *r)
{
    const char *started = json_string_value(report_member(r, "run.started"));
    return started ? started : json_string_value(json_object_get(r->context, "date"));
}

/* What two copies of one report have alike, and no two runs. */
static void identify(const struct report *r, char out[HISTORY_TEXT])
{
    char seed[32], side[16];
    const char *start = start_of(r);
    snprintf(out, HISTORY_TEXT, "%.40s %s %s", start ? start : "-",
             report_fact(r, "run.seed", seed, sizeof seed),
             report_fact(r, "run.interleaved.side", side, sizeof side));
}

static bool is_copy(const struct history *h, const char *identity)
{
    for (size_t i = 0; i < h->n_reports; i++)
        if (strcmp(h->report[i].identity, identity) == 0)
            return true;
    return false;
}

/* The row's series, begun where there is none. Rows of one name that count time on another basis
 * are not one. */
static struct history_row *series_of(struct history *h, const struct row *row)
{
    char key[2 * REPORT_NAME];
    snprintf(key, sizeof key, "%s %.64s %u", row->name, row->basis ? row->basis : "-",
             row->threads);
    const json_t *known = json_object_get(h->index, key);
    if (known)
        return &h->row[json_integer_value(known)];
    put_new(h->index, key, whole(h->n_rows));
    h->row = checked_grow(h->row, h->n_rows, sizeof *h->row);
    struct history_row *added = &h->row[h->n_rows++];
    *added = (struct history_row){.like = {.name = checked_text(row->name),
                                           .basis = checked_text(row->basis),
                                           .threads = row->threads},
                                  .p = NAN,
                                  .p_adjusted = NAN,
                                  .threshold = NAN};
    return added;
}

static void add_point(struct history *h, const struct row *row)
{
    struct history_row *series = series_of(h, row);
    series->point = checked_grow(series->point, series->n, sizeof *series->point);
    series->point[series->n++] =
        (struct history_point){.report = h->n_reports - 1,
                               .ns = row->time.median,
                               .low = row->time.low,
                               .high = row->time.high,
                               .line_ns = row->reach.high > 0 ? row->reach.usual : NAN};
}

int history_add(struct history *h, const struct report *r, char err[SC_ERR])
{
    struct history_report report = {.added = h->n_reports};
    struct tm tm;
    struct history_host host;
    if (!history_takes(r)) {
        h->left_out[0]++;
        return 0;
    }
    if (!history_time(start_of(r), &report.when) || !gmtime_r(&report.when, &tm)) {
        snprintf(err, SC_ERR, "does not say when it was made: leave it out");
        return -1;
    }
    identify(r, report.identity);
    if (is_copy(h, report.identity)) {
        h->left_out[1]++;
        return 0;
    }
    if (h->n_reports == HISTORY_MOST) {
        snprintf(err, SC_ERR, "is one more than %d reports: name fewer", HISTORY_MOST);
        return -1;
    }
    strftime(report.date, sizeof report.date, "%Y-%m-%d %H:%M", &tm);
    report_fact(r, "build.revision", report.revision, sizeof report.revision);
    report.facts = history_facts(r);
    history_host(r, &host);
    memcpy(h->host, host.name, HISTORY_TEXT);
    h->report = checked_grow(h->report, h->n_reports, sizeof *h->report);
    h->report[h->n_reports++] = report;
    for (size_t i = 0; i < r->n_rows; i++)
        if (r->rows[i].kind == KIND_TIME && row_measured(&r->rows[i]) && r->rows[i].time.median > 0)
            add_point(h, &r->rows[i]);
    return 0;
}
