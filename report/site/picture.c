// SPDX-License-Identifier: MIT
// Charts in pages: the picture with its size, and what can be downloaded.
#include <stdio.h>
#include <string.h>

#include "report/site/several.h"

/* The size that the first lines of a picture name, in pixels; false where it cannot be read. */
static bool picture_size(const char *path, unsigned *width, unsigned *height)
{
    char line[512];
    bool found = false;
    FILE *f = fopen(path, "re");
    if (!f)
        return false;
    for (int i = 0; i < 8 && !found && fgets(line, sizeof line, f); i++) {
        const char *at = strstr(line, "width=\"");
        found = at && sscanf(at, "width=\"%u\" height=\"%u\"", width, height) == 2;
    }
    fclose(f);
    return found;
}

static const struct chart_result *find(const struct chart_results *results, const char *name)
{
    for (size_t i = 0; i < results->n; i++)
        if (strcmp(results->chart[i].name, name) == 0)
            return &results->chart[i];
    return NULL;
}

void site_figure(struct template_values *v, const struct gallery *s,
                 const struct chart_results *results, const struct site_chart *c)
{
    const struct chart_result *chart = find(results, c->name);
    char path[SITE_PATH], err[SC_ERR];
    unsigned width, height;
    if (!chart || !chart->drawn) {
        template_text(template_section(v, "UNDRAWN"), "REASON",
                      chart ? chart->reason : "gnuplot not found: install gnuplot-nox");
        return;
    }
    struct template_values *figure = template_include(v, "FIGURE", "picture.html");
    template_textf(figure, "PICTURE", "%s/%s", c->folder, c->name);
    template_textf(figure, "SCRIPT", "../plots/%s", chart->script);
    template_text(figure, "ALT", c->alt);
    template_text(figure, "TABLE", c->table);
    if (site_path(s, "compare/%s/%s.svg", path, err, c->folder, c->name) == 0 &&
        picture_size(path, &width, &height)) {
        struct template_values *size = template_section(figure, "SIZE");
        template_textf(size, "WIDTH", "%u", width);
        template_textf(size, "HEIGHT", "%u", height);
    }
}
