// SPDX-License-Identifier: MIT
// Journals of unfinished runs: those of earlier versions, and those that a disk or a crash has
// damaged at any byte.
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "synccost/run/journal.h"
#include "tests/test.h"

enum { LAUNCHES = 2 };

static const struct journal_options usual = {0};

static char folder[] = "/tmp/synccost-journal-XXXXXX", path[64];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder + sizeof folder - 7, 7, "XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/" JOURNAL_NAME, folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    journal_remove(folder);
    return rmdir(folder);
}

static void put(const char *text, size_t size)
{
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
}

static const char *row_of_line(const json_t *launches, size_t i)
{
    unsigned launch;
    return journal_row(json_array_get(launches, i), &launch);
}

static struct journal_contents open_whole(void)
{
    char err[SC_ERR] = "";
    struct journal_contents c;
    int journal = journal_open(folder, &c, err);
    if (journal < 0)
        fail_msg("%s", err);
    close(journal);
    return c;
}

static void a_run_goes_on_under_todays_names(void **state)
{
    (void)state;
    static const char old[] =
        "{\"context\":{}}\n"
        "{\"row\":\"atomic/fetch_add/own-line/order:seq_cst/threads:1\",\"launch\":2,"
        "\"status\":\"ok\",\"samples\":[{\"trial\":0,\"iterations\":9,\"real_time\":1.5}]}\n"
        "{\"row\":\"my_lock/x_y\",\"launch\":0}\n"
        "{\"row\":\"atomic/a b_c\",\"launch\":0}\n"
        "{\"row\":3,\"launch\":0}\n"
        "{\"launch\":0}\n"
        "{\"row\":\"floor/a_b\",\"launch\":0}\n";
    put(old, sizeof old - 1);
    struct journal_contents c = open_whole();
    assert_int_equal(json_array_size(c.launches), 6);
    assert_int_equal(c.damaged, 0);
    struct report r;
    report_init(&r);
    report_add_row(&r, "floor/a_b");
    struct row *row = report_add_row(&r, "atomic/fetch-add/own-line/order:seq-cst/threads:1");
    for (size_t i = 0; i < 6; i++)
        journal_renew_row(json_array_get(c.launches, i), &r);
    assert_string_equal(row_of_line(c.launches, 0),
                        "atomic/fetch-add/own-line/order:seq-cst/threads:1");
    assert_string_equal(row_of_line(c.launches, 1), "my_lock/x_y");
    assert_string_equal(row_of_line(c.launches, 2), "atomic/a b_c");
    assert_null(row_of_line(c.launches, 3));
    assert_null(row_of_line(c.launches, 4));
    assert_string_equal(row_of_line(c.launches, 5), "floor/a_b"); /* of a program of others */

    assert_true(journal_apply(&r, json_array_get(c.launches, 0)));
    assert_int_equal(row->n_samples, 1);
    assert_int_equal(row->samples[0].launch, 2);
    assert_true(row->samples[0].value[METRIC_real_time] == 1.5);
    for (size_t i = 1; i < 5; i++)
        assert_false(journal_apply(&r, json_array_get(c.launches, i)));
    report_free(&r);
    journal_contents_free(&c);
}

/* Without checksums, too, a line that is no JSON costs only itself. */
static void an_old_journal_loses_only_the_damaged_line(void **state)
{
    (void)state;
    static const char old[] = "{\"synccost_journal\":1,\"context\":{}}\n"
                              "{\"row\":\"a/b\",\"launch\":0}\n"
                              "{\"row\":\"a/b\",\"la\0nch\":1}\n"
                              "{\"row\":\"a/b\",\"launch\":2}\n"
                              "{\"row\":\"a/b\",\"launch\":3";
    put(old, sizeof old - 1);
    struct journal_contents c = open_whole();
    assert_int_equal(json_array_size(c.launches), 2);
    assert_int_equal(c.damaged, 2);
    journal_contents_free(&c);
    c = open_whole(); /* half a line was cut off */
    assert_int_equal(c.damaged, 1);
    journal_contents_free(&c);
}

/* Writes a journal and reads its bytes. */
static char *write_journal(size_t *size)
{
    char err[SC_ERR], *text;
    struct stat st;
    json_t *context = json_pack("{s:s}", "machine", "x");
    int journal = journal_create(folder, context, &usual, err);
    assert_true(journal >= 0);
    struct sample s = {.iterations = 7};
    for (int m = 0; m < METRIC_COUNT; m++)
        s.value[m] = NAN;
    s.value[METRIC_real_time] = 1.5;
    struct launch_result r = {.status = LAUNCH_OK, .samples = &s, .n_samples = 1};
    for (unsigned launch = 0; launch < LAUNCHES; launch++)
        assert_int_equal(journal_append(journal, "a/b", launch, &r, err), 0);
    assert_int_equal(fstat(journal, &st), 0);
    *size = (size_t)st.st_size;
    text = malloc(*size);
    assert_non_null(text);
    assert_int_equal(pread(journal, text, *size, 0), *size);
    close(journal);
    json_decref(context);
    return text;
}

/* What is kept is what was written. */
static void check_launches(const json_t *launches)
{
    size_t i;
    json_t *line;
    json_array_foreach (launches, i, line) {
        const json_t *sample = json_array_get(json_object_get(line, "samples"), 0);
        assert_string_equal(row_of_line(launches, i), "a/b");
        assert_string_equal(json_string_value(json_object_get(line, "status")), "ok");
        assert_true(json_integer_value(json_object_get(line, "launch")) < LAUNCHES);
        assert_int_equal(json_integer_value(json_object_get(sample, "iterations")), 7);
        assert_true(json_real_value(json_object_get(sample, "real_time")) == 1.5);
    }
}

/* Opens it, appends a launch, and opens it again: *kept launches were there, and one more. */
static void open_and_go_on(size_t *kept)
{
    char err[SC_ERR] = "";
    struct journal_contents c;
    struct launch_result none = {.status = LAUNCH_FAILED, .reason = "why"};
    int journal = journal_open(folder, &c, err);
    if (journal < 0)
        fail_msg("%s", err);
    *kept = json_array_size(c.launches);
    check_launches(c.launches);
    journal_contents_free(&c);
    assert_int_equal(journal_append(journal, "a/c", 0, &none, err), 0);
    close(journal);
    c = open_whole();
    assert_int_equal(json_array_size(c.launches), *kept + 1);
    assert_string_equal(row_of_line(c.launches, *kept), "a/c");
    journal_contents_free(&c);
}

/* The next place to look at: of the blank that parts the headers a few. */
static size_t step(const char *text, size_t size, size_t i)
{
    const bool blank = i > 0 && i + 97 < size && text[i] == ' ' && text[i - 1] == ' ';
    return i + (blank && text[i + 97] == ' ' ? 97 : 1);
}

/* Damages one byte; no line but its own may be lost. */
static void damage(char *text, size_t size, size_t i, char wrong)
{
    const char right = text[i];
    size_t kept;
    text[i] = wrong;
    put(text, size);
    open_and_go_on(&kept);
    if (kept < LAUNCHES - (right != wrong))
        fail_msg("%zu launches are left where byte %zu is %d", kept, i, wrong);
    text[i] = right;
}

static void a_damaged_byte_costs_one_line(void **state)
{
    (void)state;
    static const char wrong[] = {'\0', '"', '0', '}'};
    size_t size;
    char *text = write_journal(&size);
    for (size_t i = 0; i < size; i = step(text, size, i)) {
        damage(text, size, i, i % 5 < 4 ? wrong[i % 5] : (char)(text[i] ^ 1));
        damage(text, size, i, '\n');
    }
    free(text);
}

/* Wherever the block lies: it takes one header at most, the launches in it, and that behind it
 * where it ends with a line. */
static void a_lost_block_costs_what_lies_in_it(void **state)
{
    (void)state;
    size_t size, kept;
    char *text = write_journal(&size), *hurt = malloc(size);
    assert_non_null(hurt);
    assert_true(size > JOURNAL_BLOCK);
    for (size_t at = 0; at + JOURNAL_BLOCK <= size; at += 7) {
        memcpy(hurt, text, size);
        memset(hurt + at, 0, JOURNAL_BLOCK);
        put(hurt, size);
        open_and_go_on(&kept);
        if (at == 0) /* only the first header */
            assert_int_equal(kept, LAUNCHES);
    }
    free(hurt);
    free(text);
}

static void a_cut_costs_what_was_cut(void **state)
{
    (void)state;
    size_t size, kept, whole = 0;
    char *text = write_journal(&size), err[SC_ERR];
    struct journal_contents c;
    for (size_t end = 0; end <= size; end = step(text, size, end)) {
        /* the last newline need not be there */
        whole += end > 0 && end < size && text[end - 1] == '}' && text[end] == '\n';
        put(text, end);
        if (whole == 0) {
            assert_int_equal(journal_open(folder, &c, err), -1);
            assert_non_null(strstr(err, "another folder"));
            journal_contents_free(&c);
            continue;
        }
        open_and_go_on(&kept);
        assert_int_equal(kept, whole < 2 ? 0 : whole - 2);
    }
    free(text);
}

static void options_are_kept(void **state)
{
    (void)state;
    const struct journal_options given[] = {usual, {"/a/b", 2.5, false}, {NULL, 0, true}};
    char err[SC_ERR];
    struct journal_contents c;
    json_t *context = json_object();
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        int journal = journal_create(folder, context, &given[i], err);
        assert_true(journal >= 0);
        close(journal);
        c = open_whole();
        const struct journal_options kept = journal_options(c.header);
        assert_int_equal(!kept.benches, !given[i].benches);
        assert_true(!kept.benches || strcmp(kept.benches, given[i].benches) == 0);
        assert_true(kept.timeout == given[i].timeout);
        assert_int_equal(kept.no_plot, given[i].no_plot);
        journal_contents_free(&c);
        journal_remove(folder);
    }
    json_decref(context);
}

static void only_one_process_has_it(void **state)
{
    (void)state;
    char err[SC_ERR];
    struct journal_contents c;
    json_t *context = json_object();
    int journal = journal_create(folder, context, &usual, err);
    assert_true(journal >= 0);
    assert_int_equal(journal_open(folder, &c, err), -1);
    assert_non_null(strstr(err, "another process"));
    journal_contents_free(&c);
    assert_int_equal(journal_create(folder, context, &usual, err), -1);
    assert_non_null(strstr(err, "another process"));
    close(journal);
    assert_int_equal(journal_create(folder, context, &usual, err), -1);
    assert_non_null(strstr(err, "unfinished run"));
    c = open_whole();
    journal_contents_free(&c);
    json_decref(context);
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {IN_A_FOLDER(a_run_goes_on_under_todays_names),
                                       IN_A_FOLDER(an_old_journal_loses_only_the_damaged_line),
                                       IN_A_FOLDER(a_damaged_byte_costs_one_line),
                                       IN_A_FOLDER(a_lost_block_costs_what_lies_in_it),
                                       IN_A_FOLDER(a_cut_costs_what_was_cut),
                                       IN_A_FOLDER(options_are_kept),
                                       IN_A_FOLDER(only_one_process_has_it)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
