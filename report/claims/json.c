// SPDX-License-Identifier: MIT
// Judged claims as JSON.
#include <math.h>
#include <string.h>

#include "common/json.h"
#include "report/claims/parts.h"
#include "report/model/facts.h"

/* The word of --json: one word, unlike that of the text. */
static const char *const words[] = {"holds", "refuted", "undecided", "not-measurable"};

static json_t *json_rows(const struct finding *f)
{
    json_t *rows = json_array();
    for (int i = 0; i < 2; i++)
        if (f->rows[i])
            json_array_append_new(rows, json_string(f->rows[i]));
    return rows;
}

static json_t *json_finding(const struct finding *f)
{
    const struct claim_part *part = f->part;
    json_t *object = json_object();
    put_new(object, "verdict", json_string(words[f->verdict]));
    if (*f->why)
        put_new(object, "why", json_string(f->why));
    if (f->elsewhere)
        put_new(object, "elsewhere", json_true());
    put_new(object, "measure", json_string(measure_table[part->measure].key));
    put_new(object, "rows", json_rows(f));
    if (part->outcome)
        put_new(object, "outcome", json_string(part->outcome));
    if (measure_table[part->measure].kind != OUTCOME)
        put_new(object, "metric", json_string(metric_table[part->metric].key));
    put_number(object, "from", part->from);
    put_number(object, "to", part->to);
    put_number(object, "value", f->figure.value);
    put_number(object, "low", f->figure.low);
    put_number(object, "high", f->figure.high);
    if (isinf(f->figure.value))
        put_new(object, "no_step", json_true());
    if (f->trials) {
        put_new(object, "count", whole(f->count));
        put_new(object, "trials", whole(f->trials));
    }
    return object;
}

static json_t *json_claim(const struct judged_claim *c)
{
    json_t *object = json_object(), *findings = json_array();
    put_new(object, "id", json_string(c->claim->id));
    put_new(object, "claim", json_string(c->claim->text));
    if (c->claim->source)
        put_new(object, "source", json_string(c->claim->source));
    if (c->claim->note)
        put_new(object, "note", json_string(c->claim->note));
    put_new(object, "verdict", json_string(words[c->verdict]));
    for (size_t i = 0; i < c->n; i++)
        json_array_append_new(findings, json_finding(&c->finding[i]));
    put_new(object, "findings", findings);
    return object;
}

json_t *judged_json(const struct judged *j)
{
    json_t *root = json_object(), *counts = json_object(), *claims = json_array(),
           *date = json_object_get(j->report->context, "date"),
           *slug = report_member(j->report, "machine.slug");
    put_new(root, "schema", json_integer(1));
    if (json_is_string(slug))
        json_object_set(root, "machine", slug);
    if (json_is_string(date))
        json_object_set(root, "date", date);
    for (int v = 0; v < CLAIM_VERDICTS; v++)
        put_new(counts, words[v], json_integer((json_int_t)judged_count(j, (enum claim_verdict)v)));
    put_new(root, "verdicts", counts);
    for (size_t i = 0; i < j->n; i++)
        json_array_append_new(claims, json_claim(&j->claim[i]));
    put_new(root, "claims", claims);
    return root;
}
