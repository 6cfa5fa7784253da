// SPDX-License-Identifier: MIT
// Where an unfinished run goes on, and where it is refused: nothing is lost or mixed.
#include <stdio.h>
#include <string.h>

#include "synccost/machine/context.h"
#include "synccost/run/resumable.h"
#include "tests/test.h"

static json_t *context_here(void)
{
    char err[SC_ERR] = "";
    json_t *context = context_of_machine(NULL, err);
    if (!context)
        fail_msg("%s", err);
    return context;
}

static void a_run_goes_on_where_it_was_begun(void **state)
{
    (void)state;
    char err[SC_ERR] = "";
    json_t *context = context_create(NULL, err);
    if (!resumable_here(context, err))
        fail_msg("%s", err);
    json_decref(context);
}

/* One fact is another. */
static void changed_is_refused(const char *part, const char *key, const char *words)
{
    char err[SC_ERR] = "";
    json_t *context = context_here();
    json_t *object = json_object_get(json_object_get(context, "synccost"), part);
    assert_true(json_is_string(json_object_get(object, key)));
    json_object_set_new(object, key, json_string("another"));
    assert_false(resumable_here(context, err));
    if (!strstr(err, words) || !strstr(err, "start a new one"))
        fail_msg("%s.%s: %s", part, key, err);
    json_object_del(object, key); /* not known */
    assert_int_equal(resumable_here(context, err), strcmp(part, "machine") != 0);
    json_decref(context);
}

static void another_machine_build_or_cpu_is_refused(void **state)
{
    (void)state;
    changed_is_refused("machine", "fingerprint", "another machine or kernel");
    changed_is_refused("build", "revision", "of another revision (another, here ");
    changed_is_refused("build", "flags", "with other flags (another, here ");
    changed_is_refused("build", "compiler", "of another compiler (another, here ");
    changed_is_refused("environment", "affinity", "on other CPUs (another, here ");
}

static void every_launch_needs_its_place(void **state)
{
    (void)state;
    char err[SC_ERR] = "";
    struct run run = {.profile = {.most = 3}};
    report_init(&run.report);
    report_add_row(&run.report, "a/b");
    run.finished = json_pack("[{s:s, s:i}, {s:s, s:i}, {s:i}]", "row", "a/b", "launch", 0, "row",
                             "a/b", "launch", 2, "launch", 1);
    assert_true(resumable_launches(&run, err)); /* a line that says no row has none to lose */
    json_array_append_new(run.finished, json_pack("{s:s, s:i}", "row", "a/b", "launch", 3));
    assert_false(resumable_launches(&run, err));
    assert_non_null(strstr(err, "have no row here (1, the first of a/b)"));
    json_array_insert_new(run.finished, 0, json_pack("{s:s, s:i}", "row", "a/c", "launch", 0));
    assert_false(resumable_launches(&run, err));
    assert_non_null(strstr(err, "have no row here (2, the first of a/c)"));
    json_decref(run.finished);
    report_free(&run.report);
}

/* Names that look like those of earlier versions are kept where a foreign program lists them. */
static void foreign_rows_keep_their_names(void **state)
{
    (void)state;
    char err[SC_ERR] = "";
    struct run run = {.profile = {.most = 3}};
    report_init(&run.report);
    report_add_row(&run.report, "atomic/my_op/x");
    report_add_row(&run.report, "atomic/fetch-add/x");
    run.finished = json_pack("[{s:s, s:i}, {s:s, s:i}]", "row", "atomic/my_op/x", "launch", 0,
                             "row", "atomic/fetch_add/x", "launch", 0);
    if (!resumable_launches(&run, err))
        fail_msg("%s", err);
    json_decref(run.finished);
    report_free(&run.report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_run_goes_on_where_it_was_begun),
                                       cmocka_unit_test(another_machine_build_or_cpu_is_refused),
                                       cmocka_unit_test(every_launch_needs_its_place),
                                       cmocka_unit_test(foreign_rows_keep_their_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
