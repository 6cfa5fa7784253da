// SPDX-License-Identifier: MIT
// Paths, anchors, cells and labels of pages.
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "common/text.h"
#include "report/format/format.h"
#include "report/model/estimate.h"
#include "report/model/facts.h"
#include "report/site/several.h"

int site_path(const struct gallery *s, const char *format, char path[SITE_PATH], char err[SC_ERR],
              ...)
{
    va_list args;
    va_start(args, err);
    int n = snprintf(path, SITE_PATH, "%s/", s->dir);
    if (n > 0 && n < SITE_PATH)
        n += vsnprintf(path + n, SITE_PATH - (size_t)n, format, args);
    va_end(args);
    if (n > 0 && n < SITE_PATH)
        return 0;
    snprintf(err, SC_ERR, "the path of the site is too long: make it elsewhere");
    return -1;
}

int site_folder(const struct gallery *s, const char *name, char err[SC_ERR])
{
    char path[SITE_PATH];
    if (site_path(s, "%s", path, err, name) != 0)
        return -1;
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        return 0;
    snprintf(err, SC_ERR, "cannot make the folder %.80s: %s", name, strerror(errno));
    return -1;
}

void site_content(struct template_values *v, const char *id, const char *name)
{
    struct template_values *entry = template_section(v, "CONTENT");
    template_text(entry, "ID", id);
    template_text(entry, "NAME", name);
}

/* The interval stands below the time; each of several modes stands in the time's place, and the
 * interval is of none of them. */
static void put_interval(struct template_values *cell, const struct row *row)
{
    struct modes modes;
    char text[FORMAT];
    estimate_modes(row, METRIC_real_time, &modes);
    if (modes.n < 2)
        template_text(template_section(cell, "SMALL"), "X", format_interval(text, &row->time));
}

void site_cell(struct template_values *v, const char *machine, const struct report *r,
               const struct row *row)
{
    bool known = row && row_measured(row);
    struct template_values *cell =
        known ? put_value(v, r, row) : template_include(v, "VALUE", "unknown.html");
    if (machine)
        template_text(template_section(cell, "MACHINE"), "X", machine);
    if (known)
        put_interval(cell, row);
}

void site_name_row(struct template_values *v, const struct row *row, const char *anchor)
{
    char part[64] = "";
    template_text(v, "ROW_ID", anchor);
    template_text(v, "ROW_NAME", row->name);
    row_part(row, 1, part, sizeof part);
    template_text(v, "SUBJECT", part);
    if (!row_part(row, 2, part, sizeof part) || strchr(part, ':'))
        part[0] = '\0';
    template_text(v, "SCENARIO", part);
}

static void put_label(struct template_values *v, const char *text)
{
    template_text(template_section(v, "LABEL"), "TEXT", text);
}

void site_labels(struct template_values *v, const struct report *r)
{
    char text[96], fact[64];
    size_t warnings = 0, i;
    json_t *warning;
    const json_t *virtual = report_member(r, "machine.virtualization");
    if (json_is_object(report_member(r, "imported")))
        put_label(v, "imported");
    if (json_is_true(report_member(r, "machine.emulated")))
        put_label(v, "emulated");
    else if (json_is_string(virtual) && strcmp(json_string_value(virtual), "none") != 0) {
        report_fact(r, "machine.virtualization", fact, sizeof fact);
        snprintf(text, sizeof text, "guest (%s)", fact);
        put_label(v, text);
    }
    if (json_is_false(report_member(r, "run.complete")))
        put_label(v, "cut short");
    json_array_foreach (report_member(r, "warnings"), i, warning) {
        const char *severity = json_string_value(json_object_get(warning, "severity"));
        warnings += !severity || strcmp(severity, "note") != 0;
    }
    if (warnings) {
        snprintf(text, sizeof text, "%zu warning%s", warnings, warnings == 1 ? "" : "s");
        put_label(v, text);
    }
}

char *site_date(const struct report *r, char date[32])
{
    text_clean(json_string_value(json_object_get(r->context, "date")), date, 32);
    if (!*date)
        snprintf(date, 32, "date unknown");
    else if (strlen(date) > 16 && date[10] == 'T') {
        date[10] = ' ';
        date[16] = '\0';
    }
    return date;
}
