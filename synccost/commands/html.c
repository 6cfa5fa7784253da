// SPDX-License-Identifier: MIT
// synccost html: a static site of reports.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "report/site/copy.h"
#include "report/site/folder.h"
#include "report/site/gallery.h"
#include "report/site/histories.h"
#include "report/site/list.h"
#include "report/site/site.h"
#include "synccost/cli/paths.h"
#include "synccost/commands/command.h"
#include "synccost/commands/load.h"

struct site {
    const char *dir, *list; /* list is NULL where none is wanted */
    char *templates, *scripts;
    char **paths; /* of the reports */
    struct report *reports;
    struct noise *noises; /* of their machines; empty where not measured */
    struct site_machine **machines;
    size_t n;
    struct site_histories histories;
};

__attribute__((format(printf, 1, 2))) static char *path_of(const char *format, ...)
{
    char *path = NULL;
    va_list args;
    va_start(args, format);
    if (vasprintf(&path, format, args) < 0)
        abort();
    va_end(args);
    return path;
}

/* Reads all of them before anything is written. 0, or 2 with a line on stderr. */
static int load_all(struct site *s)
{
    json_t *taken = json_object();
    int status = 0;
    for (size_t i = 0; i < s->n; i++)
        report_init(&s->reports[i]);
    for (size_t i = 0; i < s->n && status == 0; i++) {
        s->machines[i] = checked_alloc(1, sizeof *s->machines[i]);
        s->machines[i]->report = &s->reports[i];
        status = load_report(&s->reports[i], s->paths[i]);
        if (status == 0)
            status = load_noise(&s->noises[i], s->paths[i]);
        if (status == 0)
            site_slug(&s->reports[i], taken, s->machines[i]->slug);
    }
    json_decref(taken);
    return status;
}

/* A chart that could not be drawn is missing from the page, and its table is there all the same. */
static int draw(const struct site *s, struct site_machine *m, const char *folder, char err[SC_ERR])
{
    char *charts = path_of("%s/charts", folder), why[SC_ERR];
    int status = path_make(folder) == 0
                     ? chart_write_data(&m->report, 1, charts, err)
                     : snprintf(err, SC_ERR, "cannot make the folder %.100s", folder);
    if (status == 0 && (chart_draw(charts, s->scripts, &m->charts, why) != 0 ||
                        chart_draw_linear(charts, s->scripts, &m->charts, why) != 0))
        complain("%s: some charts are missing: %s", m->slug, why);
    free(charts);
    return status ? -1 : 0;
}

static int write_machine(const struct site *s, size_t i, char err[SC_ERR])
{
    struct site_machine *m = s->machines[i];
    char *folder = path_of("%s/m/%s", s->dir, m->slug), *page = path_of("%s/index.html", folder),
         *copy = path_of("%s/report.json", folder);
    int status = draw(s, m, folder, err);
    if (status == 0)
        status = site_copy(s->paths[i], "report.json", copy, err);
    if (status == 0)
        status = site_write_machine(m, s->templates, page, err);
    free(copy);
    free(page);
    free(folder);
    return status;
}

/* What all pages share. */
static int write_common(const struct site *s, char err[SC_ERR])
{
    char *plots = path_of("%s/plots", s->dir);
    int status = site_copy_all(s->scripts, ".gp", plots, err);
    if (status == 0)
        status = site_copy_all(s->templates, ".css", s->dir, err);
    if (status == 0)
        status = site_copy_all(s->templates, ".js", s->dir, err);
    free(plots);
    return status;
}

/* The pages about all of them. */
static int write_gallery(struct site *s, char err[SC_ERR])
{
    const struct noise **noises = checked_alloc(s->n, sizeof *noises);
    char undrawn[SC_ERR] = "";
    for (size_t i = 0; i < s->n; i++)
        noises[i] = &s->noises[i];
    int status = site_write_gallery(
        &(struct gallery){.dir = s->dir,
                          .templates = s->templates,
                          .scripts = s->scripts,
                          .machine = (const struct site_machine *const *)s->machines,
                          .noise = noises,
                          .n = s->n,
                          .histories = &s->histories},
        undrawn, err);
    if (*undrawn)
        complain("%s: some charts are missing: %s", s->dir, undrawn);
    free(noises);
    return status;
}

/* The report's folder as seen from the folder in which the list lies. malloc'd. */
static char *folder_seen(const char *list, const char *report)
{
    const char *slash = strrchr(list, '/');
    size_t length = slash ? (size_t)(slash - list) + 1 : 0;
    char *folder = report_folder(report);
    if (!folder)
        abort();
    for (size_t n = strlen(folder); n > 1 && folder[n - 1] == '/'; n--)
        folder[n - 1] = '\0';
    if (length && strncmp(folder, list, length) == 0)
        memmove(folder, folder + length, strlen(folder + length) + 1);
    return folder;
}

static int write_list(const struct site *s)
{
    char err[SC_ERR], **folders = checked_alloc(s->n, sizeof *folders);
    for (size_t i = 0; i < s->n; i++)
        folders[i] = folder_seen(s->list, s->paths[i]);
    int status = site_write_list((const struct site_machine *const *)s->machines,
                                 (const char *const *)folders, s->n, s->list, err);
    for (size_t i = 0; i < s->n; i++)
        free(folders[i]);
    free(folders);
    return status == 0 ? 0 : complain("%s: %s", s->list, err);
}

static int write_site(struct site *s)
{
    char err[SC_ERR];
    site_histories_init(&s->histories, s->machines, s->n);
    json_t *left = site_folder_open(s->dir, err);
    int status = left ? 0 : -1;
    for (size_t i = 0; i < s->n && status == 0; i++)
        status = write_machine(s, i, err);
    if (status == 0)
        status = write_common(s, err);
    if (status == 0)
        status = write_gallery(s, err);
    if (left) {
        char why[SC_ERR] = "";
        if (site_folder_close(s->dir, left, status == 0 ? err : why) != 0)
            status = -1;
    }
    if (status != 0)
        return complain("%s: %s", s->dir, err);
    printf("site: %s/index.html (%zu report%s)\n", s->dir, s->n, s->n == 1 ? "" : "s");
    return 0;
}

int cmd_html(const struct options *o)
{
    const size_t n = (size_t)o->n_operands;
    if (!o->value[OPTION_site])
        return complain("--out: missing: name a folder for the site");
    struct site s = {.dir = o->value[OPTION_site],
                     .list = o->value[OPTION_list],
                     .templates = path_of_shared("site", "machine.html"),
                     .scripts = path_of_shared("plots", "ladder.gp"),
                     .paths = o->operands,
                     .reports = checked_alloc(n, sizeof *s.reports),
                     .noises = checked_alloc(n, sizeof *s.noises),
                     .machines = checked_alloc(n, sizeof *s.machines),
                     .n = n};
    int status = load_all(&s);
    if (status == 0)
        status = write_site(&s);
    if (status == 0 && s.list)
        status = write_list(&s);
    site_histories_free(&s.histories);
    for (size_t i = 0; i < n; i++) {
        report_free(&s.reports[i]);
        noise_free(&s.noises[i]);
        free(s.machines[i]);
    }
    free(s.machines);
    free(s.reports);
    free(s.noises);
    free(s.templates);
    free(s.scripts);
    return status;
}
