// SPDX-License-Identifier: MIT
// Pictures of a page, with the files that they were drawn from.
#include <stdio.h>
#include <string.h>

#include "report/site/several.h"

/* The chart's files lie in folder, seen from the page, and the scripts in plots. */
static void put(struct template_values *v, const struct chart_result *chart, const char *folder,
                const char *plots, const char *alt, const char *table)
{
    struct template_values *figure = template_include(v, "FIGURE", "figure.html");
    template_text(figure, "CHART", chart->name);
    template_text(figure, "CHART_TITLE", chart->title);
    template_textf(figure, "FILES", "%s/%s", folder, chart->name);
    template_textf(figure, "SCRIPT", "%s/%s", plots, chart->script);
    template_text(figure, "TABLE", table);
    if (!chart->drawn) {
        template_text(template_section(figure, "LOST"), "WHY", chart->reason);
        return;
    }
    struct template_values *drawn = template_section(figure, "DRAWN");
    template_text(drawn, "ALT", alt);
    template_textf(drawn, "WIDTH", "%u", chart->width);
    template_textf(drawn, "HEIGHT", "%u", chart->height);
    if (chart->linear)
        template_section(drawn, "LINEAR");
}

void put_figure(struct page *p, struct template_values *v, size_t place, const char *table)
{
    const struct chart_result *chart = &p->machine->charts.chart[place];
    char alt[CHART_TEXT + 64];
    /* a chart that found nothing to draw says so in its data file alone */
    if (p->placed[place] || (!chart->drawn && !chart->lost))
        return;
    p->placed[place] = true;
    snprintf(alt, sizeof alt, "%s. The table that the caption leads to says the same.",
             chart->title);
    put(v, chart, "charts", "../../plots", alt, table);
}

static const struct chart_result *find(const struct chart_results *results, const char *name)
{
    for (size_t i = 0; i < results->n; i++)
        if (strcmp(results->chart[i].name, name) == 0)
            return &results->chart[i];
    return NULL;
}

void put_chart(struct page *p, struct template_values *v, const char *name, const char *table)
{
    const struct chart_result *chart = find(&p->machine->charts, name);
    if (chart)
        put_figure(p, v, (size_t)(chart - p->machine->charts.chart), table);
}

void site_figure(struct template_values *v, const struct chart_results *results,
                 const struct site_chart *c)
{
    const struct chart_result *chart = find(results, c->name);
    struct chart_result none = {.script = "", .reason = "the folder of plot scripts is missing"};
    snprintf(none.name, sizeof none.name, "%s", c->name);
    snprintf(none.title, sizeof none.title, "%s", c->alt);
    put(v, chart ? chart : &none, c->folder, c->plots ? c->plots : "../plots", c->alt, c->table);
}
