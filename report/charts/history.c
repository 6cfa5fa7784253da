// SPDX-License-Identifier: MIT
// Data of one row over the reports of a host: a point a report, and what changed between two.
#include <math.h>

#include "report/charts/data.h"

enum { DATES = 7 }; /* at most, below the axis */

/* One in so many reports has its date below the axis. */
static size_t stride_of(size_t n)
{
    return n <= DATES ? 1 : (n + DATES - 2) / (DATES - 1);
}

static void write_points(FILE *f, const struct chart_series *s)
{
    size_t stride = stride_of(s->n);
    for (size_t i = 0; i < s->n; i++) {
        const struct chart_point *p = &s->point[i];
        char date[24];
        chart_clean(p->date, date, 11);
        fprintf(f, "%zu", i + 1);
        chart_number(f, p->ns);
        chart_number(f, p->low);
        chart_number(f, p->high);
        chart_number(f, p->level);
        fprintf(f, "\t%s\n", i % stride == 0 ? date : "-");
    }
}

static void write_marks(FILE *f, const struct chart_series *s, bool change)
{
    size_t written = 0;
    fputs("\n\n", f);
    for (size_t i = 0; i < s->n_marks; i++) {
        char text[48];
        if (s->mark[i].change != change)
            continue;
        chart_clean(s->mark[i].text, text, sizeof text);
        fprintf(f, "%g\t%s\n", (double)s->mark[i].before + 0.5, text);
        written++;
    }
    if (!written)
        fputs("NaN\t-\n", f);
}

void chart_write_history(FILE *f, const struct chart_input *in)
{
    const struct chart_series *s = in->series;
    char title[CHART_TEXT], subtitle[CHART_TEXT];
    chart_label(s->row, title, sizeof title);
    chart_clean(s->about, subtitle, sizeof subtitle);
    chart_head_with(f, subtitle, NULL,
                    &(struct chart_head){.title = title,
                                         .unit = chart_unit(s->row),
                                         .series = 1,
                                         .columns = "report, ns, low, high, level ns, date or -; "
                                                    "changes: place, size; what else changed: "
                                                    "place, text"});
    fputs("\n\n", f);
    write_points(f, s);
    write_marks(f, s, true);
    write_marks(f, s, false);
}
