// SPDX-License-Identifier: MIT
// Charts of a family of many subjects: each in a panel of its own, and labels where there is room.
#include "tests/report/charts/counted.h"
#include "tests/report/charts/folder.h"

/* How often words are in the file. */
static unsigned count_words(const char *dir, const char *name, const char *words)
{
    unsigned n = 0;
    char *text = slurp(dir, name, NULL);
    assert_non_null(text);
    for (const char *at = text; (at = strstr(at, words)); at++)
        n++;
    free(text);
    return n;
}

static void write_and_draw(const struct report *r, const char *dir, const char *const *charts)
{
    struct chart_results results;
    write_one(r, dir);
    draw_only(dir, charts, &results);
}

static const char *const lines[] = {"scaling-mutex", "bouncing-mutex", "critical-section",
                                    "read-share", NULL};
static const char *const scaling[] = {"scaling-mutex", NULL};
static const char *const fairness[] = {"fairness", NULL};

static void build_many(struct report *r, unsigned cpus, unsigned more)
{
    build_report(r, cpus);
    add_locks(r, cpus, more);
    count(r, "mutex/", "/contended/", 1.7);
    report_estimate(r);
}

static void twenty_five_subjects_have_a_panel_each(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    for (unsigned cpus = 16; cpus <= 64; cpus *= 4) {
        struct report r;
        build_many(&r, cpus, 25 - LOCKS);
        write_and_draw(&r, dir, lines);
        for (unsigned i = 0; lines[i]; i++) {
            char name[64];
            snprintf(name, sizeof name, "%s.svg", lines[i]);
            assert_pictures(dir, lines[i]);
            assert_true(holds(dir, name, "grey: the other "));
            assert_true(holds(dir, name, "lock-03"));
        }
        assert_same_by_hand(dir, "bouncing-mutex", "bouncing.gp mutex");
        assert_true(holds(dir, "scaling-mutex.svg", "grey: the other 24 subjects; ring"));
        assert_true(holds(dir, "critical-section.svg", "length (least)"));
        for (unsigned i = 0; i < LOCKS; i++) { /* the title of its panel, once */
            char title[64];
            snprintf(title, sizeof title, ">%s<", locks[i].name);
            assert_int_equal(count_words(dir, "scaling-mutex.svg", title), 1);
        }
        assert_int_equal(count_words(dir, "scaling-mutex.svg", ">Scaling with threads"), 1);
        report_free(&r);
    }
}

static void a_dozen_share_one_panel(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    for (unsigned n = 12; n <= 13; n++) {
        struct report r;
        build_many(&r, 4, n - LOCKS);
        write_and_draw(&r, dir, scaling);
        assert_int_equal(holds(dir, "scaling-mutex.svg", "grey: the other "), n == 13);
        report_free(&r);
    }
}

static void panels_stand_from_dear_to_cheap(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    build_many(&r, 8, 25 - LOCKS);
    write_one(&r, dir);
    char *text = slurp(dir, "scaling-mutex.dat", NULL), *at = text;
    double before = INFINITY;
    unsigned n = 0;
    while ((at = strstr(at, "\n\n\n"))) {
        double last = NAN;
        for (at += 3; *at && *at != '\n'; at += strcspn(at, "\n") + 1)
            assert_int_equal(sscanf(at, "%*[^\t]\t%*u\t%*u\t%*u\t%*f\t%*u\t%lf", &last), 1);
        at--;
        assert_true(last <= before);
        before = last;
        n++;
    }
    assert_int_equal(n, 25);
    free(text);
    report_free(&r);
}

static void single_launches_and_hostile_names_have_panels(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    build_report(&r, 4);
    add_locks(&r, 4, 25 - LOCKS);
    add(&r, "mutex/%s%n%d/uncontended/crit:50ns/out:0ns/threads:1", "thread", 1, 1, 3, NAN);
    add(&r, "mutex/%s%n%d/contended/crit:50ns/out:0ns/threads:4", "thread", 4, 4, 30, 0.5);
    for (size_t i = 0; i < r.n_rows; i++)
        r.rows[i].n_samples = 2;
    report_estimate(&r);
    write_and_draw(&r, dir, lines);
    for (unsigned i = 0; lines[i]; i++)
        assert_pictures(dir, lines[i]);
    assert_true(holds(dir, "scaling-mutex.svg", "%s%n%d"));
    report_free(&r);
}

/* Of very many dots, those whose name has no room are grey and say so. */
static void dots_without_room_for_a_name_are_grey(void **state)
{
    const char *dir = ((struct folder *)*state)->path;
    struct report r;
    build_many(&r, 4, 25 - LOCKS);
    write_and_draw(&r, dir, fairness);
    assert_false(holds(dir, "fairness.svg", "no room for the name"));
    for (unsigned i = 0; i < LOCKS; i++) {
        char label[64];
        snprintf(label, sizeof label, ">%s<", locks[i].name);
        assert_int_equal(count_words(dir, "fairness.svg", label), 1);
    }
    report_free(&r);
    build_many(&r, 4, 160);
    write_and_draw(&r, dir, fairness);
    assert_pictures(dir, "fairness");
    assert_true(holds(dir, "fairness.svg", "grey: no room for the name"));
    assert_true(holds(dir, "fairness.dat", "\tNaN\tNaN\tNaN\tNaN\tmutex/"));
    assert_same_by_hand(dir, "fairness", "fairness.gp");
    report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(twenty_five_subjects_have_a_panel_each),
        IN_FOLDER(a_dozen_share_one_panel),
        IN_FOLDER(panels_stand_from_dear_to_cheap),
        IN_FOLDER(single_launches_and_hostile_names_have_panels),
        IN_FOLDER(dots_without_room_for_a_name_are_grey),
    };
    return cmocka_run_group_tests_name("charts of many subjects", tests, NULL, NULL);
}
