// SPDX-License-Identifier: MIT
// synccost topology: cores, siblings, caches, and pairs of CPUs.
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "harness/machine/environment/parts.h"
#include "synccost/machine/topology_view.h"

enum { LIST_BYTES = 4096, LINE_PAIRS = 8, MOST_PAIRS = 200 };

static const enum placement placements[] = {PLACE_SPREAD, PLACE_SMT, PLACE_CROSS_L3,
                                            PLACE_CROSS_NUMA};
static const enum relation relations[] = {RELATION_SMT, RELATION_SAME_L3, RELATION_CROSS_L3,
                                          RELATION_CROSS_NUMA, RELATION_CROSS_PACKAGE};
enum {
    N_PLACEMENTS = sizeof placements / sizeof *placements,
    N_RELATIONS = sizeof relations / sizeof *relations
};

static void put_known(json_t *object, const char *key, int value)
{
    if (value >= 0)
        environment_put_integer(object, key, value);
}

static json_t *cpu_object(const struct cpu *c)
{
    json_t *o = json_object();
    put_known(o, "cpu", c->os);
    put_known(o, "core", c->core);
    put_known(o, "smt", c->smt);
    put_known(o, "package", c->package);
    put_known(o, "l3", c->l3);
    put_known(o, "numa", c->numa);
    return o;
}

static json_t *placement_list(const struct topology *t)
{
    json_t *list = json_array();
    for (int i = 0; i < N_PLACEMENTS; i++) {
        char why[SC_ERR];
        json_t *o = json_object();
        bool can = topology_can_place(t, placements[i], 2, why);
        environment_put_string(o, "name", placement_name(placements[i]));
        environment_put_bool(o, "possible", can);
        if (!can)
            environment_put_string(o, "reason", why);
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *pair_list(const struct topology *t)
{
    json_t *list = json_array();
    struct cpu_pair *pairs;
    size_t n = topology_pairs(t, &pairs);
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_pack("{sisiss}", "a", pairs[i].a, "b", pairs[i].b,
                                              "relation", relation_name(pairs[i].relation)));
    free(pairs);
    return list;
}

json_t *topology_object(const struct topology *t, const json_t *caches)
{
    json_t *o = json_object(), *cpus = json_array();
    const struct {
        const char *key;
        unsigned value;
    } counts[] = {
        {"usable_cpus", t->n_cpus},
        {"usable_cores", t->n_cores},
        {"online_cpus", t->machine_cpus},
        {"cores", t->machine_cores},
        {"packages", t->machine_packages},
        {"l3_caches", t->machine_l3s},
        {"numa_nodes", t->machine_numa_nodes},
        {"line_size", t->line_size},
    };
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        if (counts[i].value)
            environment_put_integer(o, counts[i].key, counts[i].value);
    }
    environment_put_integer(o, "offline_cpus", t->offline_cpus);
    for (unsigned i = 0; i < t->n_cpus; i++)
        json_array_append_new(cpus, cpu_object(&t->cpus[i]));
    json_object_set_new(o, "cpus", cpus);
    if (caches)
        json_object_set_new(o, "caches", json_deep_copy(caches));
    json_object_set_new(o, "placements", placement_list(t));
    json_object_set_new(o, "pairs", pair_list(t));
    return o;
}

static void show_caches(FILE *out, const json_t *caches)
{
    size_t i;
    json_t *c;
    json_array_foreach (caches, i, c) {
        const char *type = json_string_value(json_object_get(c, "type"));
        const json_t *size = json_object_get(c, "size"),
                     *sharing = json_object_get(c, "num_sharing");
        fprintf(out, "%s L%lld %s", i ? "," : "caches    ",
                (long long)json_integer_value(json_object_get(c, "level")), type ? type : "");
        if (size)
            fprintf(out, " %lld KiB", (long long)json_integer_value(size) / 1024);
        if (sharing)
            fprintf(out, " (%lld CPU%s)", (long long)json_integer_value(sharing),
                    json_integer_value(sharing) == 1 ? "" : "s");
    }
    if (json_array_size(caches))
        fputc('\n', out);
}

static void show_known(FILE *out, int value)
{
    if (value >= 0)
        fprintf(out, " %7d", value);
    else
        fprintf(out, " %7s", "-");
}

static void show_cpus(FILE *out, const struct topology *t)
{
    fprintf(out, "\n%5s %7s %7s %7s %7s %7s\n", "cpu", "core", "thread", "l3", "numa", "package");
    for (unsigned i = 0; i < t->n_cpus; i++) {
        const struct cpu *c = &t->cpus[i];
        fprintf(out, "%5d", c->os);
        show_known(out, c->core);
        show_known(out, c->smt);
        show_known(out, c->l3);
        show_known(out, c->numa);
        show_known(out, c->package);
        fputc('\n', out);
    }
}

static void show_placements(FILE *out, const struct topology *t)
{
    fputs("\nplacements\n", out);
    for (int i = 0; i < N_PLACEMENTS; i++) {
        char why[SC_ERR];
        bool can = topology_can_place(t, placements[i], 2, why);
        fprintf(out, "  %-11s %s%s\n", placement_name(placements[i]),
                can ? "yes" : "no: ", can ? "" : why);
    }
}

static void show_relation(FILE *out, const struct cpu_pair *pairs, size_t n, enum relation r)
{
    size_t found = 0, shown = 0;
    for (size_t i = 0; i < n; i++)
        found += pairs[i].relation == r;
    if (!found)
        return;
    fprintf(out, "  %s: %zu", relation_name(r), found);
    for (size_t i = 0; i < n && shown < MOST_PAIRS; i++) {
        if (pairs[i].relation != r)
            continue;
        fprintf(out, "%s%d-%d", shown++ % LINE_PAIRS ? "  " : "\n    ", pairs[i].a, pairs[i].b);
    }
    if (shown < found)
        fprintf(out, "\n    and %zu more: --json lists them", found - shown);
    fputc('\n', out);
}

/* The matrix has all of the CPUs, and rows of one pair have one of each relation. */
static void show_measured(FILE *out, const struct topology *t, const struct cpu_pair *pairs,
                          size_t n)
{
    size_t single = 0;
    for (size_t i = 0; i < n; i++)
        single += pairs[i].rank == 0;
    fprintf(out, "\npairs to measure: %zu in floor/core-to-core, %zu in floor/line-transfer",
            (size_t)t->n_cpus * (t->n_cpus - 1) / 2, single);
    const char *before = " (";
    for (size_t i = 0; i < n; i++)
        if (pairs[i].rank == 0) {
            fprintf(out, "%s%d-%d", before, pairs[i].a, pairs[i].b);
            before = ", ";
        }
    fputs(n ? ")\n" : ": only one CPU is usable\n", out);
}

static void show_pairs(FILE *out, const struct topology *t)
{
    struct cpu_pair *pairs;
    size_t n = topology_pairs(t, &pairs);
    show_measured(out, t, pairs, n);
    if (n)
        fprintf(out, "\npairs of cores, and of siblings: %zu\n", n);
    for (int r = 0; r < N_RELATIONS; r++)
        show_relation(out, pairs, n, relations[r]);
    free(pairs);
}

/* A count that the machine may not tell. */
static void show_count(FILE *out, const char *label, unsigned n)
{
    fprintf(out, ", %s ", label);
    if (n)
        fprintf(out, "%u", n);
    else
        fputs("unknown", out);
}

void topology_show(FILE *out, const struct topology *t, const json_t *caches)
{
    char list[LIST_BYTES];
    environment_cpu_list(t, list, sizeof list);
    fprintf(out, "CPUs       %u usable (%s) of %u online, %u offline\n", t->n_cpus, list,
            t->machine_cpus, t->offline_cpus);
    if (t->machine_cores)
        fprintf(out, "cores      %u usable of %u, %s", t->n_cores, t->machine_cores,
                t->n_cpus > t->n_cores ? "with SMT siblings" : "no two usable CPUs on one core");
    else
        fputs("cores      unknown, each CPU is taken for one", out);
    show_count(out, "packages", t->machine_packages);
    show_count(out, "L3 caches", t->machine_l3s);
    show_count(out, "NUMA nodes", t->machine_numa_nodes);
    fputc('\n', out);
    if (t->line_size)
        fprintf(out, "line       %u bytes\n", t->line_size);
    show_caches(out, caches);
    show_cpus(out, t);
    show_placements(out, t);
    show_pairs(out, t);
}

int topology_print(FILE *out, bool json)
{
    struct topology t;
    char err[SC_ERR];
    if (topology_load(&t, err) != 0) {
        fprintf(stderr, "synccost: topology: %s\n", err);
        return 2;
    }
    bool elsewhere = getenv("HWLOC_XMLFILE") || getenv("HWLOC_SYNTHETIC");
    json_t *caches = elsewhere ? NULL : environment_caches(t.cpus[0].os);
    if (json) {
        json_t *all = topology_object(&t, caches);
        show_json(all, out, JSON_INDENT(2));
        fputc('\n', out);
        json_decref(all);
    } else {
        topology_show(out, &t, caches);
    }
    json_decref(caches);
    topology_free(&t);
    return 0;
}
