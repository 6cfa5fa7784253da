// SPDX-License-Identifier: MIT
// Pictures of a page, with the files that they were drawn from.
#include <stdio.h>
#include <string.h>

#include "report/site/parts.h"

void put_figure(struct page *p, struct template_values *v, size_t place, const char *table)
{
    const struct chart_result *chart = &p->machine->charts.chart[place];
    /* a chart that found nothing to draw says so in its data file alone */
    bool lost = !chart->drawn && chart->lost;
    if (p->placed[place] || (!chart->drawn && !lost))
        return;
    p->placed[place] = true;
    struct template_values *figure = template_include(v, "FIGURE", "figure.html");
    template_text(figure, "CHART", chart->name);
    template_text(figure, "CHART_TITLE", chart->title);
    template_text(figure, "SCRIPT", chart->script);
    template_text(figure, "TABLE", table);
    if (chart->drawn)
        template_section(figure, "DRAWN");
    else
        template_text(template_section(figure, "LOST"), "WHY", chart->reason);
}

void put_chart(struct page *p, struct template_values *v, const char *name, const char *table)
{
    for (size_t i = 0; i < p->machine->charts.n; i++)
        if (strcmp(p->machine->charts.chart[i].name, name) == 0)
            put_figure(p, v, i, table);
}
