// SPDX-License-Identifier: MIT
// Outcomes of guarantee rows: checked, added up, bounded.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/json.h"
#include "report/model/outcomes.h"

static uint64_t add(uint64_t a, uint64_t b)
{
    uint64_t sum;
    return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}

static uint64_t count_of(const struct row *row, const char *name)
{
    uint64_t count = 0;
    for (size_t i = 0; i < row->n_samples; i++) {
        json_int_t n = json_integer_value(json_object_get(row->samples[i].outcomes, name));
        count = add(count, n > 0 ? (uint64_t)n : 0);
    }
    return count;
}

size_t outcomes_of(const struct row *row, struct outcome **outcomes)
{
    size_t n = row->kind == KIND_GUARANTEE ? json_array_size(row->outcomes) : 0;
    *outcomes = checked_alloc(n, sizeof **outcomes);
    for (size_t i = 0; i < n; i++) {
        const json_t *o = json_array_get(row->outcomes, i);
        const char *name = json_string_value(json_object_get(o, "name"));
        (*outcomes)[i] = (struct outcome){.name = name,
                                          .allowed = json_is_true(json_object_get(o, "allowed")),
                                          .expected = json_is_true(json_object_get(o, "expected")),
                                          .count = count_of(row, name)};
    }
    return n;
}

uint64_t outcomes_trials(const struct row *row)
{
    uint64_t trials = 0;
    for (size_t i = 0; i < row->n_samples; i++)
        trials = add(trials, row->samples[i].iterations);
    return trials;
}

uint64_t outcomes_forbidden(const struct row *row)
{
    struct outcome *outcomes;
    uint64_t forbidden = 0;
    size_t n = outcomes_of(row, &outcomes);
    for (size_t i = 0; i < n; i++)
        forbidden = add(forbidden, outcomes[i].allowed ? 0 : outcomes[i].count);
    free(outcomes);
    return forbidden;
}

const char *outcome_word(const struct outcome *o)
{
    return !o->allowed ? "forbidden" : o->expected ? "expected" : "allowed";
}

static bool forbids(const struct row *row)
{
    struct outcome *outcomes;
    bool any = false;
    for (size_t i = 0, n = outcomes_of(row, &outcomes); i < n; i++)
        any |= !outcomes[i].allowed;
    free(outcomes);
    return any;
}

const char *outcomes_verdict(const struct row *row, bool weak)
{
    if (outcomes_forbidden(row))
        return "broken";
    if (!forbids(row))
        return "counted";
    return weak ? "not seen broken" : "held";
}

bool outcomes_enough(const struct row *row, uint64_t trials)
{
    return row->kind == KIND_GUARANTEE && outcomes_trials(row) >= trials;
}

double outcomes_rate_bound(uint64_t trials)
{
    return trials ? -expm1(log(0.05) / (double)trials) : NAN;
}

/* The row's outcome that should have been seen more often, in o; false where there is none. */
static bool find_missed(const struct row *row, struct outcome *o)
{
    struct outcome *outcomes;
    const size_t n = outcomes_of(row, &outcomes);
    const uint64_t trials = outcomes_trials(row);
    bool found = false;
    for (size_t i = 0; i < n && !found; i++) {
        *o = outcomes[i];
        found = o->expected && trials > 0 && o->count < (trials - 1) / OUTCOMES_EXPECTED + 1;
    }
    free(outcomes);
    return found;
}

static bool is_family(const struct row *a, const struct row *b)
{
    const size_t length = strcspn(a->name, "/");
    return strncmp(a->name, b->name, length) == 0 && b->name[length] == '/';
}

const char *outcomes_weakness(const struct report *r, const struct row *row,
                              char text[OUTCOMES_WHY])
{
    struct outcome missed;
    if (row->kind == KIND_GUARANTEE && row->cpus && row->threads > row->cpus) {
        snprintf(text, OUTCOMES_WHY,
                 "%u threads share %u CPU%s, so that their accesses hardly meet", row->threads,
                 row->cpus, row->cpus == 1 ? "" : "s");
        return text;
    }
    for (size_t i = 0; row->kind == KIND_GUARANTEE && i < r->n_rows; i++)
        if (r->rows[i].threads <= r->rows[i].cpus && is_family(row, &r->rows[i]) &&
            find_missed(&r->rows[i], &missed)) {
            snprintf(text, OUTCOMES_WHY,
                     "%s shows %.40s, as it should, in only %llu of %llu trials", r->rows[i].name,
                     missed.name, (unsigned long long)missed.count,
                     (unsigned long long)outcomes_trials(&r->rows[i]));
            return text;
        }
    return NULL;
}

static bool is_name(const char *name)
{
    size_t n = name ? strlen(name) : 0;
    for (size_t i = 0; i < n; i++)
        if (name[i] < 0x20 || name[i] > 0x7e)
            return false;
    return n > 0 && n < OUTCOME_NAME;
}

static const char *outcome_fault(const json_t *list, size_t i)
{
    const json_t *o = json_array_get(list, i);
    const char *name = json_string_value(json_object_get(o, "name"));
    if (!is_name(name))
        return "an outcome has no name of printable ASCII";
    if (!json_is_boolean(json_object_get(o, "allowed")))
        return "an outcome does not say whether it is allowed";
    if (json_object_get(o, "expected") && !json_is_boolean(json_object_get(o, "expected")))
        return "an outcome has an expected that is neither true nor false";
    for (size_t k = 0; k < i; k++)
        if (strcmp(json_string_value(json_object_get(json_array_get(list, k), "name")), name) == 0)
            return "two outcomes have one name";
    return NULL;
}

const char *outcomes_fault(const json_t *list)
{
    size_t n = json_array_size(list);
    if (n == 0 || n > OUTCOMES_MOST)
        return "a guarantee needs a list of 1 to 256 outcomes";
    const char *fault = NULL;
    for (size_t i = 0; i < n && !fault; i++)
        fault = outcome_fault(list, i);
    return fault;
}

static bool is_listed(const json_t *list, const char *name)
{
    size_t i;
    json_t *o;
    json_array_foreach (list, i, o)
        if (strcmp(json_string_value(json_object_get(o, "name")), name) == 0)
            return true;
    return false;
}

const char *outcomes_counts_fault(const json_t *list, const json_t *counts, uint64_t trials)
{
    const char *name;
    json_t *count;
    uint64_t seen = 0;
    if (!json_is_object(counts))
        return "a trial of a guarantee has no counts of outcomes";
    json_object_foreach ((json_t *)counts, name, count) {
        if (!is_listed(list, name))
            return "a trial counts an outcome that its row does not list";
        if (!json_is_integer(count) || json_integer_value(count) < 0)
            return "an outcome's count is not a whole number from 0";
        seen = add(seen, (uint64_t)json_integer_value(count));
    }
    return seen > trials ? "a trial counts more outcomes than it has iterations" : NULL;
}

json_t *outcomes_json(const struct row *row)
{
    struct outcome *outcomes;
    json_t *list = json_array();
    size_t n = outcomes_of(row, &outcomes);
    for (size_t i = 0; i < n; i++) {
        json_t *o = json_pack("{s:s, s:b, s:o}", "name", outcomes[i].name, "allowed",
                              outcomes[i].allowed, "count", whole(outcomes[i].count));
        if (outcomes[i].expected)
            json_object_set_new(o, "expected", json_true());
        json_array_append_new(list, o);
    }
    free(outcomes);
    return list;
}
