// SPDX-License-Identifier: MIT
// Go's benchmark format: each result line is a sample of its benchmark.
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/basis.h"
#include "common/text.h"
#include "report/exports/export.h"
#include "report/imports/parts.h"

struct benchfmt {
    struct import *im;
    bool own;                   /* synccost's own export: names and figures are those of a report */
    unsigned package, packages; /* of the lines that follow, and how many there were */
    char cpu[REPORT_NAME], basis[32], name[REPORT_NAME];
    unsigned *of_row; /* package of each row */
    size_t n_rows;
};

static bool is_benchmark(const char *word)
{
    static const char head[] = "Benchmark";
    size_t n = strlen(head);
    return strncmp(word, head, n) == 0 && !islower((unsigned char)word[n]);
}

/* Cuts "-8" off the end, which is GOMAXPROCS, and returns it; NULL where there is none. */
static char *cut_procs(char *name)
{
    char *end = name + strlen(name), *at = end;
    while (at > name && isdigit((unsigned char)at[-1]))
        at--;
    if (at == end || at == name || at[-1] != '-')
        return NULL;
    at[-1] = '\0';
    return at;
}

static struct row *own_row(struct benchfmt *b, const char *word)
{
    char name[REPORT_NAME], shown[IMPORT_SHOWN];
    if (!import_go_name(word, name)) {
        import_refuse(b->im, "'%s' is no name that synccost export wrote",
                      import_shown(word, shown));
        return NULL;
    }
    struct row *row = import_row(b->im, name, false);
    char threads[16];
    uint64_t n;
    if (row && row_param(row, "threads", threads, sizeof threads) &&
        import_count(threads, REPORT_THREADS, &n))
        row->threads = (unsigned)n;
    if (row && !row->basis && basis_find(b->basis) && !(row->basis = strdup(b->basis)))
        abort();
    return row;
}

static struct row *foreign_row(struct benchfmt *b, char *word)
{
    char *name = NULL, *procs = cut_procs(word);
    const char *rest = word + strlen("Benchmark");
    if (asprintf(&name, "benchfmt/%s%s%s", *rest ? rest : "Benchmark", procs ? "/gomaxprocs:" : "",
                 procs ? procs : "") < 0)
        abort();
    struct row *row = import_row(b->im, name, true);
    free(name);
    return row;
}

/* Two packages may have benchmarks of one name. */
static int check_package(struct benchfmt *b, const struct row *row)
{
    size_t place = (size_t)(row - b->im->report->rows);
    if (place == b->n_rows) {
        b->of_row = checked_grow(b->of_row, b->n_rows, sizeof *b->of_row);
        b->of_row[b->n_rows++] = b->package;
    }
    return b->of_row[place] == b->package
               ? 0
               : import_refuse(b->im,
                               "%.80s was measured in another package, too: split the file by pkg",
                               row->name);
}

/* Puts the value where its unit belongs. False where the unit has no place. */
static bool take_value(const struct benchfmt *b, double value, const char *unit, struct sample *s)
{
    int m = strcmp(unit, "sec/op") == 0 ? METRIC_real_time : export_go_metric(unit);
    if (m < 0 || (m != METRIC_real_time && !b->own))
        return false;
    s->value[m] = strcmp(unit, "sec/op") == 0 ? value * 1e9 : value;
    return true;
}

static int take_values(struct benchfmt *b, char *line, struct sample *s)
{
    struct import_outcome *o = b->im->outcome;
    char *word, *unit, shown[IMPORT_SHOWN];
    while ((word = import_word(&line))) {
        double value;
        if (!import_time(word, 1, &value))
            return import_refuse(b->im, "'%s' is no number from 0", import_shown(word, shown));
        if (!(unit = import_word(&line)))
            return import_refuse(b->im, "the value %s has no unit", import_shown(word, shown));
        if (!take_value(b, value, unit, s) && o->counters++ == 0)
            text_clean(unit, o->counter, sizeof o->counter);
    }
    if (isfinite(s->value[METRIC_real_time]) &&
        !metric_in_range(s->value[METRIC_real_time], METRIC_real_time))
        return import_refuse(b->im, "the time is too large");
    return 0;
}

static int take_result(struct benchfmt *b, char *name, char *line)
{
    struct sample s = import_no_sample();
    char shown[IMPORT_SHOWN], *count = import_word(&line);
    if (!count)
        return 0; /* go test -v names what it starts */
    if (!import_count(count, INT64_MAX, &s.iterations))
        return import_refuse(b->im, "'%s' is no number of iterations", import_shown(count, shown));
    if (take_values(b, line, &s) != 0)
        return -1;
    if (isnan(s.value[METRIC_real_time])) {
        b->im->outcome->left_out++;
        return 0;
    }
    struct row *row = b->own ? own_row(b, name) : foreign_row(b, name);
    if (!row || check_package(b, row) != 0)
        return -1;
    s.trial = (unsigned)row->n_samples;
    return import_add(b->im, row, &s);
}

static int take_cpu(struct benchfmt *b, const char *value)
{
    if (*b->cpu && strncmp(b->cpu, value, sizeof b->cpu - 1) != 0)
        return import_refuse(b->im, "cpu is another one than before: give one machine a file");
    snprintf(b->cpu, sizeof b->cpu, "%s", value);
    import_fact(b->im, "model", value);
    return 0;
}

static void take_package(struct benchfmt *b, const char *value)
{
    char name[REPORT_NAME];
    snprintf(name, sizeof name, "%s", value);
    if (strcmp(name, b->name) == 0)
        return;
    snprintf(b->name, sizeof b->name, "%s", name);
    b->package = ++b->packages;
    b->own = strcmp(value, "synccost") == 0;
}

static void take_arch(struct benchfmt *b, const char *value)
{
    import_fact(b->im, "arch",
                strcmp(value, "amd64") == 0   ? "x86_64"
                : strcmp(value, "arm64") == 0 ? "aarch64"
                                              : value);
}

/* "key: value", whose key begins with a small letter and has no capital and no blank. */
static int take_configuration(struct benchfmt *b, char *line)
{
    size_t n = strcspn(line, ":");
    if (!islower((unsigned char)*line) || !line[n])
        return 0;
    for (size_t i = 0; i < n; i++)
        if (isupper((unsigned char)line[i]) || isspace((unsigned char)line[i]))
            return 0;
    line[n] = '\0';
    const char *value = line + n + 1 + strspn(line + n + 1, " \t");
    if (strcmp(line, "cpu") == 0)
        return take_cpu(b, value);
    if (strcmp(line, "pkg") == 0)
        take_package(b, value);
    else if (strcmp(line, "goarch") == 0 || strcmp(line, "arch") == 0)
        take_arch(b, value);
    else if (strcmp(line, "basis") == 0)
        snprintf(b->basis, sizeof b->basis, "%s", value);
    else if (strcmp(line, "machine") == 0 && b->own)
        snprintf(b->im->machine, sizeof b->im->machine, "%s", value);
    else if (strcmp(line, "emulated") == 0 && strcmp(value, "true") == 0)
        import_emulated(b->im);
    return 0;
}

int import_benchfmt(struct import *im)
{
    struct benchfmt b = {.im = im};
    char *line;
    int status = 0;
    while (status == 0 && (line = import_line(im))) {
        if (!is_benchmark(line)) {
            status = take_configuration(&b, line);
            continue;
        }
        char *name = import_word(&line);
        status = take_result(&b, name, line);
    }
    free(b.of_row);
    return status;
}
