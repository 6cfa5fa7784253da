// SPDX-License-Identifier: MIT
// Words and numbers of a file, and the rows and samples that they become.
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "common/basis.h"
#include "common/floors.h"
#include "common/number.h"
#include "common/text.h"
#include "report/imports/parts.h"

int import_refuse(struct import *im, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(im->err, SC_ERR, format, args);
    va_end(args);
    return -1;
}

char *import_line(struct import *im)
{
    char *line = im->rest;
    if (!line || line == im->text + im->size)
        return NULL;
    im->line++;
    size_t length = strcspn(line, "\n");
    im->rest = line[length] ? line + length + 1 : NULL;
    line[length] = '\0';
    if (length && line[length - 1] == '\r')
        line[length - 1] = '\0';
    return line;
}

char *import_word(char **at)
{
    char *word = *at + strspn(*at, " \t");
    if (!*word)
        return NULL;
    char *end = word + strcspn(word, " \t");
    *at = *end ? end + 1 : end;
    *end = '\0';
    return word;
}

char *import_cell(char **at)
{
    char *cell = *at;
    if (!cell)
        return NULL;
    char *end = cell + strcspn(cell, ",");
    *at = *end ? end + 1 : NULL;
    *end = '\0';
    return cell;
}

bool import_time(const char *text, double unit, double *ns)
{
    double value;
    if (strspn(text, "0123456789.eE+-") != strlen(text) || !number_double(text, 0, 1e18, &value) ||
        signbit(value))
        return false;
    *ns = value * unit;
    return metric_in_range(*ns, METRIC_real_time);
}

bool import_count(const char *text, uint64_t most, uint64_t *n)
{
    return number_u64(text, 0, most, n);
}

char *import_shown(const char *text, char out[IMPORT_SHOWN])
{
    return text_clean(text, out, IMPORT_SHOWN);
}

/* False where the name is too long. */
static bool code_name(const char *name, char out[REPORT_NAME])
{
    static const char hex[] = "0123456789ABCDEF",
                      plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                "_.:/,+=-";
    size_t n = 0;
    for (; *name; name++) {
        bool allowed = strchr(plain, *name) != NULL;
        if (n + (allowed ? 1 : 3) >= REPORT_NAME)
            return false;
        if (allowed) {
            out[n++] = *name;
            continue;
        }
        out[n++] = '%';
        out[n++] = hex[(unsigned char)*name >> 4];
        out[n++] = hex[(unsigned char)*name & 15];
    }
    out[n] = '\0';
    return n > 0;
}

struct row *import_row(struct import *im, const char *name, bool coded)
{
    char allowed[REPORT_NAME], shown[IMPORT_SHOWN];
    struct report *r = im->report;
    if (coded ? !code_name(name, allowed) : !report_name_allowed(name)) {
        import_refuse(im,
                      "the name '%s' is empty, too long for a row (%d characters, what is no plain "
                      "letter counts three) or no row's: shorten it",
                      import_shown(name, shown), REPORT_NAME - 1);
        return NULL;
    }
    struct row *row = report_row(r, coded ? allowed : name);
    if (row)
        return row;
    if (r->n_rows >= REPORT_ROWS) {
        import_refuse(im, "has more than %d rows: split the file", REPORT_ROWS);
        return NULL;
    }
    row = report_add_row(r, coded ? allowed : name);
    row->status = ROW_OK;
    return row;
}

struct sample import_no_sample(void)
{
    struct sample s = {0};
    for (int m = 0; m < METRIC_COUNT; m++)
        s.value[m] = NAN;
    return s;
}

int import_add(struct import *im, struct row *row, const struct sample *s)
{
    if (row->n_samples >= REPORT_SAMPLES)
        return import_refuse(im, "the row %.80s has more than %d samples: split the file",
                             row->name, REPORT_SAMPLES);
    for (int m = 0; m < METRIC_COUNT; m++)
        if (s->value[m] >= 0 && !metric_in_range(s->value[m], (enum metric)m))
            return import_refuse(im,
                                 "the row %.80s has a figure out of its range: take the file "
                                 "anew from its program",
                                 row->name);
    row_add_sample(row, s);
    return 0;
}

static void set_basis(struct row *row, enum basis b)
{
    if (!row->basis && !(row->basis = strdup(basis_words(b)->name)))
        abort();
}

int import_pair(struct import *im, unsigned a, unsigned b, unsigned trial, double one_way_ns)
{
    char name[REPORT_NAME];
    snprintf(name, sizeof name, "%s/imported/pair:%u-%u", floor_name(FLOOR_line_transfer),
             a < b ? a : b, a < b ? b : a);
    struct row *row = import_row(im, name, false);
    if (!row)
        return -1;
    row->threads = row->cpus = 2;
    set_basis(row, BASIS_ROUND_TRIP);
    struct sample s = import_no_sample();
    s.trial = trial;
    s.value[METRIC_one_way_ns] = one_way_ns;
    s.value[METRIC_round_trip_ns] = s.value[METRIC_real_time] = 2 * one_way_ns;
    return import_add(im, row, &s);
}
