// SPDX-License-Identifier: MIT
// The command line of a family program: list its rows, or measure one of them.
#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/number.h"
#include "harness/counters/counters.h"
#include "harness/frame/bench.h"
#include "harness/gbench/gbench.h"
#include "harness/machine/clock.h"

struct arguments {
    bool list, spin_oversubscribed;
    const char *row;
    unsigned threads[64], n_threads;
    struct bench_settings settings;
    struct counters_plan counters;
};

const char *bench_basis_name(enum bench_basis b)
{
    static const char *const names[] = {"thread", "round-trip", "message"};
    return names[b];
}

const char *bench_tier_name(enum bench_tier t)
{
    static const char *const names[] = {"quick", "standard", "full"};
    return names[t];
}

void bench_add(struct bench_rows *rows, const struct bench_row *proto, size_t size,
               const char *format, ...)
{
    unsigned cpus = proto->n_pins ? proto->n_pins : rows->topology->n_cpus;
    bool crowded = proto->threads > cpus;
    if (crowded && proto->spins && !rows->spin_oversubscribed)
        return;
    struct bench_row **grown = realloc(rows->row, (rows->n + 1) * sizeof *grown);
    struct bench_row *row = malloc(size);
    if (!grown || !row)
        abort();
    rows->row = grown;
    memcpy(row, proto, size);
    rows->row[rows->n++] = row;
    if (crowded)
        row->floor = floor_crowded(row->floor);
    va_list args;
    va_start(args, format);
    int length = vsnprintf(row->name, sizeof row->name, format, args);
    va_end(args);
    if (crowded && length >= 0 && (size_t)length < sizeof row->name)
        snprintf(row->name + length, sizeof row->name - (size_t)length, "/cpus:%u", cpus);
}

static int usage(const char *program, const char *what, const char *value)
{
    fprintf(stderr,
            "%s: %s%s: use --list, or --row NAME --out FILE [--trials N] [--warmup-ms X] "
            "[--window-ms X] "
            "[--redo N] [--width X] [--patience-ms X] [--seed N] [--arena-fd N] [--counters PLAN]; "
            "both take "
            "[--threads LIST] [--spin-oversubscribed]\n",
            program, what, value ? value : "");
    return 2;
}

enum {
    OPT_LIST,
    OPT_ROW,
    OPT_OUT,
    OPT_TRIALS,
    OPT_WARMUP,
    OPT_WINDOW,
    OPT_REDO,
    OPT_WIDTH,
    OPT_PATIENCE,
    OPT_SEED,
    OPT_ARENA,
    OPT_COUNTERS,
    OPT_THREADS,
    OPT_SPIN
};

static bool take_counters(struct arguments *a, const char *plan)
{
    char err[SC_ERR];
    a->settings.counters = &a->counters;
    return counters_plan_parse(&a->counters, plan, err) == 0;
}

static bool take_option(struct arguments *a, int option, const char *value)
{
    uint64_t n = 0;
    double ms = 0;
    switch (option) {
    case OPT_LIST:
        return a->list = true;
    case OPT_ROW:
        return (a->row = value) != NULL;
    case OPT_OUT:
        return (a->settings.out = value) != NULL;
    case OPT_TRIALS:
        return number_u64(value, 1, 10000, &n) && (a->settings.trials = (unsigned)n);
    case OPT_REDO:
        return number_u64(value, 0, 100, &n) && ((a->settings.redo = (unsigned)n), true);
    case OPT_WIDTH:
        return number_double(value, 0, 1e3, &a->settings.window.width);
    case OPT_PATIENCE:
        return number_double(value, 0, 1e6, &ms) &&
               ((a->settings.window.patience_ns = ms * 1e6), true);
    case OPT_SEED:
        return number_u64(value, 0, UINT64_MAX, &a->settings.seed);
    case OPT_ARENA:
        return number_u64(value, 0, INT_MAX, &n) && ((a->settings.arena = (int)n), true);
    case OPT_COUNTERS:
        return take_counters(a, value);
    case OPT_WARMUP:
        return number_double(value, 0, 1e6, &ms) &&
               ((a->settings.window.warmup_ns = ms * 1e6), true);
    case OPT_WINDOW:
        return number_double(value, 0.01, 1e6, &ms) &&
               ((a->settings.window.window_ns = ms * 1e6), true);
    case OPT_THREADS:
        return (a->n_threads = number_list(value, 1, BENCH_MAX_THREADS, a->threads, 64)) != 0;
    default:
        return a->spin_oversubscribed = true;
    }
}

/* 1, 2, 4, … and the number of CPUs itself. */
static unsigned default_threads(unsigned cpus, unsigned *threads)
{
    unsigned n = 0;
    for (unsigned t = 1; t < cpus; t *= 2)
        threads[n++] = t;
    threads[n++] = cpus;
    return n;
}

static void print_rows(const struct bench_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++) {
        const struct bench_row *r = rows->row[i];
        unsigned cpus = r->n_pins ? r->n_pins : rows->topology->n_cpus;
        printf("%s\t%s\t%u\t%u\t%s\t%s\t%d\n", r->name, bench_tier_name(r->tier), r->threads,
               r->threads < cpus ? r->threads : cpus, bench_basis_name(r->basis),
               r->floor ? floor_name(r->floor) : "-", r->sampled != NULL);
    }
}

static int measure_named(const struct bench_rows *rows, const struct arguments *a,
                         const char *program)
{
    for (size_t i = 0; i < rows->n; i++)
        if (strcmp(rows->row[i]->name, a->row) == 0) {
            clock_start();
            return bench_measure(rows->row[i], rows->topology, &a->settings);
        }
    return usage(program, "no such row here: ", a->row);
}

static int with_rows(const struct arguments *a, const struct bench_family *family,
                     const char *program)
{
    struct topology topology;
    char err[SC_ERR];
    if (topology_load(&topology, err) != 0) {
        fprintf(stderr, "%s: %s\n", program, err);
        return 1;
    }
    unsigned counted[64];
    bool chosen = a->n_threads != 0;
    struct bench_rows rows = {.topology = &topology,
                              .threads = chosen ? a->threads : counted,
                              .n_threads =
                                  chosen ? a->n_threads : default_threads(topology.n_cpus, counted),
                              .oversubscribed = chosen ? 0 : 2 * topology.n_cpus,
                              .spin_oversubscribed = a->spin_oversubscribed};
    family->enumerate(&rows);
    int status = 0;
    if (a->list)
        print_rows(&rows);
    else
        status = measure_named(&rows, a, program);
    for (size_t i = 0; i < rows.n; i++)
        free(rows.row[i]);
    free(rows.row);
    topology_free(&topology);
    return status;
}

int bench_main(int argc, char **argv, const struct bench_family *family)
{
    static const struct option options[] = {{"list", no_argument, NULL, OPT_LIST},
                                            {"row", required_argument, NULL, OPT_ROW},
                                            {"out", required_argument, NULL, OPT_OUT},
                                            {"trials", required_argument, NULL, OPT_TRIALS},
                                            {"warmup-ms", required_argument, NULL, OPT_WARMUP},
                                            {"window-ms", required_argument, NULL, OPT_WINDOW},
                                            {"redo", required_argument, NULL, OPT_REDO},
                                            {"width", required_argument, NULL, OPT_WIDTH},
                                            {"patience-ms", required_argument, NULL, OPT_PATIENCE},
                                            {"seed", required_argument, NULL, OPT_SEED},
                                            {"arena-fd", required_argument, NULL, OPT_ARENA},
                                            {"counters", required_argument, NULL, OPT_COUNTERS},
                                            {"threads", required_argument, NULL, OPT_THREADS},
                                            {"spin-oversubscribed", no_argument, NULL, OPT_SPIN},
                                            {NULL, 0, NULL, 0}};
    struct arguments a = {.settings = {.trials = 3,
                                       .redo = 3,
                                       .seed = 1,
                                       .arena = -1,
                                       .window = {.warmup_ns = 5e6, .window_ns = 20e6}}};
    opterr = 0;
    int option;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
        if (option == '?')
            return usage(family->name, "unknown option ", argv[optind - 1]);
        else if (!take_option(&a, option, optarg))
            return usage(family->name, "bad value ", optarg);
    if (optind < argc)
        return usage(family->name, "unexpected argument ", argv[optind]);
    if (!a.list && (!a.row || !a.settings.out))
        return usage(family->name, "nothing to do", NULL);
    int gbench_argc = 1;
    gbench_init(&gbench_argc, argv);
    return with_rows(&a, family, family->name);
}
