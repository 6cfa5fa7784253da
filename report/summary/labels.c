// SPDX-License-Identifier: MIT
// The labels of a report, from its context and its samples.
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/text.h"
#include "report/model/facts.h"
#include "report/model/goal.h"
#include "report/model/left_out.h"
#include "report/summary/labels.h"
#include "report/summary/notes.h"

enum { FACT = 64 };

static const double STEADY = 0.02;      /* range of a fixed frequency's cycle time */
static const double NOISY_SHARE = 0.05; /* of the rows, above which the report is noisy */

__attribute__((format(printf, 4, 5))) static void
add(struct labels *labels, enum label_weight weight, const char *key, const char *format, ...)
{
    if (labels->n == LABELS)
        return;
    struct label *l = &labels->label[labels->n++];
    char text[LABEL_TEXT];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    l->weight = weight;
    snprintf(l->key, sizeof l->key, "%s", key);
    text_clean(text, l->text, sizeof l->text);
}

/* The text at path; "" where there is none. */
static const char *text_at(const struct report *r, const char *path)
{
    const char *text = json_string_value(report_member(r, path));
    return text ? text : "";
}

/* The count at path; 0 where there is none. */
static long long count_at(const struct report *r, const char *path)
{
    long long n = json_integer_value(report_member(r, path));
    return n > 0 ? n : 0;
}

static void add_imported(struct labels *labels, const struct report *r)
{
    char format[FACT];
    if (!report_member(r, "imported"))
        return;
    report_fact(r, "imported.format", format, sizeof format);
    add(labels, LABEL_VOID, "imported", "imported%s%s", format[0] == '-' ? "" : " from ",
        format[0] == '-' ? "" : format);
}

static void add_hardware(struct labels *labels, const struct report *r)
{
    static const struct {
        const char *name, *text;
    } guests[] = {
        {"kvm", "KVM guest"},
        {"qemu", "QEMU guest"},
        {"vmware", "VMware guest"},
        {"hyperv", "Hyper-V guest"},
        {"virtualbox", "VirtualBox guest"},
        {"xen", "Xen guest"},
        {"vm", "guest of an unknown hypervisor"},
    };
    const char *name = text_at(r, "machine.virtualization");
    if (json_is_true(report_member(r, "machine.emulated"))) {
        add(labels, LABEL_VOID, "hardware", "emulated (%.40s)", *name ? name : "unknown emulator");
        return;
    }
    if (strcmp(name, "none") == 0) {
        add(labels, LABEL_FACT, "hardware", "bare metal");
        return;
    }
    for (size_t i = 0; i < sizeof guests / sizeof *guests; i++)
        if (strcmp(name, guests[i].name) == 0) {
            add(labels, LABEL_LIMIT, "hardware", "%s", guests[i].text);
            return;
        }
    if (*name)
        add(labels, LABEL_LIMIT, "hardware", "%.40s guest", name);
    else
        add(labels, LABEL_LIMIT, "hardware", "bare metal or guest: not known");
}

static void add_container(struct labels *labels, const struct report *r)
{
    const char *kind = text_at(r, "environment.container");
    if (*kind)
        add(labels, LABEL_LIMIT, "container", "container (%.40s)", kind);
}

static void add_cpus(struct labels *labels, const struct report *r)
{
    long long cpus = count_at(r, "machine.cpus"), cores = count_at(r, "machine.cores"),
              usable = count_at(r, "environment.usable_cpus");
    char text[LABEL_TEXT], few[FACT] = "";
    if (!cpus) {
        add(labels, LABEL_LIMIT, "cpus", "number of CPUs not known");
        return;
    }
    snprintf(text, sizeof text, "%lld CPU%s", cpus, cpus == 1 ? "" : "s");
    if (cores)
        snprintf(text, sizeof text, "%lld CPU%s, %lld core%s", cpus, cpus == 1 ? "" : "s", cores,
                 cores == 1 ? "" : "s");
    if (usable && usable < cpus)
        snprintf(few, sizeof few, ", %lld usable", usable);
    bool alone = cpus == 1 || usable == 1;
    add(labels, *few || alone ? LABEL_LIMIT : LABEL_FACT, "cpus", "%s%s%s", text, few,
        alone ? ": no two threads run at once" : "");
}

/* Of these the kernel counts, too, where the CPU has no counters for us. */
static bool is_hardware(enum metric m)
{
    switch (m) {
    case METRIC_pmu_cycles:
    case METRIC_pmu_instructions:
    case METRIC_pmu_line_transfers:
    case METRIC_pmu_ownership_stores:
    case METRIC_pmu_ordering_clears:
    case METRIC_pmu_l1d_refills:
    case METRIC_pmu_llc_misses:
    case METRIC_pmu_remote_accesses:
    case METRIC_pmu_bus_accesses:
        return true;
    default:
        return false;
    }
}

static bool has_counters(const struct report *r)
{
    for (size_t i = 0; i < r->n_rows; i++)
        for (size_t s = 0; s < r->rows[i].n_samples; s++)
            for (int m = 0; m < METRIC_COUNT; m++)
                if (is_hardware((enum metric)m) && isfinite(r->rows[i].samples[s].value[m]))
                    return true;
    return false;
}

static void add_counters(struct labels *labels, const struct report *r)
{
    json_t *named = report_named(r);
    if (has_counters(r))
        add(labels, LABEL_FACT, "counters", "hardware counters");
    else if (json_object_size(named))
        add(labels, LABEL_FACT, "counters", "counters that were asked for by name");
    else
        add(labels, LABEL_LIMIT, "counters", "no hardware counters");
    json_decref(named);
}

/* From the 5 % to the 95 % quantile of all trials' cycle times, over their median; NAN where no
 * trial has one. */
static double cycle_range(const struct report *r)
{
    size_t n = 0, all = 0;
    for (size_t i = 0; i < r->n_rows; i++)
        all += r->rows[i].n_samples;
    double *ns = checked_alloc(all, sizeof *ns);
    for (size_t i = 0; i < r->n_rows; i++)
        for (size_t s = 0; s < r->rows[i].n_samples; s++) {
            double value = r->rows[i].samples[s].value[METRIC_cycle_ns];
            if (value > 0)
                ns[n++] = value;
        }
    gsl_sort(ns, 1, n);
    double range = (statistics_quantile(ns, n, 0.95) - statistics_quantile(ns, n, 0.05)) /
                   statistics_quantile(ns, n, 0.5);
    free(ns);
    return range;
}

static bool is_guest(const struct report *r)
{
    const char *name = text_at(r, "machine.virtualization");
    return *name && strcmp(name, "none") != 0;
}

/* Who sets the frequency, in words; *fixed where the machine says that nothing moves it. */
static const char *frequency_words(const struct report *r, bool *fixed)
{
    const char *governor = text_at(r, "environment.governor");
    const json_t *boost = report_member(r, "environment.boost");
    *fixed = strcmp(governor, "performance") == 0 && json_is_false(boost);
    if (*fixed)
        return "frequency fixed";
    if (json_is_true(boost))
        return "frequency boosted";
    if (*governor && strcmp(governor, "performance") != 0)
        return "frequency follows the load";
    return is_guest(r) ? "frequency set by the host" : "frequency not known to be fixed";
}

static void add_frequency(struct labels *labels, const struct report *r)
{
    bool fixed;
    const char *words = frequency_words(r, &fixed);
    double range = cycle_range(r);
    if (!isfinite(range))
        add(labels, LABEL_LIMIT, "frequency", "%s; cycle time not measured", words);
    else
        add(labels, fixed && range <= STEADY ? LABEL_FACT : LABEL_LIMIT, "frequency",
            "%s; cycle time went over %.1f %%", words, 100 * range);
}

static void add_noise(struct labels *labels, const struct report *r)
{
    size_t rows = 0, noisy = 0, reached = 0;
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *row = &r->rows[i];
        if (row->kind != KIND_TIME || !row_measured(row))
            continue;
        rows++;
        noisy += row->time.noisy;
        reached += goal_reached(row);
    }
    if (rows == 0) {
        add(labels, LABEL_LIMIT, "noise", "no row measured");
        return;
    }
    bool much = (double)noisy > NOISY_SHARE * (double)rows;
    add(labels, much ? LABEL_LIMIT : LABEL_FACT, "noise",
        "%s: %zu of %zu rows stayed disturbed, %zu have the interval that was wanted",
        much ? "noisy" : "quiet", noisy, rows, reached);
}

static void add_build(struct labels *labels, const struct report *r)
{
    const json_t *planted = report_member(r, "build.planted");
    if (json_is_false(report_member(r, "build.release")))
        add(labels, LABEL_VOID, "build", "no release build");
    if (planted)
        add(labels, LABEL_VOID, "build", "a slowdown was planted");
    if (strstr(text_at(r, "build.revision"), "-dirty"))
        add(labels, LABEL_LIMIT, "build", "built from a source that is not committed");
}

static void add_run(struct labels *labels, const struct report *r)
{
    char profile[FACT];
    report_fact(r, "run.profile", profile, sizeof profile);
    if (!json_is_true(report_member(r, "run.complete")))
        add(labels, LABEL_LIMIT, "run", "%s",
            json_is_false(report_member(r, "run.complete")) ? "run cut short"
                                                            : "run not known to be complete");
    if (strcmp(profile, "standard") != 0 && strcmp(profile, "full") != 0)
        add(labels, LABEL_LIMIT, "run", "profile %.40s", profile[0] == '-' ? "not known" : profile);
}

/* Rows and launches that were left out, in the words of the summary. */
static void add_left_out(struct labels *labels, const struct report *r)
{
    char rows[LABEL_TEXT], launches[SUMMARY_APART];
    if (*left_out_count(report_member(r, "run.left_out"), rows, sizeof rows))
        add(labels, LABEL_LIMIT, "rows", "left out %s", rows);
    if (*summary_apart(r, launches))
        add(labels, LABEL_LIMIT, "distance", "%s", launches);
}

void labels_of(struct labels *labels, const struct report *r)
{
    *labels = (struct labels){.n = 0};
    add_imported(labels, r);
    add_hardware(labels, r);
    add_container(labels, r);
    add_cpus(labels, r);
    add_counters(labels, r);
    add_frequency(labels, r);
    add_noise(labels, r);
    add_build(labels, r);
    add_run(labels, r);
    add_left_out(labels, r);
}

const char *label_weight_name(enum label_weight weight)
{
    static const char *const names[] = {"fact", "limit", "void"};
    return names[weight];
}

const struct label *label_find(const struct labels *labels, const char *key)
{
    for (size_t i = 0; i < labels->n; i++)
        if (strcmp(labels->label[i].key, key) == 0)
            return &labels->label[i];
    return NULL;
}
