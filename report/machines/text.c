// SPDX-License-Identifier: MIT
// The table of machines as plain text and as Markdown, and the sentences that its page shares.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/format/format.h"
#include "report/machines/machines.h"
#include "report/model/facts.h"

/* Columns of a line: what a line's head takes, and a machine. */
enum { HEAD = 10, CELL = 16, ACROSS = (TEXT_COLUMNS - HEAD) / CELL };

char *machines_rank(char buf[16], const struct machines_cell *cell)
{
    if (cell->best == 0)
        snprintf(buf, 16, "-");
    else if (cell->best == cell->worst)
        snprintf(buf, 16, "%u", cell->best);
    else
        snprintf(buf, 16, "%u-%u", cell->best, cell->worst);
    return buf;
}

void machines_says_ranks(const struct machines *m, char line[MACHINES_LINE])
{
    snprintf(
        line, MACHINES_LINE,
        "%zu of %zu rows that two reports or more have. A rank such as 2-4 says that the order "
        "of these places is not known: the rank test over launches, adjusted for all pairs of "
        "machines in the row, the interval and the noise threshold do not tell them apart. "
        "Among %zu machines it takes %u launches of a row to be told apart.",
        m->n_rows, m->of, m->n, m->needs);
}

static const char *name_of(const struct machines *m, size_t column, char name[96])
{
    return report_fact(m->report[column], "machine.slug", name, 96);
}

void machines_says_outlier(const struct machines *m, const struct machines_outlier *o,
                           char line[MACHINES_LINE])
{
    char name[96], label[MACHINES_LABEL], ratio[FORMAT];
    snprintf(line, MACHINES_LINE,
             "%s (%s) is %.0f %% %s than its %zu twins in %s rows: %s, %zu row%s",
             name_of(m, o->column, name), machines_label(label, o->column),
             100 * fabs(o->ratio.value - 1), o->ratio.value > 1 ? "slower" : "faster", o->twins,
             o->contended ? "contended" : "uncontended", format_ratio(ratio, &o->ratio), o->rows,
             o->rows == 1 ? "" : "s");
}

bool machines_says_twins(const struct machines *m, char line[MACHINES_LINE])
{
    if (m->twins)
        snprintf(line, MACHINES_LINE,
                 "%zu machines have two twins or more: hosts of the same model, kernel and "
                 "microcode. %s",
                 m->twins,
                 m->n_outliers ? "Not like their twins:" : "Each of them is like its twins.");
    return m->twins > 0;
}

static void print_machines(FILE *out, const struct machines *m)
{
    for (size_t i = 0; i < m->n; i++) {
        char label[MACHINES_LABEL], name[96], profile[24];
        const char *date = json_string_value(json_object_get(m->report[i]->context, "date"));
        char day[12] = "-";
        if (date)
            text_clean(date, day, 11);
        fprintf(out, "  %-3s %s, %s, %s\n", machines_label(label, i), name_of(m, i, name), day,
                report_fact(m->report[i], "run.profile", profile, sizeof profile));
    }
}

static void print_heads(FILE *out, const char *head, size_t from, size_t to)
{
    char label[MACHINES_LABEL];
    fprintf(out, "  %-*s", HEAD - 2, head);
    for (size_t i = from; i < to; i++)
        fprintf(out, "%*s", CELL, machines_label(label, i));
    fputc('\n', out);
}

static void print_ns(FILE *out, const struct machines_row *row, size_t from, size_t to)
{
    fprintf(out, "%*s%-*s", 4, "", HEAD - 4, "time");
    for (size_t i = from; i < to; i++) {
        char ns[FORMAT], rank[16], text[FORMAT + 20];
        const struct machines_cell *c = &row->cell[i];
        snprintf(text, sizeof text, "%s  #%s", format_ns(ns, c->row ? c->row->time.median : NAN),
                 machines_rank(rank, c));
        text_put(out, c->row ? text : "-", CELL);
    }
    fputc('\n', out);
}

static void print_cycles(FILE *out, const struct machines_row *row, size_t from, size_t to)
{
    char text[FORMAT];
    fprintf(out, "%*s%-*s", 4, "", HEAD - 4, "cyc");
    for (size_t i = from; i < to; i++) {
        const struct machines_cell *c = &row->cell[i];
        text_put(out, format_count(text, c->row ? c->row->cycles.median : NAN), CELL);
    }
    fprintf(out, "\n%*s%-*s", 4, "", HEAD - 4, "floor");
    for (size_t i = from; i < to; i++)
        text_put(out, format_multiple(text, row->cell[i].multiple), CELL);
    fputc('\n', out);
}

static void print_rows(FILE *out, const struct machines *m, size_t from, size_t to)
{
    fputc('\n', out);
    print_heads(out, "row", from, to);
    for (size_t i = 0; i < m->n_rows; i++) {
        fprintf(out, "  %s\n", m->row[i].row->name);
        print_ns(out, &m->row[i], from, to);
        print_cycles(out, &m->row[i], from, to);
    }
}

static void print_means(FILE *out, const char *head, const double *values, size_t from, size_t to,
                        format_value *value)
{
    char text[FORMAT];
    fprintf(out, "%*s%-*s", 4, "", HEAD - 4, head);
    for (size_t i = from; i < to; i++)
        text_put(out, value(text, values[i]), CELL);
    fputc('\n', out);
}

static void print_families(FILE *out, const struct machines *m, size_t from, size_t to)
{
    for (size_t i = 0; i < m->n_families; i++) {
        const struct machines_family *f = &m->family[i];
        fprintf(out, "  %s, %zu row%s\n", f->name, f->rows, f->rows == 1 ? "" : "s");
        print_means(out, "time", f->ns, from, to, format_ns);
        print_means(out, "cyc", f->cycles, from, to, format_count);
        print_means(out, "floor", f->multiple, from, to, format_multiple);
    }
}

static void print_outliers(FILE *out, const struct machines *m)
{
    char line[MACHINES_LINE];
    if (!machines_says_twins(m, line))
        return;
    fputc('\n', out);
    text_wrap(out, 0, line);
    for (size_t i = 0; i < m->n_outliers; i++) {
        machines_says_outlier(m, &m->outlier[i], line);
        fputs("  ", out);
        text_wrap(out, 4, line);
    }
}

void machines_print(FILE *out, const struct machines *m)
{
    char line[MACHINES_LINE];
    print_machines(out, m);
    machines_says_ranks(m, line);
    text_wrap(out, 0, line);
    fputs("time: median, and # its rank (-: none, as it is emulated, imported, disturbed or of too "
          "few launches)\n"
          "cyc: estimated CPU cycles; floor: multiple of the machine's own floor\n",
          out);
    for (size_t from = 0; from < m->n; from += ACROSS)
        print_rows(out, m, from, from + ACROSS < m->n ? from + ACROSS : m->n);
    if (m->n_families)
        fputs("\nGeometric means by family, of the rows that all machines have\n", out);
    for (size_t from = 0; from < m->n && m->n_families; from += ACROSS) {
        size_t to = from + ACROSS < m->n ? from + ACROSS : m->n;
        print_heads(out, "family", from, to);
        print_families(out, m, from, to);
    }
    print_outliers(out, m);
}

static void markdown_heads(FILE *out, const struct machines *m, const char *head)
{
    fprintf(out, "\n| %s |", head);
    for (size_t i = 0; i < m->n; i++) {
        char name[96], text[200];
        fprintf(out, " %s |", text_markdown(name_of(m, i, name), text, sizeof text));
    }
    fputs("\n|---|", out);
    for (size_t i = 0; i < m->n; i++)
        fputs("---:|", out);
    fputc('\n', out);
}

static void markdown_cell(FILE *out, double ns, double cycles, double multiple)
{
    char time[FORMAT], cyc[FORMAT], times[FORMAT];
    fprintf(out, " %s, %s cyc, %s", format_ns(time, ns), format_count(cyc, cycles),
            format_multiple(times, multiple));
}

void machines_markdown(FILE *out, const struct machines *m)
{
    char line[MACHINES_LINE];
    machines_says_ranks(m, line);
    fprintf(out, "%s\n", line);
    markdown_heads(out, m, "row: time, cycles, multiple of the floor, rank");
    for (size_t i = 0; i < m->n_rows; i++) {
        fprintf(out, "| `%s` |", m->row[i].row->name);
        for (size_t k = 0; k < m->n; k++) {
            const struct machines_cell *c = &m->row[i].cell[k];
            char rank[16];
            if (c->row)
                markdown_cell(out, c->row->time.median, c->row->cycles.median, c->multiple);
            fprintf(out, " %s%s |", c->row ? "#" : "", machines_rank(rank, c));
        }
        fputc('\n', out);
    }
    markdown_heads(out, m, "family: geometric means");
    for (size_t i = 0; i < m->n_families; i++) {
        const struct machines_family *f = &m->family[i];
        fprintf(out, "| %s, %zu rows |", f->name, f->rows);
        for (size_t k = 0; k < m->n; k++) {
            markdown_cell(out, f->ns[k], f->cycles[k], f->multiple[k]);
            fputs(" |", out);
        }
        fputc('\n', out);
    }
    if (machines_says_twins(m, line))
        fprintf(out, "\n%s\n", line);
    for (size_t i = 0; i < m->n_outliers; i++) {
        machines_says_outlier(m, &m->outlier[i], line);
        fprintf(out, "\n* %s\n", line);
    }
}
