// SPDX-License-Identifier: MIT
// Many machines side by side: ranks and means by family.
#include "report/machines/machines.h"
#include "report/machines/parts.h"
#include "report/model/headline.h"
#include "tests/printed.h"
#include "tests/report/machines/fleet.h"
#include "tests/test.h"

static void assert_rank(const struct machines_row *row, size_t column, unsigned best,
                        unsigned worst)
{
    assert_int_equal(row->cell[column].best, best);
    assert_int_equal(row->cell[column].worst, worst);
}

static void test_ranks(void **state)
{
    (void)state;
    struct fleet f = {0};
    add(&f, (struct fake_options){.slow = "mutex/", .slow_factor = 2});
    add(&f, (struct fake_options){0});
    add(&f, (struct fake_options){0});
    add(&f, (struct fake_options){.launches = 3});
    machines_init(&f.m, f.reports, f.noise, f.n, HEADLINE_ALL);
    const struct machines_row *slow = row_of(&f, "mutex/go/uncontended/crit:0ns/out:0ns/threads:1");
    assert_int_equal(slow->ranked, 3);
    assert_rank(slow, 0, 3, 3);
    assert_rank(slow, 1, 1, 2);
    assert_rank(slow, 2, 1, 2);
    assert_rank(slow, 3, 0, 0); /* of too few launches */
    const struct machines_row *equal = row_of(&f, "floor/load");
    for (size_t i = 0; i < 3; i++)
        assert_rank(equal, i, 1, 3);
    char text[16];
    assert_string_equal(machines_rank(text, &slow->cell[0]), "3");
    assert_string_equal(machines_rank(text, &slow->cell[1]), "1-2");
    assert_string_equal(machines_rank(text, &slow->cell[3]), "-");
    done(&f);
}

/* In whichever order the columns stand; threads that share CPUs are not ranked with others. */
static void test_ranks_in_any_order(void **state)
{
    (void)state;
    static const char name[] = "mutex/go/contended/crit:0ns/out:0ns/threads:2";
    struct fleet f = {0};
    add(&f, (struct fake_options){0});
    add(&f, (struct fake_options){.slow = "mutex/", .slow_factor = 4});
    add(&f, (struct fake_options){.slow = "mutex/", .slow_factor = 1.7});
    add(&f, (struct fake_options){0});
    add(&f, (struct fake_options){0});
    report_row(&f.report[3], name)->cpus = 1;
    report_row(&f.report[4], name)->status = ROW_FAILED;
    machines_init(&f.m, f.reports, f.noise, f.n, HEADLINE_ALL);
    const struct machines_row *row = row_of(&f, name);
    assert_int_equal(row->ranked, 3);
    assert_rank(row, 0, 1, 1);
    assert_rank(row, 1, 3, 3);
    assert_rank(row, 2, 2, 2);
    assert_rank(row, 3, 0, 0);
    assert_rank(row, 4, 0, 0);
    assert_true(row->cell[3].row && !row->cell[4].row && isnan(row->cell[4].multiple));
    done(&f);
}

/* Machines of one model are ranked by launches at one distance between the CPUs; where there is
 * none their order is not known. Those of two models are as far apart as they are built. */
static void test_distance(void **state)
{
    (void)state;
    static const char name[] = "mutex/go/contended/crit:0ns/out:0ns/threads:2";
    for (unsigned near = 0; near <= 5; near += 5) {
        struct fleet f = {0};
        add(&f, (struct fake_options){0});
        add(&f, (struct fake_options){.slow = "mutex/", .slow_factor = 3});
        add(&f, (struct fake_options){.fingerprint = "c", .slow = "mutex/", .slow_factor = 2});
        move_all_but(&f, name, near);
        estimate_all(&f);
        machines_init(&f.m, f.reports, f.noise, f.n, HEADLINE_ALL);
        const struct machines_row *row = row_of(&f, name);
        assert_int_equal(row->ranked, 3);
        assert_rank(row, 0, 1, near ? 1 : 2);
        assert_rank(row, 1, near ? 3 : 2, 3);
        assert_rank(row, 2, 2, 2);
        done(&f);
    }
}

/* What is within the noise threshold is not ranked, however sure the test is. */
static void test_noise(void **state)
{
    (void)state;
    struct fleet f = {0};
    for (int i = 0; i < 3; i++)
        add(&f, (struct fake_options){
                    .noise = 0.001, .slow = i ? NULL : "floor/load", .slow_factor = 1.03});
    machines_init(&f.m, f.reports, f.noise, f.n, HEADLINE_ALL);
    assert_rank(row_of(&f, "floor/load"), 0, 1, 3);
    done(&f);
}

static void test_emulated(void **state)
{
    (void)state;
    struct fleet f = {0};
    for (int i = 0; i < 3; i++)
        add(&f, (struct fake_options){0});
    json_object_set_new(report_member(&f.report[1], "machine"), "emulated", json_true());
    machines_init(&f.m, f.reports, f.noise, f.n, HEADLINE_ALL);
    const struct machines_row *row = row_of(&f, "floor/load");
    assert_int_equal(row->ranked, 2);
    assert_rank(row, 1, 0, 0);
    assert_true(row->cell[1].row != NULL);
    done(&f);
}

static void test_families(void **state)
{
    (void)state;
    struct fleet f = {0};
    add(&f, (struct fake_options){0});
    add(&f, (struct fake_options){0});
    add(&f, (struct fake_options){.slow = "mutex/", .slow_factor = 2});
    machines_init(&f.m, f.reports, f.noise, f.n, 5);
    assert_int_equal(f.m.n_rows, 5);
    size_t multiples = 0;
    for (size_t i = 0; i < f.m.n_families; i++) {
        const struct machines_family *family = &f.m.family[i];
        double ratio = family->ns[2] / family->ns[0];
        bool slow = strcmp(family->name, "mutex") == 0;
        assert_true(fabs(ratio - (slow ? 2 : 1)) < 0.05);
        if (!isnan(family->multiple[0])) /* of its own floor, which is no slower */
            assert_true(fabs(family->multiple[2] / family->multiple[0] - (slow ? 2 : 1)) < 0.1);
        multiples += !isnan(family->multiple[0]);
    }
    assert_true(multiples > 0);
    done(&f);
}

static void test_labels(void **state)
{
    (void)state;
    char label[MACHINES_LABEL];
    assert_string_equal(machines_label(label, 0), "A");
    assert_string_equal(machines_label(label, 25), "Z");
    assert_string_equal(machines_label(label, 26), "AA");
    assert_string_equal(machines_label(label, MACHINES_MOST - 1), "GR");
}

/* The first machine stands right behind the head of the rows, or of the families. */
static void assert_begins(const char *text, const char *head)
{
    const char *at = strstr(text, head);
    assert_non_null(at);
    at += strlen(head);
    assert_int_equal(at[strspn(at, " ")], 'A');
}

static void test_print(void **state)
{
    (void)state;
    struct fleet f = {0};
    for (int i = 0; i < 8; i++)
        add(&f, (struct fake_options){0});
    machines_init(&f.m, f.reports, f.noise, f.n, 5);
    struct printed out;
    machines_print(printed_start(&out), &f.m);
    char *text = printed_end(&out);
    /* each machine once above the rows, and in the head of rows and of families */
    assert_non_null(strstr(text, "\nGeometric means by family"));
    for (char label = 'A'; label < 'A' + 8; label++) {
        const char word[] = {label, ' ', '\0'};
        assert_non_null(strstr(text, word));
    }
    assert_begins(text, "\n  row ");
    assert_begins(text, "\n  family ");
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        assert_true(text_width(line) <= TEXT_COLUMNS);
    free(text);
    json_t *root = machines_json(&f.m);
    assert_int_equal(json_array_size(json_object_get(root, "machines")), 8);
    assert_int_equal(json_array_size(json_object_get(root, "rows")), 5);
    const json_t *row = json_array_get(json_object_get(root, "rows"), 0);
    assert_int_equal(json_array_size(json_object_get(row, "machines")), 8);
    row = json_array_get(json_object_get(root, "families"), 0);
    assert_int_equal(json_array_size(json_object_get(row, "machines")), 8);
    json_decref(root);
    done(&f);
}

static void test_markdown(void **state)
{
    (void)state;
    struct fleet f = {0};
    size_t tables = 0;
    for (int i = 0; i < 3; i++)
        add(&f, (struct fake_options){.slug = "a|b"});
    machines_init(&f.m, f.reports, f.noise, f.n, 5);
    struct printed out;
    machines_markdown(printed_start(&out), &f.m);
    char *text = printed_end(&out);
    /* each table of three machines, with its rows right behind its head */
    for (const char *at = text; (at = strstr(at, "\n|---|---:|---:|---:|\n| ")); at++)
        tables++;
    assert_int_equal(tables, 2);
    assert_null(strstr(text, " a|b "));
    free(text);
    done(&f);
}

/* That of one row: Holm's adjustment takes care of how many are ranked. */
static void test_threshold(void **state)
{
    (void)state;
    char name[] = "mutex/a";
    struct noise_row known = {.name = name, .threshold = 0.1, .spread = 0.03, .runs = 4};
    const struct noise noise = {.row = &known, .n_rows = 1, .runs = 4}, *const noises[] = {&noise};
    const struct machines m = {.noise = noises, .n = 1};
    const struct row row = {.name = name, .threads = 1};
    assert_true(noise_threshold(&noise, &row, 2) > noise_threshold(&noise, &row, 1));
    assert_true(machines_threshold(&m, 0, &row) == noise_threshold(&noise, &row, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ranks),    cmocka_unit_test(test_ranks_in_any_order),
        cmocka_unit_test(test_distance), cmocka_unit_test(test_noise),
        cmocka_unit_test(test_emulated), cmocka_unit_test(test_families),
        cmocka_unit_test(test_labels),   cmocka_unit_test(test_print),
        cmocka_unit_test(test_markdown), cmocka_unit_test(test_threshold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
