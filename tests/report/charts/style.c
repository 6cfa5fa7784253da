// SPDX-License-Identifier: MIT
// How subjects look: by their names alone, and no two of our own of one family alike.
#include <glob.h>

#include "common/subject.h"
#include "report/charts/style.h"
#include "tests/report/charts/folder.h"
#include "tests/report/charts/report.h"

enum { SUBJECTS = 256 };

struct subjects {
    struct {
        char family[32], name[SUBJECT_NAME];
    } at[SUBJECTS];
    size_t n;
};

static void note(struct subjects *s, const char *family, const char *name)
{
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->at[i].family, family) == 0 && strcmp(s->at[i].name, name) == 0)
            return;
    assert_true(s->n < SUBJECTS);
    snprintf(s->at[s->n].family, sizeof s->at[s->n].family, "%s", family);
    snprintf(s->at[s->n++].name, SUBJECT_NAME, "%s", name);
}

/* A primitive's header says MUTEX_SUBJECT(name, ...), and its folder is its family. */
static void note_header(struct subjects *s, const char *path)
{
    char line[256], family[32], identifier[SUBJECT_NAME], shown[SUBJECT_NAME];
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    while (fgets(line, sizeof line, f))
        if (sscanf(line, "%*[A-Z0-9]_SUBJECT(%47[a-z0-9_]", identifier) == 1 &&
            sscanf(path, "primitives/%31[a-z0-9]/", family) == 1)
            note(s, family, subject_name(identifier, shown));
    fclose(f);
}

static void note_rows(struct subjects *s, const char *path)
{
    struct report r;
    char err[SC_ERR], family[32], subject[SUBJECT_NAME];
    report_init(&r);
    if (report_read(&r, path, err) != 0)
        fail_msg("%s", err);
    for (size_t i = 0; i < r.n_rows; i++)
        if (r.rows[i].kind == KIND_TIME && row_part(&r.rows[i], 0, family, sizeof family) &&
            strcmp(family, "floor") != 0 && row_part(&r.rows[i], 1, subject, sizeof subject) &&
            strncmp(subject, "stride-", 7) != 0)
            note(s, family, subject);
    report_free(&r);
}

/* Those of the primitives, and those of times of every published report: guarantees are no series
 * of a chart. */
static void our_own(struct subjects *s)
{
    glob_t found;
    assert_int_equal(glob("primitives/*/*.h", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++)
        note_header(s, found.gl_pathv[i]);
    globfree(&found);
    assert_true(s->n >= 20);
    assert_int_equal(glob("results/*/*/report.json", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++)
        note_rows(s, found.gl_pathv[i]);
    globfree(&found);
    assert_in_range(s->n, 35, SUBJECTS);
}

/* Alike is more than the same: two of one colour must differ both in dash and in mark. */
static void no_two_of_a_family_look_alike(void **state)
{
    (void)state;
    static struct subjects s;
    our_own(&s);
    for (size_t i = 0; i < s.n; i++)
        for (size_t k = 0; k < i; k++) {
            if (strcmp(s.at[i].family, s.at[k].family) != 0)
                continue;
            struct chart_style a = chart_style_of(s.at[i].name), b = chart_style_of(s.at[k].name);
            if (a.colour == b.colour && (a.dash == b.dash || a.mark == b.mark))
                fail_msg("%s/%s and %s look alike: common/styles.def takes a line", s.at[i].family,
                         s.at[i].name, s.at[k].name);
        }
}

static void a_name_is_listed_once_with_what_gnuplot_has(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct chart_style style;
    } listed[] = {
#define STYLE(name, colour, dash, mark) {name, {colour, dash, mark}},
#include "common/styles.def"
#undef STYLE
    };
    for (size_t i = 0; i < sizeof listed / sizeof *listed; i++) {
        struct chart_style style = chart_style_of(listed[i].name);
        assert_int_equal(style.colour, listed[i].style.colour);
        assert_int_equal(style.dash, listed[i].style.dash);
        assert_int_equal(style.mark, listed[i].style.mark);
        assert_true(style.colour <= 0xffffff && style.mark >= 1 && style.mark <= 15);
        assert_true(style.dash == 1 || (style.dash >= 11 && style.dash <= 14));
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(listed[k].name, listed[i].name);
    }
}

/* So that a subject of one version looks the same in the next. */
static void a_name_that_is_not_listed_keeps_its_look(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct chart_style style;
    } known[] = {
        {"malthusian", {0x5B2A86, 12, 7}},      {"k42", {0x56B4E9, 14, 1}},
        {"spin-then-park", {0xCC79A7, 13, 12}}, {"spin_then_park", {0xCC79A7, 13, 12}},
        {"fetch_add", {0x0072B2, 1, 7}},        {"", {0x9E1B4F, 13, 9}},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct chart_style style = chart_style_of(known[i].name);
        assert_int_equal(style.colour, known[i].style.colour);
        assert_int_equal(style.dash, known[i].style.dash);
        assert_int_equal(style.mark, known[i].style.mark);
    }
}

/* The colour, dash and mark that the file draws the subject with, as it has them. */
static void look_in(const char *dir, const char *chart, const char *subject, char out[48])
{
    char name[64], begin[64];
    snprintf(name, sizeof name, "%s.dat", chart);
    snprintf(begin, sizeof begin, "\n%s\t", subject);
    char *text = slurp(dir, name, NULL);
    assert_non_null(text);
    char *at = strstr(text, begin);
    if (!at)
        fail_msg("%s has no %s", name, subject);
    unsigned colour, dash, mark;
    assert_int_equal(sscanf(at + strlen(begin), "%u\t%u\t%u\t", &colour, &dash, &mark), 3);
    snprintf(out, 48, "%u %u %u", colour, dash, mark);
    free(text);
}

static const char *const charts[] = {"scaling-mutex", "critical-section", "fairness"};

static void a_subject_more_changes_nobody_s_look(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    char before[LOCKS][48], after[48];
    build_report(&r, 4);
    write_one(&r, dir);
    for (unsigned i = 0; i < LOCKS; i++) {
        look_in(dir, "scaling-mutex", locks[i].name, before[i]);
        for (unsigned k = 0; k < 3; k++) {
            look_in(dir, charts[k], locks[i].name, after);
            assert_string_equal(after, before[i]); /* the same on every chart */
        }
    }
    add_locks(&r, 4, 14); /* names that come before, between and after the others' */
    report_estimate(&r);
    write_one(&r, dir);
    for (unsigned i = 0; i < LOCKS; i++)
        for (unsigned k = 0; k < 3; k++) {
            look_in(dir, charts[k], locks[i].name, after);
            assert_string_equal(after, before[i]);
        }
    look_in(dir, "scaling-mutex", "go", before[0]);
    look_in(dir, "scaling-rwmutex", "go", after);
    assert_string_equal(after, before[0]); /* and in every family */
    report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_two_of_a_family_look_alike),
        cmocka_unit_test(a_name_is_listed_once_with_what_gnuplot_has),
        cmocka_unit_test(a_name_that_is_not_listed_keeps_its_look),
        IN_FOLDER(a_subject_more_changes_nobody_s_look),
    };
    return cmocka_run_group_tests_name("styles of subjects", tests, NULL, NULL);
}
