// SPDX-License-Identifier: MIT
// What the sections of a machine's page share. Not for use outside report/site.
#pragma once

#include "report/format/format.h"
#include "report/site/site.h"
#include "report/template/template.h"

struct page {
    const struct site_machine *machine;
    const struct report *report;
    struct template_values *values;  /* of the whole page */
    struct template_values *opening; /* of its beginning */
    json_t *ids;                     /* of rows, by their names */
    bool *shown;                     /* which rows of the report (shown.h) */
    bool placed[CHART_MOST];         /* the chart stands in a section */
};

/* Text in a-z, 0-9 and - in slug, of at most size bytes; different from those in taken, an object,
 * which gets it. Returns slug. */
char *slug_of(const char *text, json_t *taken, char *slug, size_t size);

/* The beginning and the end of a page (head.html, foot.html): its kind, such as "machine", its
 * title, and the path to the site's root. Returns the values of the beginning, for put_content. */
struct template_values *put_page(struct template_values *v, const char *kind, const char *title,
                                 const char *root);

/* One more entry of the page's contents. */
void put_content(struct template_values *opening, const char *id, const char *name);

/* The value at path of the report's facts (facts.h), as {{name}}. */
void put_fact(struct template_values *v, const char *name, const struct report *r,
              const char *path);

/* Sets the section name with {{X}} where value is finite: six digits, as a file has it. */
void put_digits(struct template_values *v, const char *name, double value);

/* Whether the interval has a column of its own, or stands below the time. */
enum value_form { VALUE_ALONE, VALUE_WITH_INTERVAL };

/* A cell VALUE: the row's time, or each of its modes (value.html); a dash where row is NULL or was
 * not measured (unknown.html). machine: the slug of its column; NULL where columns are no
 * machines. */
void put_value(struct template_values *v, const struct report *r, const struct row *row,
               const char *machine, enum value_form form);

/* The modes of a row's time in another unit: "1.52× (62 %) or 3.10× (38 %)". "-" where it has no
 * floor, or its cycles have more or fewer modes. */
enum { MODES_TEXT = MODES_MOST * (FORMAT + 4) };
const char *modes_in_cycles(char text[MODES_TEXT], const struct row *row, const struct modes *m);
const char *modes_in_floors(char text[MODES_TEXT], const struct report *r, const struct row *row,
                            const struct modes *m);

/* Name, subject, scenario and anchor of a line of a table. */
void put_row_name(struct template_values *v, const struct row *row, const char *anchor);

/* Rows of the kind time as a table (rows.html) with the anchor id. family: whose rows they all are,
 * so that each line has the row's permanent anchor; NULL: each leads to it. */
void put_rows(struct page *p, struct template_values *v, const char *id, const char *caption,
              const char *family, const struct row *const *rows, size_t n);

/* Rows of the kind guarantee, or of a later kind, as a table (outcomes.html). */
void put_outcomes(struct page *p, struct template_values *v, const char *caption,
                  const struct row *const *rows, size_t n);

/* Whether the page shows the row. */
bool row_shown(const struct page *p, const struct row *row);

/* The anchor of the row, without "row-". */
const char *row_id(const struct page *p, const struct row *row);

/* The one command that measures the row again as it was, empty where the report does not say how it
 * was. */
enum { REPEAT = REPORT_NAME * 2 + 700 };
void repeat_command(const struct report *r, const struct row *row, char command[REPEAT]);

/* The picture of the chart at that place of the results, unless it stands somewhere already or has
 * nothing to show; table is the anchor of the table that says the same. */
void put_figure(struct page *p, struct template_values *v, size_t chart, const char *table);
/* The same of the chart of that name. */
void put_chart(struct page *p, struct template_values *v, const char *name, const char *table);

/* The tables of accesses to a line by its state; nothing where the report has no such rows. */
void put_coherence(struct page *p, struct template_values *v);

/* The sections of the page. */
void put_warnings(struct page *p);
void put_guarantees(struct page *p);
void put_ladder(struct page *p);
void put_families(struct page *p);
void put_pairs(struct page *p);
void put_counters(struct page *p);
void put_claims(struct page *p);
void put_environment(struct page *p);
void put_downloads(struct page *p);
