// SPDX-License-Identifier: MIT
// The command line of a family program: list its rows, or measure one of them.
#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/number.h"
#include "common/protocol.h"
#include "harness/counters/counters.h"
#include "harness/frame/bench.h"
#include "harness/frame/lines.h"
#include "harness/frame/matrix.h"
#include "harness/gbench/gbench.h"
#include "harness/machine/clock.h"

struct arguments {
    bool list, spin_oversubscribed;
    const char *row;
    unsigned threads[64], n_threads;
    struct bench_settings settings;
    struct counters_plan counters;
};

const char *bench_kind_name(enum bench_kind k)
{
    static const char *const names[] = {"time", "guarantee"};
    return names[k];
}

const char *bench_tier_name(enum bench_tier t)
{
    static const char *const names[] = {"quick", "standard", "full"};
    return names[t];
}

bool bench_latency(const struct bench_rows *rows, struct bench_row *row, enum wake_wait wait)
{
    static const enum floor floors[WAKE_WAITS] = {FLOOR_line_transfer, FLOOR_futex_wake,
                                                  FLOOR_futex_switch};
    row->basis = BASIS_LATENCY;
    row->floor = floors[wait];
    row->n_pins = wait == WAKE_SAME_CPU;
    row->pins[0] = rows->topology->cpus[0].os;
    return wait == WAKE_SAME_CPU || row->threads <= rows->topology->n_cpus;
}

void bench_promise(struct bench_row *row, bool kept, const char *word)
{
    size_t used = strlen(row->promises);
    if (kept)
        snprintf(row->promises + used, sizeof row->promises - used, "%s%s", used ? "," : "", word);
}

/* A build with ThreadSanitizer is another subject, to be set against the plain one. */
#ifdef SYNCCOST_TSAN
#define SUBJECT_SUFFIX "-tsan"
#else
#define SUBJECT_SUFFIX ""
#endif

/* Puts the suffix behind the subject in a name of family/subject/scenario; returns its length. */
static int add_suffix(char name[BENCH_NAME])
{
    const char *subject = strchr(name, '/');
    char plain[BENCH_NAME];
    size_t length = subject ? (size_t)(subject - name) + 1 : 0;
    length += strcspn(name + length, "/");
    memcpy(plain, name, BENCH_NAME);
    return snprintf(name + length, BENCH_NAME - length, SUBJECT_SUFFIX "%s", plain + length) +
           (int)length;
}

/* Of a thread count that is no step of the machine's sweep: 0. */
static unsigned rank_of_step(const struct bench_rows *rows, unsigned threads)
{
    for (unsigned i = 0; i < rows->n_steps; i++)
        if (rows->steps[i].threads == threads)
            return rows->steps[i].rank;
    return 0;
}

void bench_add(struct bench_rows *rows, const struct bench_row *proto, size_t size,
               const char *format, ...)
{
    unsigned cpus = proto->n_pins ? proto->n_pins : rows->topology->n_cpus;
    bool crowded = proto->threads > cpus;
    if (crowded && proto->spins && !rows->spin_oversubscribed)
        return;
    struct bench_row *row = malloc(size);
    if (!row)
        abort();
    rows->row = checked_grow(rows->row, rows->n, sizeof *rows->row);
    memcpy(row, proto, size);
    rows->row[rows->n++] = row;
    if (crowded)
        row->floor = floor_crowded(row->floor);
    if (row->tier < rows->least)
        row->tier = rows->least;
    row->rank += rank_of_step(rows, row->threads);
    va_list args;
    va_start(args, format);
    int length = vsnprintf(row->name, sizeof row->name, format, args);
    va_end(args);
    if (*SUBJECT_SUFFIX) {
        row->tier = TIER_FULL;
        length = add_suffix(row->name);
    }
    if (crowded && length >= 0 && (size_t)length < sizeof row->name)
        snprintf(row->name + length, sizeof row->name - (size_t)length, "/cpus:%u", cpus);
}

void bench_absent(struct bench_rows *rows, const char *subject, const char *why)
{
    rows->absent = checked_grow(rows->absent, rows->n_absent, sizeof *rows->absent);
    snprintf(rows->absent[rows->n_absent++], SC_ERR, "%s%s%s", subject ? subject : "",
             subject ? ": " : "", why);
}

static int usage(const char *program, const char *what, const char *value)
{
    fprintf(stderr, "%s: %s%s: use --list, or --row NAME, with", program, what, value ? value : "");
    for (int i = 0; i < PROTOCOL_OPTIONS; i++) {
        const struct protocol_option_info *o = &protocol_option_table[i];
        if (i != PROTOCOL_list && i != PROTOCOL_row)
            fprintf(stderr, o->argument ? " [--%s %s]" : " [--%s]", o->name, o->argument);
    }
    fputs(" (docs/PROTOCOL.md)\n", stderr);
    return 2;
}

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
    case PROTOCOL_list:
        return a->list = true;
    case PROTOCOL_row:
        return (a->row = value) != NULL;
    case PROTOCOL_trials:
        return number_u64(value, 1, 10000, &n) && (a->settings.trials = (unsigned)n);
    case PROTOCOL_redo:
        return number_u64(value, 0, 100, &n) && ((a->settings.redo = (unsigned)n), true);
    case PROTOCOL_width:
        return number_double(value, 0, 1e3, &a->settings.window.width);
    case PROTOCOL_patience_ms:
        return number_double(value, 0, 1e6, &ms) &&
               ((a->settings.window.patience_ns = ms * 1e6), true);
    case PROTOCOL_seed:
        return number_u64(value, 0, UINT64_MAX, &a->settings.seed);
    case PROTOCOL_arena_fd:
        return number_u64(value, 0, INT_MAX, &n) && ((a->settings.arena = (int)n), true);
    case PROTOCOL_memory:
        return memory_parse_policy(&a->settings.memory, value);
    case PROTOCOL_pages:
        return memory_parse_pages(&a->settings.memory, value);
    case PROTOCOL_counters:
        return take_counters(a, value);
    case PROTOCOL_warmup_ms:
        return number_double(value, 0, 1e6, &ms) &&
               ((a->settings.window.warmup_ns = ms * 1e6), true);
    case PROTOCOL_window_ms:
        return number_double(value, 0.01, 1e6, &ms) &&
               ((a->settings.window.window_ns = ms * 1e6), true);
    case PROTOCOL_threads:
        return (a->n_threads = number_list(value, 1, BENCH_MAX_THREADS, a->threads, 64)) != 0;
    default:
        return a->spin_oversubscribed = true;
    }
}

/* The machine's steps become the thread counts of rows; threads has room for STEPS_MOST. */
static void sweep_the_machine(struct bench_rows *rows, unsigned *threads)
{
    rows->n_threads = rows->n_steps = topology_steps(rows->topology, rows->steps);
    for (unsigned i = 0; i < rows->n_steps; i++)
        threads[i] = rows->steps[i].threads;
    rows->threads = threads;
    rows->oversubscribed = 2 * rows->topology->n_cpus;
}

static void print_rows(const struct bench_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++)
        lines_put_row(stdout, rows->row[i], rows->topology);
    for (size_t i = 0; i < rows->n_absent; i++)
        lines_put_absent(stdout, rows->absent[i]);
}

static int measure_matrix(const struct bench_row *row, const struct topology *topology,
                          const struct bench_settings *settings)
{
    char err[SC_ERR] = "";
    int status = matrix_measure(stdout, row, topology, settings, err);
    if (status != 0)
        fprintf(stderr, "%s: %s\n", row->name, err);
    return status;
}

static int measure(const struct bench_row *row, const struct topology *topology,
                   const struct bench_settings *settings)
{
    char err[SC_ERR], *json;
    clock_start();
    if (row->matrix)
        return measure_matrix(row, topology, settings);
    int status = bench_measure(row, topology, settings, &json);
    if (json && lines_put_trials(stdout, row, json, err) != 0) {
        fprintf(stderr, "%s: %s\n", row->name, err);
        status = 1;
    }
    free(json);
    return status;
}

static int measure_named(const struct bench_rows *rows, const struct arguments *a,
                         const char *program)
{
    for (size_t i = 0; i < rows->n; i++)
        if (strcmp(rows->row[i]->name, a->row) == 0)
            return measure(rows->row[i], rows->topology, &a->settings);
    return usage(program, "no such row here: ", a->row);
}

static int complain(const char *family, const char *why)
{
    fprintf(stderr, "%s: %s\n", family, why);
    return 1;
}

static int with_rows(const struct arguments *a, const struct bench_family *family,
                     enum bench_tier least)
{
    struct topology topology;
    char err[SC_ERR];
    if (topology_load(&topology, err) != 0)
        return complain(family->name, err);
    unsigned counted[STEPS_MOST];
    struct bench_rows rows = {.topology = &topology,
                              .threads = a->threads,
                              .n_threads = a->n_threads,
                              .spin_oversubscribed = a->spin_oversubscribed,
                              .least = least,
                              .listing = a->list};
    if (a->n_threads == 0)
        sweep_the_machine(&rows, counted);
    if (rows.n_threads)
        family->enumerate(&rows);
    int status = 0;
    if (rows.n_threads == 0)
        status = complain(family->name, "no memory for the thread counts");
    else if (a->list)
        print_rows(&rows);
    else
        status = measure_named(&rows, a, family->name);
    for (size_t i = 0; i < rows.n; i++)
        free(rows.row[i]);
    free(rows.row);
    free(rows.absent);
    topology_free(&topology);
    return status;
}

int bench_main_from(int argc, char **argv, const struct bench_family *family, enum bench_tier least)
{
    struct option options[PROTOCOL_OPTIONS + 1] = {0};
    for (int i = 0; i < PROTOCOL_OPTIONS; i++) {
        const struct protocol_option_info *o = &protocol_option_table[i];
        options[i] =
            (struct option){o->name, o->argument ? required_argument : no_argument, NULL, i};
    }
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
    if (!a.list && !a.row)
        return usage(family->name, "nothing to do", NULL);
    int gbench_argc = 1;
    gbench_init(&gbench_argc, argv);
    return with_rows(&a, family, least);
}
