// SPDX-License-Identifier: MIT
// Runs gnuplot on the data files of a folder, without a shell and without a word from a report.
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "report/charts/gnuplot.h"
#include "report/charts/list.h"

/* What gnuplot says is wrong: its first line that names a line of the script and is no warning,
 * from that number on; else the first that is not empty. */
static void complaint(const char *errors, char *out, size_t size)
{
    char first[SC_ERR] = "", line[SC_ERR];
    out[0] = '\0';
    for (const char *at = errors; *at;) {
        size_t length = strcspn(at, "\r\n");
        snprintf(line, sizeof line, "%.*s", (int)(length < sizeof line ? length : sizeof line - 1),
                 at);
        if (!*first && strspn(line, " \t") < strlen(line))
            memcpy(first, line, sizeof first);
        const char *named = strstr(line, "\" line ");
        if (named && !strstr(named, "warning:")) {
            chart_clean(named + 2, out, size);
            return;
        }
        at += length + (at[length] != '\0');
    }
    chart_clean(*first ? first : "it ended without saying why", out, size);
}

/* The title and the reason for drawing nothing from the head record of a data file: the reason is
 * empty where there is something to draw. False where there is no file. */
static bool read_head(const char *path, struct chart_result *result)
{
    FILE *f = fopen(path, "re");
    if (!f)
        return false;
    char line[2048], *reason = result->reason;
    size_t size = sizeof result->reason;
    reason[0] = '\0';
    while (fgets(line, sizeof line, f)) {
        if (line[0] == '#')
            continue;
        char *at = line;
        snprintf(result->title, sizeof result->title, "%.*s", (int)strcspn(line, "\t\n"), line);
        for (int field = 1; field < 6 && at; field++)
            at = strchr(at, '\t') ? strchr(at, '\t') + 1 : NULL;
        if (!at)
            snprintf(reason, size, "the data file has no head record");
        else if (strcspn(at, "\t\n") != 1 || *at != '-')
            snprintf(reason, size, "%.*s", (int)strcspn(at, "\t\n"), at);
        break;
    }
    fclose(f);
    return true;
}

static bool is_picture(const char *dir, const char *name, const char *ending)
{
    char path[CHART_PATH];
    struct stat s;
    chart_path(path, sizeof path, dir, name, ending);
    return stat(path, &s) == 0 && S_ISREG(s.st_mode) && s.st_size > 0;
}

/* The size that the first lines of a picture name, in pixels. */
static bool read_size(const char *dir, const char *name, struct chart_result *result)
{
    char path[CHART_PATH], line[512];
    bool found = false;
    chart_path(path, sizeof path, dir, name, ".svg");
    FILE *f = fopen(path, "re");
    for (int i = 0; f && i < 8 && !found && fgets(line, sizeof line, f); i++) {
        const char *at = strstr(line, "width=\"");
        found =
            at && sscanf(at, "width=\"%u\" height=\"%u\"", &result->width, &result->height) == 2;
    }
    if (f)
        fclose(f);
    return found;
}

static void remove_picture(const char *dir, const char *name, const char *ending)
{
    char path[CHART_PATH];
    chart_path(path, sizeof path, dir, name, ending);
    unlink(path);
}

/* Half a picture is none. */
static void remove_pictures(const char *dir, const char *name)
{
    remove_picture(dir, name, ".svg");
    remove_picture(dir, name, ".png");
}

/* How drawing one has gone. After those that come last no other can be drawn. */
enum outcome { DRAWN, FAILED, GIVEN_UP, TOO_LATE };

/* What follows from gnuplot_run's reason, with words in why. */
static enum outcome judge(int reason, char why[SC_ERR])
{
    if (reason == ENOENT || reason == ENOTDIR)
        snprintf(why, SC_ERR, "gnuplot not found: install gnuplot-nox");
    else if (reason == ETIMEDOUT)
        snprintf(why, SC_ERR, "gnuplot did not end within %g s: killed", gnuplot_patience);
    else if (reason == ECANCELED)
        snprintf(why, SC_ERR, "interrupted");
    else if (reason == ETIME)
        snprintf(why, SC_ERR, "no time was left");
    else
        snprintf(why, SC_ERR, "gnuplot cannot be started: %s", strerror(reason));
    return reason == ETIME ? TOO_LATE : GIVEN_UP;
}

/* Runs the chart's script; why it is not drawn, in why. */
static enum outcome run_script(const char *dir, const char *scripts, const struct chart_file *chart,
                               bool linear, const struct chart_end *end, char why[SC_ERR])
{
    const struct chart_kind *kind = chart->kind;
    char script[CHART_PATH], errors[4096] = "", line[160];
    int status = 0, n = 3;
    if ((size_t)snprintf(script, sizeof script, "%s/%s", scripts, kind->script) >= sizeof script) {
        snprintf(why, SC_ERR, "the path of the scripts is too long: install them elsewhere");
        return FAILED;
    }
    char *argv[6] = {"gnuplot", "-c", script};
    if (chart_is_of_each(kind))
        argv[n++] = (char *)chart->which;
    if (linear)
        argv[n++] = "linear";
    int reason = gnuplot_run(dir, argv, end, &status, errors, sizeof errors);
    if (reason != 0)
        return judge(reason, why);
    if (WIFSIGNALED(status))
        snprintf(line, sizeof line, "gnuplot was ended by signal %d", WTERMSIG(status));
    else if (WEXITSTATUS(status) != 0)
        complaint(errors, line, sizeof line);
    else if (is_picture(dir, chart->name, linear ? ".linear.svg" : ".svg") &&
             (linear || is_picture(dir, chart->name, ".png")))
        return DRAWN;
    else
        complaint(*errors ? errors : "gnuplot wrote no picture", line, sizeof line);
    snprintf(why, SC_ERR, "%s: %s", kind->script, line);
    return FAILED;
}

/* Draws one chart, as run_script does. */
static enum outcome draw(const char *dir, const char *scripts, const struct chart_file *chart,
                         const struct chart_end *end, struct chart_result *result)
{
    enum outcome outcome = run_script(dir, scripts, chart, false, end, result->reason);
    if (outcome == DRAWN && !read_size(dir, chart->name, result)) {
        snprintf(result->reason, SC_ERR, "%s: the picture has no size", chart->kind->script);
        outcome = FAILED;
    }
    if (outcome != DRAWN)
        remove_pictures(dir, chart->name);
    return outcome;
}

/* The folder of scripts without links, and whether dir is there. */
static int find_folders(const char *dir, const char *script_dir, char scripts[PATH_MAX],
                        char err[SC_ERR])
{
    struct stat s;
    if (!realpath(script_dir, scripts) || strlen(scripts) + 64 > CHART_PATH) {
        snprintf(err, SC_ERR, "the folder of plot scripts is missing: %s", strerror(errno));
        return -1;
    }
    if (stat(dir, &s) != 0 || !S_ISDIR(s.st_mode) || strlen(dir) + 64 > CHART_PATH) {
        snprintf(err, SC_ERR, "the chart folder is missing");
        return -1;
    }
    return 0;
}

static const struct chart_end no_end = {.deadline = INFINITY};

int chart_draw(const char *dir, const char *script_dir, struct chart_results *results,
               char err[SC_ERR])
{
    return chart_draw_until(dir, script_dir, &no_end, results, err);
}

int chart_draw_until(const char *dir, const char *script_dir, const struct chart_end *end,
                     struct chart_results *results, char err[SC_ERR])
{
    char scripts[PATH_MAX], why[SC_ERR] = ""; /* why no other can be drawn */
    struct chart_results own;
    if (!results)
        results = &own;
    memset(results, 0, sizeof *results);
    if (find_folders(dir, script_dir, scripts, err) != 0)
        return -1;
    int worst = 0;
    enum outcome outcome = DRAWN;
    struct chart_file list[CHART_MOST];
    size_t n = chart_list(dir, ".dat", list);
    for (size_t i = 0; i < n; i++) {
        char path[CHART_PATH];
        chart_path(path, sizeof path, dir, list[i].name, ".dat");
        struct chart_result *result = &results->chart[results->n];
        if (!read_head(path, result))
            continue;
        memcpy(result->name, list[i].name, sizeof result->name);
        memcpy(result->family, list[i].which, sizeof result->family);
        result->script = list[i].kind->script;
        results->n++;
        if (*result->reason)
            continue;
        if (*why)
            memcpy(result->reason, why, SC_ERR);
        else
            outcome = draw(dir, scripts, &list[i], end, result);
        if (outcome >= GIVEN_UP)
            memcpy(why, result->reason, SC_ERR);
        result->drawn = outcome == DRAWN;
        result->lost = outcome != DRAWN;
        result->late = outcome == TOO_LATE;
        if (outcome != DRAWN && worst == 0) {
            worst = -1;
            memcpy(err, result->reason, SC_ERR);
        }
    }
    return worst;
}

int chart_draw_linear(const char *dir, const char *script_dir, struct chart_results *results,
                      char err[SC_ERR])
{
    char scripts[PATH_MAX];
    struct chart_file list[CHART_MOST];
    if (find_folders(dir, script_dir, scripts, err) != 0)
        return -1;
    int worst = 0;
    size_t n = chart_list(dir, ".svg", list);
    for (size_t i = 0; i < results->n; i++) {
        struct chart_result *result = &results->chart[i];
        size_t k = 0;
        while (k < n && strcmp(list[k].name, result->name) != 0)
            k++;
        if (!result->drawn || k == n || !list[k].kind->linear)
            continue;
        char why[SC_ERR];
        result->linear = run_script(dir, scripts, &list[k], true, &no_end, why) == DRAWN;
        if (result->linear)
            continue;
        remove_picture(dir, result->name, ".linear.svg");
        if (worst == 0)
            memcpy(err, why, SC_ERR);
        worst = -1;
    }
    return worst;
}
