// SPDX-License-Identifier: MIT
// A comparison as JSON.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "report/compare/compare.h"
#include "report/model/estimate.h"
#include "report/model/facts.h"

static json_t *json_estimate(const struct estimate *e)
{
    json_t *object = json_object();
    put_number(object, "median", e->median);
    put_number(object, "low", e->low);
    put_number(object, "high", e->high);
    put_new(object, "launches", json_integer(e->launches));
    return object;
}

static json_t *json_measure(const struct estimate *base, const struct estimate *next,
                            const struct ratio *r)
{
    json_t *object = json_object();
    put_new(object, "base", json_estimate(base));
    put_new(object, "new", json_estimate(next));
    put_number(object, "ratio", r->value);
    put_number(object, "ratio_low", r->low);
    put_number(object, "ratio_high", r->high);
    return object;
}

static json_t *json_row(const struct comparison *c, const struct comparison_row *row)
{
    static const char *const verdicts[] = {"~", "faster", "slower", "unsure"};
    json_t *object = json_object();
    put_new(object, "name", json_string(row->base->name));
    if (row->base->basis)
        put_new(object, "basis", json_string(row->base->basis));
    put_new(object, "verdict", json_string(verdicts[row->verdict]));
    if (row->why)
        put_new(object, "why", json_string(unsure_name(row->why)));
    put_number(object, "p", row->p);
    put_number(object, "p_holm", row->p_holm);
    put_number(object, "p_bh", row->p_bh);
    put_new(object, "launches", json_pack("[ii]", (int)row->launches[0], (int)row->launches[1]));
    if (c->per_block)
        put_new(object, "blocks", json_integer(row->blocks));
    put_new(object, "needs", json_integer(row->needs));
    put_number(object, "noise_threshold", row->threshold);
    put_new(object, "noise_assumed", json_boolean(row->threshold_assumed));
    put_number(object, "smallest_effect", row->least);
    if (row->modes[0].n > 1 || row->modes[1].n > 1)
        put_new(object, "modes_ns",
                json_pack("{s:o, s:o}", "base", modes_json(&row->modes[0]), "new",
                          modes_json(&row->modes[1])));
    put_new(object, "pooled_u_flag", json_boolean(row->pooled_flag));
    put_new(object, "time_ns", json_measure(&row->base->time, &row->next->time, &row->time));
    if (isfinite(row->cycles.value))
        put_new(object, "cycles",
                json_measure(&row->base->cycles, &row->next->cycles, &row->cycles));
    if (isfinite(row->multiple[0]) && isfinite(row->multiple[1]))
        put_new(object, "of_own_floor",
                json_pack("{s:f, s:f}", "base", row->multiple[0], "new", row->multiple[1]));
    return object;
}

static json_t *json_gap(const struct comparison_gap *g)
{
    json_t *object = json_object();
    put_new(object, "name", json_string(g->base ? g->base->name : g->next->name));
    put_new(object, "why", json_string(g->why));
    if (g->base)
        put_new(object, "base_status", json_string(row_status_name(g->base->status)));
    if (g->next)
        put_new(object, "new_status", json_string(row_status_name(g->next->status)));
    return object;
}

static json_t *json_side(const struct report *r)
{
    static const char *const paths[] = {"machine.slug", "machine.host", "machine.fingerprint",
                                        "run.profile", "imported.format"};
    json_t *object = json_object(), *date = json_object_get(r->context, "date");
    if (json_is_string(date))
        json_object_set(object, "date", date);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        json_t *fact = report_member(r, paths[i]);
        const char *dot = strchr(paths[i], '.');
        if (json_is_string(fact))
            json_object_set(object, dot ? dot + 1 : paths[i], fact);
    }
    put_number(object, "cycle_ns", estimate_cycle_ns(r));
    return object;
}

static json_t *json_difference(const struct comparison_difference *d)
{
    json_t *object = json_object();
    put_new(object, "what", json_string(d->what));
    if (strcmp(d->base, "-") != 0)
        put_new(object, "base", json_string(d->base));
    if (strcmp(d->next, "-") != 0)
        put_new(object, "new", json_string(d->next));
    return object;
}

static json_t *json_mean(const struct comparison_mean *m)
{
    json_t *object = json_object();
    put_new(object, "rows", json_integer((json_int_t)m->rows));
    put_number(object, "base", m->base);
    put_number(object, "new", m->next);
    put_number(object, "ratio", m->ratio);
    return object;
}

static json_t *json_family(const struct comparison_family *f)
{
    json_t *object = json_object();
    put_new(object, "name", json_string(f->name));
    put_new(object, "rows", json_integer((json_int_t)f->rows));
    put_number(object, "time_ratio", f->time.value);
    put_number(object, "time_ratio_low", f->time.low);
    put_number(object, "time_ratio_high", f->time.high);
    put_number(object, "smallest_effect", f->least);
    put_new(object, "time_ns", json_mean(&f->ns));
    put_new(object, "cycles", json_mean(&f->cycles));
    put_new(object, "of_own_floor", json_mean(&f->multiple));
    return object;
}

static json_t *json_noise(const struct noise *noise, const struct noise *too_small)
{
    json_t *object = json_object();
    put_new(object, "assumed", json_boolean(!noise));
    if (too_small)
        put_new(object, "refused_profile", json_string(too_small->profile));
    if (noise) {
        put_new(object, "runs", json_integer(noise->runs));
        put_new(object, "profile", json_string(noise->profile));
        put_new(object, "made", json_string(noise->made));
    }
    return object;
}

static json_t *json_counts(const struct comparison *c)
{
    json_t *counts = json_object(), *unsure = json_object();
    put_new(counts, "slower", json_integer((json_int_t)comparison_count(c, VERDICT_SLOWER)));
    put_new(counts, "faster", json_integer((json_int_t)comparison_count(c, VERDICT_FASTER)));
    put_new(counts, "alike", json_integer((json_int_t)comparison_count(c, VERDICT_ALIKE)));
    for (int why = UNSURE_EMULATED; why <= UNSURE_WIDE; why++) {
        size_t n = comparison_unsure(c, (enum unsure)why);
        if (n)
            put_new(unsure, unsure_name((enum unsure)why), json_integer((json_int_t)n));
    }
    put_new(counts, "unsure", unsure);
    return counts;
}

json_t *comparison_json(const struct comparison *c)
{
    json_t *root = json_object(), *differences = json_array(), *families = json_array(),
           *rows = json_array(), *gaps = json_array();
    put_new(root, "schema", json_integer(3));
    put_new(root, "base", json_side(c->base));
    put_new(root, "new", json_side(c->next));
    if (c->machines != MACHINES_UNKNOWN)
        put_new(root, "same_machine", json_boolean(c->machines == MACHINES_SAME));
    if (c->machines == MACHINES_TWINS)
        put_new(root, "same_model", json_true());
    put_new(root, "emulated", json_boolean(c->emulated));
    if (c->imported)
        put_new(root, "imported", json_true());
    put_new(root, "interleaved", json_boolean(c->per_block != 0));
    if (!c->per_block)
        put_new(root, "noise",
                json_pack("{s:o, s:o}", "base", json_noise(c->noise[0], c->too_small[0]), "new",
                          json_noise(c->noise[1], c->too_small[1])));
    put_new(root, "verdicts", json_counts(c));
    put_new(root, "pooled_u_flags", json_integer((json_int_t)comparison_pooled(c)));
    for (size_t i = 0; i < c->n_differences; i++)
        json_array_append_new(differences, json_difference(&c->difference[i]));
    for (size_t i = 0; i < c->n_families; i++)
        json_array_append_new(families, json_family(&c->family[i]));
    for (size_t i = 0; i < c->n_rows; i++)
        json_array_append_new(rows, json_row(c, &c->row[i]));
    for (size_t i = 0; i < c->n_gaps; i++)
        json_array_append_new(gaps, json_gap(&c->gap[i]));
    put_new(root, "differences", differences);
    put_new(root, "families", families);
    put_new(root, "rows", rows);
    put_new(root, "not_compared", gaps);
    return root;
}
