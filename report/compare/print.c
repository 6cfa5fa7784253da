// SPDX-License-Identifier: MIT
// A comparison as plain text.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "report/compare/text.h"
#include "report/format/format.h"

enum { MOST_GAPS = 20, VERDICT_COLUMNS = 7, ROW_INDENT = 4 };

static void print_side(FILE *out, const char *side, const struct report *r)
{
    char line[COMPARE_LINE];
    compare_says_side(r, line);
    fprintf(out, "  %-4s  ", side);
    text_wrap(out, 8, line);
}

static void print_differences(FILE *out, const struct comparison *c)
{
    fprintf(out, "%s\n", compare_says_machines(c));
    fprintf(out, "%s\n", c->n_differences ? "What differs, base -> new:" : compare_says_alike(c));
    for (size_t i = 0; i < c->n_differences; i++) {
        const struct comparison_difference *d = &c->difference[i];
        char line[2 * COMPARISON_TEXT + 8];
        snprintf(line, sizeof line, "%s -> %s", d->base, d->next);
        fprintf(out, "  %-14s ", d->what);
        text_wrap(out, 17, line);
    }
}

static void print_same_machine(FILE *out, const struct comparison_family *f)
{
    char time[FORMAT], cycles[FORMAT], least[FORMAT];
    fprintf(out, "  %-16.16s %6zu  ", f->name, f->rows);
    text_put(out, format_ratio(time, &f->time), -22);
    fprintf(out, "%7s %9s\n", format_ratio(cycles, &(struct ratio){f->cycles.ratio, NAN, NAN}),
            compare_percent(least, f->least));
}

typedef char *format_value(char buf[FORMAT], double value);

static void print_mean(FILE *out, const struct comparison_mean *m, format_value *value)
{
    char text[FORMAT];
    fputc(' ', out);
    text_put(out, value(text, m->base), 9);
    fputc(' ', out);
    text_put(out, value(text, m->next), 9);
    fprintf(out, " %7s", format_ratio(text, &(struct ratio){m->ratio, NAN, NAN}));
}

static void print_two_machines(FILE *out, const struct comparison_family *f)
{
    fprintf(out, "  %-14.14s %5zu", f->name, f->rows);
    print_mean(out, &f->ns, format_ns);
    print_mean(out, &f->cycles, format_count);
    print_mean(out, &f->multiple, format_multiple);
    fputc('\n', out);
}

static void print_families(FILE *out, const struct comparison *c)
{
    bool same = c->machines == MACHINES_SAME;
    if (!c->n_families)
        return;
    if (same)
        fprintf(
            out,
            "\nGeometric mean of new/base by family, and the difference that its usual row would "
            "show in 80 %% of cases\n%s"
            "  family             rows  %-22s  cycles     shows\n",
            c->per_block ? "" : compare_no_interval, c->per_block ? "time [95 %]" : "time");
    else
        fputs("\nGeometric means by family: in time, in estimated CPU cycles, and as multiples of "
              "each machine's own floor\n"
              "  family          rows   ns base       new   ratio  cyc base       new   ratio"
              "   × base       new   ratio\n",
              out);
    for (size_t i = 0; i < c->n_families; i++)
        (same ? print_same_machine : print_two_machines)(out, &c->family[i]);
}

static void print_estimate(FILE *out, const struct estimate *e)
{
    char text[FORMAT];
    text_put(out, format_ns(text, e->median), 8);
    fputc(' ', out);
    text_put(out, format_interval(text, e), -11);
}

static void print_name(FILE *out, const struct comparison_row *row, bool color)
{
    static const char *const begin[] = {"", "\033[32m", "\033[31m", "\033[33m"};
    char verdict[COMPARISON_VERDICT], line[REPORT_NAME + COMPARISON_VERDICT];
    comparison_verdict(row, verdict);
    size_t word = strcspn(verdict, " ");
    bool colored = color && *begin[row->verdict];
    fprintf(out, "  %s%-*.*s%s ", colored ? begin[row->verdict] : "", VERDICT_COLUMNS, (int)word,
            verdict, colored ? "\033[0m" : "");
    snprintf(line, sizeof line, "%s %s", row->base->name, verdict[word] ? verdict + word + 1 : "");
    text_wrap(out, 2 + VERDICT_COLUMNS + 1, line);
}

static void print_figures(FILE *out, const struct comparison_row *row)
{
    char ratio[FORMAT], p[FORMAT], counted[FORMAT], threshold[FORMAT];
    fprintf(out, "%*s", ROW_INDENT, "");
    print_estimate(out, &row->base->time);
    fputs(" -> ", out);
    print_estimate(out, &row->next->time);
    fputc(' ', out);
    text_put(out, format_ratio(ratio, &row->time), -20);
    fprintf(out, "  p %-6s  n %-9s  noise %s\n", compare_p(p, row->p_holm),
            compare_counted(counted, row), compare_threshold(threshold, row));
}

static void print_cycles(FILE *out, const struct comparison_row *row)
{
    char from[FORMAT], to[FORMAT], ratio[FORMAT];
    fprintf(out, "%*sin cycles %s -> %s, %s", ROW_INDENT, "",
            format_count(from, row->base->cycles.median),
            format_count(to, row->next->cycles.median), format_ratio(ratio, &row->cycles));
    if (isfinite(row->multiple[0]) && isfinite(row->multiple[1]))
        fprintf(out, "; of its own floor %s -> %s", format_multiple(from, row->multiple[0]),
                format_multiple(to, row->multiple[1]));
    fputc('\n', out);
}

static void print_section(FILE *out, const struct comparison *c, int section, bool color)
{
    const struct comparison_row **row;
    char line[COMPARE_LINE];
    size_t n = compare_rows_of(c, compare_order[section], &row);
    if (n)
        fprintf(out, "\n%s: %zu row%s\n", compare_headings[section], n, n == 1 ? "" : "s");
    for (size_t i = 0; i < n; i++) {
        print_name(out, row[i], color);
        print_figures(out, row[i]);
        if (compare_says_modes(row[i], line))
            fprintf(out, "%*s%s\n", ROW_INDENT, "", line);
        if (compare_cycles_tell(c, row[i]))
            print_cycles(out, row[i]);
    }
    free(row);
}

static void print_gaps(FILE *out, const struct comparison *c)
{
    if (c->n_gaps)
        fprintf(out, "\nNot compared: %zu row%s\n", c->n_gaps, c->n_gaps == 1 ? "" : "s");
    for (size_t i = 0; i < c->n_gaps && i < MOST_GAPS; i++) {
        const struct comparison_gap *g = &c->gap[i];
        const char *name = g->base ? g->base->name : g->next->name;
        bool fits = strlen(name) + 2 + strlen(g->why) + 2 <= TEXT_COLUMNS;
        fprintf(out, fits ? "  %s: %s\n" : "  %s:\n      %s\n", name, g->why);
    }
    if (c->n_gaps > MOST_GAPS)
        fprintf(out, "  and %zu more\n", c->n_gaps - MOST_GAPS);
}

void comparison_print(FILE *out, const struct comparison *c, bool color)
{
    char line[COMPARE_LINE];
    if (compare_says_emulated(c, line))
        text_wrap(out, 0, line);
    if (compare_says_imported(c, line))
        text_wrap(out, 0, line);
    fputs("synccost compare: new against base; a ratio below 1 means that new is faster\n", out);
    print_side(out, "base", c->base);
    print_side(out, "new", c->next);
    print_differences(out, c);
    if (!compare_says_interleaved(c, line) && !c->imported)
        compare_says_thresholds(c, line);
    if (*line)
        text_wrap(out, 0, line);
    print_families(out, c);
    if (c->n_rows)
        fputs("\nRows: medians and ratio with 95 % intervals, p adjusted for the number of rows "
              "(Holm), launches,\nnoise threshold (in brackets: assumed)\n",
              out);
    for (int section = 0; section < 4; section++)
        print_section(out, c, section, color);
    print_gaps(out, c);
    fputc('\n', out);
    compare_says_count(c, line);
    text_wrap(out, 0, line);
    if (compare_says_needs(c, line))
        text_wrap(out, 0, line);
    compare_says_pooled(c, line);
    text_wrap(out, 0, line);
}
