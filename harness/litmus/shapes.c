// SPDX-License-Identifier: MIT
// The tables of shapes and of what is forbidden, and the outcomes of a shape.
#include <stdio.h>

#include "common/subject.h"
#include "harness/litmus/shapes.h"

enum { x, y, z };

#define S(l, v)    {LITMUS_STORE, 0, l, v},
#define L(i, l)    {LITMUS_LOAD, i, l, 0},
#define A(i, l, v) {LITMUS_ADD, i, l, v},
#define F          {LITMUS_FENCE, 0, 0, 0},
#define END                                                                                        \
    {                                                                                              \
        LITMUS_END, 0, 0, 0                                                                        \
    }
#define FINAL(l) | 1u << (l)

const struct litmus_shape litmus_shapes[LITMUS_SHAPES] = {
#define SHAPE(id, name, p0, p1, p2, p3, finals)                                                    \
    [LITMUS_SHAPE_##id] = {name, {{p0 END}, {p1 END}, {p2 END}, {p3 END}}, 0 finals},
#include "harness/litmus/shapes.def"
#undef SHAPE
};

unsigned litmus_threads(const struct litmus_shape *shape)
{
    unsigned n = 0;
    while (n < LITMUS_THREADS && shape->program[n][0].op != LITMUS_END)
        n++;
    return n;
}

const char *litmus_how_name(enum litmus_how how)
{
    static const char *const names[LITMUS_HOW_COUNT] = {
        "plain", "relaxed", "acq-rel", "seq-cst", "fence-acq-rel", "fence-seq-cst"};
    return names[how];
}

/* The values that a location can have after its start: a bit for each. */
static unsigned values_of(const struct litmus_shape *shape, unsigned at)
{
    unsigned values = 0;
    for (unsigned adds = 0; adds < 2; adds++) /* what is added to depends on the stores */
        for (unsigned t = 0; t < LITMUS_THREADS; t++)
            for (const struct litmus_step *s = shape->program[t]; s->op != LITMUS_END; s++)
                if (s->at == at && s->op == LITMUS_STORE)
                    values |= 1u << s->value;
                else if (s->at == at && s->op == LITMUS_ADD && adds)
                    values |= (values | 1) << s->value;
    return values & 0xf;
}

/* A part of an outcome: a register or a location's last value. */
struct variable {
    char name;       /* r, x, y or z */
    unsigned number; /* of a register */
    unsigned values; /* a bit for each */
    unsigned shift;  /* in the key */
};

static unsigned variables_of(const struct litmus_shape *shape,
                             struct variable variable[LITMUS_REGISTERS + LITMUS_LOCATIONS])
{
    unsigned n = 0;
    for (unsigned reg = 1; reg <= LITMUS_REGISTERS; reg++)
        for (unsigned t = 0; t < LITMUS_THREADS; t++)
            for (const struct litmus_step *s = shape->program[t]; s->op != LITMUS_END; s++)
                if (s->reg == reg)
                    variable[n++] = (struct variable){'r', reg, values_of(shape, s->at) | 1,
                                                      LITMUS_VALUE_BITS * (reg - 1)};
    for (unsigned at = 0; at < LITMUS_LOCATIONS; at++)
        if (shape->finals & 1u << at)
            variable[n++] = (struct variable){(char)('x' + (int)at), 0, values_of(shape, at),
                                              LITMUS_VALUE_BITS * (LITMUS_REGISTERS + at)};
    return n;
}

uint32_t litmus_outcome_mask(const struct litmus_shape *shape)
{
    struct variable variable[LITMUS_REGISTERS + LITMUS_LOCATIONS];
    uint32_t mask = 0;
    for (unsigned i = 0, n = variables_of(shape, variable); i < n; i++)
        mask |= ((1u << LITMUS_VALUE_BITS) - 1) << variable[i].shift;
    return mask;
}

static void name_outcome(struct litmus_outcome *o, const struct variable *variable, unsigned n)
{
    size_t used = 0;
    for (unsigned i = 0; i < n; i++) {
        const unsigned value = o->key >> variable[i].shift & ((1u << LITMUS_VALUE_BITS) - 1);
        char number[2] = {(char)('0' + (int)variable[i].number), '\0'};
        used += (size_t)snprintf(o->name + used, sizeof o->name - used, "%s%c%s=%u", i ? " " : "",
                                 variable[i].name, variable[i].number ? number : "", value);
    }
}

/* Whether each variable has one of its values in the key, and nothing else is in it. */
static bool is_outcome(uint32_t key, const struct variable *variable, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        const uint32_t field = ((1u << LITMUS_VALUE_BITS) - 1) << variable[i].shift;
        if (!(variable[i].values & 1u << ((key & field) >> variable[i].shift)))
            return false;
        key &= ~field;
    }
    return key == 0;
}

/* The next key, counted with the last variable as the lowest digit; false after the last. */
static bool next_key(uint32_t *key, const struct variable *variable, unsigned n)
{
    const uint32_t most = (1u << LITMUS_VALUE_BITS) - 1;
    while (n-- > 0) {
        const uint32_t digit = *key >> variable[n].shift & most;
        *key &= ~(most << variable[n].shift);
        if (digit < most) {
            *key |= (digit + 1) << variable[n].shift;
            return true;
        }
    }
    return false;
}

unsigned litmus_outcomes(const struct litmus_shape *shape,
                         struct litmus_outcome outcome[LITMUS_OUTCOMES])
{
    struct variable variable[LITMUS_REGISTERS + LITMUS_LOCATIONS];
    const unsigned n = variables_of(shape, variable);
    unsigned found = 0;
    uint32_t key = 0;
    do
        if (is_outcome(key, variable, n) && found < LITMUS_OUTCOMES) {
            outcome[found].key = key;
            name_outcome(&outcome[found++], variable, n);
        }
    while (next_key(&key, variable, n));
    return found;
}

#define WAY(name) (1u << LITMUS_##name)
#define SC_ONLY   WAY(seq_cst)
#define SC        (SC_ONLY | WAY(fence_seq_cst))
#define SYNC      (SC | WAY(acq_rel) | WAY(fence_acq_rel))
#define ATOMICS   (SYNC | WAY(relaxed))

enum { SEEN, NEVER };

static const struct forbidden {
    enum litmus_shape_id shape;
    const char *outcome;
    unsigned ways;
    bool never_on_tso;
    const char *source;
} forbidden[] = {
#define FORBIDS(shape, outcome, ways, tso, source)                                                 \
    {LITMUS_SHAPE_##shape, outcome, ways, tso, source},
#include "harness/litmus/models.def"
#undef FORBIDS
};

bool litmus_matches(const char *named, const char *outcome)
{
    while (*named && (*named == *outcome || (*named == '*' && *outcome)))
        named++, outcome++;
    return *named == *outcome;
}

static const struct forbidden *find(enum litmus_shape_id shape, unsigned ways, const char *outcome)
{
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
        if (forbidden[i].shape == shape && forbidden[i].ways & ways &&
            litmus_matches(forbidden[i].outcome, outcome))
            return &forbidden[i];
    return NULL;
}

const char *litmus_forbids(enum litmus_shape_id shape, enum litmus_how how, const char *outcome)
{
    const struct forbidden *f = find(shape, 1u << how, outcome);
    return f ? f->source : NULL;
}

bool litmus_never_on_tso(enum litmus_shape_id shape, const char *outcome)
{
    const struct forbidden *f = find(shape, ATOMICS, outcome);
    return f && f->never_on_tso;
}
