// SPDX-License-Identifier: MIT
// Lists rows by asking the family programs.
#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/number.h"
#include "synccost/cli/paths.h"
#include "synccost/run/catalog.h"
#include "synccost/run/child.h"

static const double list_timeout_s = 60;

static bool parse_tier(const char *name, unsigned *tier)
{
    const struct profile *p = profile_find(name);
    if (p)
        *tier = p->tier;
    return p != NULL;
}

/* name tier threads cpus basis floor sampled, between tabs. */
static bool parse_line(char *line, const char *program, struct catalog_row *row)
{
    char *field[7], *rest = line;
    for (int i = 0; i < 7; i++)
        if (!(field[i] = strsep(&rest, "\t")))
            return false;
    uint64_t threads, cpus;
    if (rest || !parse_tier(field[1], &row->tier) ||
        !number_u64(field[2], 1, UINT32_MAX, &threads) ||
        !number_u64(field[3], 1, UINT32_MAX, &cpus))
        return false;
    row->threads = (unsigned)threads;
    row->cpus = (unsigned)cpus;
    row->name = strdup(field[0]);
    row->program = strdup(program);
    row->basis = strdup(field[4]);
    row->floor = strcmp(field[5], "-") == 0 ? NULL : strdup(field[5]);
    row->sampled = field[6][0] == '1';
    return true;
}

static void row_free(struct catalog_row *row)
{
    free(row->name);
    free(row->program);
    free(row->basis);
    free(row->floor);
}

static void catalog_append(struct catalog *c, const struct catalog_row *row)
{
    c->row = realloc(c->row, (c->n + 1) * sizeof *c->row);
    if (!c->row)
        abort();
    c->row[c->n++] = *row;
}

static int list_program(struct catalog *c, const char *program, char err[SC_ERR])
{
    char *argv[6] = {(char *)program, (char *)"--list", NULL};
    struct child_result result;
    int n = 2;
    if (c->threads) {
        argv[n++] = (char *)"--threads";
        argv[n++] = (char *)c->threads;
    }
    if (c->spin_oversubscribed)
        argv[n++] = (char *)"--spin-oversubscribed";
    child_run(argv, list_timeout_s, &result);
    if (result.end != CHILD_EXITED || result.status != 0) {
        snprintf(err, SC_ERR, "%.120s: cannot list its rows (%.80s): build again with make",
                 program, result.complaint);
        free(result.out);
        return -1;
    }
    char *rest = result.out, *line;
    while ((line = strsep(&rest, "\n")))
        if (*line) {
            struct catalog_row row;
            if (parse_line(line, program, &row))
                catalog_append(c, &row);
        }
    free(result.out);
    return 0;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Paths of the executables in dir, sorted; NULL-terminated. */
static char **programs_in(const char *dir)
{
    DIR *d = opendir(dir);
    size_t n = 0;
    char **paths = calloc(1, sizeof *paths);
    for (struct dirent *e; d && paths && (e = readdir(d));) {
        char *path = NULL;
        struct stat st;
        if (e->d_name[0] == '.' || asprintf(&path, "%s/%s", dir, e->d_name) < 0)
            continue;
        if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) || access(path, X_OK) != 0) {
            free(path);
            continue;
        }
        paths = realloc(paths, (n + 2) * sizeof *paths);
        if (!paths)
            abort();
        paths[n++] = path;
        paths[n] = NULL;
    }
    if (d)
        closedir(d);
    if (n)
        qsort(paths, n, sizeof *paths, compare_names);
    return paths;
}

static int list_all(struct catalog *c, char err[SC_ERR])
{
    char **programs = programs_in(c->benches);
    int status = 0;
    if (!programs || !programs[0]) {
        snprintf(err, SC_ERR,
                 "%.160s: holds no family program: build them with make, or name their folder with "
                 "--benches",
                 c->benches);
        status = -1;
    }
    for (char **p = programs; p && *p; p++) {
        if (status == 0)
            status = list_program(c, *p, err);
        free(*p);
    }
    free(programs);
    return status;
}

/* Keeps the rows for which the profile has room and the filter a match; counts both ways of
 * leaving. */
static void keep(struct catalog *c, const regex_t *filter, unsigned tier, size_t *matched)
{
    size_t kept = 0;
    *matched = 0;
    for (size_t i = 0; i < c->n; i++) {
        bool matches = !filter || regexec(filter, c->row[i].name, 0, NULL, 0) == 0;
        *matched += matches;
        if (matches && c->row[i].tier <= tier)
            c->row[kept++] = c->row[i];
        else
            row_free(&c->row[i]);
    }
    c->n = kept;
}

int catalog_load(struct catalog *c, const struct options *o, const struct profile *profile,
                 char err[SC_ERR])
{
    *c = (struct catalog){.threads = o->value[OPTION_threads],
                          .spin_oversubscribed = o->value[OPTION_spin_oversubscribed] != NULL};
    c->benches = o->value[OPTION_benches] ? strdup(o->value[OPTION_benches])
                                          : path_beside_program("benches");
    if (list_all(c, err) != 0)
        return -1;
    const char *text = o->value[OPTION_filter];
    regex_t filter;
    size_t matched;
    if (text && regcomp(&filter, text, REG_EXTENDED | REG_NOSUB) != 0) {
        snprintf(err, SC_ERR,
                 "--filter: bad expression '%.80s': give an extended regular expression", text);
        return -1;
    }
    keep(c, text ? &filter : NULL, profile->tier, &matched);
    if (text)
        regfree(&filter);
    if (c->n)
        return 0;
    if (matched)
        snprintf(
            err, SC_ERR,
            "--filter: '%.80s' matches only rows of a larger profile than %s: add --profile full",
            text ? text : "", profile->name);
    else
        snprintf(err, SC_ERR, "--filter: no row matches '%.80s': see synccost list --profile full",
                 text ? text : "");
    return -1;
}

void catalog_free(struct catalog *c)
{
    for (size_t i = 0; i < c->n; i++)
        row_free(&c->row[i]);
    free(c->row);
    free(c->benches);
}
