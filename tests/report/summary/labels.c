// SPDX-License-Identifier: MIT
// The labels of a report: each says what the report says, and takes nothing unknown for good.
#include "report/model/facts.h"
#include "report/summary/labels.h"
#include "tests/golden.h"
#include "tests/report/fake_report.h"

/* Sets the member at section.key of the context to value, which it takes over; NULL removes it. */
static void set(struct report *r, const char *section, const char *key, json_t *value)
{
    json_t *ours = json_object_get(r->context, "synccost"), *at = ours;
    if (*section && !(at = json_object_get(ours, section))) {
        at = json_object();
        json_object_set_new(ours, section, at);
    }
    if (value)
        json_object_set_new(at, key, value);
    else
        json_object_del(at, key);
}

static void check_label(const struct report *r, const char *key, enum label_weight weight,
                        const char *words)
{
    struct labels labels;
    labels_of(&labels, r);
    const struct label *l = label_find(&labels, key);
    assert_non_null(l);
    assert_string_equal(l->key, key);
    if (!strstr(l->text, words))
        fail_msg("%s: '%s' is not in '%s'", key, words, l->text);
    assert_int_equal(l->weight, weight);
}

static void check_none(const struct report *r, const char *key)
{
    struct labels labels;
    labels_of(&labels, r);
    assert_null(label_find(&labels, key));
}

static int setup(void **state)
{
    struct report *r = malloc(sizeof *r);
    fake_report(r, NULL);
    *state = r;
    return 0;
}

static int teardown(void **state)
{
    report_free(*state);
    free(*state);
    return 0;
}

static void test_hardware(void **state)
{
    struct report *r = *state;
    check_label(r, "hardware", LABEL_LIMIT, "KVM guest");
    set(r, "machine", "virtualization", json_string("none"));
    check_label(r, "hardware", LABEL_FACT, "bare metal");
    set(r, "machine", "virtualization", json_string("bhyve"));
    check_label(r, "hardware", LABEL_LIMIT, "bhyve guest");
    set(r, "machine", "virtualization", NULL);
    check_label(r, "hardware", LABEL_LIMIT, "not known");
    set(r, "machine", "virtualization", json_string("qemu-user"));
    set(r, "machine", "emulated", json_true());
    check_label(r, "hardware", LABEL_VOID, "emulated (qemu-user)");
}

static void test_imported(void **state)
{
    struct report *r = *state;
    check_none(r, "imported");
    set(r, "imported", "format", json_string("gbench"));
    check_label(r, "imported", LABEL_VOID, "imported from gbench");
    set(r, "", "imported", json_true());
    check_label(r, "imported", LABEL_VOID, "imported");
}

static void test_container(void **state)
{
    struct report *r = *state;
    check_none(r, "container");
    set(r, "environment", "container", json_string(""));
    check_none(r, "container");
    set(r, "environment", "container", json_string("docker"));
    check_label(r, "container", LABEL_LIMIT, "container (docker)");
}

static void test_cpus(void **state)
{
    struct report *r = *state;
    check_label(r, "cpus", LABEL_FACT, "2 CPUs, 2 cores");
    set(r, "machine", "cpus", json_integer(8));
    set(r, "machine", "cores", json_integer(4));
    set(r, "environment", "usable_cpus", json_integer(3));
    check_label(r, "cpus", LABEL_LIMIT, "8 CPUs, 4 cores, 3 usable");
    set(r, "environment", "usable_cpus", json_integer(1));
    check_label(r, "cpus", LABEL_LIMIT, "1 usable: no two threads run at once");
    set(r, "machine", "cpus", json_string("many"));
    check_label(r, "cpus", LABEL_LIMIT, "not known");
}

static void test_counters(void **state)
{
    struct report *r = *state;
    check_label(r, "counters", LABEL_LIMIT, "no hardware counters");
    r->rows[0].samples[0].value[METRIC_pmu_context_switches] = 1;
    check_label(r, "counters", LABEL_LIMIT, "no hardware counters");
    sample_set_named(&r->rows[3].samples[0], "pmu.some_event_per_op", 2);
    check_label(r, "counters", LABEL_FACT, "by name");
    r->rows[3].samples[1].value[METRIC_pmu_cycles] = 3;
    check_label(r, "counters", LABEL_FACT, "hardware counters");
}

static void test_frequency(void **state)
{
    struct report *r = *state;
    check_label(r, "frequency", LABEL_LIMIT, "set by the host; cycle time went over 0.0 %");
    set(r, "machine", "virtualization", json_string("none"));
    check_label(r, "frequency", LABEL_LIMIT, "not known to be fixed");
    set(r, "environment", "governor", json_string("performance"));
    check_label(r, "frequency", LABEL_LIMIT, "not known to be fixed");
    set(r, "environment", "boost", json_true());
    check_label(r, "frequency", LABEL_LIMIT, "boosted");
    set(r, "environment", "boost", json_false());
    check_label(r, "frequency", LABEL_FACT, "frequency fixed");
    set(r, "environment", "governor", json_string("schedutil"));
    check_label(r, "frequency", LABEL_LIMIT, "follows the load");
}

/* What the machine says of its frequency does not outdo what was measured. */
static void test_frequency_moved(void **state)
{
    struct report *r = *state;
    set(r, "environment", "governor", json_string("performance"));
    set(r, "environment", "boost", json_false());
    for (size_t i = 0; i < r->n_rows; i += 4)
        for (size_t s = 0; s < r->rows[i].n_samples; s++)
            r->rows[i].samples[s].value[METRIC_cycle_ns] *= 1.1;
    check_label(r, "frequency", LABEL_LIMIT, "went over 10.0 %");
    for (size_t i = 0; i < r->n_rows; i++)
        for (size_t s = 0; s < r->rows[i].n_samples; s++)
            r->rows[i].samples[s].value[METRIC_cycle_ns] = NAN;
    check_label(r, "frequency", LABEL_LIMIT, "not measured");
}

static void test_noise(void **state)
{
    struct report *r = *state;
    check_label(r, "noise", LABEL_FACT, "quiet: 0 of");
    for (size_t i = 0; i < 10; i++)
        for (size_t s = 0; s < r->rows[i].n_samples; s++)
            r->rows[i].samples[s].value[METRIC_disturbed] = 1;
    report_estimate(r);
    check_label(r, "noise", LABEL_LIMIT, "noisy: 10 of");
    for (size_t i = 0; i < r->n_rows; i++)
        r->rows[i].status = ROW_SKIPPED;
    check_label(r, "noise", LABEL_LIMIT, "no row measured");
}

static void test_build_and_run(void **state)
{
    struct report *r = *state;
    check_none(r, "build");
    check_none(r, "run");
    set(r, "run", "complete", json_false());
    check_label(r, "run", LABEL_LIMIT, "cut short");
    set(r, "run", "complete", NULL);
    check_label(r, "run", LABEL_LIMIT, "not known to be complete");
    set(r, "run", "complete", json_true());
    set(r, "run", "profile", json_string("quick"));
    check_label(r, "run", LABEL_LIMIT, "profile quick");
    set(r, "build", "revision", json_string("0123abc-dirty"));
    check_label(r, "build", LABEL_LIMIT, "not committed");
    set(r, "build", "planted", json_real(5));
    check_label(r, "build", LABEL_VOID, "planted");
    set(r, "build", "release", json_false());
    check_label(r, "build", LABEL_VOID, "no release build");
}

/* In the words of the summary. */
static void test_left_out(void **state)
{
    struct report *r = *state;
    check_none(r, "rows");
    check_none(r, "distance");
    set(r, "run", "left_out",
        json_pack("{s:i, s:f, s:{s:i}}", "rows", 7, "seconds", 30.0, "groups", "mutex/try", 7));
    check_label(r, "rows", LABEL_LIMIT, "left out 7 rows for lack of time (30 s more)");
    struct row *row = report_row(r, "mutex/go/contended/crit:0ns/out:0ns/threads:2");
    for (size_t i = 0; i < row->n_samples; i++)
        row->samples[i].value[METRIC_line_ns] = row->samples[i].launch == 1 ? 300 : 60;
    report_estimate(r);
    check_label(r, "distance", LABEL_LIMIT,
                "1 of 5 launches left out: the CPUs of 1 row were at another distance than usual");
}

/* Of a context that says nothing, and of one that lies in every type. */
static void test_hostile(void **state)
{
    struct report *r = *state;
    struct labels labels;
    const char *key;
    json_t *section, *ours = json_object_get(r->context, "synccost");
    static const char *const keys[] = {"virtualization", "emulated", "cpus",    "cores",
                                       "usable_cpus",    "governor", "boost",   "planted",
                                       "container",      "revision", "profile", "complete"};
    set(r, "machine", "virtualization", json_string("a\033[2J\xe2\x80\xae<b>\n"));
    labels_of(&labels, r);
    assert_string_equal(label_find(&labels, "hardware")->text, "a [2J?<b>  guest");
    set(r, "environment", "x", json_null());
    json_object_foreach (ours, key, section)
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
            json_object_set_new(section, keys[k], json_pack("[s, i]", "x", 1));
    check_label(r, "hardware", LABEL_LIMIT, "not known");
    check_label(r, "cpus", LABEL_LIMIT, "not known");
    check_label(r, "run", LABEL_LIMIT, "not known to be complete");
    json_object_clear(ours);
    check_label(r, "hardware", LABEL_LIMIT, "not known");
    json_object_clear(r->context);
    check_label(r, "hardware", LABEL_LIMIT, "not known");
    check_label(r, "frequency", LABEL_LIMIT, "not known to be fixed");
}

static void test_weight_names(void **state)
{
    (void)state;
    assert_string_equal(label_weight_name(LABEL_FACT), "fact");
    assert_string_equal(label_weight_name(LABEL_LIMIT), "limit");
    assert_string_equal(label_weight_name(LABEL_VOID), "void");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_hardware),        TEST(test_imported),
        TEST(test_container),       TEST(test_cpus),
        TEST(test_counters),        TEST(test_frequency),
        TEST(test_frequency_moved), TEST(test_noise),
        TEST(test_build_and_run),   TEST(test_left_out),
        TEST(test_hostile),         TEST(test_weight_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
