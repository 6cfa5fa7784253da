// SPDX-License-Identifier: MIT
// Matching two reports row by row, and judging each pair.
#include "report/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/words.h"

static void *grow(void *array, size_t n, size_t size)
{
    if (n & (n - 1))
        return array;
    void *larger = realloc(array, (n ? 2 * n : 1) * size);
    if (!larger)
        abort();
    return larger;
}

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Why two rows of one name are not two measurements of one thing; NULL where they are. */
static const char *obstacle(const struct row *base, const struct row *next)
{
    if (!next)
        return "only in base";
    if (!base)
        return "only in new";
    if (!row_measured(base) && !row_measured(next))
        return "measured on neither side";
    if (!row_measured(base))
        return "not measured in base";
    if (!row_measured(next))
        return "not measured in new";
    if (!same_text(base->basis, next->basis))
        return "time is counted on another basis";
    if (base->threads != next->threads)
        return "another number of threads";
    return (base->cpus && base->threads > base->cpus) != (next->cpus && next->threads > next->cpus)
               ? "threads shared CPUs on one side"
               : NULL;
}

static void add_gap(struct comparison *c, const struct row *base, const struct row *next, const char *why)
{
    c->gap = grow(c->gap, c->n_gaps, sizeof *c->gap);
    c->gap[c->n_gaps++] = (struct comparison_gap){base, next, why};
}

static enum verdict judge(const struct comparison_row *row)
{
    if (row->launches < STATISTICS_ENOUGH || !isfinite(row->time.low) || !isfinite(row->time.high))
        return VERDICT_FEW;
    return row->time.low > 1 || row->time.high < 1 ? VERDICT_DIFFERS : VERDICT_NONE;
}

static void add_row(struct comparison *c, const struct row *base, const struct row *next, uint64_t seed)
{
    struct comparison_row row = {.base = base,
                                 .next = next,
                                 .time = statistics_ratio(base, next, METRIC_real_time, seed),
                                 .cycles = statistics_ratio(base, next, METRIC_cycles_per_op, seed),
                                 .launches = base->time.launches < next->time.launches ? base->time.launches
                                                                                       : next->time.launches};
    row.verdict = judge(&row);
    c->row = grow(c->row, c->n_rows, sizeof *c->row);
    c->row[c->n_rows++] = row;
}

/* Collects logarithms; finish_families turns them into means. */
static void add_to_family(struct comparison *c, const struct comparison_row *row, size_t *with_cycles)
{
    char name[64];
    if (!isfinite(row->time.value) || !(row->time.value > 0) || !row_part(row->base, 0, name, sizeof name))
        return;
    size_t i = 0;
    while (i < c->n_families && strcmp(c->family[i].name, name) != 0)
        i++;
    if (i == c->n_families) {
        c->family = grow(c->family, c->n_families, sizeof *c->family);
        c->family[c->n_families] = (struct comparison_family){0};
        memcpy(c->family[c->n_families++].name, name, sizeof name);
    }
    c->family[i].time += log(row->time.value);
    c->family[i].rows++;
    if (isfinite(row->cycles.value) && row->cycles.value > 0) {
        c->family[i].cycles += log(row->cycles.value);
        with_cycles[i]++;
    }
}

static void add_families(struct comparison *c)
{
    size_t *with_cycles = calloc(c->n_rows + 1, sizeof *with_cycles);
    if (!with_cycles)
        abort();
    for (size_t i = 0; i < c->n_rows; i++)
        add_to_family(c, &c->row[i], with_cycles);
    for (size_t i = 0; i < c->n_families; i++) {
        struct comparison_family *f = &c->family[i];
        f->time = exp(f->time / (double)f->rows);
        f->cycles = with_cycles[i] ? exp(f->cycles / (double)with_cycles[i]) : NAN;
    }
    free(with_cycles);
}

static void add_differences(struct comparison *c)
{
    static const struct {
        const char *what, *path;
    } facts[] = {
        {"machine", "machine.slug"},
        {"model", "machine.model"},
        {"CPUs", "machine.cpus"},
        {"virtualization", "machine.virtualization"},
        {"fingerprint", "machine.fingerprint"},
        {"microcode", "machine.microcode"},
        {"kernel", "machine.kernel"},
        {"C library", "machine.libc"},
        {"compiler", "build.compiler"},
        {"flags", "build.flags"},
        {"revision", "build.revision"},
        {"profile", "run.profile"},
        {"clock", "clock.source"},
        {"governor", "environment.governor"},
    };
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        struct comparison_difference d = {.what = facts[i].what};
        words_fact(c->base, facts[i].path, d.base, sizeof d.base);
        words_fact(c->next, facts[i].path, d.next, sizeof d.next);
        if (strcmp(d.base, d.next) == 0)
            continue;
        c->difference = grow(c->difference, c->n_differences, sizeof *c->difference);
        c->difference[c->n_differences++] = d;
    }
}

static enum machines compare_machines(const struct report *base, const struct report *next)
{
    const char *a = json_string_value(words_member(base, "machine.fingerprint"));
    const char *b = json_string_value(words_member(next, "machine.fingerprint"));
    if (!a || !b || !*a || !*b)
        return MACHINES_UNKNOWN;
    return strcmp(a, b) == 0 ? MACHINES_SAME : MACHINES_DIFFERENT;
}

void comparison_init(struct comparison *c, const struct report *base, const struct report *next,
                     uint64_t seed)
{
    *c = (struct comparison){.base = base, .next = next, .machines = compare_machines(base, next)};
    for (size_t i = 0; i < base->n_rows; i++) {
        const struct row *from = &base->rows[i], *to = report_row(next, from->name);
        const char *why = obstacle(from, to);
        if (why)
            add_gap(c, from, to, why);
        else
            add_row(c, from, to, seed);
    }
    for (size_t i = 0; i < next->n_rows; i++)
        if (!report_row(base, next->rows[i].name))
            add_gap(c, NULL, &next->rows[i], obstacle(NULL, &next->rows[i]));
    add_families(c);
    add_differences(c);
}

void comparison_free(struct comparison *c)
{
    free(c->row);
    free(c->gap);
    free(c->family);
    free(c->difference);
    *c = (struct comparison){0};
}

size_t comparison_count(const struct comparison *c, enum verdict verdict)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_rows; i++)
        n += c->row[i].verdict == verdict;
    return n;
}

size_t comparison_slower(const struct comparison *c, double percent)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_rows; i++)
        n += c->row[i].verdict == VERDICT_DIFFERS && c->row[i].time.value > 1 + percent / 100;
    return n;
}

size_t comparison_lost(const struct comparison *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_gaps; i++)
        n +=
            c->gap[i].base && c->gap[i].next && row_measured(c->gap[i].base) && !row_measured(c->gap[i].next);
    return n;
}
