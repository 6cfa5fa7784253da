// SPDX-License-Identifier: MIT
// The page of one host's reports over time: rows that changed, their charts, what else changed.
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "report/site/copy.h"
#include "report/site/folder.h"
#include "report/site/history.h"
#include "report/site/several.h"

struct history_page {
    const struct history *history;
    const struct site_machine *const *machine; /* of its reports; NULL: the page stands alone */
    struct history_charts charts;
    struct chart_results results;
    char (*names)[CHART_NAME];
    json_t *taken; /* anchors */
};

static void put_change(struct template_values *table, const struct history *h,
                       const struct history_row *row, size_t i, const char *anchor)
{
    struct template_values *line = template_section(table, "CHANGE");
    const struct change *c = &row->changes.change[i];
    size_t report = row->point[c->at].report, reports[2];
    char text[HISTORY_LINE], ns[FORMAT];
    if (i == 0)
        template_textf(template_section(line, "FIRST"), "ID", "row-%s", anchor);
    template_text(line, "ROW_NAME", row->like.name);
    template_text(line, "DATE", h->report[report].date);
    history_says_size(c, text);
    template_text(line, "SIZE", text);
    template_textf(line, "PERCENT", "%.6g", 100 * c->size.value);
    template_text(line, "FROM", format_ns(ns, history_level(row, i, 0, &reports[0])));
    template_text(line, "TO", format_ns(ns, history_level(row, i, 1, &reports[1])));
    template_textf(line, "REPORTS", "%zu | %zu", reports[0], reports[1]);
    history_says_revisions(h, row, c, text);
    template_text(line, "REVISIONS", text);
    template_text(line, "WITH", history_says_context(h, report, text) ? text : "-");
}

static void put_rows_changed(struct template_values *v, struct history_page *p)
{
    const struct history_row **rows;
    size_t n = history_changed(p->history, &rows);
    struct template_values *table = template_section(v, n ? "CHANGES" : "NO_CHANGES");
    for (size_t i = 0; i < n; i++) {
        char anchor[SITE_ANCHOR], table_anchor[SITE_ANCHOR + 8], alt[REPORT_NAME + 64];
        slug_of(rows[i]->like.name, p->taken, anchor, sizeof anchor);
        for (size_t k = 0; k < rows[i]->changes.n; k++)
            put_change(table, p->history, rows[i], k, anchor);
        if (i >= p->charts.n)
            continue;
        snprintf(table_anchor, sizeof table_anchor, "row-%s", anchor);
        snprintf(alt, sizeof alt, "Chart of %s: the time in each report, and its changes",
                 rows[i]->like.name);
        site_figure(template_section(v, "CHART"), &p->results,
                    &(struct site_chart){.folder = "charts",
                                         .plots = p->machine ? "../../plots" : "plots",
                                         .name = p->names[i],
                                         .alt = alt,
                                         .table = table_anchor});
    }
    free(rows);
}

static void put_events(struct template_values *v, const struct history *h)
{
    struct template_values *table = template_section(v, h->n_events ? "EVENTS" : "NO_EVENTS");
    for (size_t i = 0; i < h->n_events; i++) {
        struct template_values *line = template_section(table, "EVENT");
        template_text(line, "DATE", h->report[h->event[i].report].date);
        template_text(line, "WHAT", h->event[i].what);
        template_text(line, "FROM", h->event[i].from);
        template_text(line, "TO", h->event[i].to);
    }
}

static void put_reports(struct template_values *v, const struct history_page *p)
{
    const struct history *h = p->history;
    struct template_values *list = template_section(v, "REPORTS");
    for (size_t i = 0; i < h->n_reports; i++) {
        struct template_values *line = template_section(list, "REPORT");
        template_text(line, "SLUG", p->machine[h->report[i].added]->slug);
        template_text(line, "DATE", h->report[i].date);
        template_text(line, "REVISION", h->report[i].revision);
    }
}

static void fill(struct template_values *v, struct history_page *p)
{
    char line[HISTORY_LINE], title[HISTORY_TEXT + 16];
    snprintf(title, sizeof title, "History of %s", p->history->host);
    struct template_values *opening = put_page(v, "history", title, p->machine ? "../../" : "");
    put_content(opening, "changes", "Changes");
    put_content(opening, "context", "What else changed");
    template_text(v, "TITLE", title);
    history_says_span(p->history, line);
    template_text(v, "SPAN", line);
    history_says_counts(p->history, line);
    template_text(v, "COUNTS", line);
    history_says_thresholds(p->history, line);
    template_text(v, "THRESHOLDS", line);
    put_rows_changed(v, p);
    put_events(v, p->history);
    if (p->machine) {
        put_content(opening, "reports", "Reports");
        put_reports(v, p);
    }
}

static int draw(struct history_page *p, const char *dir, const char *scripts, char undrawn[SC_ERR],
                char err[SC_ERR])
{
    char path[SITE_PATH];
    if ((size_t)snprintf(path, sizeof path, "%s/charts", dir) >= sizeof path) {
        snprintf(err, SC_ERR, "the path is too long: name a shorter one");
        return -1;
    }
    if (p->charts.n == 0)
        return 0;
    if (chart_write_series(p->charts.series, p->charts.n, path, p->names, err) != 0)
        return -1;
    chart_draw(path, scripts, &p->results, undrawn);
    return 0;
}

static int copy_common(const char *dir, const char *templates, const char *scripts,
                       char err[SC_ERR])
{
    char plots[SITE_PATH + 8];
    snprintf(plots, sizeof plots, "%s/plots", dir);
    int status = site_copy_all(scripts, ".gp", plots, err);
    if (status == 0)
        status = site_copy_all(templates, ".css", dir, err);
    return status ? status : site_copy_all(templates, ".js", dir, err);
}

static int write_page(struct history_page *p, const char *dir, const char *templates,
                      char err[SC_ERR])
{
    char path[SITE_PATH + 16];
    struct template_values *v = template_new();
    fill(v, p);
    snprintf(path, sizeof path, "%s/index.html", dir);
    int status = template_write(v, templates, "history.html", path, err);
    template_free(v);
    return status;
}

int site_put_history(const struct history *h, const struct site_machine *const *machine,
                     const char *dir, const char *templates, const char *scripts,
                     char undrawn[SC_ERR], char err[SC_ERR])
{
    struct history_page p = {.history = h, .machine = machine, .taken = json_object()};
    history_charts_init(&p.charts, h);
    p.names = checked_alloc(p.charts.n, sizeof *p.names);
    int status = draw(&p, dir, scripts, undrawn, err);
    if (status == 0)
        status = write_page(&p, dir, templates, err);
    free(p.names);
    json_decref(p.taken);
    history_charts_free(&p.charts);
    return status;
}

int site_write_history(const struct history *h, const char *dir, const char *templates,
                       const char *scripts, char undrawn[SC_ERR], char err[SC_ERR])
{
    char why[SC_ERR] = "";
    json_t *left = site_folder_open(dir, err);
    int status = left ? site_put_history(h, NULL, dir, templates, scripts, undrawn, err) : -1;
    if (status == 0)
        status = copy_common(dir, templates, scripts, err);
    if (left && site_folder_close(dir, left, status == 0 ? err : why) != 0)
        status = -1;
    return status;
}
