// SPDX-License-Identifier: MIT
// A comparison as plain text.
#include "report/compare.h"

#include <math.h>
#include <string.h>

#include "report/words.h"

enum { NAME_COLUMNS = 30, MOST_GAPS = 20 };

static void print_side(FILE *out, const char *side, const struct report *r)
{
    char line[512], slug[80], date[40], profile[40], cycle[WORDS];
    unsigned fewest, most;
    statistics_launch_range(r, &fewest, &most);
    words_clean(json_string_value(json_object_get(r->context, "date")), date, sizeof date);
    words_fact(r, "machine.slug", slug, sizeof slug);
    words_fact(r, "run.profile", profile, sizeof profile);
    int n = snprintf(line, sizeof line, "%s, %s, profile %s, one CPU cycle about %s, launches a row: %u",
                     slug, *date ? date : "-", profile, words_ns(cycle, statistics_cycle_ns(r)), fewest);
    if (most > fewest)
        snprintf(line + n, sizeof line - (size_t)n, " to %u", most);
    fprintf(out, "  %-4s  ", side);
    words_wrap(out, 8, line);
}

static void print_differences(FILE *out, const struct comparison *c)
{
    static const char *const says[] = {
        "Same machine, by its fingerprint.",
        "Different machines: a ratio shows the machines, not a change of the code.",
        "Not known whether this is one machine: a fingerprint is missing.",
    };
    fprintf(out, "%s\n", says[c->machines]);
    fputs(c->n_differences ? "What differs, base -> new:\n" : "Machine, build and profile are alike.\n", out);
    for (size_t i = 0; i < c->n_differences; i++) {
        const struct comparison_difference *d = &c->difference[i];
        char line[2 * COMPARISON_TEXT + 8];
        snprintf(line, sizeof line, "%s -> %s", d->base, d->next);
        fprintf(out, "  %-14s ", d->what);
        words_wrap(out, 17, line);
    }
}

static void print_families(FILE *out, const struct comparison *c)
{
    if (c->n_families)
        fputs("\nGeometric mean of new/base by family\n"
              "  family             rows    time  cycles\n",
              out);
    for (size_t i = 0; i < c->n_families; i++) {
        const struct comparison_family *f = &c->family[i];
        char time[WORDS], cycles[WORDS];
        words_ratio(time, &(struct ratio){f->time, NAN, NAN});
        words_ratio(cycles, &(struct ratio){f->cycles, NAN, NAN});
        fprintf(out, "  %-16.16s %6zu %7s %7s\n", f->name, f->rows, time, cycles);
    }
}

static void print_verdict(FILE *out, const struct comparison_row *row)
{
    if (row->verdict == VERDICT_FEW)
        fprintf(out, "? (%u launch%s)\n", row->launches, row->launches == 1 ? "" : "es");
    else
        fprintf(out, "%s\n", row->verdict == VERDICT_DIFFERS ? "differs" : "~");
}

typedef char *words_value(char buf[WORDS], double value);

static void print_row(FILE *out, const struct comparison_row *row, bool cycles)
{
    words_value *value = cycles ? words_count : words_ns;
    const struct estimate *side[] = {cycles ? &row->base->cycles : &row->base->time,
                                     cycles ? &row->next->cycles : &row->next->time};
    fputs("  ", out);
    words_put(out, row->base->name, -NAME_COLUMNS);
    if (strlen(row->base->name) > NAME_COLUMNS)
        fprintf(out, "\n  %*s", NAME_COLUMNS, "");
    char text[WORDS];
    for (int i = 0; i < 2; i++) {
        fputc(' ', out);
        words_put(out, value(text, side[i]->median), 8);
        fputc(' ', out);
        words_put(out, words_interval(text, side[i]), 11);
    }
    fputc(' ', out);
    words_put(out, words_ratio(text, cycles ? &row->cycles : &row->time), -20);
    fputc(' ', out);
    print_verdict(out, row);
}

static void print_rows(FILE *out, const struct comparison *c, bool cycles)
{
    fprintf(out, "  %-*s %8s %11s %8s %11s %-20s %s\n", NAME_COLUMNS, "row", "base", "interval", "new",
            "interval", "new/base [95 %]", "verdict");
    for (size_t i = 0; i < c->n_rows; i++)
        if (!cycles || isfinite(c->row[i].cycles.value))
            print_row(out, &c->row[i], cycles);
}

/* Sets *any where a row has cycles. True where a ratio in cycles is not the one in time, so that both must be
 * shown. */
static bool cycles_differ(const struct comparison *c, bool *any)
{
    bool differ = c->machines != MACHINES_SAME;
    *any = false;
    for (size_t i = 0; i < c->n_rows; i++) {
        double time = c->row[i].time.value, cycles = c->row[i].cycles.value;
        *any |= isfinite(cycles);
        differ |= isfinite(cycles) && isfinite(time) && fabs(cycles / time - 1) > 0.01;
    }
    return *any && differ;
}

static void print_gaps(FILE *out, const struct comparison *c)
{
    if (c->n_gaps)
        fprintf(out, "\nNot compared: %zu row%s\n", c->n_gaps, c->n_gaps == 1 ? "" : "s");
    for (size_t i = 0; i < c->n_gaps && i < MOST_GAPS; i++) {
        const struct comparison_gap *g = &c->gap[i];
        const char *name = g->base ? g->base->name : g->next->name;
        bool fits = strlen(name) + 2 + strlen(g->why) + 2 <= WORDS_COLUMNS;
        fprintf(out, fits ? "  %s: %s\n" : "  %s:\n      %s\n", name, g->why);
    }
    if (c->n_gaps > MOST_GAPS)
        fprintf(out, "  and %zu more\n", c->n_gaps - MOST_GAPS);
}

static void print_count(FILE *out, const struct comparison *c)
{
    size_t differ = comparison_count(c, VERDICT_DIFFERS), none = comparison_count(c, VERDICT_NONE),
           few = comparison_count(c, VERDICT_FEW);
    fprintf(out, "\n%zu row%s compared: %zu differ, %zu without a difference shown (~)", c->n_rows,
            c->n_rows == 1 ? "" : "s", differ, none);
    if (few)
        fprintf(out, ", %zu not judged for too few launches (?)", few);
    fputs(".\n", out);
    if (differ + none)
        fprintf(out, "Of %zu equal rows up to about %.0f would be said to differ by chance.\n", differ + none,
                ceil(0.05 * (double)(differ + none)));
    if (few)
        fprintf(out, "A verdict needs %d launches a side: measure with a longer profile.\n",
                STATISTICS_ENOUGH);
}

void comparison_print(FILE *out, const struct comparison *c)
{
    fputs("synccost compare: new against base; a ratio below 1 means that new is faster\n", out);
    print_side(out, "base", c->base);
    print_side(out, "new", c->next);
    print_differences(out, c);
    print_families(out, c);
    if (c->n_rows) {
        fputs("\nTime\n", out);
        print_rows(out, c, false);
    }
    bool any;
    if (cycles_differ(c, &any)) {
        fputs("\nThe same in CPU cycles (estimated; verdicts are on time)\n", out);
        print_rows(out, c, true);
    } else if (any) {
        fputs("\nIn cycles every ratio is the same within 1 %.\n", out);
    }
    print_gaps(out, c);
    print_count(out, c);
}
