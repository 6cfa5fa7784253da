// SPDX-License-Identifier: MIT
// The promise of time, on machines that are not here: quick ends within a minute, standard within
// ten, list says so beforehand, and what is left out is what matters least.
#include <fcntl.h>
#include <unistd.h>

#include "tests/synccost/run/suite.h"

static const struct machine {
    const char *words, *mask; /* of hwloc, and the CPUs that may be used */
} machines[] = {
    {"pu:1", NULL},
    {"core:2 pu:1", NULL},
    {"package:1 l3:1 core:8 pu:2", NULL},
    {"package:1 l3:1 core:64 pu:1", NULL},
    {"package:2 [numa] l3:8 core:8 pu:2", NULL},
    {"package:1 l2:2 core:4 pu:2", "0-8,10,12,14"},             /* four big cores, four little */
    {"package:2 [numa] l3:1 core:16 pu:1", "0-15,16-17"},       /* two nodes, not of one size */
    {"package:1 l3:4 core:4 pu:2", "0,3,5-6,9,12-13,20-22,31"}, /* holes */
};
enum { MACHINES = sizeof machines / sizeof *machines };

/* Seconds by which the last launch may outlast the limit where its trials are measured again: the
 * reserve has room for them. */
#define LAST_LAUNCH 1

static char folder[] = "/tmp/synccost-promise-XXXXXX";

struct measured {
    struct cost predicted;
    double took;
    size_t rows, ok, cut, skipped, failed; /* ok: whole or cut short */
};

static void count_rows(const struct report *r, struct measured *o)
{
    o->rows = r->n_rows;
    for (size_t i = 0; i < r->n_rows; i++) {
        bool cut = r->rows[i].status == ROW_INCOMPLETE && row_launches(&r->rows[i]) >= 6;
        o->ok += r->rows[i].status == ROW_OK || cut;
        o->cut += cut;
        o->skipped += r->rows[i].status == ROW_SKIPPED;
        o->failed += r->rows[i].status == ROW_FAILED || r->rows[i].status == ROW_TIMEOUT;
    }
}

/* Lists and measures the stand-in suite there, in a world where launches take w->slow times what
 * they did while they were listed. */
static struct measured measure_on(const struct machine *machine, const struct profile *p,
                                  struct stand_in *w, struct run *run)
{
    struct topology t = make(machine->words, machine->mask);
    const struct world world = {stand_in_launch, stand_in_now, w};
    struct measured o = {0};
    char err[SC_ERR] = "", path[128];
    *run = (struct run){
        .profile = *p, .seed = 1, .world = &world, .dir = strdup(folder), .journal = -1};
    run->began = w->clock;
    report_init(&run->report);
    suite_of(&run->catalog, &t, p->tier);
    double slow = w->slow;
    unsigned hang = w->hang_every;
    w->slow = 1;
    w->hang_every = 0;
    run->overhead = plan_overhead(cost_overhead(&run->catalog, &world));
    w->slow = slow;
    w->hang_every = hang;
    plan_rows(&run->catalog, p, run->overhead);
    o.predicted = cost_of_run(&run->catalog, p, run->overhead, NULL);
    assert_int_equal(run_add_rows(&run->report, &run->catalog, err), 0);
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (suite_measure(run, nowhere, err) < 0)
        fail_msg("%s", err);
    close(nowhere);
    o.took = w->clock - run->began;
    run->world = NULL;
    count_rows(&run->report, &o);
    snprintf(path, sizeof path, "%s/report.json", folder);
    unlink(path);
    topology_free(&t);
    return o;
}

static struct stand_in world_of(double slow, double noise)
{
    return (struct stand_in){.slow = slow,
                             .noise = noise,
                             .overhead = {.process = 0.015, .thread = 0.0001},
                             .random = 7};
}

/* Checks one run of a profile: in time, as predicted, and with rows. */
static void check(const struct machine *machine, const char *name, double slow, double noise)
{
    const struct profile *p = profile_find(name);
    struct stand_in w = world_of(slow, noise);
    struct run run;
    struct measured o = measure_on(machine, p, &w, &run);
    if (!(o.took <= p->limit_s + LAST_LAUNCH))
        fail_msg("%s: %s, %g times as slow: %.2f s", machine->words, name, slow, o.took);
    if (slow == 1 && !(fabs(o.predicted.usual - o.took) <= 0.25 * o.took))
        fail_msg("%s: %s, noise %g: predicted %.1f s, took %.1f s", machine->words, name, noise,
                 o.predicted.usual, o.took);
    assert_true(fabs(run.promised - run.began - p->limit_s - p->reserve_s) < 0.01);
    assert_int_equal(o.failed, 0);
    assert_int_equal(o.ok + o.skipped, o.rows); /* none has fewer launches than an interval needs */
    assert_true(o.ok >= (slow > 2 ? 5 : 20));
    if (slow <= 1)
        assert_int_equal(o.skipped + o.cut, 0);
    run_free(&run);
}

static void profiles_end_in_time(void **state)
{
    (void)state;
    for (unsigned i = 0; i < MACHINES; i++)
        for (unsigned noisy = 0; noisy < 2; noisy++) {
            check(&machines[i], "quick", 1, noisy ? 0.5 : 0.001);
            check(&machines[i], "standard", 1, noisy ? 0.5 : 0.001);
        }
}

/* A machine that is slower during the run than it was when the run was planned. */
static void slow_launches_cost_rows_not_time(void **state)
{
    (void)state;
    static const double slow[] = {0.5, 1.3, 2, 4};
    for (unsigned i = 0; i < sizeof slow / sizeof *slow; i++)
        for (unsigned k = i % 2; k < MACHINES; k += 2) {
            check(&machines[k], "quick", slow[i], 0.5);
            check(&machines[k], "standard", slow[i], 0.5);
        }
}

/* Rows that hang cost their time-outs: the run still ends, and before the promised end. */
static void hanging_rows_end_in_time(void **state)
{
    (void)state;
    const struct profile *p = profile_find("quick");
    struct stand_in w = world_of(1, 0.5);
    struct run run;
    w.hang_every = 9;
    struct measured o = measure_on(&machines[2], p, &w, &run);
    assert_true(o.failed > 0 && o.failed < 12);
    assert_true(o.took <= p->limit_s + p->reserve_s / 2 + 0.1);
    assert_true(o.took >= 0.8 * p->limit_s);
    run_free(&run);
}

/* Nothing that stays matters less than something that was left out during the run. */
static void the_least_important_go_first(void **state)
{
    (void)state;
    struct stand_in w = world_of(4, 0.5);
    struct run run;
    struct measured o = measure_on(&machines[4], profile_find("standard"), &w, &run);
    assert_true(o.skipped > 0);
    for (size_t i = 0; i < run.report.n_rows; i++) {
        bool skipped = run.report.rows[i].status == ROW_SKIPPED;
        assert_true(skipped == (run.catalog.row[i].place >= o.ok));
        if (skipped)
            assert_non_null(strstr(run.report.rows[i].reason, "left out: "));
    }
    run_free(&run);
}

/* The matrix of all pairs: its time is in the plan, its launches are few where they are long, and
 * no noise gives it more. */
static void a_matrix_is_planned_by_its_own_time(void **state)
{
    (void)state;
    static const struct {
        const char *words;
        unsigned launches; /* in standard */
        double seconds;    /* for all of them at most */
    } of[] = {{"core:2 pu:1", 10, 1},
              {"core:64 pu:1", 10, 31},
              {"core:64 pu:2", 6, 75},
              {"package:2 [numa] l3:8 core:8 pu:2", 6, 300}};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        const struct machine machine = {of[i].words, NULL};
        struct profile p = *profile_find("standard");
        struct stand_in w = world_of(1, 2);
        struct run run;
        profile_set_time(&p, 7200);
        p.most = p.launches;
        struct measured o = measure_on(&machine, &p, &w, &run);
        const struct row *row = report_row(&run.report, "floor/core-to-core");
        assert_non_null(row);
        assert_int_equal(row->status, ROW_OK);
        assert_int_equal(row_launches(row), of[i].launches);
        const struct catalog_row *c = &run.catalog.row[row - run.report.rows];
        assert_int_equal(cost_launches(c, &p), of[i].launches);
        const double launch = cost_of_launch(c, &p, run.overhead);
        assert_true(launch >= c->seconds && of[i].launches * launch <= of[i].seconds);
        assert_int_equal(o.failed, 0);
        run_free(&run);
    }
}

/* More time: more rows, and more launches. */
static void more_time_gives_more(void **state)
{
    (void)state;
    size_t rows = 0;
    for (double minutes = 1; minutes <= 64; minutes *= 4) {
        struct profile p = *profile_find("standard");
        struct stand_in w = world_of(1, 0.5);
        struct run run;
        profile_set_time(&p, 60 * minutes);
        struct measured o = measure_on(&machines[4], &p, &w, &run);
        assert_true(o.took <= p.limit_s + LAST_LAUNCH && p.limit_s + p.reserve_s == 60 * minutes);
        assert_true(o.rows > 2 * rows);
        assert_true(fabs(o.predicted.usual - o.took) <= 0.25 * o.took);
        rows = o.rows;
        run_free(&run);
    }
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(profiles_end_in_time),
        cmocka_unit_test(slow_launches_cost_rows_not_time),
        cmocka_unit_test(hanging_rows_end_in_time),
        cmocka_unit_test(the_least_important_go_first),
        cmocka_unit_test(a_matrix_is_planned_by_its_own_time),
        cmocka_unit_test(more_time_gives_more),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
