// SPDX-License-Identifier: MIT
// In what two reports differ before any number is looked at.
#include <string.h>

#include "common/alloc.h"
#include "report/compare/parts.h"
#include "report/model/facts.h"

static const struct {
    const char *what, *path;
} facts[] = {
    {"machine", "machine.slug"},
    {"model", "machine.model"},
    {"architecture", "machine.arch"},
    {"emulated", "machine.emulated"},
    {"CPUs", "machine.cpus"},
    {"virtualization", "machine.virtualization"},
    {"platform", "machine.platform"},
    {"fingerprint", "machine.fingerprint"},
    {"host", "machine.host"},
    {"microcode", "machine.microcode"},
    {"kernel", "machine.kernel"},
    {"C library", "machine.libc"},
    {"compiler", "build.compiler"},
    {"flags", "build.flags"},
    {"revision", "build.revision"},
    {"release build", "build.release"},
    {"GBenchmark", "build.benchmark_library"},
    {"profile", "run.profile"},
    {"launches", "run.launches"},
    {"trials", "run.trials"},
    {"window ms", "run.window_ms"},
    {"seed", "run.seed"},
    {"memory", "run.memory"},
    {"pages", "run.pages"},
    {"clock", "clock.source"},
    {"governor", "environment.governor"},
    {"boost", "environment.boost"},
    {"usable CPUs", "environment.usable_cpus"},
    {"SMT", "environment.smt_control"},
    {"huge pages", "environment.transparent_hugepage"},
    {"NUMA balancing", "environment.numa_balancing"},
    {"mitigations", "environment.mitigations"},
};

static char *fact_of(const struct report *r, const char *path, char *out, size_t size)
{
    const json_t *fact = report_member(r, path);
    if (json_is_boolean(fact))
        snprintf(out, size, "%s", json_is_true(fact) ? "yes" : "no");
    else
        report_fact(r, path, out, size);
    return out;
}

/* What an import does not say is no difference. */
static bool is_unknown(const struct comparison_difference *d)
{
    return strcmp(d->base, "-") == 0 || strcmp(d->next, "-") == 0;
}

/* Of one host only the end of the slug can differ: its name, or how many digits of its key. */
static bool is_one_host(const struct comparison *c)
{
    const json_t *base = report_member(c->base, "machine.host");
    return base && json_equal(base, report_member(c->next, "machine.host"));
}

void compare_facts(struct comparison *c)
{
    const bool one_host = is_one_host(c);
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        struct comparison_difference d = {.what = facts[i].what};
        fact_of(c->base, facts[i].path, d.base, sizeof d.base);
        fact_of(c->next, facts[i].path, d.next, sizeof d.next);
        if (strcmp(d.base, d.next) == 0 || (c->imported && is_unknown(&d)) ||
            (one_host && strcmp(facts[i].path, "machine.slug") == 0))
            continue;
        c->difference = checked_grow(c->difference, c->n_differences, sizeof *c->difference);
        c->difference[c->n_differences++] = d;
    }
}
