// SPDX-License-Identifier: MIT
// The table of families is complete and without contradiction; an unknown family has defaults.
#include <ctype.h>
#include <string.h>

#include "common/family.h"
#include "tests/test.h"

static bool is_name(const char *name)
{
    for (const char *c = name; *c; c++)
        if (!islower((unsigned char)*c) && *c != '-')
            return false;
    return *name != '\0';
}

static void every_family_is_complete(void **state)
{
    (void)state;
    const struct family *f;
    size_t n = 0;
    for (; (f = family_at(n)); n++) {
        assert_non_null(f->name);
        assert_true(is_name(f->name));
        assert_true(f->title && *f->title);
        assert_true(f->mark >= 5 && f->mark <= 15 &&
                    f->mark % 2 == 1); /* has a hollow one before */
        assert_true(f->colour <= 0xFFFFFF);
        assert_non_null(f->headline[0].name);
        assert_true(!f->alone || f->contended);
        assert_true(!f->own_cost || f->alone);
        for (size_t i = 0; i < FAMILY_PARAMS && f->param[i].key; i++)
            assert_true(f->param[i].charts && f->param[i].alone && f->param[i].contended);
        for (size_t i = 0; i < FAMILY_SCENARIOS && f->headline[i].name; i++)
            for (size_t k = 0; k < i; k++)
                assert_string_not_equal(f->headline[i].name, f->headline[k].name);
        assert_ptr_equal(family_find(f->name), f);
        assert_int_equal(family_order(f->name), n);
    }
    assert_true(n >= 6);
    assert_null(family_at(n + 1));
}

static void no_two_families_are_alike(void **state)
{
    (void)state;
    const struct family *a, *b;
    for (size_t i = 0; (a = family_at(i)); i++)
        for (size_t k = 0; k < i; k++) {
            b = family_at(k);
            assert_string_not_equal(a->name, b->name);
            assert_true(a->colour != b->colour || a->mark != b->mark);
        }
}

static void a_row_is_of_its_family(void **state)
{
    (void)state;
    assert_string_equal(family_find("mutex/go/contended/threads:2")->name, "mutex");
    assert_string_equal(family_find("rwmutex/go")->name, "rwmutex");
    assert_ptr_equal(family_find("mutexes/go"), family_find("mute/go"));
    assert_int_equal(family_style("mutex/go").colour, family_style("mutex").colour);
    assert_string_equal(family_of_chart("critical-section")->name, "mutex");
    assert_null(family_of_chart("critical")->name);
    assert_true(family_is_step(family_find("counter"), "stride-8"));
    assert_false(family_is_step(family_find("counter"), "strided"));
    assert_false(family_is_step(family_find("waitgroup"), "stride-8"));
}

static void charts_of_one_family_have_it(void **state)
{
    (void)state;
    static const char *const charts[] = {"read-share", "false-sharing", "stride",
                                         "critical-section", "fairness"};
    for (size_t i = 0; i < sizeof charts / sizeof *charts; i++)
        assert_non_null(family_of_chart(charts[i])->name);
    assert_non_null(family_of_chart("stride")->steps);
    assert_non_null(family_param(family_of_chart("critical-section"), "crit"));
    assert_non_null(family_param(family_of_chart("read-share"), "read"));
}

static void an_unknown_family_has_defaults(void **state)
{
    (void)state;
    static const char *const names[] = {"", "/", "unheard-of", "unheard-of/go/wait", "Mutex"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct family *f = family_find(names[i]);
        assert_non_null(f);
        assert_null(f->name);
        assert_null(f->headline[0].name);
        assert_null(family_at(family_order(names[i])));
        struct family_style style = family_style(names[i]);
        assert_true(style.mark >= 5 && style.mark <= 15 && style.mark % 2 == 1);
        const struct family *known;
        for (size_t k = 0; (known = family_at(k)); k++) /* never taken for one of the table */
            assert_true(known->colour != style.colour || known->mark != style.mark);
    }
    struct family_style row = family_style("unheard-of/go/wait"), own = family_style("unheard-of");
    assert_true(row.colour == own.colour && row.mark == own.mark);
    struct family_style other = family_style("litmus");
    assert_true(other.colour != own.colour || other.mark != own.mark);
}

static void places_of_words(void **state)
{
    (void)state;
    assert_int_equal(family_place("a,bc,d", "a"), 0);
    assert_int_equal(family_place("a,bc,d", "bc"), 1);
    assert_int_equal(family_place("a,bc,d", "d"), 2);
    assert_int_equal(family_place("a,bc,d", "b"), FAMILY_UNLISTED);
    assert_int_equal(family_place("a,bc,d", ""), FAMILY_UNLISTED);
    assert_int_equal(family_place(NULL, "a"), FAMILY_UNLISTED);
    assert_int_equal(family_place("load,fetch-add", "fetch_add"), 1);
    const struct family_param *out = family_param(family_find("mutex"), "out");
    assert_non_null(out);
    assert_string_equal(out->key, "out");
    assert_null(family_param(family_find("mutex"), "read"));
    assert_null(family_param(family_find("waitgroup"), "out"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_family_is_complete),
        cmocka_unit_test(no_two_families_are_alike),
        cmocka_unit_test(a_row_is_of_its_family),
        cmocka_unit_test(charts_of_one_family_have_it),
        cmocka_unit_test(an_unknown_family_has_defaults),
        cmocka_unit_test(places_of_words),
    };
    return cmocka_run_group_tests_name("families", tests, NULL, NULL);
}
