// SPDX-License-Identifier: MIT
// A sweep of pair windows, each on a line of its own, and its trial as a JSON line.
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "common/distance.h"
#include "common/json.h"
#include "common/protocol.h"
#include "harness/frame/matrix.h"
#include "harness/machine/chain.h"
#include "harness/trial/pair.h"
#include "harness/trial/sweep.h"

enum { REDO_USUAL = 3, DIGITS = 5 };

/* What the launch's line says of all cells together is disturbed where so many of them are. */
static const double disturbed_limit = 0.5;

struct matrix {
    const struct bench_row *row;
    const struct topology *topology;
    struct pair *pair;
    struct arena *arena;
    const struct bench_settings *settings;
    uint64_t seed, ops;
    char *err;
};

_Static_assert((int)RELATION_SMT == (int)DISTANCE_SMT &&
                   (int)RELATION_SAME_L3 == (int)DISTANCE_SAME_L3 &&
                   (int)RELATION_CROSS_L3 == (int)DISTANCE_SAME_PACKAGE &&
                   (int)RELATION_CROSS_NUMA == (int)DISTANCE_CROSS_NUMA &&
                   (int)RELATION_CROSS_PACKAGE == (int)DISTANCE_CROSS_PACKAGE,
               "a relation of CPUs is a distance");

size_t matrix_pairs(const struct topology *t)
{
    return (size_t)t->n_cpus * (t->n_cpus - 1) / 2;
}

double matrix_seconds(const struct topology *t)
{
    const double window = (PAIR_WARMUP_NS + MATRIX_WINDOW_NS) / 1e9 + PAIR_WINDOW_COST;
    return (double)sweep_most(matrix_pairs(t), REDO_USUAL) * window;
}

json_t *matrix_shape(const struct topology *t)
{
    size_t n = matrix_pairs(t), at = 0;
    json_t *cpus = json_array();
    char *letters = calloc(n + 1, 1);
    if (!letters)
        abort();
    for (unsigned y = 0; y < t->n_cpus; y++) {
        json_array_append_new(cpus, json_integer(t->cpus[y].os));
        for (unsigned x = 0; x < y; x++) {
            enum relation r = topology_relation(&t->cpus[x], &t->cpus[y]);
            letters[at++] = distance_words((enum distance)r)->letter;
        }
    }
    json_t *shape = json_pack("{s:o, s:s}", "cpus", cpus, "distance", letters);
    free(letters);
    return shape;
}

/* Of all pairs it is the first CPU that the memory lies near to, or far from. */
static struct arena *new_arena(struct matrix *me)
{
    struct arena *arena = arena_create(me->seed++, me->settings->arena);
    if (!arena)
        snprintf(me->err, SC_ERR, "no memory for the arena");
    if (arena && arena_settle(arena, &me->settings->memory, me->topology->cpus[0].os, me->err) == 0)
        return arena;
    arena_destroy(arena);
    return NULL;
}

/* A line that nothing was placed near before; of another arena where one is full. */
static void *fresh_line(struct matrix *me, struct bench_trial *t)
{
    arena_trial(me->arena);
    t->arena = me->arena;
    void *line = me->row->setup(t);
    if (line)
        return line;
    arena_destroy(me->arena);
    me->arena = t->arena = new_arena(me);
    return me->arena ? me->row->setup(t) : NULL;
}

/* The CPUs of the pair in that place of the lower triangle. */
static void cpus_at(const struct topology *t, size_t place, int *a, int *b)
{
    size_t y = 1;
    while (place >= y)
        place -= y++;
    *a = t->cpus[place].os;
    *b = t->cpus[y].os;
}

static bool time_pair(void *context, size_t place, struct sweep_cell *cell)
{
    struct matrix *me = context;
    struct bench_trial trial = {.row = me->row};
    struct pair_result r;
    int a, b;
    cpus_at(me->topology, place, &a, &b);
    void *line = fresh_line(me, &trial);
    if (!line) {
        if (!*me->err)
            snprintf(me->err, SC_ERR, "no memory for a line of each pair");
        return false;
    }
    if (!pair_window(me->pair, a, b, me->row->body, line, MATRIX_WINDOW_NS, &r, me->err))
        return false;
    me->ops += r.ops;
    *cell = (struct sweep_cell){r.ns, r.disturbed};
    return true;
}

static double rounded(double ns)
{
    char text[40];
    snprintf(text, sizeof text, "%.*g", DIGITS, ns);
    return strtod(text, NULL);
}

/* One way in ns, and the places of those that stayed disturbed. */
static json_t *cells_of(const struct sweep_cell *cell, size_t n)
{
    json_t *ns = json_array(), *disturbed = json_array();
    for (size_t i = 0; i < n; i++) {
        json_array_append_new(ns, json_real(rounded(cell[i].ns / 2)));
        if (cell[i].disturbed)
            json_array_append_new(disturbed, json_integer((json_int_t)i));
    }
    return json_pack("{s:o, s:o}", "ns", ns, "disturbed", disturbed);
}

static double median_of(const struct sweep_cell *cell, size_t n)
{
    double *ns = malloc(n * sizeof *ns);
    if (!ns)
        abort();
    for (size_t i = 0; i < n; i++)
        ns[i] = cell[i].ns;
    gsl_sort(ns, 1, n);
    double median = gsl_stats_median_from_sorted_data(ns, 1, n);
    free(ns);
    return median;
}

static void put_trial(FILE *out, const struct matrix *me, const struct sweep_cell *cell, size_t n,
                      size_t windows, double cycle_ns)
{
    size_t disturbed = 0;
    for (size_t i = 0; i < n; i++)
        disturbed += cell[i].disturbed;
    const double trip = median_of(cell, n);
    json_t *line = json_object();
    put_new(line, TRIAL_KEY_trial, json_integer(0));
    put_new(line, TRIAL_KEY_iterations, whole(me->ops));
    put_number(line, "real_time", trip);
    put_number(line, "round_trip_ns", trip);
    put_number(line, "one_way_ns", trip / 2);
    if (n == 1) /* of many pairs there is no one distance */
        put_number(line, "line_ns", trip);
    put_number(line, "cycles_per_op", trip / cycle_ns);
    put_number(line, "cycle_ns", cycle_ns);
    put_number(line, "window_ms", MATRIX_WINDOW_NS / 1e6);
    put_number(line, "redone", (double)(windows - n));
    put_number(line, "disturbed", (double)disturbed > disturbed_limit * (double)n);
    put_number(line, "home_share", arena_home_share(me->arena));
    put_number(line, "huge_share", arena_huge_share(me->arena));
    put_new(line, TRIAL_KEY_cells, cells_of(cell, n));
    json_dumpf(line, out, JSON_COMPACT | JSON_REAL_PRECISION(7));
    fputc('\n', out);
    json_decref(line);
}

static bool sweep_and_print(FILE *out, struct matrix *me, unsigned redo)
{
    const size_t n = matrix_pairs(me->topology);
    struct sweep_cell *cell = calloc(n, sizeof *cell);
    const double before = chain_cycle_ns();
    size_t windows = cell ? sweep_run(cell, n, me->settings->seed, redo, time_pair, me) : 0;
    if (!cell)
        snprintf(me->err, SC_ERR, "no memory for %zu pairs", n);
    if (windows)
        put_trial(out, me, cell, n, windows, (before + chain_cycle_ns()) / 2);
    free(cell);
    return windows != 0;
}

int matrix_measure(FILE *out, const struct bench_row *row, const struct topology *t,
                   const struct bench_settings *settings, char err[SC_ERR])
{
    struct matrix me = {.row = row,
                        .topology = t,
                        .pair = pair_create(err),
                        .settings = settings,
                        .seed = settings->seed,
                        .err = err};
    bool good = false;
    if (me.pair && (me.arena = new_arena(&me)))
        good = sweep_and_print(out, &me, settings->redo);
    if (me.pair)
        pair_destroy(me.pair);
    arena_destroy(me.arena);
    if (good && fflush(out) != 0) {
        snprintf(err, SC_ERR, "standard output cannot be written");
        good = false;
    }
    return good ? 0 : 1;
}
