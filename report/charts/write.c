// SPDX-License-Identifier: MIT
// The writing of all data files.
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/family.h"
#include "report/charts/chart.h"
#include "report/charts/families.h"
#include "report/charts/list.h"

static void remove_file(const char *dir, const char *name, const char *ending)
{
    char path[CHART_PATH];
    chart_path(path, sizeof path, dir, name, ending);
    unlink(path);
}

/* Opens DIR/NAME.ending for writing; NULL with err. */
static FILE *create(const char *dir, const char *name, const char *ending, char err[SC_ERR])
{
    char path[CHART_PATH];
    chart_path(path, sizeof path, dir, name, ending);
    FILE *f = fopen(path, "we");
    if (!f)
        snprintf(err, SC_ERR, "cannot write %s%s: %s", name, ending, strerror(errno));
    return f;
}

/* Closes f: 0, or -1 with err where anything written to it was lost. */
static int finish(FILE *f, const char *name, const char *ending, char err[SC_ERR])
{
    bool lost = ferror(f) != 0;
    errno = 0;
    if (fclose(f) == 0 && !lost)
        return 0;
    snprintf(err, SC_ERR, "cannot write %s%s: %s", name, ending,
             errno ? strerror(errno) : "the disk may be full");
    return -1;
}

static int write_csv(const struct report *r, const char *dir, char err[SC_ERR])
{
    FILE *f = create(dir, "core-to-core", ".csv", err);
    if (!f)
        return -1;
    size_t pairs = chart_write_pairs_csv(f, r);
    if (finish(f, "core-to-core", ".csv", err))
        return -1;
    if (pairs == 0)
        remove_file(dir, "core-to-core", ".csv");
    return 0;
}

/* Removes the charts of an earlier call, those of families that are in no report now as well. */
static void remove_old(const char *dir)
{
    static const char *const endings[] = {".dat", ".svg", ".png", ".linear.svg"};
    for (int k = 0; k < 4; k++) {
        struct chart_file list[CHART_MOST];
        size_t n = chart_list(dir, endings[k], list);
        for (size_t i = 0; i < n; i++)
            remove_file(dir, list[i].name, endings[k]);
    }
    remove_file(dir, "core-to-core", ".csv");
    remove_file(dir, "core-to-core-small", ".png");
}

static int write_one(const struct chart_kind *kind, const char *name, const char *dir,
                     char err[SC_ERR], const struct chart_input *in)
{
    FILE *f = create(dir, name, ".dat", err);
    if (!f)
        return -1;
    kind->write(f, in);
    return finish(f, name, ".dat", err);
}

static bool is_taken(char (*names)[CHART_NAME], size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* Names the kind's chart by the slug; two families or rows whose names differ in what a file's name
 * has not get different ones. */
static void name_chart(const struct chart_kind *kind, const char *slug, char (*names)[CHART_NAME],
                       size_t n)
{
    snprintf(names[n], CHART_NAME, "%s-%s", kind->name, slug);
    for (unsigned k = 2; is_taken(names, n, names[n]); k++)
        snprintf(names[n], CHART_NAME, "%s-%s-%u", kind->name, slug, k);
}

static int write_by_family(const struct chart_kind *kind, const struct report *r, const char *dir,
                           char err[SC_ERR])
{
    struct chart_families families = {0};
    char names[CHART_FAMILIES][CHART_NAME];
    int status = 0;
    if (kind->of == CHART_OF_UNSCALED)
        chart_families_unscaled(&families, r);
    else
        chart_families_threaded(&families, r);
    for (size_t i = 0; i < families.n && i < CHART_FAMILIES && status == 0; i++) {
        char family[REPORT_NAME], slug[CHART_SLUG];
        const char *name = families.row[i]->name;
        snprintf(family, sizeof family, "%.*s", (int)strcspn(name, "/"), name);
        chart_family_slug(families.row[i], slug, sizeof slug);
        name_chart(kind, slug, names, i);
        status = write_one(kind, names[i], dir, err,
                           &(struct chart_input){.reports = &r, .n = 1, .family = family});
    }
    chart_families_free(&families);
    return status;
}

static int write_by_dimension(const struct chart_kind *kind, const struct report *r,
                              const char *dir, char err[SC_ERR])
{
    const struct dimension *d;
    int status = 0;
    for (size_t i = 0; (d = dimension_at(i)) && status == 0; i++) {
        char name[CHART_NAME];
        snprintf(name, sizeof name, "%s-%s", kind->name, d->name);
        if (chart_has_dimension(r, d))
            status = write_one(kind, name, dir, err,
                               &(struct chart_input){.reports = &r, .n = 1, .dimension = d});
    }
    return status;
}

/* Makes the folder, and removes what an earlier call left there. */
static int prepare(size_t n_reports, const char *dir, char err[SC_ERR])
{
    if (n_reports == 0) {
        snprintf(err, SC_ERR, "no report to draw");
        return -1;
    }
    if (strlen(dir) + 64 > CHART_PATH) {
        snprintf(err, SC_ERR, "the chart folder's name is too long");
        return -1;
    }
    if (mkdir(dir, 0777) != 0 && errno != EEXIST) {
        snprintf(err, SC_ERR, "cannot make the chart folder: %s", strerror(errno));
        return -1;
    }
    remove_old(dir);
    return 0;
}

static int write_charts(const struct chart_input *all, const char *dir, char err[SC_ERR])
{
    int status = prepare(all->n, dir, err);
    for (const struct chart_kind *kind = chart_kinds; kind->name && status == 0; kind++) {
        struct chart_input in = *all;
        in.family = family_of_chart(kind->name)->name;
        if (kind->of == CHART_OF_ROW || kind->of == CHART_OF_SERIES ||
            (kind->of == CHART_OF_COMPARISON) != (all->n > 1))
            continue;
        if (kind->of == CHART_OF_FAMILY || kind->of == CHART_OF_UNSCALED)
            status = write_by_family(kind, all->reports[0], dir, err);
        else if (kind->of == CHART_OF_DIMENSION)
            status = write_by_dimension(kind, all->reports[0], dir, err);
        else
            status = write_one(kind, kind->name, dir, err, &in);
    }
    return status == 0 && all->n == 1 ? write_csv(all->reports[0], dir, err) : status;
}

int chart_write_data(const struct report *const *reports, size_t n, const char *dir,
                     char err[SC_ERR])
{
    return write_charts(&(struct chart_input){.reports = reports, .n = n}, dir, err);
}

int chart_write_comparison(const struct report *base, const struct report *next,
                           const struct chart_finding *findings, size_t n, const char *dir,
                           char err[SC_ERR])
{
    const struct report *both[] = {base, next};
    const struct chart_input in = {.reports = both, .n = 2, .findings = findings, .n_findings = n};
    return write_charts(&in, dir, err);
}

static const struct chart_kind *kind_of(enum chart_of of)
{
    const struct chart_kind *kind = chart_kinds;
    while (kind->of != of)
        kind++;
    return kind;
}

static int write_by_row(const struct chart_kind *kind, const struct row *row, size_t i,
                        const struct chart_input *in, const char *dir, char (*names)[CHART_NAME],
                        char err[SC_ERR])
{
    char slug[CHART_ROW_SLUG];
    chart_row_slug(row, slug, sizeof slug);
    name_chart(kind, slug, names, i);
    return write_one(kind, names[i], dir, err, in);
}

int chart_write_rows(const struct report *const *reports, size_t n, const struct row *const *rows,
                     size_t n_rows, const char *dir, char (*names)[CHART_NAME], char err[SC_ERR])
{
    int status = prepare(n, dir, err);
    for (size_t i = 0; i < n_rows && status == 0; i++) {
        const struct chart_input in = {.reports = reports, .n = n, .row = rows[i]};
        status = write_by_row(kind_of(CHART_OF_ROW), rows[i], i, &in, dir, names, err);
    }
    return status;
}

int chart_write_series(const struct chart_series *series, size_t n, const char *dir,
                       char (*names)[CHART_NAME], char err[SC_ERR])
{
    int status = prepare(n, dir, err);
    for (size_t i = 0; i < n && status == 0; i++) {
        const struct chart_input in = {.series = &series[i]};
        status = write_by_row(kind_of(CHART_OF_SERIES), series[i].row, i, &in, dir, names, err);
    }
    return status;
}
