// SPDX-License-Identifier: MIT
// Claims about outcomes: what one sight says, and when it says something that none was counted.
#include "tests/report/claims/plant.h"

enum { ENOUGH = 2000000 };

static const char never[] = "'never':'litmus/mp/x/**'", can[] = "'seen':'litmus/mp/x/**'",
                  never_stale[] = "'never':['litmus/mp/x/**','stale']",
                  can_stale[] = "'seen':['litmus/mp/x/**','stale']";

/* Judges the claim in a file whose control is litmus/sb/relaxed, seen in 1 of 10^5 trials. */
static void check_controlled(struct report *r, const char *members, enum claim_verdict verdict,
                             const char *why)
{
    char *text;
    struct claims c;
    struct judged j;
    assert_true(asprintf(&text,
                         "{'control':{'seen':['litmus/sb/relaxed/**','stale'],'from':1e-5},"
                         "'claims':[{'id':'x','claim':'what',%s}]}",
                         members) > 0);
    claims_of(&c, text);
    claims_judge(&j, &c, r);
    if (j.claim[0].verdict != verdict || !strstr(j.claim[0].finding[0].why, why))
        fail_msg("%s: %s (%s), not %s", members, claim_verdict_name(j.claim[0].verdict),
                 j.claim[0].finding[0].why, claim_verdict_name(verdict));
    judged_free(&j);
    claims_free(&c);
    free(text);
}

static void one_sight_decides(void **state)
{
    (void)state;
    struct report r;
    plant_report(&r);
    plant_guarantee(&r, "litmus/mp/x/line:same/threads:2", false, 100, 1);
    plant_guarantee(&r, "litmus/mp/x/line:other/threads:2", false, 100, 0);
    check_verdict(&r, never, CLAIM_REFUTED, "");
    check_verdict(&r, never_stale, CLAIM_REFUTED, "");
    check_verdict(&r, can, CLAIM_HOLDS, "");
    check_verdict(&r, can_stale, CLAIM_HOLDS, "");
    check_controlled(&r, never, CLAIM_REFUTED, "");
    struct planted p;
    judge_members(&p, &r, never);
    assert_int_equal(p.judged.claim[0].n, 1);
    assert_int_equal(p.judged.claim[0].finding[0].trials, 200);
    assert_int_equal(p.judged.claim[0].finding[0].count, 1);
    planted_free(&p);
    report_free(&r);
}

/* What was not seen refutes "it can happen" only where the model forbids it. */
static void none_counted_and_the_model(void **state)
{
    (void)state;
    struct report r;
    plant_report(&r);
    struct row *row = plant_guarantee(&r, "litmus/mp/x/threads:2", false, ENOUGH, 0);
    check_verdict(&r, never, CLAIM_HOLDS, "");
    check_verdict(&r, can, CLAIM_REFUTED, "the memory model forbids it");
    check_verdict(&r, can_stale, CLAIM_REFUTED, "the memory model forbids it");
    json_object_set_new(json_array_get(row->outcomes, 1), "allowed", json_true());
    check_verdict(&r, never_stale, CLAIM_HOLDS, "");
    check_verdict(&r, can_stale, CLAIM_UNDECIDED, "allows it, but it was not seen");
    check_verdict(&r, never, CLAIM_UNMEASURABLE, "the model forbids no outcome");
    check_verdict(&r, "'never':['litmus/mp/x/**','torn']", CLAIM_UNMEASURABLE,
                  "no such row has the outcome 'torn'");
    report_free(&r);
}

static void none_counted_by_a_weak_harness(void **state)
{
    (void)state;
    static const struct {
        int trials, seen;
        enum claim_verdict never, can;
        const char *why;
    } controls[] = {
        {0, 0, CLAIM_UNMEASURABLE, CLAIM_UNMEASURABLE, "no row litmus/sb/relaxed/** shows"},
        {ENOUGH, 0, CLAIM_UNMEASURABLE, CLAIM_UNMEASURABLE, "too weak here: it saw 'stale' in 0"},
        {ENOUGH, 19, CLAIM_UNMEASURABLE, CLAIM_UNMEASURABLE, "too weak here"},
        {ENOUGH, 20, CLAIM_HOLDS, CLAIM_REFUTED, ""},
    };
    for (size_t i = 0; i < sizeof controls / sizeof *controls; i++) {
        struct report r;
        plant_report(&r);
        plant_guarantee(&r, "litmus/mp/x/threads:2", false, ENOUGH, 0);
        if (controls[i].trials)
            plant_guarantee(&r, "litmus/sb/relaxed/threads:2", true, controls[i].trials,
                            controls[i].seen);
        check_controlled(&r, never, controls[i].never, controls[i].why);
        check_controlled(&r, can, controls[i].can, controls[i].why);
        report_free(&r);
    }
}

/* A part's own control counts in place of the file's. */
static void a_control_of_its_own(void **state)
{
    (void)state;
    static const char own[] =
        "'never':'litmus/mp/x/**','control':{'seen':['litmus/own/**','stale'],'from':0.5}";
    struct report r;
    plant_report(&r);
    plant_guarantee(&r, "litmus/mp/x/threads:2", false, ENOUGH, 0);
    plant_guarantee(&r, "litmus/own/threads:2", true, 10, 4);
    check_controlled(&r, own, CLAIM_UNMEASURABLE, "in 4 of 10 trials of litmus/own/**");
    plant_guarantee(&r, "litmus/own/b/threads:2", true, 10, 9);
    check_controlled(&r, own, CLAIM_HOLDS, "");
    report_free(&r);
}

static void none_counted_in_few_trials_or_on_one_cpu(void **state)
{
    (void)state;
    struct report r;
    plant_report(&r);
    struct row *row = plant_guarantee(&r, "litmus/mp/x/threads:2", false, 999999, 0);
    check_verdict(&r, never, CLAIM_UNMEASURABLE, "999999 trials are too few: 1000000");
    check_verdict(&r, can, CLAIM_UNMEASURABLE, "too few");
    check_verdict(&r, "'never':'litmus/mp/x/**','trials':999999", CLAIM_HOLDS, "");
    row->cpus = 1;
    check_verdict(&r, "'never':'litmus/mp/x/**','trials':100", CLAIM_UNMEASURABLE, "share CPUs");
    /* trials that tell nothing do not make up for those that are missing */
    struct row *crowded = plant_guarantee(&r, "litmus/mp/x/threads:4/cpus:2", false, ENOUGH, 0);
    assert_int_equal(crowded->cpus, 2);
    report_row(&r, "litmus/mp/x/threads:2")->cpus = 2;
    check_verdict(&r, never, CLAIM_UNMEASURABLE, "999999 trials are too few: 1000000");
    report_free(&r);
    plant_report(&r);
    check_verdict(&r, never, CLAIM_UNMEASURABLE, "no such row");
    plant(&r, "litmus/mp/x/threads:2", 5); /* a row of times */
    check_verdict(&r, never, CLAIM_UNMEASURABLE, "no such figure");
    plant_fact(&r, "environment", "usable_cpus", json_integer(1));
    check_verdict(&r, "'never':'litmus/mp/y/**'", CLAIM_UNMEASURABLE, "one CPU only");
    report_free(&r);
}

static void a_rate_has_an_interval(void **state)
{
    (void)state;
    struct report r;
    struct planted p;
    plant_report(&r);
    plant_guarantee(&r, "litmus/mp/x/threads:2", true, ENOUGH, 2000);
    judge_members(&p, &r, "'rate':['litmus/mp/x/**','stale'],'to':1");
    const struct ratio *f = &p.judged.claim[0].finding[0].figure;
    /* Wilson's interval of 2000 in 2000000 */
    assert_true(fabs(f->value - 1e-3) < 1e-9 && fabs(f->low - 9.5715e-4) < 1e-7 &&
                fabs(f->high - 1.04477e-3) < 1e-7);
    planted_free(&p);
    check_verdict(&r, "'rate':['litmus/mp/x/**','stale'],'from':9e-4,'to':2e-3", CLAIM_HOLDS, "");
    check_verdict(&r, "'rate':['litmus/mp/x/**','stale'],'to':9e-4", CLAIM_REFUTED, "");
    check_verdict(&r, "'rate':['litmus/mp/x/**','stale'],'to':1e-3", CLAIM_UNDECIDED, "straddles");
    check_verdict(&r, "'rate':['litmus/mp/y/**','stale'],'to':1e-3", CLAIM_UNMEASURABLE,
                  "no such row");
    report_free(&r);
    plant_report(&r);
    plant_guarantee(&r, "litmus/mp/x/threads:2", true, ENOUGH, 0);
    check_verdict(&r, "'rate':['litmus/mp/x/**','stale'],'to':2e-6", CLAIM_HOLDS, "");
    check_verdict(&r, "'rate':['litmus/mp/x/**','stale'],'to':1e-6", CLAIM_UNDECIDED, "straddles");
    report_free(&r);
}

/* The verdicts of the four claims that contradict each other, by those that come with the
 * program. */
static void check_contradictions(struct report *r, const enum claim_verdict wanted[4])
{
    struct claims c;
    struct judged j;
    report_estimate(r);
    claims_folklore(&c);
    claims_judge(&j, &c, r);
    size_t found = 0;
    for (size_t i = 0; i < j.n; i++) {
        static const char *const ids[] = {"K6", "K7", "K8", "K9"};
        for (size_t k = 0; k < 4; k++)
            if (strcmp(j.claim[i].claim->id, ids[k]) == 0) {
                found++;
                assert_int_equal(j.claim[i].verdict, wanted[k]);
            }
    }
    assert_int_equal(found, 4);
    judged_free(&j);
    claims_free(&c);
}

/* Of the folklore's control: "both" is the outcome that two relaxed stores pass each other. */
static void plant_control(struct report *r, int seen)
{
    struct row *row = plant_guarantee(r, "litmus/sb/relaxed/threads:2", true, ENOUGH, seen);
    json_object_set_new(json_array_get(row->outcomes, 1), "name", json_string("r1=0 r2=0"));
    json_t *counts = row->samples[0].outcomes;
    json_object_set(counts, "r1=0 r2=0", json_object_get(counts, "stale"));
    json_object_del(counts, "stale");
}

static void contradictions_are_settled(void **state)
{
    (void)state;
    static const enum claim_verdict by_the_model[] = {CLAIM_REFUTED, CLAIM_HOLDS, CLAIM_REFUTED,
                                                      CLAIM_HOLDS},
                                    broken[] = {CLAIM_HOLDS, CLAIM_REFUTED, CLAIM_HOLDS,
                                                CLAIM_REFUTED},
                                    weak[] = {CLAIM_UNMEASURABLE, CLAIM_UNMEASURABLE,
                                              CLAIM_UNMEASURABLE, CLAIM_UNMEASURABLE};
    static const struct {
        int stale, control;
        const enum claim_verdict *wanted;
    } plants[] = {{0, 5000, by_the_model}, {1, 5000, broken}, {0, 3, weak}, {1, 3, broken}};
    for (size_t i = 0; i < sizeof plants / sizeof *plants; i++) {
        struct report r;
        plant_report(&r);
        plant_control(&r, plants[i].control);
        plant_guarantee(&r, "litmus/mp/buffered-send-receive/cap:16/threads:2", false, ENOUGH,
                        plants[i].stale);
        plant_guarantee(&r, "litmus/mp/seq-cst/threads:2", false, ENOUGH, plants[i].stale);
        plant_guarantee(&r, "litmus/sb/seq-cst/threads:2", false, ENOUGH, plants[i].stale);
        check_contradictions(&r, plants[i].wanted);
        report_free(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_sight_decides),
        cmocka_unit_test(none_counted_and_the_model),
        cmocka_unit_test(none_counted_by_a_weak_harness),
        cmocka_unit_test(a_control_of_its_own),
        cmocka_unit_test(none_counted_in_few_trials_or_on_one_cpu),
        cmocka_unit_test(a_rate_has_an_interval),
        cmocka_unit_test(contradictions_are_settled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
