// SPDX-License-Identifier: MIT
// Probing: an event that resolves, opens and stays at 0 under a load that must move it does not
// count.
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "harness/counters/probe.h"

static const char *const status_names[] = {"counts",     "no event", "unknown name", "no PMU",
                                           "refused",    "failed",   "idle",         "reads zero",
                                           "not proved", "no set"};

const char *counter_status_name(enum counter_status status)
{
    return status_names[status];
}

/* ---- why not ---- */

static void explain_absent(const struct counter_probe *p, struct counter_finding *f, int why)
{
    f->status = COUNTER_NO_PMU;
    if (why == ENOSYS) {
        snprintf(f->reason, SC_ERR, "this kernel has no perf_event_open");
        snprintf(f->fix, SC_ERR, "use a kernel with CONFIG_PERF_EVENTS");
    } else if (!p->has_pmu && f->code.attr.type != PERF_TYPE_SOFTWARE) {
        snprintf(f->reason, SC_ERR, "the kernel has no PMU here, as in most guests (%s)",
                 strerror(why));
        snprintf(f->fix, SC_ERR,
                 "give the guest a PMU (KVM: the host's CPU model with pmu=on), or measure on bare "
                 "metal");
    } else {
        snprintf(f->reason, SC_ERR, "the kernel has no such event for this PMU (%s)",
                 strerror(why));
    }
}

static void explain_refusal(const struct counter_probe *p, struct counter_finding *f, int why)
{
    f->status = COUNTER_REFUSED;
    int wanted = f->scope == COUNTER_USER ? 2 : 1;
    if (why == EPERM) {
        snprintf(f->reason, SC_ERR,
                 "not allowed (EPERM): a container's seccomp filter or a security module");
        snprintf(
            f->fix, SC_ERR,
            "run the container with --cap-add PERFMON, or a seccomp profile with perf_event_open");
    } else if (p->paranoid > wanted) {
        snprintf(f->reason, SC_ERR, "not allowed: kernel.perf_event_paranoid is %d", p->paranoid);
        snprintf(f->fix, SC_ERR,
                 "sudo sysctl kernel.perf_event_paranoid=%d, or give this program CAP_PERFMON",
                 wanted);
    } else {
        snprintf(f->reason, SC_ERR, "not allowed (EACCES)");
        snprintf(f->fix, SC_ERR, "give this program CAP_PERFMON, or run it as root");
    }
}

static void explain_error(const struct counter_probe *p, struct counter_finding *f, int why)
{
    switch (why) {
    case ENOENT:
    case EOPNOTSUPP:
    case ENODEV:
    case ENOSYS:
        explain_absent(p, f, why);
        break;
    case EACCES:
    case EPERM:
        explain_refusal(p, f, why);
        break;
    default:
        f->status = COUNTER_FAILED;
        snprintf(f->reason, SC_ERR, "perf_event_open: %s", strerror(why));
        if (why == EMFILE)
            snprintf(f->fix, SC_ERR, "raise the limit of open files (ulimit -n)");
    }
}

/* ---- counting ---- */

/* Opens the event for this thread, alone; in user space only where the kernel is not allowed. */
static int open_alone(const struct counter_probe *p, struct counter_finding *f,
                      struct counter_group *g, struct counters_plan *plan)
{
    bool in_kernel = f->metric == COUNTER_context_switches || f->metric == COUNTER_cpu_migrations;
    f->scope = p->kernel || in_kernel ? COUNTER_BOTH : COUNTER_USER;
    *plan = (struct counters_plan){.n = 1, .sets = 1};
    plan->item[0].code = f->code;
    plan->item[0].scope = f->scope;
    int why = counters_open(g, plan, 0, p->system);
    if (why == EACCES && !in_kernel && f->scope == COUNTER_BOTH) {
        plan->item[0].scope = f->scope = COUNTER_USER;
        why = counters_open(g, plan, 0, p->system);
    }
    return why;
}

/* Runs the load with the counter on, and reads what that has counted since it was opened. Returns
 * what the machine lacks for the load, or NULL. */
static const char *count_under(const struct counter_probe *p, const struct counter_group *g,
                               enum counter_load load, bool *read, double value[COUNTERS_MOST])
{
    counters_enable(g);
    const char *lack = p->load(load);
    counters_disable(g);
    *read = counters_read(g, value);
    return lack;
}

/* Under one load after the other, the short ones first, until the event has counted. */
static void count_under_any(const struct counter_probe *p, const struct counter_group *g,
                            bool *read, double value[COUNTERS_MOST])
{
    static const enum counter_load loads[] = {LOAD_ADDS,   LOAD_TOUCH, LOAD_SPIN,
                                              LOAD_SLEEP,  LOAD_MOVE,  LOAD_ORDER,
                                              LOAD_BOUNCE, LOAD_CHASE, LOAD_REMOTE};
    _Static_assert(sizeof loads / sizeof *loads == LOAD_COUNT, "a load is missing");
    for (size_t i = 0; i < LOAD_COUNT; i++) {
        count_under(p, g, loads[i], read, value);
        if (*read && value[0] > 0)
            break;
    }
}

static void judge_count(struct counter_finding *f, bool read, const char *lack)
{
    if (lack) {
        f->status = COUNTER_UNPROVED;
        snprintf(f->reason, SC_ERR, "nothing here must move it: %s", lack);
    } else if (!read || isnan(f->seen)) {
        f->status = COUNTER_IDLE;
        snprintf(f->reason, SC_ERR, "the kernel never let it run: others hold the PMU's counters");
        snprintf(f->fix, SC_ERR,
                 "stop other users of perf; sudo sysctl kernel.nmi_watchdog=0 frees one");
    } else if (f->seen <= 0) {
        f->status = COUNTER_ZERO;
        snprintf(f->reason, SC_ERR,
                 "reads zero under a load that must move it, as where a hypervisor hides it");
    } else {
        f->status = COUNTER_COUNTS;
    }
}

static void probe_event(const struct counter_probe *p, struct counter_finding *f)
{
    struct counter_group g;
    struct counters_plan plan;
    double value[COUNTERS_MOST];
    f->seen = NAN;
    f->reason[0] = f->fix[0] = '\0';
    int why = open_alone(p, f, &g, &plan);
    if (why) {
        explain_error(p, f, why);
        return;
    }
    const char *lack = NULL;
    bool read = false;
    if (f->metric < COUNTER_METRICS)
        lack = count_under(p, &g, counter_metric_table[f->metric].load, &read, value);
    else
        count_under_any(p, &g, &read, value);
    counters_close(&g);
    f->seen = value[0];
    judge_count(f, read, lack);
}

/* ---- names ---- */

/* An event of a table, by the PMU it belongs to. False where there is none or libpfm4 cannot encode
 * it. */
static bool encode_for(const struct counter_event *events, const char *pmu,
                       struct counter_finding *f)
{
    const struct counter_event *event = counter_event_find(events, f->metric);
    char name[COUNTER_NAME];
    if (!event)
        return false;
    snprintf(name, sizeof name, "%s::%s", pmu, event->name);
    f->note = event->note;
    f->status = COUNTER_NO_NAME;
    return counter_encode(name, &f->code, f->reason) == 0;
}

static void find_metric(const struct counter_probe *p, struct counter_finding *f)
{
    f->status = COUNTER_NO_EVENT;
    snprintf(f->reason, SC_ERR, "%s has no event for it",
             p->model ? p->model->title : "this processor is in no table, and the kernel");
    if (p->model && encode_for(p->model->events, p->model->pmu, f))
        probe_event(p, f);
    if (f->status == COUNTER_COUNTS)
        return;
    struct counter_finding generic = *f;
    if (!encode_for(counter_generic, "perf", &generic))
        return;
    probe_event(p, &generic);
    if (generic.status == COUNTER_COUNTS || f->code.name[0] == '\0')
        *f = generic;
}

void counter_find(const struct counter_probe *p, const char *name, struct counter_finding *f)
{
    *f = (struct counter_finding){.metric = counter_metric_find(name), .seen = NAN};
    counter_key(f->key, name);
    if (f->metric < COUNTER_METRICS) {
        find_metric(p, f);
    } else if (counter_encode(name, &f->code, f->reason) == 0) {
        probe_event(p, f);
    } else {
        f->status = COUNTER_NO_NAME;
        snprintf(f->fix, SC_ERR,
                 "take a metric that synccost events lists, or a name that libpfm4 lists for this "
                 "machine");
    }
}

static bool in_plan(const struct counters_plan *plan, const char *key)
{
    for (unsigned i = 0; i < plan->n; i++)
        if (strcmp(plan->item[i].key, key) == 0)
            return true;
    return false;
}

/* What the arrangement left out no longer counts. */
static void tell_left_out(const struct counters_plan *plan, struct counter_finding *f)
{
    if (f->status != COUNTER_COUNTS || in_plan(plan, f->key))
        return;
    f->status = COUNTER_NO_SET;
    snprintf(
        f->reason, SC_ERR,
        "counted when it was probed, and then not in a set of its own beside the software events");
    snprintf(
        f->fix, SC_ERR,
        "stop other users of perf, or ask for it without task_clock and the other software events");
}

void counter_plan(const struct counter_probe *p, struct counter_finding *findings, unsigned n,
                  struct counters_plan *plan)
{
    *plan = (struct counters_plan){.sets = 1};
    for (unsigned i = 0; i < n && plan->n < COUNTERS_MOST; i++) {
        const struct counter_finding *f = &findings[i];
        if (f->status != COUNTER_COUNTS)
            continue;
        struct counter_item *item = &plan->item[plan->n++];
        *item = (struct counter_item){.code = f->code, .scope = f->scope};
        memcpy(item->key, f->key, sizeof item->key);
    }
    counters_arrange(plan, p->system);
    for (unsigned i = 0; i < n; i++)
        tell_left_out(plan, &findings[i]);
}
