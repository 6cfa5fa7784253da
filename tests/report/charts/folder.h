// SPDX-License-Identifier: MIT
// What the tests of charts share: a folder for their files, and questions about what lies in it.
#pragma once

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/charts/chart.h"
#include "tests/test.h"

struct folder {
    char path[64];
};

static inline int make_folder(void **state)
{
    struct folder *f = calloc(1, sizeof *f);
    assert_non_null(f);
    strcpy(f->path, "/tmp/synccost-charts-XXXXXX");
    assert_non_null(mkdtemp(f->path));
    *state = f;
    return 0;
}

static inline int remove_folder(void **state)
{
    struct folder *f = *state;
    DIR *d = opendir(f->path);
    for (struct dirent *e; d && (e = readdir(d));)
        unlinkat(dirfd(d), e->d_name, 0);
    if (d)
        closedir(d);
    rmdir(f->path);
    free(f);
    return 0;
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

/* The whole file, NUL-terminated, or NULL. */
static inline char *slurp(const char *dir, const char *name, size_t *size)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "rb");
    if (!f)
        return NULL;
    char *text = malloc(1 << 24);
    assert_non_null(text);
    size_t n = fread(text, 1, (1 << 24) - 1, f);
    text[n] = '\0';
    fclose(f);
    if (size)
        *size = n;
    return text;
}

static inline bool holds(const char *dir, const char *name, const char *words)
{
    char *text = slurp(dir, name, NULL);
    bool found = text && strstr(text, words);
    free(text);
    return found;
}

static inline void spill(const char *dir, const char *name, const char *text)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static inline bool exists(const char *dir, const char *name)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return access(path, F_OK) == 0;
}

/* False for a data file that says why there is nothing to draw. */
static inline bool has_data(const char *dir, const char *chart)
{
    char name[CHART_NAME + 8];
    snprintf(name, sizeof name, "%s.dat", chart);
    return !holds(dir, name, "# synccost chart data: nothing to draw");
}

static inline const struct chart_result *result_of(const struct chart_results *results,
                                                   const char *name)
{
    for (size_t i = 0; i < results->n; i++)
        if (strcmp(results->chart[i].name, name) == 0)
            return &results->chart[i];
    fail_msg("no result for %s", name);
    return NULL;
}

static inline void write_one(const struct report *r, const char *dir)
{
    char err[SC_ERR] = "";
    if (chart_write_data(&r, 1, dir, err) != 0)
        fail_msg("%s", err);
}

static inline void draw(const char *dir, struct chart_results *results)
{
    char err[SC_ERR] = "";
    if (chart_draw(dir, "plots", results, err) != 0)
        fail_msg("%s", err);
}

/* Draws those charts alone, whose data files must be there: all take ten times as long. What the
 * folder has of other charts goes. charts ends in NULL. */
static inline void draw_only(const char *dir, const char *const *charts,
                             struct chart_results *results)
{
    DIR *d = opendir(dir);
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d));) {
        size_t k = 0, length = strcspn(e->d_name, ".");
        while (charts[k] && (strncmp(charts[k], e->d_name, length) != 0 || charts[k][length]))
            k++;
        if (!charts[k] && length)
            unlinkat(dirfd(d), e->d_name, 0);
    }
    closedir(d);
    draw(dir, results);
}

#define CHARTS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Fails unless both pictures of the chart are whole. */
static inline void assert_pictures(const char *dir, const char *chart)
{
    char name[64];
    size_t size;
    snprintf(name, sizeof name, "%s.svg", chart);
    char *text = slurp(dir, name, &size);
    assert_non_null(text);
    assert_int_equal(strncmp(text, "<?xml", 5), 0);
    assert_true(size > 2048);
    assert_non_null(strstr(text, "</svg>"));
    assert_null(strstr(text, "scale(0.00)")); /* no renderer takes a point of no size */
    json_t *utf8 = json_stringn(text, size);
    assert_non_null(utf8);
    json_decref(utf8);
    free(text);
    snprintf(name, sizeof name, "%s.png", chart);
    text = slurp(dir, name, &size);
    assert_non_null(text);
    assert_true(size > 2048);
    assert_memory_equal(text, "\x89PNG\r\n\x1a\n", 8);
    assert_memory_equal(text + size - 8, "IEND", 4);
    free(text);
}

/* Fails unless every data line of the file's block `block` has so many fields; returns the
 * lines. */
static inline unsigned count_lines(const char *dir, const char *name, unsigned block,
                                   unsigned fields)
{
    char *text = slurp(dir, name, NULL);
    assert_non_null(text);
    unsigned empty = 0, now = 0, lines = 0;
    for (char *line = text; *line;) {
        size_t length = strcspn(line, "\n");
        if (length == 0) {
            now += ++empty == 2;
        } else if (*line != '#') {
            empty = 0;
            unsigned tabs = 0;
            for (size_t i = 0; i < length; i++)
                tabs += line[i] == '\t';
            if (now == block) {
                assert_int_equal(tabs + 1, fields);
                lines++;
            }
        }
        line += length + (line[length] != '\0');
    }
    free(text);
    return lines;
}

/* Fails unless the script, run by hand without a word of complaint, draws the same bytes. */
static inline void assert_same_by_hand(const char *dir, const char *chart, const char *script)
{
    char root[PATH_MAX], command[PATH_MAX + 256], name[64];
    size_t drawn_size, hand_size, said;
    assert_non_null(getcwd(root, sizeof root));
    snprintf(name, sizeof name, "%s.svg", chart);
    char *drawn = slurp(dir, name, &drawn_size);
    /* in the C locale gnuplot warns that it cannot write a degree sign */
    snprintf(command, sizeof command,
             "cd %s && rm %s && LC_ALL=C.UTF-8 gnuplot -c '%s'/plots/%s 2>words", dir, name, root,
             script);
    assert_int_equal(system(command), 0);
    char *hand = slurp(dir, name, &hand_size), *words = slurp(dir, "words", &said);
    assert_non_null(drawn);
    assert_non_null(hand);
    assert_string_equal(words, "");
    assert_int_equal(said, 0);
    assert_int_equal(drawn_size, hand_size);
    assert_memory_equal(drawn, hand, hand_size);
    free(drawn);
    free(hand);
    free(words);
}
