// SPDX-License-Identifier: MIT
// What a race detector makes of plain accesses: a walk over 16 MiB that reads, writes or updates
// each word, and one that updates each under a mutex. Built once more with ThreadSanitizer
// (make tsan-rows) its rows show what that costs in time and memory.
#include <stdio.h>
#include <stdlib.h>

#include "harness/frame/bench.h"
#include "harness/trial/loop.h"
#include "primitives/mutex/go.h"

enum { MIB = 16, WORDS = MIB << 20 >> 3 };

enum scenario { READ, WRITE, UPDATE, LOCKED, SCENARIOS };
static const char *const scenario_names[] = {"read", "write", "update", "locked"};

struct shared {
    uint64_t *words; /* as many as WORDS; adds to them are the operations of UPDATE and LOCKED */
    struct go_mutex lock;
};

struct walker {
    volatile uint64_t *words; /* volatile, so that each access stays one; TSan takes it as plain */
    struct go_mutex *lock;
    struct go_mutex_node node;
    uint64_t at, sum;
};

SC_INLINE volatile uint64_t *next_word(struct walker *w)
{
    w->at = (w->at + 1) % WORDS;
    return &w->words[w->at];
}

SC_INLINE void op_read(void *walker)
{
    struct walker *w = walker;
    w->sum += *next_word(w);
}
SC_INLINE void op_write(void *walker)
{
    struct walker *w = walker;
    volatile uint64_t *word = next_word(w);
    *word = w->at;
}
SC_INLINE void op_update(void *walker)
{
    *next_word(walker) += 1;
}
SC_INLINE void op_locked(void *walker)
{
    struct walker *w = walker;
    go_mutex_acquire(w->lock, &w->node);
    op_update(w);
    go_mutex_release(w->lock, &w->node);
}

SC_INLINE void run(struct team_member *m, void *shared, loop_op op)
{
    struct shared *s = shared;
    struct walker w = {.words = s->words, .lock = &s->lock};
    go_mutex_node_init(&w.node);
    loop_run_short(m, &w, op);
    if (op == op_read)
        m->faults += w.sum != 0; /* nobody writes */
    if (op == op_write)
        m->faults += w.words[w.at] != w.at;
}

MEASURED void measured_race_read(struct team_member *m, void *shared)
{
    run(m, shared, op_read);
}
MEASURED void measured_race_write(struct team_member *m, void *shared)
{
    run(m, shared, op_write);
}
MEASURED void measured_race_update(struct team_member *m, void *shared)
{
    run(m, shared, op_update);
}
MEASURED void measured_race_locked(struct team_member *m, void *shared)
{
    run(m, shared, op_locked);
}

static const team_body bodies[SCENARIOS] = {measured_race_read, measured_race_write,
                                            measured_race_update, measured_race_locked};

static void *setup(struct bench_trial *t)
{
    struct shared *s = arena_place(t->arena, sizeof *s);
    if (!s || !(s->words = calloc(WORDS, sizeof *s->words)))
        return NULL;
    go_mutex_init(&s->lock);
    return s;
}

static void teardown(struct bench_trial *t)
{
    struct shared *s = t->shared;
    go_mutex_destroy(&s->lock);
    free(s->words);
}

static bool verify_sum(struct bench_trial *t, const struct team_result *r)
{
    const struct shared *s = t->shared;
    uint64_t sum = 0;
    for (size_t i = 0; i < WORDS; i++)
        sum += s->words[i];
    if (sum == r->all_ops)
        return true;
    snprintf(t->why, SC_ERR, "the words hold %llu after %llu additions", (unsigned long long)sum,
             (unsigned long long)r->all_ops);
    return false;
}

static void enumerate(struct bench_rows *rows)
{
    static const enum floor floors[SCENARIOS] = {FLOOR_load, FLOOR_store, FLOOR_store, FLOOR_rmw};
    for (unsigned i = 0; i < SCENARIOS && rows->threads[0] == 1; i++) {
        struct bench_row row = {.tier = TIER_FULL,
                                .threads = 1,
                                .floor = floors[i],
                                .body = bodies[i],
                                .setup = setup,
                                .verify = i < UPDATE ? NULL : verify_sum,
                                .teardown = teardown};
        bench_add(rows, &row, sizeof row, "race/c/%s/mib:%d/threads:1", scenario_names[i], MIB);
    }
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"race", enumerate};
    return bench_main(argc, argv, &family);
}
