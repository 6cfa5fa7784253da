// SPDX-License-Identifier: MIT
// Facts of a report as text, and what a run had no time for.
#include <stdlib.h>
#include <string.h>

#include "report/model/facts.h"
#include "report/model/left_out.h"
#include "tests/test.h"

static void assert_fact(const struct report *r, const char *path, const char *expected)
{
    char text[24] = "left over";
    assert_string_equal(report_fact(r, path, text, sizeof text), expected);
}

static void facts_are_text(void **state)
{
    (void)state;
    struct report r;
    report_init(&r);
    json_object_set_new(r.context, "synccost",
                        json_pack("{s:{s:s, s:i, s:f, s:s, s:b}}", "machine", "slug", "a\tb",
                                  "cpus", 8, "ghz", 2.5, "empty", "", "emulated", 1));
    assert_fact(&r, "machine.slug", "a b");
    assert_fact(&r, "machine.cpus", "8");
    assert_fact(&r, "machine.ghz", "2.5");
    assert_fact(&r, "machine.empty", "-");
    assert_fact(&r, "machine.emulated", "-");
    assert_fact(&r, "machine.none", "-");
    assert_fact(&r, "none.slug", "-");
    report_free(&r);
}

static void assert_left_out(json_t *left_out, const char *expected)
{
    char text[256];
    assert_string_equal(left_out_text(left_out, text, sizeof text), expected);
    json_decref(left_out);
}

static void the_largest_groups_are_named(void **state)
{
    (void)state;
    assert_left_out(json_pack("{s:i}", "rows", 0), "");
    assert_left_out(json_pack("{s:i, s:f, s:{s:i}}", "rows", 1, "seconds", 30.0, "groups",
                              "mutex/contended", 1),
                    "1 row for lack of time (30 s more): 1 of mutex/contended");
    char text[512];
    json_t *many = json_pack("{s:i, s:f, s:{}}", "rows", 100, "seconds", 30.0, "groups");
    for (int i = 0; i < 12; i++) {
        char name[16];
        snprintf(name, sizeof name, "group-%c", 'a' + i);
        json_object_set_new(json_object_get(many, "groups"), name, json_integer(i == 5 ? 9 : 2));
    }
    left_out_text(many, text, sizeof text);
    json_decref(many);
    assert_non_null(strstr(text,
                           "100 rows for lack of time (30 s more): 9 of group-f, 2 of group-a, "
                           "2 of group-b"));
    unsigned shown = 0, rest = 0;
    for (const char *at = text; (at = strstr(at, " of group-")); at++)
        shown++;
    const char *others = strstr(text, ", and others of ");
    assert_non_null(others);
    rest = (unsigned)strtoul(others + strlen(", and others of "), NULL, 10);
    assert_int_equal(shown + rest, 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_are_text),
        cmocka_unit_test(the_largest_groups_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
