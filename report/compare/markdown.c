// SPDX-License-Identifier: MIT
// A comparison as GitHub's Markdown.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/compare/text.h"
#include "report/format/format.h"

/* Text of a report, so that nothing in it is markup, a link or a mention. */
static void put_text(FILE *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '<' || *text == '>' || *text == '&' || *text == '@' ||
            (*text == ':' && text[1] != ' '))
            fprintf(out, "&#%d;", *text);
        else
            fprintf(out, strchr("\\`*_{}[]()#+!|~", *text) ? "\\%c" : "%c", *text);
    }
}

/* A row's name holds nothing that ends a code span or a table's cell. */
static void put_name(FILE *out, const char *name)
{
    fprintf(out, "`%s`", name);
}

static void put_differences(FILE *out, const struct comparison *c)
{
    if (!c->n_differences) {
        fprintf(out, "\n%s\n", compare_says_alike(c));
        return;
    }
    fputs("\n| | base | new |\n|---|---|---|\n", out);
    for (size_t i = 0; i < c->n_differences; i++) {
        const struct comparison_difference *d = &c->difference[i];
        fprintf(out, "| %s | ", d->what);
        put_text(out, d->base);
        fputs(" | ", out);
        put_text(out, d->next);
        fputs(" |\n", out);
    }
}

typedef char *format_value(char buf[FORMAT], double value);

static void put_mean(FILE *out, const struct comparison_mean *m, format_value *value)
{
    char a[FORMAT], b[FORMAT], ratio[FORMAT];
    fprintf(out, " %s | %s | %s |", value(a, m->base), value(b, m->next),
            format_ratio(ratio, &(struct ratio){m->ratio, NAN, NAN}));
}

static void put_families(FILE *out, const struct comparison *c)
{
    bool same = c->machines == MACHINES_SAME;
    if (!c->n_families)
        return;
    fputs(same ? c->per_block
                     ? "\n| family | rows | time, new/base [95 %] | cycles | shows in 80 % of "
                       "cases |\n"
                       "|---|---:|---|---:|---:|\n"
                     : "\n| family | rows | time, new/base | cycles | shows in 80 % of cases |\n"
                       "|---|---:|---|---:|---:|\n"
               : "\n| family | rows | time base | new | ratio | cycles base | new | ratio "
                 "| × own floor base | new | ratio "
                 "|\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n",
          out);
    for (size_t i = 0; i < c->n_families; i++) {
        const struct comparison_family *f = &c->family[i];
        char time[FORMAT], cycles[FORMAT], least[FORMAT];
        fputs("| ", out);
        put_name(out, f->name);
        fprintf(out, " | %zu |", f->rows);
        if (same) {
            fprintf(out, " %s | %s | %s |", format_ratio(time, &f->time),
                    format_ratio(cycles, &(struct ratio){f->cycles.ratio, NAN, NAN}),
                    compare_percent(least, f->least));
        } else {
            put_mean(out, &f->ns, format_ns);
            put_mean(out, &f->cycles, format_count);
            put_mean(out, &f->multiple, format_multiple);
        }
        fputc('\n', out);
    }
    if (same && !c->per_block)
        fprintf(out, "\nFamilies are %s", compare_no_interval);
}

static void put_row(FILE *out, const struct comparison_row *row, bool same)
{
    char verdict[COMPARISON_VERDICT], from[FORMAT], to[FORMAT], low[FORMAT], high[FORMAT],
        ratio[FORMAT], p[FORMAT], counted[FORMAT], threshold[FORMAT];
    comparison_verdict(row, verdict);
    fprintf(out, "| %s | ", strcmp(verdict, "~") == 0 ? "\\~" : verdict);
    put_name(out, row->base->name);
    fprintf(out, " | %s %s | %s %s | %s | %s | %s | %s |", format_ns(from, row->base->time.median),
            format_interval(low, &row->base->time), format_ns(to, row->next->time.median),
            format_interval(high, &row->next->time), format_ratio(ratio, &row->time),
            compare_p(p, row->p_holm), compare_counted(counted, row),
            compare_threshold(threshold, row));
    if (!same)
        fprintf(out, " %s | %s → %s |", format_ratio(ratio, &row->cycles),
                format_multiple(from, row->multiple[0]), format_multiple(to, row->multiple[1]));
    fputc('\n', out);
}

static void put_rows(FILE *out, const struct comparison *c)
{
    bool same = c->machines == MACHINES_SAME;
    if (!c->n_rows)
        return;
    fprintf(out,
            "\n| verdict | row | base | new | new/base [95 %%] | p (Holm) | n | noise |%s\n"
            "|---|---|---:|---:|---|---:|---:|---:|%s\n",
            same ? "" : " cycles | × own floor |", same ? "" : "---|---|");
    for (int section = 0; section < 4; section++) {
        const struct comparison_row **row;
        size_t n = compare_rows_of(c, compare_order[section], &row);
        for (size_t i = 0; i < n; i++)
            put_row(out, row[i], same);
        free(row);
    }
}

static void put_gaps(FILE *out, const struct comparison *c)
{
    if (!c->n_gaps)
        return;
    fputs("\n| not compared | why |\n|---|---|\n", out);
    for (size_t i = 0; i < c->n_gaps; i++) {
        const struct comparison_gap *g = &c->gap[i];
        fputs("| ", out);
        put_name(out, g->base ? g->base->name : g->next->name);
        fprintf(out, " | %s |\n", g->why);
    }
}

void comparison_markdown(FILE *out, const struct comparison *c)
{
    char line[COMPARE_LINE];
    fputs("## synccost compare\n\n", out);
    if (compare_says_emulated(c, line))
        fprintf(out, "> **%s**\n\n", line);
    if (compare_says_imported(c, line))
        fprintf(out, "> **%s**\n\n", line);
    compare_says_count(c, line);
    put_text(out, line);
    fprintf(out, "\n%s\n", compare_says_machines(c));
    if (!compare_says_interleaved(c, line) && !c->imported)
        compare_says_thresholds(c, line);
    put_text(out, line);
    fputc('\n', out);
    if (compare_says_needs(c, line))
        fprintf(out, "%s\n", line);
    put_differences(out, c);
    put_families(out, c);
    put_rows(out, c);
    put_gaps(out, c);
    compare_says_pooled(c, line);
    fprintf(out, "\n%s\n", line);
}
