// SPDX-License-Identifier: MIT
// Matching two reports row by row.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "report/compare/compare.h"
#include "report/compare/parts.h"
#include "report/model/facts.h"

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Whether an import leaves out what would tell the two rows apart. */
static bool may_be_same(const struct row *base, const struct row *next, bool known)
{
    return (base->imported || next->imported) && !known;
}

/* Why two rows of one name are not two measurements of one thing; NULL where they are. */
static const char *obstacle(const struct row *base, const struct row *next)
{
    if (!next)
        return "only in base";
    if (!base)
        return "only in new";
    if (base->kind != next->kind)
        return "another kind of row";
    if (base->kind != KIND_TIME)
        return "no time, so that there is no ratio";
    if (!row_measured(base) && !row_measured(next))
        return "measured on neither side";
    if (!row_measured(base))
        return "not measured in base";
    if (!row_measured(next))
        return "not measured in new";
    if (!may_be_same(base, next, base->basis && next->basis) &&
        !same_text(base->basis, next->basis))
        return "time is counted on another basis";
    if (!may_be_same(base, next, base->threads && next->threads) && base->threads != next->threads)
        return "another number of threads";
    return (base->cpus && base->threads > base->cpus) != (next->cpus && next->threads > next->cpus)
               ? "threads shared CPUs on one side"
               : NULL;
}

static void add_gap(struct comparison *c, const struct row *base, const struct row *next,
                    const char *why)
{
    c->gap = checked_grow(c->gap, c->n_gaps, sizeof *c->gap);
    c->gap[c->n_gaps++] = (struct comparison_gap){base, next, why};
}

static void add_row(struct comparison *c, const struct row *base, const struct row *next)
{
    c->row = checked_grow(c->row, c->n_rows, sizeof *c->row);
    struct comparison_row *row = &c->row[c->n_rows++];
    *row = (struct comparison_row){.base = base, .next = next};
    /* Those of blocks ran side by side; those of two models are as far apart as they are built. */
    if (!c->per_block && c->machines != MACHINES_DIFFERENT)
        compare_distance(row);
}

static const char *machine_text(const struct report *r, const char *path)
{
    const char *text = json_string_value(report_member(r, path));
    return text && *text ? text : NULL;
}

static enum machines compare_machines(const struct report *base, const struct report *next)
{
    const char *a = machine_text(base, "machine.fingerprint"),
               *b = machine_text(next, "machine.fingerprint");
    if (!a || !b)
        return MACHINES_UNKNOWN;
    if (report_other_model(base, next))
        return MACHINES_DIFFERENT;
    const char *one = machine_text(base, "machine.host"),
               *other = machine_text(next, "machine.host");
    return one && other && strcmp(one, other) != 0 ? MACHINES_TWINS : MACHINES_SAME;
}

static void take_noise(struct comparison *c, int side, const struct noise *noise,
                       const struct report *r)
{
    if (noise && noise_fits(noise, r))
        c->noise[side] = noise;
    else if (noise && noise_is_of(noise, r))
        c->too_small[side] = noise;
}

static bool emulated(const struct report *r)
{
    return json_is_true(report_member(r, "machine.emulated"));
}

void comparison_init(struct comparison *c, const struct report *base, const struct report *next,
                     const struct comparison_settings *settings)
{
    *c = (struct comparison){
        .base = base,
        .next = next,
        .seed = settings->seed,
        .machines = compare_machines(base, next),
        .emulated = emulated(base) || emulated(next),
        .imported = report_imported(base) || report_imported(next),
        .per_block = compare_interleaved(base, next),
    };
    take_noise(c, 0, settings->noise[0], base);
    take_noise(c, 1, settings->noise[1], next);
    for (size_t i = 0; i < base->n_rows; i++) {
        const struct row *from = &base->rows[i], *to = report_row(next, from->name);
        const char *why = obstacle(from, to);
        if (why)
            add_gap(c, from, to, why);
        else
            add_row(c, from, to);
    }
    for (size_t i = 0; i < next->n_rows; i++)
        if (!report_row(base, next->rows[i].name))
            add_gap(c, NULL, &next->rows[i], obstacle(NULL, &next->rows[i]));
    compare_judge(c);
    compare_families(c);
    compare_facts(c);
}

void comparison_free(struct comparison *c)
{
    for (size_t i = 0; i < c->n_rows; i++)
        compare_distance_free(&c->row[i]);
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

size_t comparison_unsure(const struct comparison *c, enum unsure why)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_rows; i++)
        n += c->row[i].verdict == VERDICT_UNSURE && c->row[i].why == why;
    return n;
}

size_t comparison_pooled(const struct comparison *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_rows; i++)
        n += c->row[i].pooled_flag;
    return n;
}

unsigned comparison_needs(const struct comparison *c)
{
    unsigned most = 0;
    for (size_t i = 0; i < c->n_rows; i++)
        most = c->row[i].needs > most ? c->row[i].needs : most;
    return most;
}

size_t comparison_slower(const struct comparison *c, double percent)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_rows; i++)
        n += c->row[i].verdict == VERDICT_SLOWER && c->row[i].time.value > 1 + percent / 100;
    return n;
}

/* Whether the row may be slower by more, as far as this reason for being unsure tells. */
static bool may_exceed(const struct comparison_row *row, double percent)
{
    return row->why == UNSURE_EMULATED || row->why == UNSURE_IMPORTED ||
           row->why == UNSURE_DISTANCE || row->why == UNSURE_FEW || row->why == UNSURE_DISTURBED ||
           !isfinite(row->time.low) || !(row->time.high <= 1 + percent / 100);
}

size_t comparison_open(const struct comparison *c, double percent, enum unsure why)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_rows; i++)
        n += c->row[i].verdict == VERDICT_UNSURE && c->row[i].why == why &&
             may_exceed(&c->row[i], percent);
    return n;
}

size_t comparison_lost(const struct comparison *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_gaps; i++)
        n += c->gap[i].base && (!c->gap[i].next || row_measured(c->gap[i].base));
    return n;
}
