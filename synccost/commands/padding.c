// SPDX-License-Identifier: MIT
// synccost padding: the measured destructive interference size, with its evidence.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/number.h"
#include "harness/machine/topology.h"
#include "padding/interference.h"
#include "synccost/commands/command.h"
#include "synccost/run/child.h"
#include "synccost/run/run.h"

enum { MOST_STRIDES = 16 };
static const char *const variants[] = {"rmw", "store", "load"};

struct sweep {
    struct stride_cost cost[MOST_STRIDES];
    size_t n;
};

static int compare_strides(const void *a, const void *b)
{
    size_t x = ((const struct stride_cost *)a)->stride, y = ((const struct stride_cost *)b)->stride;
    return (x > y) - (x < y);
}

/*
 * The measured rows counter/stride-N/VARIANT/…, by stride. The lower quartile of all trials stands
 * for a stride: what else happens on a machine only makes it slower, by more than the 5 % that
 * decide here.
 */
static void collect(const struct report *r, const char *variant, struct sweep *s)
{
    s->n = 0;
    for (size_t i = 0; i < r->n_rows && s->n < MOST_STRIDES; i++) {
        char layout[32], kind[32];
        uint64_t stride;
        const struct row *row = &r->rows[i];
        if (row->status == ROW_OK && row_part(row, 1, layout, sizeof layout) &&
            row_part(row, 2, kind, sizeof kind) && strcmp(kind, variant) == 0 &&
            strncmp(layout, "stride-", 7) == 0 && number_u64(layout + 7, 1, 1 << 20, &stride))
            s->cost[s->n++] = (struct stride_cost){(size_t)stride, row->time.q1};
    }
    qsort(s->cost, s->n, sizeof *s->cost, compare_strides);
}

static size_t print_sweep(const struct sweep *s, const char *variant)
{
    size_t size = interference_size(s->cost, s->n);
    double widest = s->cost[s->n - 1].ns;
    printf("%s (lower quartile of all trials)\n", variant);
    for (size_t i = 0; i < s->n; i++)
        printf("  %4zu bytes  %8.2f ns per operation  %5.2f x%s\n", s->cost[i].stride,
               s->cost[i].ns, s->cost[i].ns / widest,
               s->cost[i].stride == size ? "  <- from here on within 5 % of the widest" : "");
    return size;
}

static int print_result(const struct report *r)
{
    size_t largest = 0;
    struct sweep s;
    for (unsigned i = 0; i < sizeof variants / sizeof *variants; i++) {
        collect(r, variants[i], &s);
        if (s.n < 2)
            continue;
        size_t size = print_sweep(&s, variants[i]);
        if (strcmp(variants[i], "rmw") == 0)
            largest = size;
    }
    if (largest == 0)
        return complain("padding: too few strides were measured: see the failed rows above");
    struct topology t;
    char err[SC_ERR];
    if (topology_load(&t, err) == 0) {
        printf("\nthe system reports a line of %u bytes\n", t.line_size);
        topology_free(&t);
    }
    printf("measured with atomic additions, the variant that hides nothing in a store buffer:\n\n"
           "#define SYNCCOST_DESTRUCTIVE_INTERFERENCE %zu\n",
           largest);
    return 0;
}

static int measure(struct options *o, const char *dir)
{
    struct run run;
    char err[SC_ERR];
    o->value[OPTION_out] = dir;
    if (run_prepare(&run, o, err) != 0) {
        run_free(&run);
        return complain("%s", err);
    }
    int status = run_measure(&run, err);
    run_end(&run);
    if (status < 0)
        complain("%s", err);
    else if (child_interrupted)
        complain("interrupted: nothing to conclude from: run it again");
    else if (print_result(&run.report) == 0)
        status = status == 0 ? 0 : 1;
    else
        status = 2;
    run_free(&run);
    return status < 0 ? 2 : status;
}

int cmd_padding(const struct options *given)
{
    struct options o = *given;
    struct topology t;
    char err[SC_ERR], dir[] = "/tmp/synccost-padding-XXXXXX", path[sizeof dir + 16];
    if (topology_load(&t, err) != 0)
        return complain("padding: %s", err);
    unsigned cpus = t.n_cpus;
    topology_free(&t);
    if (cpus < 2)
        return complain("padding: false sharing needs two CPUs and this process may use one: widen "
                        "its affinity mask");
    if (!mkdtemp(dir))
        return complain("%s: cannot be made: free some space in /tmp", dir);
    child_catch_signals();
    o.value[OPTION_profile] = "standard";
    o.value[OPTION_launches] = "10";
    o.value[OPTION_filter] = "^counter/stride-";
    int status = measure(&o, dir);
    snprintf(path, sizeof path, "%s/report.json", dir);
    unlink(path);
    rmdir(dir);
    return status;
}
