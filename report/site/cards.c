// SPDX-License-Identifier: MIT
// A card for each report, and the list of comparisons.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "report/format/format.h"
#include "report/model/facts.h"
#include "report/model/headline.h"
#include "report/model/pairs.h"
#include "report/site/cards.h"
#include "report/site/histories.h"

enum { FIGURES = 6 }; /* on a card */

static void put_line(struct template_values *card, const char *name, const char *value)
{
    struct template_values *fact = template_section(card, "FACT");
    template_text(fact, "NAME", name);
    template_text(fact, "VALUE", value);
}

static void put_lines(struct template_values *card, const struct report *r)
{
    char text[256], cpus[32], cores[32];
    put_line(card, "model", report_fact(r, "machine.model", text, sizeof text));
    put_line(card, "architecture", report_fact(r, "machine.arch", text, sizeof text));
    report_fact(r, "machine.cpus", cpus, sizeof cpus);
    report_fact(r, "machine.cores", cores, sizeof cores);
    snprintf(text, sizeof text, "%s, cores %s", cpus, cores);
    put_line(card, "CPUs", text);
    put_line(card, "profile", report_fact(r, "run.profile", text, sizeof text));
}

static void put_figures(struct template_values *card, const struct report *r)
{
    const struct row **rows;
    size_t n = headline_rows(r, FIGURES, &rows);
    struct template_values *list = n ? template_section(card, "FIGURES") : NULL;
    for (size_t i = 0; i < n; i++) {
        struct template_values *line = template_section(list, "FIGURE_LINE");
        char label[96], text[FORMAT];
        chart_label(rows[i], label, sizeof label);
        template_text(line, "NAME", label);
        template_text(line, "VALUE", format_ns(text, rows[i]->time.median));
        template_text(line, "INTERVAL", format_interval(text, &rows[i]->time));
    }
    free(rows);
}

static void put_thumbnail(struct template_values *card, const struct gallery *s,
                          const struct site_machine *m)
{
    char path[SITE_PATH], err[SC_ERR], alt[192], near[FORMAT], far[FORMAT];
    struct pairs pairs;
    double least = INFINITY, most = 0;
    pairs_of(&pairs, m->report);
    for (size_t i = 0; i < pairs.n; i++) {
        least = fmin(least, pairs.pair[i].ns);
        most = fmax(most, pairs.pair[i].ns);
    }
    if (pairs.n == 1)
        snprintf(alt, sizeof alt, "Core to core: %s one way between the one pair measured",
                 format_ns(near, least));
    else
        snprintf(alt, sizeof alt, "Core to core: %s to %s one way, %zu pairs of CPUs",
                 format_ns(near, least), format_ns(far, most), pairs.n);
    bool drawn = pairs.n > 0 &&
                 site_path(s, "m/%s/charts/core-to-core-small.png", path, err, m->slug) == 0 &&
                 access(path, R_OK) == 0;
    struct template_values *picture = template_section(card, drawn ? "THUMBNAIL" : "NO_THUMBNAIL");
    template_text(picture, "ALT", pairs.n ? alt : "Core to core: not measured");
    pairs_free(&pairs);
}

static void put_card(struct template_values *v, const struct gallery *s,
                     const struct site_machine *m)
{
    struct template_values *card = template_section(v, "CARD");
    char machine[96], date[32];
    template_text(card, "SLUG", m->slug);
    template_text(card, "DATE", site_date(m->report, date));
    template_text(card, "MACHINE", report_fact(m->report, "machine.slug", machine, sizeof machine));
    site_labels(card, m->report);
    put_lines(card, m->report);
    put_figures(card, m->report);
    put_thumbnail(card, s, m);
}

static void put_side(struct template_values *entry, const char *name, const struct site_machine *m)
{
    char machine[96], arch[32], date[32];
    struct template_values *side = template_section(entry, name);
    template_text(side, "MACHINE", report_fact(m->report, "machine.slug", machine, sizeof machine));
    template_text(side, "ARCH", report_fact(m->report, "machine.arch", arch, sizeof arch));
    template_text(side, "DATE", site_date(m->report, date));
}

static void put_comparisons(struct template_values *v, const struct gallery *s,
                            const struct site_pairs *pairs)
{
    if (s->n < 2)
        return;
    struct template_values *section = template_section(v, "COMPARISONS");
    template_textf(section, "COUNT", "%zu", s->n);
    for (size_t i = 0; i < pairs->n; i++) {
        struct template_values *entry = template_section(section, "PAIR");
        template_text(entry, "PAGE_NAME", pairs->pair[i].name);
        put_side(entry, "BASE", s->machine[pairs->pair[i].base]);
        put_side(entry, "NEXT", s->machine[pairs->pair[i].next]);
        template_text(entry, "COUNTS", pairs->pair[i].counts);
    }
}

static void put_histories(struct template_values *v, struct template_values *opening,
                          const struct site_histories *h)
{
    struct template_values *section = NULL;
    for (size_t i = 0; i < h->n; i++) {
        const struct site_history *one = &h->of[i];
        char line[HISTORY_LINE];
        if (!*one->slug)
            continue;
        if (!section) {
            section = template_section(v, "HISTORIES");
            put_content(opening, "histories", "Histories");
        }
        struct template_values *host = template_section(section, "HOST");
        template_text(host, "SLUG", one->slug);
        history_says_span(&one->history, line);
        template_text(host, "SPAN", line);
        history_says_counts(&one->history, line);
        template_text(host, "COUNTS", line);
    }
}

int site_write_cards(const struct gallery *s, const struct site_pairs *pairs, char err[SC_ERR])
{
    char path[SITE_PATH];
    struct template_values *v = template_new();
    struct template_values *opening = put_page(v, "index", "What synchronization costs", "");
    put_content(opening, "reports", "Reports");
    if (s->histories)
        put_histories(v, opening, s->histories);
    if (s->n > 1)
        put_content(opening, "comparisons", "Comparisons");
    template_textf(v, "REPORTS", "%zu report%s", s->n, s->n == 1 ? "" : "s");
    for (size_t i = 0; i < s->n; i++)
        put_card(v, s, s->machine[i]);
    put_comparisons(v, s, pairs);
    int status = site_path(s, "index.html", path, err);
    if (status == 0)
        status = template_write(v, s->templates, "cards.html", path, err);
    template_free(v);
    return status;
}
