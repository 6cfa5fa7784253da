// SPDX-License-Identifier: MIT
// Paths, dates and labels of pages about several reports.
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "common/text.h"
#include "report/model/facts.h"
#include "report/site/several.h"
#include "report/summary/labels.h"

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

/* What decides at first sight how far the figures can be trusted; the page of a report has more. */
static bool at_first_sight(const struct label *l)
{
    static const char *const keys[] = {"imported", "hardware", "container", "noise",
                                       "build",    "run",      "rows",      "distance"};
    if (l->weight == LABEL_FACT)
        return false;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(l->key, keys[i]) == 0)
            return true;
    return false;
}

static size_t count_warnings(const struct report *r)
{
    size_t warnings = 0, i;
    json_t *warning;
    json_array_foreach (report_member(r, "warnings"), i, warning) {
        const char *severity = json_string_value(json_object_get(warning, "severity"));
        warnings += !severity || strcmp(severity, "note") != 0;
    }
    return warnings;
}

void site_labels(struct template_values *v, const struct report *r)
{
    struct labels labels;
    labels_of(&labels, r);
    for (size_t i = 0; i < labels.n; i++) {
        const struct label *l = &labels.label[i];
        if (at_first_sight(l))
            template_textf(template_section(v, "LABEL"), "TEXT", "%.*s", (int)strcspn(l->text, ":"),
                           l->text);
    }
    size_t warnings = count_warnings(r);
    if (warnings)
        template_textf(template_section(v, "LABEL"), "TEXT", "%zu warning%s", warnings,
                       warnings == 1 ? "" : "s");
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
