// SPDX-License-Identifier: MIT
// Sentences and figures of a comparison.
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/text.h"
#include "report/compare/text.h"
#include "report/format/format.h"
#include "report/model/estimate.h"
#include "report/model/facts.h"

const enum verdict compare_order[4] = {VERDICT_SLOWER, VERDICT_FASTER, VERDICT_UNSURE,
                                       VERDICT_ALIKE};
const char *const compare_headings[4] = {"Slower", "Faster", "Unsure", "No difference shown (~)"};

const char compare_no_interval[] =
    "without intervals: two runs of one build differ by more than their launches tell; "
    "synccost ab has intervals\n";

static int furthest_first(const void *left, const void *right)
{
    const struct comparison_row *const *a = left, *const *b = right;
    double x = fabs(log((*a)->time.value)), y = fabs(log((*b)->time.value));
    if (x != y)
        return x > y ? -1 : 1;
    return strcmp((*a)->base->name, (*b)->base->name);
}

size_t compare_rows_of(const struct comparison *c, enum verdict verdict,
                       const struct comparison_row ***rows)
{
    size_t n = 0;
    *rows = checked_alloc(c->n_rows, sizeof **rows);
    for (size_t i = 0; i < c->n_rows; i++)
        if (c->row[i].verdict == verdict)
            (*rows)[n++] = &c->row[i];
    if (verdict == VERDICT_SLOWER || verdict == VERDICT_FASTER)
        qsort(*rows, n, sizeof **rows, furthest_first);
    return n;
}

bool compare_cycles_tell(const struct comparison *c, const struct comparison_row *row)
{
    return isfinite(row->cycles.value) &&
           (c->machines != MACHINES_SAME || fabs(row->cycles.value / row->time.value - 1) > 0.01);
}

char *compare_p(char buf[FORMAT], double p)
{
    if (isnan(p))
        snprintf(buf, FORMAT, "-");
    else if (p < 0.001)
        snprintf(buf, FORMAT, "<0.001");
    else
        snprintf(buf, FORMAT, "%.3f", p);
    return buf;
}

char *compare_percent(char buf[FORMAT], double log_size)
{
    if (isfinite(log_size))
        snprintf(buf, FORMAT, "%.1f%%", 100 * expm1(log_size));
    else
        snprintf(buf, FORMAT, "-");
    return buf;
}

char *compare_threshold(char buf[FORMAT], const struct comparison_row *row)
{
    char size[FORMAT];
    snprintf(buf, FORMAT, row->threshold_assumed ? "(%.20s)" : "%.20s",
             compare_percent(size, row->threshold));
    return buf;
}

char *compare_counted(char buf[FORMAT], const struct comparison_row *row)
{
    if (row->per_block)
        snprintf(buf, FORMAT, "%u blocks", row->blocks);
    else
        snprintf(buf, FORMAT, "%u+%u", row->launches[0], row->launches[1]);
    return buf;
}

/* Appends to line. */
__attribute__((format(printf, 2, 3))) static void say(char line[COMPARE_LINE], const char *format,
                                                      ...)
{
    size_t used = strlen(line);
    va_list args;
    va_start(args, format);
    vsnprintf(line + used, COMPARE_LINE - used, format, args);
    va_end(args);
}

void compare_says_side(const struct report *r, char line[COMPARE_LINE])
{
    char slug[80], date[40], profile[40], cycle[FORMAT];
    unsigned fewest, most;
    estimate_launch_range(r, &fewest, &most);
    text_clean(json_string_value(json_object_get(r->context, "date")), date, sizeof date);
    report_fact(r, "machine.slug", slug, sizeof slug);
    report_fact(r, "run.profile", profile, sizeof profile);
    line[0] = '\0';
    say(line, "%s, %s, ", slug, *date ? date : "-");
    if (report_imported(r))
        say(line, "imported (%s)", report_fact(r, "imported.format", profile, sizeof profile));
    else
        say(line, "profile %s, one CPU cycle about %s, launches a row: %u", profile,
            format_ns(cycle, estimate_cycle_ns(r)), fewest);
    if (most > fewest)
        say(line, " to %u", most);
}

static void say_modes(char line[COMPARE_LINE], const struct modes *m)
{
    for (unsigned i = 0; i < m->n; i++) {
        char ns[FORMAT];
        say(line, "%s%s %.0f%%", i ? " | " : " ", format_ns(ns, m->mode[i].median),
            100 * m->mode[i].share);
    }
}

bool compare_says_modes(const struct comparison_row *row, char line[COMPARE_LINE])
{
    line[0] = '\0';
    if (row->modes[0].n < 2 && row->modes[1].n < 2)
        return false;
    say(line, "modes");
    say_modes(line, &row->modes[0]);
    say(line, " ->");
    say_modes(line, &row->modes[1]);
    return true;
}

bool compare_says_emulated(const struct comparison *c, char line[COMPARE_LINE])
{
    line[0] = '\0';
    if (c->emulated)
        say(line,
            "EMULATED: %s a machine that software imitates. Its times are those of the emulator "
            "and no cost of anything. No row is judged.",
            json_is_true(report_member(c->base, "machine.emulated")) &&
                    json_is_true(report_member(c->next, "machine.emulated"))
                ? "both reports come from"
                : "one report comes from");
    return c->emulated;
}

const char *compare_says_alike(const struct comparison *c)
{
    return c->imported ? "Of machine, build and settings nothing is known to differ."
                       : "Machine, build and settings are alike.";
}

bool compare_says_imported(const struct comparison *c, char line[COMPARE_LINE])
{
    bool base = report_imported(c->base), next = report_imported(c->next);
    line[0] = '\0';
    if (c->imported)
        say(line,
            "IMPORTED: %s from another tool's file. An import has no launches, so a ratio has no "
            "interval and no test. No row is judged.",
            base && next ? "both reports come"
            : base       ? "base comes"
                         : "new comes");
    return c->imported;
}

bool compare_says_interleaved(const struct comparison *c, char line[COMPARE_LINE])
{
    char least[FORMAT];
    line[0] = '\0';
    if (c->per_block)
        say(line,
            "Interleaved: the sides ran in turn, in blocks of %u launches of each side. The two "
            "sides of a block are compared with each other (signed-rank test). A row's noise "
            "threshold is what its own blocks give with random signs, plus %s for what code layout "
            "alone can do.",
            c->per_block, compare_percent(least, log1p(NOISE_LEAST)));
    return c->per_block != 0;
}

const char *compare_says_machines(const struct comparison *c)
{
    static const char *const says[] = {
        "Same machine, by its fingerprint.",
        "Same model, another host: a ratio may show the hosts and not a change of the code.",
        "Different machines: a ratio shows the machines and not a change of the code.",
        "It is not known whether this is one machine: a fingerprint is missing.",
    };
    return says[c->machines];
}

void compare_says_thresholds(const struct comparison *c, char line[COMPARE_LINE])
{
    static const char *const sides[] = {"base", "new"};
    char a[FORMAT], b[FORMAT];
    line[0] = '\0';
    for (int i = 0; i < 2; i++) {
        const struct noise *noise = c->noise[i];
        if (noise && (i == 0 || noise != c->noise[0]))
            say(line,
                "The noise thresholds of %s were measured with %u runs, profile %.40s, %.40s. ",
                noise == c->noise[!i] ? "both sides" : sides[i], noise->runs, noise->profile,
                noise->made);
    }
    if (c->noise[0] && c->noise[1])
        return;
    compare_percent(a, log1p(NOISE_ASSUMED));
    compare_percent(b, log1p(NOISE_ASSUMED_CONTENDED));
    say(line, "Noise thresholds %sare assumed: %s uncontended, %s contended, because ",
        c->noise[0] || c->noise[1] ? "of the other side " : "", a, b);
    for (int i = 0; i < 2; i++)
        if (c->too_small[i]) {
            report_fact(i ? c->next : c->base, "run.profile", a, sizeof a);
            say(line,
                "the A/A of this machine has profile %.40s, whose runs differ less than those of "
                "profile %.40s. synccost aa --profile %.40s measures them.",
                c->too_small[i]->profile, a, a);
            return;
        }
    say(line, "there is no A/A of this machine. synccost aa measures it.");
}

void compare_says_count(const struct comparison *c, char line[COMPARE_LINE])
{
    line[0] = '\0';
    say(line,
        "%zu row%s compared: %zu slower, %zu faster, %zu unsure, %zu without a difference shown "
        "(~)",
        c->n_rows, c->n_rows == 1 ? "" : "s", comparison_count(c, VERDICT_SLOWER),
        comparison_count(c, VERDICT_FASTER), comparison_count(c, VERDICT_UNSURE),
        comparison_count(c, VERDICT_ALIKE));
    const char *before = "; unsure: ";
    for (int why = UNSURE_EMULATED; why <= UNSURE_WIDE; why++) {
        size_t n = comparison_unsure(c, (enum unsure)why);
        if (n) {
            say(line, "%s%zu %s", before, n, unsure_name((enum unsure)why));
            before = ", ";
        }
    }
    say(line, ".");
}

bool compare_says_needs(const struct comparison *c, char line[COMPARE_LINE])
{
    size_t few = comparison_unsure(c, UNSURE_FEW);
    line[0] = '\0';
    if (!few)
        return false;
    unsigned needs = comparison_needs(c);
    say(line, "%zu row%s cannot be judged: among %zu rows a verdict needs %u ", few,
        few == 1 ? "" : "s", c->n_rows, needs);
    if (c->per_block)
        say(line, "blocks; synccost ab --launches %u, or a larger --budget.", needs * c->per_block);
    else
        say(line, "launches a side; synccost run --launches %u.", needs);
    return true;
}

void compare_says_pooled(const struct comparison *c, char line[COMPARE_LINE])
{
    line[0] = '\0';
    say(line,
        "For reference: a rank test that counts every trial as a launch, at p < 0.05 and row by "
        "row, flags %zu of %zu rows. Common tools do this.",
        comparison_pooled(c), c->n_rows);
}
