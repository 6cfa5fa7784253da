// SPDX-License-Identifier: MIT
// Every claim against a report: its findings, and the verdict that follows from them.
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/text.h"
#include "report/claims/parts.h"
#include "report/claims/read.h"
#include "report/model/facts.h"

const char *claim_verdict_name(enum claim_verdict verdict)
{
    static const char *const names[] = {"holds", "refuted", "undecided", "not measurable here"};
    return names[verdict];
}

struct finding *finding_add(struct judging *j, const struct claim_part *part, const char *first,
                            const char *second)
{
    struct judged_claim *out = j->out;
    if ((out->n & (out->n - 1)) == 0) {
        out->finding = realloc(out->finding, (out->n ? 2 * out->n : 1) * sizeof *out->finding);
        if (!out->finding)
            abort();
    }
    struct finding *f = &out->finding[out->n++];
    *f = (struct finding){
        .part = part,
        .rows = {first ? copy_text(first) : NULL, second ? copy_text(second) : NULL},
        .figure = {NAN, NAN, NAN},
        .verdict = CLAIM_UNDECIDED};
    return f;
}

void finding_set(struct finding *f, enum claim_verdict verdict, const char *format, ...)
{
    char text[CLAIM_WHY];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    f->verdict = verdict;
    text_clean(text, f->why, sizeof f->why);
}

/* The Go runtime's rows, with and without the race detector, and what the detector says. */
static bool is_of_go(const char *name)
{
    return strstr(name, "/go-runtime") || strstr(name, "/go-race/");
}

static bool has_go(const struct report *r)
{
    for (size_t i = 0; i < r->n_rows; i++)
        if (is_of_go(r->rows[i].name))
            return true;
    return false;
}

static bool has_one_cpu(const struct report *r)
{
    const json_t *usable = report_member(r, "environment.usable_cpus");
    return json_integer_value(usable ? usable : report_member(r, "machine.cpus")) == 1;
}

static bool may_match(const struct report *r, const char *pattern)
{
    return report_may_begin(r, pattern, strcspn(pattern, "*#"));
}

/* A row of the pattern, whether measured or not; NULL where none is there. */
static const struct row *any_row(const struct judging *j, const char *pattern)
{
    struct pattern_match m;
    const size_t n = may_match(j->report, pattern) ? j->report->n_rows : 0;
    for (size_t i = 0; i < n; i++)
        if (pattern_matches(pattern, j->report->rows[i].name, &m))
            return &j->report->rows[i];
    return NULL;
}

/* Whether the pattern means rows of several threads. */
static bool wants_threads(const char *pattern)
{
    static const char key[] = "threads:";
    const char *threads = strstr(pattern, key);
    if (!threads)
        return pattern_is_open(pattern);
    threads += strlen(key);
    return !(threads[0] == '1' && (threads[1] == '\0' || threads[1] == '/'));
}

/* A run of another profile or without a filter may have the row. */
static void say_not_there(const struct report *r, struct finding *f)
{
    char profile[32];
    bool known = *report_fact(r, "run.profile", profile, sizeof profile) != '-',
         filtered = json_is_string(report_member(r, "run.filter"));
    finding_set(f, CLAIM_UNMEASURABLE, "no such row in this report%s%s%s",
                known ? " of the profile " : "", known ? profile : "",
                filtered ? ", which has chosen rows only" : "");
}

void finding_no_row(const struct judging *j, struct finding *f, const char *pattern)
{
    const struct row *row = any_row(j, pattern);
    if (row && row->status == ROW_OK)
        finding_set(f, CLAIM_UNMEASURABLE, "the row has no such figure");
    else if (row)
        finding_set(f, CLAIM_UNMEASURABLE, "%s: %s", row_status_name(row->status),
                    row->reason ? row->reason : "the row has no figure");
    else if (is_of_go(pattern) && !has_go(j->report))
        finding_set(f, CLAIM_UNMEASURABLE,
                    "the report has no row of the Go runtime: install golang-go to measure it");
    else if (has_one_cpu(j->report) && wants_threads(pattern))
        finding_set(f, CLAIM_UNMEASURABLE, "no such row: the machine has one CPU only");
    else
        say_not_there(j->report, f);
}

void finding_by_bounds(struct finding *f)
{
    const struct ratio *r = &f->figure;
    double from = isnan(f->part->from) ? -INFINITY : f->part->from,
           to = isnan(f->part->to) ? INFINITY : f->part->to;
    if (isnan(r->low) || isnan(r->high))
        finding_set(f, CLAIM_UNDECIDED, "the figure has no interval");
    else if (r->low >= from && r->high <= to)
        finding_set(f, CLAIM_HOLDS, "%s", "");
    else if (r->high < from || r->low > to)
        finding_set(f, CLAIM_REFUTED, "%s", "");
    else
        finding_set(f, CLAIM_UNDECIDED, "the interval straddles a bound");
}

size_t claim_rows(const struct judging *j, const struct claim_part *part, const char *pattern,
                  const struct row ***rows)
{
    const struct report *r = j->report;
    struct pattern_match m;
    size_t n = 0;
    *rows = checked_alloc(r->n_rows, sizeof **rows);
    if (!may_match(r, pattern))
        return 0;
    for (size_t i = 0; i < r->n_rows; i++)
        if (r->rows[i].threads >= part->threads_from &&
            pattern_matches(pattern, r->rows[i].name, &m))
            (*rows)[n++] = &r->rows[i];
    return n;
}

static unsigned arch_of(const struct report *r)
{
    char arch[32];
    report_fact(r, "machine.arch", arch, sizeof arch);
    return strcmp(arch, "x86_64") == 0    ? CLAIM_X86_64
           : strcmp(arch, "aarch64") == 0 ? CLAIM_ARM64
                                          : 0;
}

/* Whether the report can speak of the part at all; else adds the finding that says why not. */
static bool speaks_of(struct judging *j, const struct claim_part *part)
{
    const struct report *r = j->report;
    unsigned arch = arch_of(r);
    bool elsewhere = part->arches != CLAIM_ARCHES && !(part->arches & arch),
         emulated = json_is_true(report_member(r, "machine.emulated")),
         imported = report_imported(r);
    if (!elsewhere && !emulated && !imported)
        return true;
    struct finding *f = finding_add(j, part, part->rows[0].pattern, part->rows[1].pattern);
    f->elsewhere = elsewhere && arch != 0 && !imported;
    if (imported)
        finding_set(f, CLAIM_UNMEASURABLE,
                    "imported: another tool measured the report, and it has no launches");
    else if (elsewhere)
        finding_set(f, CLAIM_UNMEASURABLE, "speaks of %s, and this report is of %s",
                    part->arches == CLAIM_ARM64 ? "arm64" : "x86-64",
                    arch == CLAIM_X86_64  ? "x86-64"
                    : arch == CLAIM_ARM64 ? "arm64"
                                          : "an architecture that it does not name");
    else
        finding_set(f, CLAIM_UNMEASURABLE,
                    "the report is of an emulated machine, which says nothing of hardware");
    return false;
}

static void judge_part(struct judging *j, const struct claim_part *part)
{
    static void (*const measures[])(struct judging *, const struct claim_part *) = {
        [FIGURE] = measure_figures, [STEP] = measure_steps, [OUTCOME] = measure_outcomes};
    if (speaks_of(j, part))
        measures[measure_table[part->measure].kind](j, part);
}

static bool has(const struct judged_claim *c, enum claim_verdict verdict)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->finding[i].verdict == verdict && !c->finding[i].elsewhere)
            return true;
    return false;
}

static enum claim_verdict verdict_of(const struct judged_claim *c)
{
    static const enum claim_verdict order[] = {CLAIM_REFUTED, CLAIM_UNDECIDED, CLAIM_HOLDS};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (has(c, order[i]))
            return order[i];
    return CLAIM_UNMEASURABLE;
}

void claims_judge(struct judged *out, const struct claims *c, const struct report *r)
{
    struct judging j = {.report = r, .claims = c};
    *out = (struct judged){.report = r, .claim = checked_alloc(c->n, sizeof *out->claim)};
    for (size_t i = 0; i < c->n; i++) {
        j.out = &out->claim[out->n++];
        j.out->claim = &c->claim[i];
        for (size_t k = 0; k < c->claim[i].n_parts; k++)
            judge_part(&j, &c->claim[i].part[k]);
        j.out->verdict = verdict_of(j.out);
    }
}

void judged_free(struct judged *j)
{
    for (size_t i = 0; i < j->n; i++) {
        for (size_t k = 0; k < j->claim[i].n; k++) {
            free(j->claim[i].finding[k].rows[0]);
            free(j->claim[i].finding[k].rows[1]);
        }
        free(j->claim[i].finding);
    }
    free(j->claim);
    *j = (struct judged){0};
}

size_t judged_count(const struct judged *j, enum claim_verdict verdict)
{
    size_t n = 0;
    for (size_t i = 0; i < j->n; i++)
        n += j->claim[i].verdict == verdict;
    return n;
}

size_t judged_with(const struct judged *j, enum claim_verdict verdict)
{
    size_t n = 0;
    for (size_t i = 0; i < j->n; i++)
        n += has(&j->claim[i], verdict);
    return n;
}
