// SPDX-License-Identifier: MIT
// The findings about this machine's counters, printed.
#include <jansson.h>
#include <limits.h>
#include <math.h>
#include <string.h>

#include "common/json.h"
#include "common/text.h"
#include "harness/machine/environment/parts.h"
#include "synccost/machine/events.h"

static const char *scope_name(const struct counter_finding *f)
{
    return f->scope == COUNTER_USER ? "user" : "user+kernel";
}

/* The event, or "-"; what it counted or leaves out is in the JSON and in docs/COUNTERS.md. */
static void print_finding(FILE *out, const struct counter_finding *f)
{
    char encoding[EVENTS_ENCODING] = "-";
    if (f->code.name[0])
        events_encoding(encoding, &f->code.attr);
    fprintf(out, "  %-18s %-12s %-11s %-30s %s\n", f->key, counter_status_name(f->status),
            f->status == COUNTER_COUNTS ? scope_name(f) : "-", encoding,
            f->code.name[0] ? f->code.name : "-");
}

static bool same_reason(const struct counter_finding *a, const struct counter_finding *b)
{
    return strcmp(a->reason, b->reason) == 0 && strcmp(a->fix, b->fix) == 0;
}

/* One reason with all the metrics it holds for; nothing where an earlier finding had it. */
static void print_reason(FILE *out, const struct counter_finding *f, unsigned n, unsigned at)
{
    char names[(COUNTERS_MOST + 1) * (COUNTER_KEY + 2)];
    size_t used = 0;
    for (unsigned i = 0; i < at; i++)
        if (same_reason(&f[i], &f[at]))
            return;
    for (unsigned i = at; i < n && used + COUNTER_KEY + 2 < sizeof names; i++)
        if (same_reason(&f[i], &f[at]))
            used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", used ? ", " : "",
                                     f[i].key);
    fputs("  ", out);
    text_wrap(out, 2, names);
    fputs("      ", out);
    text_wrap(out, 6, f[at].reason);
    if (f[at].fix[0]) {
        fputs("      fix: ", out);
        text_wrap(out, 11, f[at].fix);
    }
}

void events_print(FILE *out, const struct counter_probe *p, const struct counter_finding *f,
                  unsigned n)
{
    unsigned silent = 0;
    fprintf(out, "processor %s; PMU %s", p->model ? p->model->title : "in no table",
            p->has_pmu ? "yes" : "none");
    if (p->paranoid != INT_MIN)
        fprintf(out, "; kernel.perf_event_paranoid %d", p->paranoid);
    fprintf(out, "\n\n  %-18s %-12s %-11s %-30s %s\n", "metric", "status", "where", "encoding",
            "event");
    for (unsigned i = 0; i < n; i++) {
        print_finding(out, &f[i]);
        silent += f[i].status != COUNTER_COUNTS;
    }
    if (silent)
        fprintf(out, "\n%u of %u do not count here\n", silent, n);
    for (unsigned i = 0; i < n; i++)
        if (f[i].status != COUNTER_COUNTS)
            print_reason(out, f, n, i);
}

static json_t *finding_json(const struct counter_finding *f)
{
    json_t *o = json_object();
    environment_put_string(o, "metric", f->key);
    environment_put_string(o, "event", f->code.name);
    if (f->code.name[0]) {
        environment_put_integer(o, "type", f->code.attr.type);
        environment_put_integer(o, "config", (long long)f->code.attr.config);
        environment_put_integer(o, "config1", (long long)f->code.attr.config1);
    }
    environment_put_string(o, "status", counter_status_name(f->status));
    if (f->status == COUNTER_COUNTS)
        environment_put_string(o, "where", scope_name(f));
    if (isfinite(f->seen))
        json_object_set_new(o, "under_its_load", json_real(f->seen));
    environment_put_string(o, "note", f->note);
    environment_put_string(o, "reason", f->reason);
    environment_put_string(o, "fix", f->fix);
    return o;
}

json_t *events_json(const struct counter_finding *f, unsigned n)
{
    json_t *counters = json_array();
    for (unsigned i = 0; i < n; i++)
        json_array_append_new(counters, finding_json(&f[i]));
    return counters;
}

void events_print_json(FILE *out, const struct counter_probe *p, const struct counter_finding *f,
                       unsigned n)
{
    json_t *o = json_object();
    environment_put_string(o, "processor", p->model ? p->model->name : NULL);
    environment_put_bool(o, "pmu", p->has_pmu);
    if (p->paranoid != INT_MIN)
        environment_put_integer(o, "perf_event_paranoid", p->paranoid);
    json_object_set_new(o, "counters", events_json(f, n));
    show_json(o, out, JSON_INDENT(1) | JSON_REAL_PRECISION(6));
    fputc('\n', out);
    json_decref(o);
}
