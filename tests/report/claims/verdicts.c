// SPDX-License-Identifier: MIT
// Planted reports in which each kind of figure holds, fails, straddles a bound and lacks its rows.
#include "tests/report/claims/plant.h"

static void a_value_by_its_interval(void **state)
{
    (void)state;
    struct report r;
    plant_report(&r);
    plant(&r, "mutex/a/threads:1", 20);
    check_verdict(&r, "'value':'mutex/a/threads:1','from':15,'to':25", CLAIM_HOLDS, "");
    check_verdict(&r, "'value':'mutex/a/threads:1','to':19", CLAIM_REFUTED, "");
    check_verdict(&r, "'value':'mutex/a/threads:1','from':21", CLAIM_REFUTED, "");
    check_verdict(&r, "'value':'mutex/a/threads:1','to':20", CLAIM_UNDECIDED, "straddles");
    check_verdict(&r, "'value':'mutex/a/threads:1','from':20", CLAIM_UNDECIDED, "straddles");
    check_verdict(&r, "'value':'mutex/b/threads:1','to':20", CLAIM_UNMEASURABLE, "no such row");
    check_verdict(&r, "'value':'mutex/a/threads:1','metric':'jain','to':1", CLAIM_UNMEASURABLE,
                  "no jain");
    report_free(&r);
}

static void a_doubtful_row_decides_nothing(void **state)
{
    (void)state;
    struct report r;
    plant_report(&r);
    struct row *few = plant_row(&r, "few", 2);
    for (unsigned i = 0; i < 4; i++)
        plant_launch(few, i, 20 + i / 10.0);
    struct row *modes = plant_row(&r, "modes", 2);
    for (unsigned i = 0; i < 60; i++) /* the median's own interval knows nothing of a quarter */
        plant_launch(modes, i, (i % 4 ? 20 : 40) + i % 7 / 20.0);
    struct row *disturbed = plant(&r, "disturbed", 20);
    for (size_t i = 0; i < disturbed->n_samples; i++)
        disturbed->samples[i].value[METRIC_disturbed] = 1;
    struct row *failed = plant_row(&r, "failed", 2);
    failed->status = ROW_FAILED;
    failed->reason = strdup("it does not exclude");
    check_verdict(&r, "'value':'few','to':100", CLAIM_UNDECIDED, "too few launches: 4");
    check_verdict(&r, "'value':'disturbed','to':100", CLAIM_UNDECIDED, "disturbed");
    check_verdict(&r, "'value':'modes','to':30", CLAIM_UNDECIDED, "several modes");
    check_verdict(&r, "'value':'modes','to':50", CLAIM_HOLDS, "");
    check_verdict(&r, "'value':'modes','to':10", CLAIM_REFUTED, "");
    plant(&r, "steady", 20);
    check_verdict(&r, "'ratio':['modes','steady'],'to':1.5", CLAIM_UNDECIDED, "several modes");
    check_verdict(&r, "'ratio':['modes','steady'],'to':2.5", CLAIM_HOLDS, "");
    check_verdict(&r, "'difference':['modes','steady'],'to':10", CLAIM_UNDECIDED, "several modes");
    check_verdict(&r, "'difference':['modes','steady'],'to':25", CLAIM_HOLDS, "");
    check_verdict(&r, "'value':'failed','to':10", CLAIM_UNMEASURABLE, "failed: it does not");
    check_verdict(&r, "'ratio':['modes','disturbed'],'to':10", CLAIM_UNDECIDED, "disturbed");
    check_verdict(&r, "'ratio':['few','modes'],'to':10", CLAIM_UNDECIDED, "too few");
    report_free(&r);
}

static void ratios_and_differences(void **state)
{
    (void)state;
    struct report r;
    plant_report(&r);
    plant(&r, "a", 30);
    plant(&r, "b", 10);
    plant(&r, "null", 0);
    check_verdict(&r, "'ratio':['a','b'],'from':2.9,'to':3.1", CLAIM_HOLDS, "");
    check_verdict(&r, "'ratio':['a','b'],'to':2.9", CLAIM_REFUTED, "");
    check_verdict(&r, "'ratio':['a','b'],'to':3", CLAIM_UNDECIDED, "straddles");
    check_verdict(&r, "'ratio':['a','c'],'to':3", CLAIM_UNMEASURABLE, "no such row");
    check_verdict(&r, "'ratio':['c','a'],'to':3", CLAIM_UNMEASURABLE, "no such row");
    check_verdict(&r, "'ratio':['a','null'],'to':3", CLAIM_UNMEASURABLE, "0 where it divides");
    check_verdict(&r, "'difference':['a','b'],'from':19,'to':21", CLAIM_HOLDS, "");
    check_verdict(&r, "'difference':['b','a'],'to':-19", CLAIM_HOLDS, "");
    check_verdict(&r, "'difference':['a','b'],'to':19", CLAIM_REFUTED, "");
    check_verdict(&r, "'difference':['a','b'],'to':20", CLAIM_UNDECIDED, "straddles");
    check_verdict(&r, "'difference':['a','c'],'to':20", CLAIM_UNMEASURABLE, "no such row");
    report_free(&r);
}

/* A ratio is not the quotient of two intervals: ends that lie opposite each other are rare. */
static void the_interval_of_a_ratio_is_that_of_compare(void **state)
{
    (void)state;
    struct report r;
    struct planted p;
    plant_report(&r);
    plant(&r, "a", 30);
    plant(&r, "b", 10);
    judge_members(&p, &r, "'ratio':['a','b'],'to':3");
    const struct ratio *f = &p.judged.claim[0].finding[0].figure;
    const struct estimate *a = &report_row(&r, "a")->time, *b = &report_row(&r, "b")->time;
    assert_true(fabs(f->value - 3) < 0.01);
    assert_true(f->low > a->low / b->high && f->high < a->high / b->low);
    assert_true(f->low < 3 && f->high > 3);
    planted_free(&p);
    report_free(&r);
}

static void rows_are_paired_by_their_stars(void **state)
{
    (void)state;
    struct report r;
    struct planted p;
    plant_report(&r);
    plant(&r, "near/threads:1", 10);
    plant(&r, "near/threads:2", 40);
    plant(&r, "near/threads:4", 90);
    plant(&r, "near/threads:8/cpus:2", 5);
    plant(&r, "far/threads:4", 30);
    plant(&r, "far/threads:1", 10);
    plant(&r, "far/threads:2", 10);
    judge_members(&p, &r, "'ratio':['near/threads:*','far/threads:*'],'from':2");
    const struct judged_claim *c = &p.judged.claim[0];
    assert_int_equal(c->n, 3);
    assert_int_equal(c->finding[0].verdict, CLAIM_REFUTED);
    assert_string_equal(c->finding[1].rows[1], "far/threads:2");
    assert_true(fabs(c->finding[1].figure.value - 4) < 0.05);
    assert_true(fabs(c->finding[2].figure.value - 3) < 0.05);
    assert_int_equal(c->verdict, CLAIM_REFUTED);
    planted_free(&p);
    static const char from[] =
        "'ratio':['near/threads:*','far/threads:*'],'from':2,'threads_from':2";
    check_verdict(&r, from, CLAIM_HOLDS, "");
    report_free(&r);
}

static void one_row_of_several(void **state)
{
    (void)state;
    struct report r;
    plant_report(&r);
    plant(&r, "mutex/b", 20);
    plant(&r, "mutex/a", 10);
    plant(&r, "mutex/c", 40);
    plant(&r, "rmw", 5);
    check_verdict(&r, "'value':'fastest mutex/*','to':11", CLAIM_HOLDS, "");
    check_verdict(&r, "'value':'slowest mutex/*','from':39", CLAIM_HOLDS, "");
    check_verdict(&r, "'value':'first mutex/*','from':19,'to':21", CLAIM_HOLDS, "");
    check_verdict(&r, "'value':'mutex/*','to':21", CLAIM_REFUTED, "");
    check_verdict(&r, "'ratio':['slowest mutex/*','fastest mutex/*'],'from':3.9", CLAIM_HOLDS, "");
    check_verdict(&r, "'ratio':['mutex/*','rmw'],'from':1.9,'to':8.2", CLAIM_HOLDS, "");
    check_verdict(&r, "'ratio':['rmw','fastest map/*'],'to':1", CLAIM_UNMEASURABLE, "no such row");
    report_free(&r);
}

static void plant_strides(struct report *r, const char *threads, double near, double middle)
{
    static const unsigned strides[] = {256, 8, 64, 128};
    const double ns[] = {5, near, middle, 5};
    for (size_t i = 0; i < 4; i++) {
        char name[REPORT_NAME];
        snprintf(name, sizeof name, "counter/stride-%u/threads:%s", strides[i], threads);
        plant(r, name, ns[i]);
    }
}

static void a_sweep_settles(void **state)
{
    (void)state;
    static const char claim[] = "'settles':'counter/stride-#/threads:*','to':64";
    static const struct {
        double near, middle;
        enum claim_verdict verdict;
        double value, low, high;
    } plants[] = {
        {30, 5, CLAIM_HOLDS, 64, 64, 64},
        {30, 9, CLAIM_REFUTED, 128, 128, 128},
        {5, 5, CLAIM_HOLDS, 8, 8, 8},
        {5, 9, CLAIM_REFUTED, 128, 128, 128},
        {30, 5.25, CLAIM_UNDECIDED, 0, 64, 128},
    };
    for (size_t i = 0; i < sizeof plants / sizeof *plants; i++) {
        struct report r;
        struct planted p;
        plant_report(&r);
        plant_strides(&r, "2", plants[i].near, plants[i].middle);
        judge_members(&p, &r, claim);
        const struct finding *f = &p.judged.claim[0].finding[0];
        assert_int_equal(f->verdict, plants[i].verdict);
        assert_true(f->figure.low == plants[i].low && f->figure.high == plants[i].high);
        assert_true(plants[i].value == 0 || f->figure.value == plants[i].value);
        planted_free(&p);
        report_free(&r);
    }
}

static void each_sweep_by_itself(void **state)
{
    (void)state;
    struct report r;
    struct planted p;
    plant_report(&r);
    plant_strides(&r, "2", 30, 5);
    plant_strides(&r, "4", 30, 9);
    plant(&r, "counter/stride-8/threads:8", 5);
    judge_members(&p, &r, "'settles':'counter/stride-#/threads:*','to':64");
    const struct judged_claim *c = &p.judged.claim[0];
    assert_int_equal(c->n, 3);
    assert_string_equal(c->finding[1].rows[0], "counter/stride-#/threads:4");
    assert_int_equal(c->finding[0].verdict, CLAIM_HOLDS);
    assert_int_equal(c->finding[1].verdict, CLAIM_REFUTED);
    assert_int_equal(c->finding[2].verdict, CLAIM_UNMEASURABLE);
    assert_non_null(strstr(c->finding[2].why, "two measured steps, and here is one"));
    planted_free(&p);
    check_verdict(&r, "'settles':'counter/width-#','to':64", CLAIM_UNMEASURABLE, "no such row");
    check_verdict(&r, "'settles':'counter/stride-#/threads:4','within':100,'to':64", CLAIM_HOLDS,
                  "");
    report_free(&r);
}

static void plant_shares(struct report *r, const double *ours, const double *theirs)
{
    static const char *const shares[] = {"50", "90", "99", "99.9"};
    for (size_t i = 0; i < 4; i++) {
        char name[REPORT_NAME];
        snprintf(name, sizeof name, "value/ours/read:%s", shares[i]);
        plant(r, name, ours[i]);
        snprintf(name, sizeof name, "value/theirs/read:%s", shares[i]);
        plant(r, name, theirs[i]);
    }
}

static void a_crossing(void **state)
{
    (void)state;
    static const char claim[] = "'from_which':['value/ours/read:#','value/theirs/read:#'],'to':90";
    static const double even[] = {100, 100, 100, 100}, early[] = {130, 80, 50, 20},
                        late[] = {130, 120, 50, 20}, never[] = {50, 60, 70, 130},
                        near[] = {130, 100, 50, 20};
    static const struct {
        const double *ours;
        enum claim_verdict verdict;
        double low, high;
    } plants[] = {
        {early, CLAIM_HOLDS, 90, 90},
        {late, CLAIM_REFUTED, 99, 99},
        {never, CLAIM_REFUTED, INFINITY, INFINITY},
        {near, CLAIM_UNDECIDED, 90, 99},
    };
    struct report r;
    for (size_t i = 0; i < sizeof plants / sizeof *plants; i++) {
        struct planted p;
        plant_report(&r);
        plant_shares(&r, plants[i].ours, even);
        judge_members(&p, &r, claim);
        const struct finding *f = &p.judged.claim[0].finding[0];
        assert_int_equal(f->verdict, plants[i].verdict);
        assert_true(f->figure.low == plants[i].low && f->figure.high == plants[i].high);
        planted_free(&p);
        report_free(&r);
    }
    plant_report(&r);
    check_verdict(&r, claim, CLAIM_UNMEASURABLE, "no such row");
    plant(&r, "value/ours/read:50", 10);
    plant(&r, "value/ours/read:90", 10);
    check_verdict(&r, claim, CLAIM_UNMEASURABLE, "two measured steps, and here is none");
    report_free(&r);
}

/* What a machine cannot say is not said of it. */
static void not_here(void **state)
{
    (void)state;
    struct report r;
    struct planted p;
    static const char arm[] = "'value':'a','to':30,'arch':['arm64']",
                      go[] = "'value':'mutex/go-runtime/threads:1','to':30",
                      two[] = "'value':'b/threads:2','to':30";
    plant_report(&r);
    plant(&r, "a", 20);
    check_verdict(&r, arm, CLAIM_UNMEASURABLE, "speaks of arm64, and this report is of x86-64");
    judge_members(&p, &r, arm);
    assert_int_equal(judged_with(&p.judged, CLAIM_UNMEASURABLE), 0);
    assert_int_equal(judged_count(&p.judged, CLAIM_UNMEASURABLE), 1);
    planted_free(&p);
    check_verdict(&r, go, CLAIM_UNMEASURABLE, "install golang-go");
    check_verdict(&r, two, CLAIM_UNMEASURABLE, "no such row in this report");
    json_t *run = json_pack("{s:s, s:s}", "profile", "quick", "filter", "^a");
    json_object_set_new(json_object_get(r.context, "synccost"), "run", run);
    check_verdict(&r, two, CLAIM_UNMEASURABLE, "of the profile quick, which has chosen rows only");
    plant_fact(&r, "environment", "usable_cpus", json_integer(1));
    check_verdict(&r, two, CLAIM_UNMEASURABLE, "one CPU only");
    plant_fact(&r, "machine", "arch", json_string("aarch64"));
    check_verdict(&r, arm, CLAIM_HOLDS, "");
    plant_fact(&r, "machine", "emulated", json_true());
    check_verdict(&r, arm, CLAIM_UNMEASURABLE, "emulated");
    plant(&r, "mutex/go-runtime/threads:2", 20);
    plant_fact(&r, "machine", "emulated", json_false());
    check_verdict(&r, go, CLAIM_UNMEASURABLE, "no such row in this report of the profile quick");
    json_object_clear(json_object_get(json_object_get(r.context, "synccost"), "machine"));
    check_verdict(&r, arm, CLAIM_UNMEASURABLE, "does not name");
    report_free(&r);
}

static void a_claim_of_several_parts(void **state)
{
    (void)state;
    static const char good[] = "{'value':'a','to':30}", bad[] = "{'value':'a','to':10}",
                      open[] = "{'value':'a','to':20}", gone[] = "{'value':'b','to':30}";
    static const struct {
        const char *parts[3];
        enum claim_verdict verdict;
        size_t unmeasurable;
    } claims[] = {
        {{good, good, good}, CLAIM_HOLDS, 0},     {{good, open, bad}, CLAIM_REFUTED, 0},
        {{good, open, good}, CLAIM_UNDECIDED, 0}, {{good, gone, good}, CLAIM_HOLDS, 1},
        {{gone, gone, bad}, CLAIM_REFUTED, 1},    {{gone, gone, gone}, CLAIM_UNMEASURABLE, 1},
    };
    struct report r;
    plant_report(&r);
    plant(&r, "a", 20);
    for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
        char members[200];
        struct planted p;
        snprintf(members, sizeof members, "'parts':[%s,%s,%s]", claims[i].parts[0],
                 claims[i].parts[1], claims[i].parts[2]);
        judge_members(&p, &r, members);
        assert_int_equal(p.judged.claim[0].verdict, claims[i].verdict);
        assert_int_equal(p.judged.claim[0].n, 3);
        assert_int_equal(judged_with(&p.judged, CLAIM_UNMEASURABLE), claims[i].unmeasurable);
        planted_free(&p);
    }
    report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_by_its_interval),
        cmocka_unit_test(a_doubtful_row_decides_nothing),
        cmocka_unit_test(ratios_and_differences),
        cmocka_unit_test(the_interval_of_a_ratio_is_that_of_compare),
        cmocka_unit_test(rows_are_paired_by_their_stars),
        cmocka_unit_test(one_row_of_several),
        cmocka_unit_test(a_sweep_settles),
        cmocka_unit_test(each_sweep_by_itself),
        cmocka_unit_test(a_crossing),
        cmocka_unit_test(not_here),
        cmocka_unit_test(a_claim_of_several_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
