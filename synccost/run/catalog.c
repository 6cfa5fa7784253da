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

#include "common/alloc.h"
#include "common/json.h"
#include "common/protocol.h"
#include "synccost/cli/paths.h"
#include "synccost/run/catalog.h"
#include "synccost/run/child.h"
#include "synccost/run/command_line.h"
#include "synccost/run/listing.h"
#include "synccost/run/tell.h"

static void catalog_append(struct catalog *c, const struct catalog_row *row)
{
    c->row = checked_grow(c->row, c->n, sizeof *c->row);
    c->row[c->n++] = *row;
}

/* seen: by name, the place of the row that has it. A name that is taken twice would be two rows in
 * the catalog and one in the report. */
static int add_row(struct catalog *c, const struct catalog_row *row, json_t *seen, char err[SC_ERR])
{
    const json_t *place = json_object_get(seen, row->name);
    if (place) {
        char first[LISTING_PROGRAM], second[LISTING_PROGRAM];
        snprintf(err, SC_ERR, "%.100s: listed by %.40s and by %.40s: rename one of the rows",
                 row->name, listing_program(c->row[json_integer_value(place)].program, first),
                 listing_program(row->program, second));
        return -1;
    }
    if (json_object_set_new(seen, row->name, json_integer((json_int_t)c->n)) != 0)
        abort();
    catalog_append(c, row);
    return 0;
}

static int take_line(struct catalog *c, const char *program, const char *line, unsigned number,
                     json_t *seen, char err[SC_ERR])
{
    struct catalog_row row;
    char why[SC_ERR];
    if (number > PROTOCOL_LIST_ROWS || c->n >= PROTOCOL_LIST_ROWS) {
        snprintf(err, SC_ERR, "%.120s: lists more than %d rows%s: mend or remove the program",
                 program, PROTOCOL_LIST_ROWS,
                 number > PROTOCOL_LIST_ROWS ? "" : ", with those of the programs before it");
        return -1;
    }
    if (listing_is_remark(line, program, c->remarks))
        return 0;
    if (listing_read(line, program, &row, why) != 0) {
        snprintf(err, SC_ERR, "%.120s: line %u of its list %.60s: see docs/PROTOCOL.md", program,
                 number, why);
        return -1;
    }
    if (add_row(c, &row, seen, err) == 0)
        return 0;
    catalog_row_free(&row);
    return -1;
}

static int say_interrupted(char err[SC_ERR])
{
    snprintf(err, SC_ERR, "interrupted while the rows were listed");
    return -1;
}

static int take_list(struct catalog *c, const char *program, char *list, json_t *seen,
                     char err[SC_ERR])
{
    char *rest = list, *line;
    unsigned number = 0;
    while ((line = strsep(&rest, "\n"))) {
        if (child_interrupted)
            return say_interrupted(err);
        if (*line && take_line(c, program, line, ++number, seen, err) != 0)
            return -1;
    }
    return 0;
}

static void say_why(const char *program, const struct child_result *result, char err[SC_ERR])
{
    if (result->end == CHILD_FLOODED)
        snprintf(err, SC_ERR, "%.120s: lists more than %d MiB: mend or remove the program", program,
                 PROTOCOL_LIST_BYTES >> 20);
    else if (result->end == CHILD_TIMEOUT)
        snprintf(err, SC_ERR, "%.120s: no end of its list after %d s: mend or remove the program",
                 program, PROTOCOL_LIST_SECONDS);
    else if (result->end == CHILD_INTERRUPTED)
        say_interrupted(err);
    else
        snprintf(err, SC_ERR, "%.120s: cannot list its rows (%.80s): build again with make",
                 program, result->complaint);
}

static int list_program(struct catalog *c, const char *program, json_t *seen, char err[SC_ERR])
{
    struct command_line line;
    struct child_result result;
    command_line_begin(&line, program);
    command_line_put(&line, PROTOCOL_FLAG(list), NULL);
    command_line_put_choice(&line, c->threads, c->spin_oversubscribed);
    child_run((char *const *)line.argv, PROTOCOL_LIST_SECONDS, PROTOCOL_LIST_BYTES, &result);
    int status = -1;
    if (result.end == CHILD_EXITED && result.status == 0)
        status = take_list(c, program, result.out, seen, err);
    else
        say_why(program, &result, err);
    free(result.out);
    return status;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Paths of the executables in dir, sorted; NULL-terminated. NULL where dir cannot be read. */
static char **programs_in(const char *dir)
{
    DIR *d = opendir(dir);
    size_t n = 0;
    if (!d)
        return NULL;
    char **paths = checked_alloc(1, sizeof *paths);
    for (struct dirent *e; (e = readdir(d));) {
        char *path = NULL;
        struct stat st;
        if (e->d_name[0] == '.')
            continue;
        if (asprintf(&path, "%s/%s", dir, e->d_name) < 0)
            abort();
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
    closedir(d);
    if (n)
        qsort(paths, n, sizeof *paths, compare_names);
    return paths;
}

static int list_all(struct catalog *c, char err[SC_ERR])
{
    char **programs = programs_in(c->benches);
    int status = 0;
    if (!programs) {
        snprintf(err, SC_ERR,
                 "%.140s: cannot be read (%s): build the family programs with make, or name their "
                 "folder with --benches",
                 c->benches, strerror(errno));
        return -1;
    }
    if (!programs[0]) {
        snprintf(err, SC_ERR,
                 "%.160s: holds no family program: build them with make, or name their folder with "
                 "--benches",
                 c->benches);
        status = -1;
    }
    json_t *seen = json_object();
    for (char **p = programs; *p; p++) {
        if (status == 0)
            status = list_program(c, *p, seen, err);
        free(*p);
    }
    json_decref(seen);
    free(programs);
    return status;
}

/* Keeps the rows for which the profile has room and the filter a match; counts both ways of
 * leaving. After a signal it keeps none. */
static void keep(struct catalog *c, const regex_t *filter, unsigned tier, size_t *matched)
{
    size_t kept = 0;
    *matched = 0;
    for (size_t i = 0; i < c->n; i++) {
        bool matches =
            !child_interrupted && (!filter || regexec(filter, c->row[i].name, 0, NULL, 0) == 0);
        *matched += matches;
        if (matches && c->row[i].tier <= tier)
            c->row[kept++] = c->row[i];
        else
            catalog_row_free(&c->row[i]);
    }
    c->n = kept;
}

int catalog_load(struct catalog *c, const struct options *o, const struct profile *profile,
                 char err[SC_ERR])
{
    *c = (struct catalog){.threads = o->value[OPTION_threads],
                          .spin_oversubscribed = o->value[OPTION_spin_oversubscribed] != NULL,
                          .remarks = json_object()};
    c->benches = o->value[OPTION_benches] ? checked_text(o->value[OPTION_benches])
                                          : path_beside_program("benches");
    tell_machine();
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
    if (child_interrupted)
        return say_interrupted(err);
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
        catalog_row_free(&c->row[i]);
    free(c->row);
    free(c->benches);
    json_decref(c->left_out.groups);
    json_decref(c->remarks);
}

void catalog_keep_about(const struct catalog *c, json_t *ours)
{
    json_t *about = json_object();
    for (size_t i = 0; i < c->n; i++) {
        char program[LISTING_PROGRAM];
        listing_program(c->row[i].program, program);
        json_t *said = json_object_get(json_object_get(c->remarks, program), ROW_KEY_about);
        if (said)
            put_new(about, program, json_pack("{s:O}", ROW_KEY_about, said));
    }
    if (json_object_size(about) > 0)
        json_object_set(ours, "programs", about);
    json_decref(about);
}
