// SPDX-License-Identifier: MIT
// The page of one report.
#include <stdio.h>
#include <stdlib.h>

#include "common/json.h"
#include "common/text.h"
#include "report/model/facts.h"
#include "report/model/pairs.h"
#include "report/site/parts.h"
#include "report/site/shown.h"
#include "report/summary/head.h"

struct template_values *put_page(struct template_values *v, const char *kind, const char *title,
                                 const char *root)
{
    struct template_values *opening = template_include(v, "HEAD", "head.html");
    template_text(opening, "PAGE", kind);
    template_text(opening, "TITLE", title);
    template_text(opening, "ROOT", root);
    template_text(template_include(v, "FOOT", "foot.html"), "ROOT", root);
    return opening;
}

void put_content(struct template_values *opening, const char *id, const char *name)
{
    struct template_values *entry = template_section(opening, "CONTENT");
    template_text(entry, "ID", id);
    template_text(entry, "NAME", name);
}

void put_fact(struct template_values *v, const char *name, const struct report *r, const char *path)
{
    char fact[200];
    template_text(v, name, report_fact(r, path, fact, sizeof fact));
}

static void say_fact(void *context, const char *label, const char *text)
{
    struct template_values *fact = template_section(context, "HEAD_FACT");
    if (*label)
        template_text(template_section(fact, "LABEL"), "X", label);
    template_text(fact, "FACT", text);
}

/* Charts that no section has taken, so that none is lost, and the files. */
void put_downloads(struct page *p)
{
    struct template_values *v = template_section(p->values, "DOWNLOADS");
    struct pairs pairs;
    for (size_t i = 0; i < p->machine->charts.n; i++) {
        const struct chart_result *chart = &p->machine->charts.chart[i];
        put_figure(p, v, i, "downloads");
        struct template_values *file = template_section(v, "FILE");
        template_text(file, "CHART", chart->name);
        template_text(file, "SCRIPT", chart->script);
        template_text(file, "CHART_TITLE", chart->title);
        if (chart->drawn)
            template_section(file, "PICTURES");
        else
            template_text(template_section(file, "UNDRAWN"), "WHY", chart->reason);
    }
    pairs_of(&pairs, p->report);
    if (pairs.n)
        template_section(v, "CSV");
    pairs_free(&pairs);
}

static json_t *name_rows(const struct report *r)
{
    json_t *ids = json_object(), *taken = json_object();
    for (size_t i = 0; i < r->n_rows; i++) {
        char slug[REPORT_NAME + 32];
        put_new(ids, r->rows[i].name,
                json_string(slug_of(r->rows[i].name, taken, slug, sizeof slug)));
    }
    json_decref(taken);
    return ids;
}

static void fill(struct page *p)
{
    char machine[100], date[40], title[160];
    text_clean(json_string_value(json_object_get(p->report->context, "date")), date, sizeof date);
    report_fact(p->report, "machine.slug", machine, sizeof machine);
    snprintf(title, sizeof title, "%s, %s", machine, *date ? date : "date unknown");
    p->opening = put_page(p->values, "machine", title, "../../");
    template_text(p->values, "MACHINE", machine);
    template_text(p->values, "DATE", *date ? date : "date unknown");
    summary_facts(p->report, say_fact, p->values);
    if (*p->machine->history)
        template_text(template_section(p->values, "HISTORY"), "SLUG", p->machine->history);
    static const struct {
        const char *id, *name;
        void (*put)(struct page *p);
    } sections[] = {{"warnings", "Warnings", put_warnings},
                    {"guarantees", "Guarantees", put_guarantees},
                    {"ladder", "Ladder", put_ladder},
                    {NULL, NULL, put_families}, /* an entry each */
                    {"core-to-core", "Core to core", put_pairs},
                    {"counters", "Counters", put_counters},
                    {"claims", "Claims", put_claims},
                    {"environment", "Environment", put_environment},
                    {"downloads", "Downloads", put_downloads}};
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        if (sections[i].id)
            put_content(p->opening, sections[i].id, sections[i].name);
        sections[i].put(p);
    }
}

int site_write_machine(const struct site_machine *m, const char *templates, const char *path,
                       char err[SC_ERR])
{
    struct page page = {.machine = m,
                        .report = m->report,
                        .values = template_new(),
                        .ids = name_rows(m->report),
                        .shown = shown_rows(m->report)};
    fill(&page);
    int status = template_write(page.values, templates, "machine.html", path, err);
    template_free(page.values);
    json_decref(page.ids);
    free(page.shown);
    return status;
}
