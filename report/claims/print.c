// SPDX-License-Identifier: MIT
// Judged claims as text: all of them, and in short for a summary.
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "report/claims/parts.h"
#include "report/format/format.h"
#include "report/model/facts.h"

/* LINE: as much as text_wrap takes, and room for LACKS findings. */
enum { LINE = 4096, LACKS = 5, TEXT_INDENT = 5, INDENT = 7, ID_COLUMNS = 4, PARTS = 80 };

/* Unmeasurable, and without a figure to show. */
static bool is_lack(const struct finding *f)
{
    return f->verdict == CLAIM_UNMEASURABLE && f->trials == 0;
}

/* How many findings from at on lack the same for the same reason; at most LACKS. */
static size_t same_lack(const struct judged_claim *c, size_t at)
{
    size_t n = 0;
    while (n < LACKS && at + n < c->n && is_lack(&c->finding[at + n]) &&
           strcmp(c->finding[at + n].why, c->finding[at].why) == 0)
        n++;
    return n;
}

static void print_lack(FILE *out, const struct judged_claim *c, size_t at, size_t n)
{
    char line[LINE], rows[CLAIM_ROWS];
    size_t used = (size_t)snprintf(
        line, sizeof line, "%s: %s: ", claim_verdict_name(CLAIM_UNMEASURABLE), c->finding[at].why);
    for (size_t i = 0; i < n && used < sizeof line; i++)
        used += (size_t)snprintf(line + used, sizeof line - used, "%s%s", i ? "; " : "",
                                 finding_rows(&c->finding[at + i], rows));
    fprintf(out, "%*s", INDENT, "");
    text_wrap(out, INDENT + 2, line);
}

static void print_finding(FILE *out, const struct finding *f)
{
    char line[LINE], figure[CLAIM_FIGURE], claimed[CLAIM_FIGURE], rows[CLAIM_ROWS];
    finding_figure(f, figure);
    snprintf(line, sizeof line, "%s: %s%s%s%s%s", claim_verdict_name(f->verdict), figure,
             *figure ? ", " : "", finding_claimed(f, claimed), *f->why ? "; " : "", f->why);
    fprintf(out, "%*s", INDENT, "");
    text_wrap(out, INDENT + 2, line);
    fprintf(out, "%*s", INDENT + 2, "");
    text_wrap(out, INDENT + 2, finding_rows(f, rows));
}

/* " (1 of 2 parts were measured)" where not all were that this machine could measure. */
static const char *put_parts(char out[PARTS], const struct judged_claim *c)
{
    size_t measured = 0, of = 0;
    for (size_t i = 0; i < c->n; i++) {
        measured += c->finding[i].verdict != CLAIM_UNMEASURABLE;
        of += !c->finding[i].elsewhere;
    }
    out[0] = '\0';
    if (measured && measured < of)
        snprintf(out, PARTS, " (%zu of %zu parts were measured)", measured, of);
    return out;
}

static void print_claim(FILE *out, const struct judged_claim *c)
{
    char line[LINE];
    char parts[PARTS];
    snprintf(line, sizeof line, "%s%s%s%s", c->claim->text, c->claim->source ? " [" : "",
             c->claim->source ? c->claim->source : "", c->claim->source ? "]" : "");
    fprintf(out, "\n%-*s %s%s\n%*s", ID_COLUMNS, c->claim->id, claim_verdict_name(c->verdict),
            put_parts(parts, c), TEXT_INDENT, "");
    text_wrap(out, TEXT_INDENT, line);
    for (size_t i = 0; i < c->n;) {
        size_t n = same_lack(c, i);
        if (n)
            print_lack(out, c, i, n);
        else
            print_finding(out, &c->finding[i]);
        i += n ? n : 1;
    }
    if (c->claim->note) {
        fprintf(out, "%*s", INDENT, "");
        text_wrap(out, INDENT, c->claim->note);
    }
}

static void print_counts(FILE *out, const struct judged *j)
{
    char counts[CLAIM_COUNTS];
    fprintf(out, "%s\n", judged_counts(j, counts));
}

void judged_print(FILE *out, const struct judged *j)
{
    char slug[80], date[40];
    text_clean(json_string_value(json_object_get(j->report->context, "date")), date, sizeof date);
    fprintf(out, "synccost: %s, %s\n", report_fact(j->report, "machine.slug", slug, sizeof slug),
            *date ? date : "-");
    print_counts(out, j);
    for (size_t i = 0; i < j->n; i++)
        print_claim(out, &j->claim[i]);
    fputs(
        "\n[low, high] is the 95 % interval over launches. A figure holds or is refuted where all "
        "of it\nlies inside or outside what was claimed; docs/CLAIMS.md has the rest.\n",
        out);
}

/* The findings that gave the claim its verdict, in short. */
static void put_reasons(char *line, size_t size, const struct judged_claim *c)
{
    char figure[CLAIM_FIGURE], parts[PARTS];
    size_t used = strlen(line), shown = 0;
    for (size_t i = 0; i < c->n && used < size - CLAIM_FIGURE - PARTS && shown < 3; i++) {
        const struct finding *f = &c->finding[i];
        if (f->verdict != c->verdict || !*finding_short(f, figure))
            continue;
        used +=
            (size_t)snprintf(line + used, size - used, "%s%s", shown ? ", " : " Here: ", figure);
        shown++;
    }
    if (shown) /* what was refuted in part is refuted */
        snprintf(line + used, size - used, "%s.",
                 c->verdict == CLAIM_HOLDS ? put_parts(parts, c) : "");
}

void judged_summary(FILE *out, const struct judged *j)
{
    size_t columns = ID_COLUMNS;
    if (judged_count(j, CLAIM_UNMEASURABLE) == j->n)
        return;
    fputs(
        "\nClaims: what is often said, against these rows (all of it: synccost claims REPORT)\n  ",
        out);
    print_counts(out, j);
    for (size_t i = 0; i < j->n; i++)
        columns = strlen(j->claim[i].claim->id) > columns ? strlen(j->claim[i].claim->id) : columns;
    for (size_t i = 0; i < j->n; i++) {
        const struct judged_claim *c = &j->claim[i];
        char line[LINE];
        if (c->verdict == CLAIM_UNMEASURABLE)
            continue;
        snprintf(line, sizeof line, "%s", c->claim->text);
        put_reasons(line, sizeof line, c);
        fprintf(out, "  %-*s %-10s ", (int)columns, c->claim->id, claim_verdict_name(c->verdict));
        text_wrap(out, (unsigned)columns + 14, line);
    }
}
