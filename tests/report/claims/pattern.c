// SPDX-License-Identifier: MIT
// Patterns of row names: what they mean, what they remember, and that none of them takes long.
#include <time.h>

#include "tests/report/claims/plant.h"

static bool means(const char *pattern, const char *name)
{
    struct pattern_match m;
    assert_null(pattern_fault(pattern));
    return pattern_matches(pattern, name, &m);
}

static void wildcards_stand_for_what_they_say(void **state)
{
    (void)state;
    assert_true(means("a/b", "a/b"));
    assert_false(means("a/b", "a/bc"));
    assert_false(means("a/bc", "a/b"));
    assert_true(means("a/*", "a/b"));
    assert_false(means("a/*", "a/"));
    assert_false(means("a/*", "a/b/c"));
    assert_true(means("a/*/c", "a/b/c"));
    assert_true(means("a/x*y*z", "a/xbycz"));
    assert_false(means("a/x*y*z", "a/xyz"));
    assert_true(means("a/**", "a/b/c"));
    assert_true(means("a/**", "a/"));
    assert_true(means("a/**add**/threads:1", "a/op:add/own/threads:1"));
    assert_true(means("a/**add**/threads:1", "a/fetch-add/threads:1"));
    assert_false(means("a/**add**/threads:1", "a/fetch-sub/threads:1"));
    assert_false(means("threads:*", "threads:4/cpus:2"));
    assert_true(means("a/stride-#", "a/stride-64"));
    assert_true(means("a/read:#", "a/read:99.9"));
    assert_true(means("a/crit:#ns/*", "a/crit:50ns/x"));
    assert_false(means("a/stride-#", "a/stride-"));
    assert_false(means("a/stride-#", "a/stride-x"));
    assert_false(means("a/stride-#", "a/stride-64/x"));
}

static void a_match_names_its_partner(void **state)
{
    (void)state;
    struct pattern_match m, other;
    char name[REPORT_NAME];
    assert_true(pattern_matches("a/*/read:#/**/threads:*", "a/go/read:99.9/x/y/threads:12", &m));
    assert_true(m.stars == 2 && m.number == 99.9);
    assert_true(pattern_fill("b/*/r:#/t:*", &m, name, sizeof name));
    assert_string_equal(name, "b/go/r:99.9/t:12");
    assert_true(pattern_fill("b/**/*", &m, name, sizeof name));
    assert_string_equal(name, "b/**/go");
    assert_false(pattern_fill("b/*/*/*", &m, name, sizeof name));
    assert_false(pattern_fill("b/*/r:#/t:*", &m, name, 10));
    assert_true(
        pattern_matches("a/*/read:#/**/threads:*", "a/go/read:50/threads/threads:12", &other));
    assert_true(pattern_same_stars(&m, &other));
    assert_true(pattern_matches("a/*/read:#/**/threads:*", "a/go/read:50/x/threads:1", &other));
    assert_false(pattern_same_stars(&m, &other));
}

static void bad_patterns_are_refused(void **state)
{
    (void)state;
    char longest[REPORT_NAME + 1];
    memset(longest, 'a', REPORT_NAME);
    longest[REPORT_NAME] = '\0';
    assert_non_null(pattern_fault(longest));
    longest[REPORT_NAME - 1] = '\0';
    assert_null(pattern_fault(longest));
    static const char *const bad[] = {"", "a b", "a/#/#", "a/***", "*/*/*/*/*/*/*/*/*", "a\n"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_non_null(pattern_fault(bad[i]));
}

/* Without its memory the search would try some 10^12 ways here. */
static void no_pattern_takes_long(void **state)
{
    (void)state;
    char name[REPORT_NAME];
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    clock_t begin = clock();
    assert_false(means("*a*a*a*a*a*a*a*b", name));
    assert_false(means("**a**a**a**b", name));
    assert_true((double)(clock() - begin) / CLOCKS_PER_SEC < 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wildcards_stand_for_what_they_say),
        cmocka_unit_test(a_match_names_its_partner),
        cmocka_unit_test(bad_patterns_are_refused),
        cmocka_unit_test(no_pattern_takes_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
