// SPDX-License-Identifier: MIT
// Files of claims: what is read of a good one, and that a bad one is refused with place and reason.
#include "common/file.h"
#include "tests/report/claims/plant.h"

#define PART "{'claims':[{'id':'C4','claim':'what','parts':[{'value':'a','to':1},"

static void every_member_is_read(void **state)
{
    (void)state;
    struct claims c;
    claims_of(&c, "{'about':'x','schema':1,'control':{'seen':['sb/**','r1=0'],'from':1e-5},"
                  "'claims':[{'id':'a','claim':'what','source':'S0','note':'why',"
                  "'arch':['arm64'],'parts':[{'settles':'a/#','within':10,'from':8,'to':64,"
                  "'metric':'cpu_time','threads_from':2,'arch':['x86-64','arm64']},"
                  "{'never':['b','r1=1'],'trials':5,'control':{'seen':['d','r2=1'],'from':1}},{'"
                  "never':'c'}]},"
                  "{'id':'b','claim':'that','ratio':['fastest a/*','slowest b/**'],'to':3}]}");
    assert_int_equal(c.n, 2);
    assert_string_equal(c.control.rows, "sb/**");
    assert_string_equal(c.control.outcome, "r1=0");
    assert_true(c.control.from == 1e-5);
    const struct claim *a = &c.claim[0];
    assert_string_equal(a->id, "a");
    assert_string_equal(a->text, "what");
    assert_string_equal(a->source, "S0");
    assert_string_equal(a->note, "why");
    assert_int_equal(a->n_parts, 3);
    const struct claim_part *part = a->part;
    assert_int_equal(part->measure, MEASURE_SETTLES);
    assert_true(part->within == 0.1 && part->from == 8 && part->to == 64);
    assert_int_equal(part->metric, METRIC_cpu_time);
    assert_int_equal(part->threads_from, 2);
    assert_int_equal(part->arches, CLAIM_ARCHES);
    assert_string_equal(part[1].rows[0].pattern, "b");
    assert_string_equal(part[1].outcome, "r1=1");
    assert_int_equal(part[1].trials, 5);
    assert_int_equal(part[1].arches, CLAIM_ARM64);
    assert_string_equal(part[1].control.rows, "d");
    assert_string_equal(part[1].control.outcome, "r2=1");
    assert_null(part[2].control.rows);
    assert_null(part[2].outcome);
    assert_int_equal(part[2].trials, 1000000);
    part = c.claim[1].part;
    assert_int_equal(part->rows[0].pick, PICK_FASTEST);
    assert_string_equal(part->rows[0].pattern, "a/*");
    assert_int_equal(part->rows[1].pick, PICK_SLOWEST);
    assert_true(isnan(part->from) && part->to == 3);
    assert_int_equal(part->metric, METRIC_real_time);
    claims_free(&c);
}

static void bad_files_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *err;
    } files[] = {
        {"{'claims':\n[}", "line 2, column 2: "},
        {"", "line 1, column 0: "},
        {"{'claims':[],'claims':[]}", "line 1"},
        {"[]", "is no object with a list of claims"},
        {"{'claims':[]}", "claims: is no list of 1 to 10000 claims"},
        {"{'claim':[]}", "claim: is not known here"},
        {"{'schema':2,'claims':[{}]}", "schema: is not 1"},
        {"{'control':{'seen':'x','from':0.1},'claims':[{}]}", "control: seen is no list"},
        {"{'control':{'seen':['x','y'],'from':2},'claims':[{}]}", "control: from is no rate"},
        {"{'control':{'seen':['x','y']},'claims':[{}]}", "control: is no object of seen and from"},
        {PART "{'never':'a','control':5}]}]}", "part 2: control: is no object of seen and from"},
        {PART "{'value':'a','control':5,'to':1}]}]}", "part 2: control: does not go with"},
        {"{'claims':[3]}", "claim 1: is no object"},
        {"{'claims':[{'claim':'what','value':'a','to':1}]}", "claim 1: id: is no word"},
        {"{'claims':[{'id':'a b','claim':'what','value':'a','to':1}]}", "claim 1: id: is no word"},
        {"{'claims':[{'id':'a','value':'a','to':1}]}", "claim 'a': claim: is missing"},
        {"{'claims':[{'id':'a','claim':'\\u0007','value':'a','to':1}]}",
         "claim 'a': claim: has a character that cannot be shown"},
        {"{'claims':[{'id':'a','claim':3,'value':'a','to':1}]}", "claim 'a': claim: is no text"},
        {"{'claims':[{'id':'a','claim':'what'}]}", "claim 'a': measures nothing"},
        {"{'claims':[{'id':'a','claim':'what','value':'a','upto':1}]}",
         "claim 'a': upto: is not known here"},
        {"{'claims':[{'id':'a','claim':'what','to':1,'parts':[{'value':'a','to':1}]}]}",
         "claim 'a': to: is not known here"},
        {"{'claims':[{'id':'a','claim':'what','parts':[]}]}", "claim 'a': parts: is no list"},
        {"{'claims':[{'id':'a','claim':'what','arch':['vax'],'value':'a','to':1}]}",
         "claim 'a': arch: is no list of"},
        {"{'claims':[{'id':'a','claim':'what','arch':[],'value':'a','to':1}]}",
         "claim 'a': arch: is no list of"},
        {"{'claims':[{'id':'a','claim':'what','value':'a','to':1},"
         "{'id':'a','claim':'what','value':'a','to':1}]}",
         "claim 'a': id: is that of an earlier claim"},
        {PART "4]}]}", "claim 'C4', part 2: is no object"},
        {PART "{'value':'a','note':'x','to':1}]}]}", "claim 'C4', part 2: note: is not known"},
        {PART "{'value':'a','to':'1'}]}]}", "claim 'C4', part 2: to: is no number"},
        {PART "{'value':'a','from':'1'}]}]}", "claim 'C4', part 2: from: is no number"},
        {PART "{'value':'a','from':2,'to':1}]}]}", "claim 'C4', part 2: from: is above to"},
        {PART "{'value':'a'}]}]}", "claim 'C4', part 2: value: has no bound"},
        {PART "{'value':'a','ratio':['a','b'],'to':1}]}]}", "is a second measure"},
        {PART "{'value':'a b','to':1}]}]}", "part 2: value: has a character that no row's name"},
        {PART "{'value':3,'to':1}]}]}", "part 2: value: is no pattern of rows"},
        {PART "{'value':'a/#','to':1}]}]}", "part 2: value: has a '#', which is for sweeps"},
        {PART "{'value':'a','within':5,'to':1}]}]}", "part 2: within: does not go with"},
        {PART "{'value':'a','trials':5,'to':1}]}]}", "part 2: trials: does not go with"},
        {PART "{'value':'a','metric':'speed','to':1}]}]}", "part 2: metric: is no figure of"},
        {PART "{'value':'a','threads_from':0,'to':1}]}]}", "threads_from: is no number of threads"},
        {PART "{'ratio':['a'],'to':1}]}]}", "part 2: ratio: is no list of two patterns"},
        {PART "{'ratio':'a','to':1}]}]}", "part 2: ratio: is no list of two patterns"},
        {PART "{'ratio':['a','b/**'],'to':1}]}]}", "the second has '**'"},
        {PART "{'ratio':['a/*','b/*/*'],'to':1}]}]}", "the second has more '*' than the first"},
        {PART "{'settles':'a','to':1}]}]}", "part 2: settles: has no '#'"},
        {PART "{'settles':'fastest a/#','to':1}]}]}", "takes neither '**' nor first"},
        {PART "{'settles':'a/#','within':0,'to':1}]}]}", "within: is no percentage above 0"},
        {PART "{'from_which':['a/#','b'],'to':1}]}]}", "part 2: from_which: has no '#'"},
        {PART "{'never':'a','to':1}]}]}", "part 2: never: takes no bounds"},
        {PART "{'never':['a'],'to':1}]}]}", "never: is neither a pattern of rows nor"},
        {PART "{'seen':['a','']}]}]}", "part 2: seen: the second is no name"},
        {PART "{'seen':'fastest a'}]}]}", "part 2: seen: counts all rows"},
        {PART "{'seen':'a','trials':0}]}]}", "trials: is no whole number from 1"},
        {PART "{'rate':['a','b']}]}]}", "part 2: rate: has no bound"},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char err[SC_ERR] = "", *text = strdup(files[i].text);
        struct claims c;
        for (char *q = text; (q = strchr(q, '\'')); q++)
            *q = '"';
        if (claims_parse(&c, text, strlen(text), err) == 0)
            fail_msg("is read: %s", text);
        if (!strstr(err, files[i].err))
            fail_msg("%s: says '%s', not '%s'", text, err, files[i].err);
        assert_null(strchr(err, '\n'));
        assert_int_equal(c.n, 0);
        free(text);
    }
}

/* Those that come with the program are the file in the source tree. */
static void the_folklore_is_its_file(void **state)
{
    (void)state;
    struct claims built, file;
    char err[SC_ERR] = "";
    claims_folklore(&built);
    if (claims_read(&file, "claims/folklore.json", err) != 0)
        fail_msg("claims/folklore.json: %s", err);
    assert_int_equal(built.n, 30);
    assert_int_equal(file.n, 30);
    for (size_t i = 0; i < built.n; i++) {
        char id[8];
        snprintf(id, sizeof id, i < 15 ? "C%zu" : "K%zu", i % 15 + 1);
        assert_string_equal(built.claim[i].id, id);
        assert_string_equal(built.claim[i].text, file.claim[i].text);
        assert_non_null(built.claim[i].source);
    }
    claims_free(&built);
    claims_free(&file);
    assert_int_equal(claims_read(&file, "/nonexistent.json", err), -1);
    assert_non_null(strstr(err, "give a claims.json"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_member_is_read),
        cmocka_unit_test(bad_files_are_refused),
        cmocka_unit_test(the_folklore_is_its_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
