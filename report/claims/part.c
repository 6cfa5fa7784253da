// SPDX-License-Identifier: MIT
// A part of a claim from its JSON: what is measured, of which rows, and what is claimed of it.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "report/claims/parts.h"
#include "report/claims/read.h"
#include "report/model/outcomes.h"

const struct measure_info measure_table[MEASURES] = {
#define MEASURE(id, key, kind, form) {key, kind, form},
#include "report/claims/measures.def"
#undef MEASURE
};

enum { IN_FIGURE = 1 << FIGURE, IN_STEP = 1 << STEP, IN_OUTCOME = 1 << OUTCOME, IN_ALL = 7 };

static bool take_number(const json_t *value, double *out)
{
    *out = json_number_value(value);
    return json_is_number(value) && isfinite(*out);
}

/* An outcome's name, fit for a terminal. */
static bool is_clean(const char *outcome)
{
    char clean[OUTCOME_NAME];
    return *outcome && strcmp(text_clean(outcome, clean, sizeof clean), outcome) == 0;
}

static const char *take_from(struct claim_part *part, const json_t *value)
{
    return take_number(value, &part->from) ? NULL : "is no number";
}

static const char *take_to(struct claim_part *part, const json_t *value)
{
    return take_number(value, &part->to) ? NULL : "is no number";
}

static const char *take_within(struct claim_part *part, const json_t *value)
{
    double percent;
    if (!take_number(value, &percent) || percent <= 0 || percent > 1000)
        return "is no percentage above 0";
    part->within = percent / 100;
    return NULL;
}

static const char *take_metric(struct claim_part *part, const json_t *value)
{
    const char *key = json_string_value(value);
    for (int m = 0; key && m < METRIC_COUNT; m++)
        if (strcmp(metric_table[m].key, key) == 0) {
            part->metric = (enum metric)m;
            return NULL;
        }
    return "is no figure of docs/FIELDS.md";
}

static const char *take_trials(struct claim_part *part, const json_t *value)
{
    json_int_t n = json_integer_value(value);
    part->trials = n > 0 ? (uint64_t)n : 0;
    return n > 0 ? NULL : "is no whole number from 1";
}

static const char *take_threads(struct claim_part *part, const json_t *value)
{
    json_int_t n = json_integer_value(value);
    part->threads_from = n > 0 && n <= 1000000 ? (unsigned)n : 0;
    return part->threads_from ? NULL : "is no number of threads";
}

static unsigned arch_of(const char *name)
{
    return strcmp(name, "x86-64") == 0  ? CLAIM_X86_64
           : strcmp(name, "arm64") == 0 ? CLAIM_ARM64
                                        : 0;
}

const char *part_arches(struct claim_part *part, const json_t *value)
{
    static const char fault[] = "is no list of \"x86-64\" and \"arm64\"";
    size_t i;
    json_t *name;
    part->arches = 0;
    json_array_foreach (value, i, name) {
        unsigned arch = json_is_string(name) ? arch_of(json_string_value(name)) : 0;
        if (!arch)
            return fault;
        part->arches |= arch;
    }
    return part->arches ? NULL : fault;
}

const char *control_read(struct claim_control *c, const json_t *object)
{
    const json_t *seen = json_object_get(object, "seen"), *from = json_object_get(object, "from");
    const char *rows = json_string_value(json_array_get(seen, 0)),
               *outcome = json_string_value(json_array_get(seen, 1));
    if (json_object_size(object) != 2 || !seen || !from)
        return "is no object of seen and from";
    if (json_array_size(seen) != 2 || !rows || !outcome || pattern_fault(rows) ||
        pattern_has(rows, '#') || !is_clean(outcome))
        return "seen is no list of a pattern of rows and an outcome";
    if (!take_number(from, &c->from) || !(c->from > 0 && c->from <= 1))
        return "from is no rate above 0";
    c->rows = copy_text(rows);
    c->outcome = copy_text(outcome);
    return NULL;
}

void control_free(struct claim_control *c)
{
    free(c->rows);
    free(c->outcome);
}

static const char *take_control(struct claim_part *part, const json_t *value)
{
    return control_read(&part->control, value);
}

static const struct member {
    const char *key;
    unsigned kinds;
    const char *(*take)(struct claim_part *part, const json_t *value);
} members[] = {
    {"from", IN_ALL, take_from},
    {"to", IN_ALL, take_to},
    {"within", IN_STEP, take_within},
    {"metric", IN_FIGURE | IN_STEP, take_metric},
    {"trials", IN_OUTCOME, take_trials},
    {"control", IN_OUTCOME, take_control},
    {"threads_from", IN_ALL, take_threads},
    {"arch", IN_ALL, part_arches},
};
enum { MEMBERS = sizeof members / sizeof *members };

static int find_measure(const char *key)
{
    for (int m = 0; m < MEASURES; m++)
        if (strcmp(measure_table[m].key, key) == 0)
            return m;
    return -1;
}

static const struct member *find_member(const char *key)
{
    for (size_t i = 0; i < MEMBERS; i++)
        if (strcmp(members[i].key, key) == 0)
            return &members[i];
    return NULL;
}

bool part_is_member(const char *key)
{
    return find_member(key) || find_measure(key) >= 0;
}

/* "fastest mutex/…": the word before the pattern. */
static const char *take_operand(struct operand *o, const json_t *value)
{
    static const char *const words[] = {"", "first ", "fastest ", "slowest "};
    const char *text = json_string_value(value), *fault;
    if (!text)
        return "is no pattern of rows";
    for (int pick = PICK_FIRST; pick <= PICK_SLOWEST; pick++)
        if (strncmp(text, words[pick], strlen(words[pick])) == 0) {
            o->pick = (enum pick)pick;
            text += strlen(words[pick]);
            break;
        }
    fault = pattern_fault(text);
    if (!fault)
        o->pattern = copy_text(text);
    return fault;
}

static const char *take_outcome(struct claim_part *part, const json_t *value)
{
    const char *text = json_string_value(value);
    if (!text || !is_clean(text))
        return "the second is no name of an outcome";
    part->outcome = copy_text(text);
    return NULL;
}

static const char *check_sweep(const struct claim_part *part)
{
    bool sweeps = measure_table[part->measure].kind == STEP;
    for (int i = 0; i < 2; i++) {
        const struct operand *o = &part->rows[i];
        if (!o->pattern)
            continue;
        if (pattern_has(o->pattern, '#') != sweeps)
            return sweeps ? "has no '#' where the number of a step stands"
                          : "has a '#', which is for sweeps only";
        if (sweeps && (o->pick != PICK_EACH || pattern_is_open(o->pattern)))
            return "takes neither '**' nor first, fastest or slowest in a sweep";
    }
    return NULL;
}

/* The second pattern must name one row for each row of the first. */
static const char *check_second(const struct claim_part *part)
{
    const struct operand *first = &part->rows[0], *second = &part->rows[1];
    if (!second->pattern || second->pick != PICK_EACH)
        return NULL;
    if (pattern_is_open(second->pattern))
        return "the second has '**': say first, fastest or slowest before it";
    if (pattern_stars(second->pattern) > pattern_stars(first->pattern))
        return "the second has more '*' than the first, which say what they stand for";
    return NULL;
}

static const char *take_rows(struct claim_part *part, const json_t *value)
{
    enum measure_form form = measure_table[part->measure].form;
    bool one = form == ROWS || (form == ROWS_OUTCOME && json_is_string(value));
    if (!one && json_array_size(value) != 2)
        return form == TWO_ROWS ? "is no list of two patterns of rows"
                                : "is neither a pattern of rows nor a list of one and an outcome";
    const char *fault = take_operand(&part->rows[0], one ? value : json_array_get(value, 0));
    if (!fault && form == TWO_ROWS)
        fault = take_operand(&part->rows[1], json_array_get(value, 1));
    if (!fault && !one && form == ROWS_OUTCOME)
        fault = take_outcome(part, json_array_get(value, 1));
    if (!fault && measure_table[part->measure].kind == OUTCOME && part->rows[0].pick != PICK_EACH)
        fault = "counts all rows: leave first, fastest or slowest out";
    fault = fault ? fault : check_sweep(part);
    return fault ? fault : check_second(part);
}

static int check_bounds(const struct claim_part *part, struct place *at)
{
    bool some = !isnan(part->from) || !isnan(part->to);
    const struct measure_info *info = &measure_table[part->measure];
    bool wanted = info->kind != OUTCOME || part->measure == MEASURE_RATE;
    if (wanted && !some)
        return place_refuse(at, info->key, "has no bound: give from, to, or both");
    if (!wanted && some)
        return place_refuse(at, info->key, "takes no bounds: leave from and to out");
    if (part->from > part->to)
        return place_refuse(at, "from", "is above to");
    return 0;
}

/* The one measure among the keys of object; -1 with err where it is none or two. */
static int only_measure(const json_t *object, struct place *at)
{
    int found = -1;
    const char *key;
    json_t *value;
    json_object_foreach ((json_t *)object, key, value) {
        int m = find_measure(key);
        if (m >= 0 && found >= 0)
            return place_refuse(at, key, "is a second measure: make two parts of it");
        found = m >= 0 ? m : found;
    }
    if (found < 0)
        return place_refuse(at, NULL, "measures nothing: give value, ratio or another measure");
    return found;
}

int part_read(struct claim_part *part, const json_t *object, unsigned arches, struct place *at)
{
    const char *key, *fault;
    json_t *value;
    *part = (struct claim_part){.from = NAN,
                                .to = NAN,
                                .within = CLAIM_WITHIN,
                                .metric = METRIC_real_time,
                                .trials = CLAIM_TRIALS,
                                .arches = arches};
    int measure = only_measure(object, at);
    if (measure < 0)
        return -1;
    part->measure = (enum measure)measure;
    json_object_foreach ((json_t *)object, key, value) {
        const struct member *m = find_member(key);
        if (find_measure(key) >= 0)
            fault = take_rows(part, value);
        else if (!m)
            continue; /* a member of the claim */
        else if (!(m->kinds >> measure_table[measure].kind & 1))
            fault = "does not go with this measure";
        else
            fault = m->take(part, value);
        if (fault)
            return place_refuse(at, key, fault);
    }
    return check_bounds(part, at);
}

void part_free(struct claim_part *part)
{
    free(part->rows[0].pattern);
    free(part->rows[1].pattern);
    free(part->outcome);
    control_free(&part->control);
}
