// SPDX-License-Identifier: MIT
// Names of pages and anchors: letters, digits and dashes alone.
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "common/json.h"
#include "report/model/facts.h"
#include "report/site/parts.h"

/* Room behind a name for what tells two of them apart. */
enum { TELLS_APART = 24 };

/* Dashes stand for whatever is neither letter nor digit, one for several. */
static void reduce(const char *text, char *slug, size_t size)
{
    size_t n = 0;
    for (const char *c = text; *c && n + 1 < size; c++) {
        unsigned char u = (unsigned char)*c;
        bool plain = u < 0x80 && isalnum(u);
        if (plain)
            slug[n++] = (char)tolower(u);
        else if (n && slug[n - 1] != '-')
            slug[n++] = '-';
    }
    while (n && slug[n - 1] == '-')
        n--;
    slug[n] = '\0';
}

char *slug_of(const char *text, json_t *taken, char *slug, size_t size)
{
    reduce(text, slug, size - TELLS_APART);
    if (!*slug)
        snprintf(slug, size, "x");
    size_t length = strlen(slug);
    for (unsigned k = 2; json_object_get(taken, slug); k++)
        snprintf(slug + length, size - length, "-%u", k);
    put_new(taken, slug, json_true());
    return slug;
}

void site_slug(const struct report *r, json_t *taken, char slug[SITE_SLUG])
{
    char machine[60], both[100];
    const char *date = json_string_value(json_object_get(r->context, "date"));
    report_fact(r, "machine.slug", machine, sizeof machine);
    snprintf(both, sizeof both, "%s-%.24s", strcmp(machine, "-") == 0 ? "machine" : machine,
             date ? date : "");
    slug_of(both, taken, slug, SITE_SLUG);
}

const char *row_id(const struct page *p, const struct row *row)
{
    return json_string_value(json_object_get(p->ids, row->name));
}

bool row_shown(const struct page *p, const struct row *row)
{
    return p->shown[row - p->report->rows];
}
