// SPDX-License-Identifier: MIT
// The table of what the models forbid, against enumerations of C17, of sequential consistency and
// of x86-TSO.
#include <stdio.h>

#include "tests/harness/litmus/axioms.h"
#include "tests/test.h"

/* Whether an execution that was reached ends with the outcome. */
static bool is_reached(const struct litmus_shape *shape, const struct reached *reached,
                       uint32_t outcome)
{
    const uint32_t mask = litmus_outcome_mask(shape);
    for (uint32_t key = 0; key < LITMUS_KEYS; key++)
        if (reached->key[key] && (key & mask) == outcome)
            return true;
    return false;
}

/* How many outcomes of all shapes in that way the table and the enumeration judge differently. */
static unsigned differences(enum litmus_how how, void (*of)(const struct litmus_shape *,
                                                            enum litmus_how, struct reached *))
{
    static struct reached reached;
    unsigned differ = 0;
    for (enum litmus_shape_id id = 0; id < LITMUS_SHAPES; id++) {
        const struct litmus_shape *shape = &litmus_shapes[id];
        struct litmus_outcome outcome[LITMUS_OUTCOMES];
        of(shape, how, &reached);
        for (unsigned i = 0, n = litmus_outcomes(shape, outcome); i < n; i++) {
            const bool allowed = !litmus_forbids(id, how, outcome[i].name);
            if (allowed == is_reached(shape, &reached, outcome[i].key))
                continue;
            differ++;
            print_message("%s %s: %s is %s in the table\n", shape->name, litmus_how_name(how),
                          outcome[i].name, allowed ? "allowed" : "forbidden");
        }
    }
    return differ;
}

static void the_table_is_what_c17_allows(void **state)
{
    (void)state;
    assert_int_equal(differences(LITMUS_relaxed, enumerate_c17), 0);
    assert_int_equal(differences(LITMUS_acq_rel, enumerate_c17), 0);
    assert_int_equal(differences(LITMUS_fence_acq_rel, enumerate_c17), 0);
    assert_int_equal(differences(LITMUS_fence_seq_cst, enumerate_c17), 0);
}

static void seq_cst_operations_have_the_outcomes_of_an_interleaving(void **state)
{
    (void)state;
    assert_int_equal(differences(LITMUS_seq_cst, enumerate_sc), 0);
}

static void nothing_is_forbidden_where_threads_race(void **state)
{
    struct litmus_outcome outcome[LITMUS_OUTCOMES];
    (void)state;
    for (enum litmus_shape_id id = 0; id < LITMUS_SHAPES; id++)
        for (unsigned i = 0, n = litmus_outcomes(&litmus_shapes[id], outcome); i < n; i++)
            assert_null(litmus_forbids(id, LITMUS_plain, outcome[i].name));
}

/* Every outcome that x86-TSO shows is allowed by C17, in every way: the compilers' mapping. */
static void x86_shows_nothing_that_is_forbidden(void **state)
{
    static struct reached reached;
    struct litmus_outcome outcome[LITMUS_OUTCOMES];
    (void)state;
    for (enum litmus_shape_id id = 0; id < LITMUS_SHAPES; id++)
        for (enum litmus_how how = LITMUS_relaxed; how < LITMUS_HOW_COUNT; how++) {
            enumerate_tso(&litmus_shapes[id], how, &reached);
            for (unsigned i = 0, n = litmus_outcomes(&litmus_shapes[id], outcome); i < n; i++)
                assert_false(is_reached(&litmus_shapes[id], &reached, outcome[i].key) &&
                             litmus_forbids(id, how, outcome[i].name));
        }
}

static void the_column_tso_is_what_tso_shows(void **state)
{
    static struct reached reached;
    struct litmus_outcome outcome[LITMUS_OUTCOMES];
    (void)state;
    for (enum litmus_shape_id id = 0; id < LITMUS_SHAPES; id++) {
        enumerate_tso(&litmus_shapes[id], LITMUS_plain, &reached);
        for (unsigned i = 0, n = litmus_outcomes(&litmus_shapes[id], outcome); i < n; i++)
            if (is_reached(&litmus_shapes[id], &reached, outcome[i].key) ==
                litmus_never_on_tso(id, outcome[i].name))
                fail_msg("%s: %s", litmus_shapes[id].name, outcome[i].name);
    }
}

/* The enumerations themselves, against what the literature says of four shapes. */
static void the_enumerations_know_the_classics(void **state)
{
    static struct reached reached;
    const struct litmus_shape *sb = &litmus_shapes[LITMUS_SHAPE_sb],
                              *mp = &litmus_shapes[LITMUS_SHAPE_mp],
                              *iriw = &litmus_shapes[LITMUS_SHAPE_iriw];
    (void)state;
    enumerate_tso(sb, LITMUS_plain, &reached);
    assert_true(is_reached(sb, &reached, 0));
    enumerate_tso(sb, LITMUS_fence_seq_cst, &reached);
    assert_false(is_reached(sb, &reached, 0));
    enumerate_sc(sb, LITMUS_plain, &reached);
    assert_false(is_reached(sb, &reached, 0));
    enumerate_tso(mp, LITMUS_plain, &reached);
    assert_false(is_reached(mp, &reached, 1)); /* r1=1 r2=0 */
    enumerate_c17(mp, LITMUS_relaxed, &reached);
    assert_true(is_reached(mp, &reached, 1));
    enumerate_c17(iriw, LITMUS_acq_rel, &reached);
    assert_true(is_reached(iriw, &reached, 1 | 1 << 2 * LITMUS_VALUE_BITS));
}

static void a_shape_has_all_outcomes_once(void **state)
{
    static const struct {
        enum litmus_shape_id id;
        unsigned n;
    } expected[] = {{LITMUS_SHAPE_mp, 4},   {LITMUS_SHAPE_s, 4},    {LITMUS_SHAPE_w22, 4},
                    {LITMUS_SHAPE_corw, 6}, {LITMUS_SHAPE_wrc, 8},  {LITMUS_SHAPE_iriw, 16},
                    {LITMUS_SHAPE_r, 4},    {LITMUS_SHAPE_coww, 6}, {LITMUS_SHAPE_relseq, 18}};
    struct litmus_outcome outcome[LITMUS_OUTCOMES];
    (void)state;
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_int_equal(litmus_outcomes(&litmus_shapes[expected[i].id], outcome), expected[i].n);
    litmus_outcomes(&litmus_shapes[LITMUS_SHAPE_mp], outcome);
    assert_string_equal(outcome[0].name, "r1=0 r2=0");
    assert_string_equal(outcome[2].name, "r1=1 r2=0");
    litmus_outcomes(&litmus_shapes[LITMUS_SHAPE_w22], outcome);
    assert_string_equal(outcome[0].name, "x=1 y=1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_enumerations_know_the_classics),
        cmocka_unit_test(the_table_is_what_c17_allows),
        cmocka_unit_test(seq_cst_operations_have_the_outcomes_of_an_interleaving),
        cmocka_unit_test(nothing_is_forbidden_where_threads_race),
        cmocka_unit_test(x86_shows_nothing_that_is_forbidden),
        cmocka_unit_test(the_column_tso_is_what_tso_shows),
        cmocka_unit_test(a_shape_has_all_outcomes_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
