// SPDX-License-Identifier: MIT
// Guarantees in the form of litmus7's log, which the tools of the herd suite read.
#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/exports/export.h"
#include "report/model/outcomes.h"

/* A log names the thread of a register: that of r1, of r2 and so on in the shapes that we know. */
static const struct {
    const char *shape, *threads;
} owners[] = {
    {"mp", "11"},     {"sb", "01"},   {"lb", "01"},    {"s", "1"},        {"r", "1"},
    {"2+2w", ""},     {"corr", "11"}, {"coww", "1"},   {"corw", "0"},     {"cowr", "0"},
    {"iriw", "2233"}, {"wrc", "122"}, {"isa2", "122"}, {"relseq", "111"}, {"limit", "01"},
};

char export_register_thread(const char *row, unsigned reg)
{
    const char *shape = strchr(row, '/');
    const size_t length = shape ? strcspn(++shape, "/") : 0;
    for (size_t i = 0; shape && i < sizeof owners / sizeof *owners; i++)
        if (strlen(owners[i].shape) == length && memcmp(owners[i].shape, shape, length) == 0)
            return reg >= 1 && reg <= strlen(owners[i].threads) ? owners[i].threads[reg - 1] : '\0';
    return '\0';
}

/* "r1=1 x=2" as "1:r1=1; x=2;" or, in a condition, "1:r1=1 /\ x=2". */
static void put_state(FILE *out, const char *row, const char *state, bool condition)
{
    const char *between = "";
    while (*state) {
        const size_t length = strcspn(state, " ");
        const char thread = state[0] == 'r' && isdigit((unsigned char)state[1])
                                ? export_register_thread(row, (unsigned)(state[1] - '0'))
                                : '\0';
        fputs(between, out);
        if (thread)
            fprintf(out, "%c:", thread);
        fprintf(out, condition ? "%.*s" : "%.*s;", (int)length, state);
        between = condition ? " /\\ " : " ";
        state += length + (state[length] == ' ');
    }
}

/* What a log's condition asks for: the forbidden outcomes, else the expected one. */
static bool is_asked_for(const struct outcome *o, bool forbids)
{
    return forbids ? !o->allowed : o->expected;
}

static void put_condition(FILE *out, const char *row, const struct outcome *o, size_t n,
                          bool forbids)
{
    const char *between = "";
    for (size_t i = 0; i < n; i++) {
        if (!is_asked_for(&o[i], forbids))
            continue;
        fputs(between, out);
        between = " \\/ ";
        put_state(out, row, o[i].name, true);
    }
    fputs(*between ? "" : "false", out);
}

/* A name as litmus tests have it: what stands between family and threads, without slashes. */
static void test_name(const char *row, char *name, size_t size)
{
    const char *begin = strchr(row, '/'), *end = strstr(row, "/threads:");
    begin = begin ? begin + 1 : row;
    const size_t length = end && end > begin ? (size_t)(end - begin) : strlen(begin);
    snprintf(name, size, "%.*s", (int)length, begin);
    for (char *c = name; *c; c++)
        *c = *c == '/' ? '+' : *c;
}

static void put_histogram(FILE *out, const char *row, const struct outcome *o, size_t n,
                          bool forbids)
{
    size_t states = 0;
    for (size_t i = 0; i < n; i++)
        states += o[i].count > 0;
    fprintf(out, "Histogram (%zu states)\n", states);
    for (size_t i = 0; i < n; i++) {
        if (!o[i].count)
            continue;
        fprintf(out, "%-6" PRIu64 "%c>", o[i].count, is_asked_for(&o[i], forbids) ? '*' : ':');
        put_state(out, row, o[i].name, false);
        fputc('\n', out);
    }
}

static void put_verdict(FILE *out, const char *row, const char *name, const struct outcome *o,
                        size_t n, bool forbids)
{
    uint64_t positive = 0, negative = 0;
    for (size_t i = 0; i < n; i++)
        *(is_asked_for(&o[i], forbids) ? &positive : &negative) += o[i].count;
    fprintf(out,
            "%s\n\nWitnesses\nPositive: %" PRIu64 ", Negative: %" PRIu64 "\nCondition exists (",
            positive ? "Ok" : "No", positive, negative);
    put_condition(out, row, o, n, forbids);
    fprintf(out, ") is %svalidated\nObservation %s %s %" PRIu64 " %" PRIu64 "\n",
            positive ? "" : "NOT ", name,
            !positive  ? "Never"
            : negative ? "Sometimes"
                       : "Always",
            positive, negative);
}

static double seconds_of(const struct export_row *e)
{
    double ms = 0;
    for (size_t i = 0; i < e->n; i++)
        if (isfinite(e->sample[i]->value[METRIC_window_ms]))
            ms += e->sample[i]->value[METRIC_window_ms];
    return ms / 1e3;
}

static void put_row(FILE *out, const struct export_row *e)
{
    struct outcome *o;
    char name[REPORT_NAME];
    bool forbids = false;
    const size_t n = outcomes_of(e->row, &o);
    for (size_t i = 0; i < n; i++)
        forbids |= !o[i].allowed;
    test_name(e->row->name, name, sizeof name);
    fprintf(out, "Test %s Allowed\n", name);
    put_histogram(out, e->row->name, o, n, forbids);
    put_verdict(out, e->row->name, name, o, n, forbids);
    fprintf(out, "Time %s %.2f\n\n", name, seconds_of(e));
    free(o);
}

void export_litmus7(FILE *out, const struct export *e)
{
    for (size_t i = 0; i < e->n_rows; i++)
        put_row(out, &e->rows[i]);
}
