// SPDX-License-Identifier: MIT
// Judged claims as text and JSON, against golden files, and text that came from elsewhere.
#include "common/text.h"
#include "tests/golden.h"
#include "tests/printed.h"
#include "tests/report/claims/plant.h"

static const char claims_text[] =
    "{'control':{'seen':['litmus/sb/relaxed/**','stale'],'from':1e-5},'claims':["
    "{'id':'lock','claim':'Our lock stays below 3 × RMW.','source':'us',"
    "'ratio':['mutex/ours/threads:1','floor/rmw'],'to':3},"
    "{'id':'fast','claim':'It costs 10 to 20 "
    "ns.','value':'mutex/ours/threads:1','from':10,'to':20},"
    "{'id':'near','claim':'It costs no more than this.','value':'mutex/ours/threads:1','to':25},"
    "{'id':'many','claim':'Several things at once.','note':'A note stands below.','parts':["
    "{'difference':['mutex/ours/threads:1','floor/rmw'],'to':20},"
    "{'value':'mutex/other/threads:1','to':20},{'value':'mutex/another/threads:1','to':20},"
    "{'value':'mutex/go-runtime/threads:1','to':20},"
    "{'value':'mutex/ours/threads:1','arch':['arm64'],'to':20}]},"
    "{'id':'apart','claim':'Counters 64 bytes apart are apart.',"
    "'settles':'counter/stride-#/threads:2','to':64},"
    "{'id':'ahead','claim':'Ours is ahead from 50 % reads on.',"
    "'from_which':['counter/stride-#/threads:2','floor/rmw-#/threads:2'],'to':50},"
    "{'id':'fair','claim':'It is fair.','value':'mutex/ours/threads:1','metric':'jain','from':0.9},"
    "{'id':'none','claim':'Never stale.','never':'litmus/mp/good/**'},"
    "{'id':'some','claim':'Never stale, either.','never':'litmus/mp/bad/**'},"
    "{'id':'can','claim':'Can be stale.','seen':['litmus/mp/weak/**','stale']},"
    "{'id':'rare','claim':'Is rarely stale.','rate':['litmus/mp/bad/**','stale'],'to':1e-4},"
    "{'id':'short','claim':'Never stale in a few trials.','never':'litmus/mp/short/**'}]}";

static void fill(struct report *r)
{
    plant_report(r);
    plant(r, "floor/rmw", 6);
    struct row *ours = plant(r, "mutex/ours/threads:1", 25);
    for (size_t i = 0; i < ours->n_samples; i++)
        ours->samples[i].value[METRIC_jain] = 0.97;
    plant(r, "counter/stride-8/threads:2", 30);
    plant(r, "counter/stride-64/threads:2", 6);
    plant(r, "counter/stride-128/threads:2", 6);
    plant(r, "floor/rmw-8/threads:2", 6);
    plant(r, "floor/rmw-128/threads:2", 5);
    plant_guarantee(r, "litmus/sb/relaxed/threads:2", true, 3000000, 3000);
    plant_guarantee(r, "litmus/mp/good/a/threads:2", false, 2000000, 0);
    plant_guarantee(r, "litmus/mp/good/b/threads:2", false, 1200000, 0);
    plant_guarantee(r, "litmus/mp/bad/threads:2", false, 3000000, 12);
    plant_guarantee(r, "litmus/mp/weak/threads:2", true, 3000000, 0);
    plant_guarantee(r, "litmus/mp/short/threads:2", false, 3000, 0);
    report_estimate(r);
}

typedef void printer(FILE *out, const struct judged *j);

static void print_json(FILE *out, const struct judged *j)
{
    json_t *o = judged_json(j);
    json_dumpf(o, out, JSON_INDENT(1) | JSON_REAL_PRECISION(6));
    fputc('\n', out);
    json_decref(o);
}

static char *text_of(printer *print, const struct judged *j)
{
    struct printed out;
    print(printed_start(&out), j);
    return printed_end(&out);
}

static void golden(void **state)
{
    (void)state;
    struct report r;
    struct claims c;
    struct judged j;
    fill(&r);
    claims_of(&c, claims_text);
    claims_judge(&j, &c, &r);
    char *text = text_of(judged_print, &j);
    check_plain(text, TEXT_COLUMNS);
    golden_check("claims.txt", text);
    free(text);
    text = text_of(judged_summary, &j);
    check_plain(text, TEXT_COLUMNS);
    golden_check("claims_summary.txt", text);
    free(text);
    text = text_of(print_json, &j);
    golden_check("claims.json", text);
    free(text);
    judged_free(&j);
    claims_free(&c);
    report_free(&r);
}

/* A report without a row that a claim speaks of has no section, and its claims say so. */
static void nothing_to_say(void **state)
{
    (void)state;
    struct report r;
    struct claims c;
    struct judged j;
    plant_report(&r);
    claims_folklore(&c);
    claims_judge(&j, &c, &r);
    assert_int_equal(judged_count(&j, CLAIM_UNMEASURABLE), 30);
    char *text = text_of(judged_summary, &j);
    assert_string_equal(text, "");
    free(text);
    text = text_of(judged_print, &j);
    check_plain(text, TEXT_COLUMNS);
    assert_non_null(strstr(text, "\n30 claims: 30 are not measurable here\n"));
    free(text);
    judged_free(&j);
    claims_free(&c);
    report_free(&r);
}

/* A reason that a report gives can hold anything, and be of any length. */
static void hostile_reasons(void **state)
{
    (void)state;
    struct report r;
    struct planted p;
    char reason[2000];
    memset(reason, 'x', sizeof reason - 1);
    reason[sizeof reason - 1] = '\0';
    memcpy(reason, "\033[2J\n ", 6);
    plant_report(&r);
    struct row *row = plant_row(&r, "mutex/ours", 2);
    row->status = ROW_FAILED;
    row->reason = strdup(reason);
    judge_members(&p, &r, "'value':'mutex/ours','to':1");
    char *text = text_of(judged_print, &p.judged);
    assert_non_null(strstr(text, "failed: [2J"));
    check_plain(text, CLAIM_WHY + TEXT_COLUMNS);
    free(text);
    planted_free(&p);
    report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden),
        cmocka_unit_test(nothing_to_say),
        cmocka_unit_test(hostile_reasons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
