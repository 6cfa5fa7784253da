// SPDX-License-Identifier: MIT
// Which pairs of reports have a page.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "report/site/choose.h"
#include "tests/test.h"

enum { MOST = 24 };

/* A report of that architecture, NULL for an unknown one; a star before it means emulated. */
static void make(struct report *r, const char *arch)
{
    report_init(r);
    json_t *machine = json_object();
    bool emulated = arch && *arch == '*';
    if (arch)
        put_new(machine, "arch", json_string(arch + emulated));
    put_new(machine, "emulated", json_boolean(emulated));
    put_new(r->context, "synccost", json_pack("{s:o}", "machine", machine));
}

/* "0-1 0-2 ": the pairs of reports of these architectures. */
static void choose(const char *const *archs, size_t n, char *text, size_t size)
{
    struct report report[MOST];
    struct site_machine machine[MOST];
    const struct site_machine *machines[MOST];
    struct site_pairs pairs;
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        make(&report[i], archs[i]);
        machine[i] = (struct site_machine){.report = &report[i]};
        snprintf(machine[i].slug, sizeof machine[i].slug, "m%zu", i);
        machines[i] = &machine[i];
    }
    site_choose_pairs(&pairs, &(struct gallery){.machine = machines, .n = n});
    text[0] = '\0';
    for (size_t i = 0; i < pairs.n; i++) {
        char name[32];
        const struct site_pair *p = &pairs.pair[i];
        used += (size_t)snprintf(text + used, size - used, "%zu-%zu ", p->base, p->next);
        snprintf(name, sizeof name, "m%zu-against-m%zu", p->base, p->next);
        assert_string_equal(p->name, name);
    }
    site_free_pairs(&pairs);
    for (size_t i = 0; i < n; i++)
        report_free(&report[i]);
}

static void expect(const char *const *archs, size_t n, const char *wanted)
{
    char text[256];
    choose(archs, n, text, sizeof text);
    assert_string_equal(text, wanted);
}

static void other_architectures_come_first(void **state)
{
    (void)state;
    static const char *const archs[] = {"x86_64", "x86_64", "aarch64", "riscv64", "aarch64"};
    expect(archs, 1, "");
    expect(archs, 2, "0-1 ");
    expect(archs, 3, "0-2 0-1 ");
    expect(archs, 5, "0-2 0-3 2-3 0-1 0-4 ");
}

/* Where an architecture has a machine that no emulator imitates, that one stands for it. */
static void emulated_machines_stand_back(void **state)
{
    (void)state;
    static const char *const archs[] = {"x86_64", "*aarch64", "x86_64", "aarch64"};
    static const char *const first[] = {"*x86_64", "aarch64", "x86_64"};
    expect(archs, 3, "0-1 0-2 ");
    expect(archs, 4, "0-3 0-1 0-2 ");
    expect(first, 3, "1-2 0-1 0-2 ");
}

/* Reports of which nobody knows the architecture, such as imported ones, have no pair for it. */
static void unknown_architectures_are_none(void **state)
{
    (void)state;
    static const char *const archs[] = {"x86_64", NULL, NULL, ""};
    static const char *const none[] = {NULL, NULL, "x86_64"};
    expect(archs, 4, "0-1 0-2 0-3 ");
    expect(none, 3, "0-1 0-2 ");
}

static void many_reports_have_few_pages(void **state)
{
    (void)state;
    const char *archs[MOST];
    char text[512];
    size_t n = 0;
    for (size_t i = 0; i < MOST; i++)
        archs[i] = i % 3 == 0 ? "x86_64" : i % 3 == 1 ? "aarch64" : "riscv64";
    choose(archs, MOST, text, sizeof text);
    for (const char *c = text; *c; c++)
        n += *c == ' ';
    assert_int_equal(n, MOST - 1 + 1); /* 1-2 is the only one without the first report */
    assert_int_equal(strncmp(text, "0-1 0-2 1-2 0-3 ", 16), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_architectures_come_first),
        cmocka_unit_test(emulated_machines_stand_back),
        cmocka_unit_test(unknown_architectures_are_none),
        cmocka_unit_test(many_reports_have_few_pages),
    };
    return cmocka_run_group_tests_name("pairs of a site", tests, NULL, NULL);
}
