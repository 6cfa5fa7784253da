// SPDX-License-Identifier: MIT
// One access to a line, by the state in which its owner has it and by how far away the owner is.
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/subject.h"
#include "harness/frame/bench.h"
#include "harness/machine/flush.h"
#include "harness/machine/ticks.h"
#include "harness/trial/loop.h"
#include "harness/trial/states.h"

/* ---- one access: held is what the word holds. What it returns, the next one awaits ---- */

SC_INLINE uint64_t op_load(_Atomic uint64_t *word, uint64_t held)
{
    (void)held;
    return atomic_load_explicit(word, memory_order_relaxed);
}

/* A store returns nothing to depend on, and the store buffer would hide what it waits for. */
SC_INLINE uint64_t op_store(_Atomic uint64_t *word, uint64_t held)
{
    atomic_store_explicit(word, held + STATES_COUNT, memory_order_relaxed);
    flush_stores();
    return held;
}

/* 0, as a value of which the compiler knows nothing: what comes next depends on the exchange, not
 * on a prediction that it succeeds. Never anything else here, since nobody writes meanwhile. */
SC_INLINE uint64_t failure(bool exchanged)
{
    uint64_t failed = !exchanged;
    __asm__ volatile("" : "+r"(failed));
    return failed * 64;
}

SC_INLINE uint64_t exchange(_Atomic uint64_t *word, uint64_t held)
{
    uint64_t seen = held;
    const bool exchanged = atomic_compare_exchange_strong_explicit(
        word, &seen, held + STATES_COUNT, memory_order_seq_cst, memory_order_seq_cst);
    return held + failure(exchanged);
}

/* Blind: it knows what the word holds without a look at it. */
SC_INLINE uint64_t op_cas(_Atomic uint64_t *word, uint64_t held)
{
    return exchange(word, held);
}

SC_INLINE uint64_t op_load_cas(_Atomic uint64_t *word, uint64_t held)
{
    return exchange(word, op_load(word, held));
}

SC_INLINE uint64_t op_fetch_add(_Atomic uint64_t *word, uint64_t held)
{
    (void)held;
    return atomic_fetch_add_explicit(word, STATES_COUNT, memory_order_seq_cst);
}

SC_INLINE uint64_t op_swap(_Atomic uint64_t *word, uint64_t held)
{
    return atomic_exchange_explicit(word, held + STATES_COUNT, memory_order_seq_cst);
}

/* One access a turn of the loop: at is where the last one's word says. What the words hold is read
 * from the order, which this thread has in its cache. */
#define PASS(name)                                                                                 \
    MEASURED uint64_t measured_coherence_##name(const struct states *s, uint64_t *took)            \
    {                                                                                              \
        const uint64_t count = s->count;                                                           \
        uint64_t at = s->order[0];                                                                 \
        const uint64_t begun = ticks_begin();                                                      \
        for (uint32_t i = 0; i < STATES_LINES; i++)                                                \
            at = STATES_OFFSET(op_##name(states_word(s, at), count | s->order[i + 1]));            \
        *took = ticks_end() - begun;                                                               \
        return at;                                                                                 \
    }
PASS(load)
PASS(store)
PASS(cas)
PASS(load_cas)
PASS(fetch_add)
PASS(swap)

/* ---- the rows ---- */

struct operation {
    const char *name;
    states_pass pass;
    bool writes;
    /* Of all operations these show most: the plain read, and the write that others are made of. */
    bool main;
};

static const struct operation operations[] = {
    {"load", measured_coherence_load, false, true},
    {"store", measured_coherence_store, true, false},
    {"cas", measured_coherence_cas, true, true},
    {"load_cas", measured_coherence_load_cas, true, false},
    {"fetch_add", measured_coherence_fetch_add, true, false},
    {"swap", measured_coherence_swap, true, false},
};
enum { OPERATIONS = sizeof operations / sizeof *operations };

struct coherence_row {
    struct bench_row row;
    const struct operation *operation;
    enum line_state state;
};

static const struct coherence_row *row_of(const struct bench_trial *t)
{
    return (const struct coherence_row *)t->row;
}

struct shared {
    struct states *states;
    states_pass pass;
};

static void *setup(struct bench_trial *t)
{
    struct shared *shared = arena_place(t->arena, sizeof *shared);
    if (!shared)
        return NULL;
    shared->states = states_place(t->arena, row_of(t)->state);
    shared->pass = row_of(t)->operation->pass;
    return shared->states ? shared : NULL;
}

static void body(struct team_member *m, void *shared)
{
    const struct shared *s = shared;
    states_run(m, s->states, s->pass);
}

static bool verify(struct bench_trial *t, const struct team_result *r)
{
    const struct shared *s = t->shared;
    (void)r;
    if (states_hold(s->states, row_of(t)->operation->writes))
        return true;
    snprintf(t->why, SC_ERR, "a line does not hold what its last access left");
    return false;
}

static enum bench_tier tier_of(const struct operation *o, enum line_state state, int third)
{
    const bool own = state == LINE_STATE_SHARED_OWN || state == LINE_STATE_OWNED_OWN;
    const bool swap = o->pass == measured_coherence_swap; /* another fetch-add */
    const bool hit = o->pass == measured_coherence_load && state == LINE_STATE_SHARED_OWN;
    return swap || (own && third >= 0 && !hit) ? TIER_FULL : TIER_STANDARD;
}

/* What a line costs that was written, shared, or is in no cache, is asked for first. */
static unsigned rank_of(const struct operation *o, enum line_state state)
{
    return (o->main ? 0 : 1) + (state == LINE_STATE_EXCLUSIVE || state == LINE_STATE_OWNED ||
                                state == LINE_STATE_OWNED_OWN);
}

static void add_row(struct bench_rows *rows, const struct operation *o, enum line_state state,
                    const struct cpu_pair *pair, int third, bool far)
{
    const unsigned threads = states_plan(state)->threads;
    char shown[SUBJECT_NAME];
    struct coherence_row row = {.row = {.tier = tier_of(o, state, third),
                                        .rank = rank_of(o, state),
                                        .threads = threads,
                                        .n_pins = threads,
                                        .pins = {pair->a, pair->b, third},
                                        .home = far, /* the owner's, or nobody's */
                                        .spins = true,
                                        .body = body,
                                        .setup = setup,
                                        .verify = verify},
                                .operation = o,
                                .state = state};
    bench_add(rows, &row.row, sizeof row, "coherence/%s/%s/state:%s%s/pair:%d-%d",
              subject_name(o->name, shown), relation_name(pair->relation),
              line_state_words(state)->name, far ? "/home:owner" : "", pair->a, pair->b);
}

static bool is_possible(enum line_state state, int third)
{
    const struct states_plan *plan = states_plan(state);
    return (!plan->flushes || FLUSH_KNOWN) && (!plan->owned || flush_has_owned()) &&
           (plan->threads < 3 || third >= 0);
}

static void add_pair(struct bench_rows *rows, const struct cpu_pair *pair)
{
    const struct topology *t = rows->topology;
    const int third = topology_third(t, topology_cpu(t, pair->a), topology_cpu(t, pair->b));
    for (int state = 0; state < LINE_STATES; state++)
        for (unsigned i = 0; i < OPERATIONS && is_possible((enum line_state)state, third); i++)
            add_row(rows, &operations[i], (enum line_state)state, pair, third, false);
    if (third < 0) {
        char why[SC_ERR];
        snprintf(why, SC_ERR,
                 "%s: a line that two others share needs a third CPU on a core of its own, no "
                 "nearer than the second: use CPUs of more cores%s",
                 relation_name(pair->relation),
                 is_possible(LINE_STATE_SHARED_OWN, third) ? " (state:shared-own is measured)"
                                                           : "");
        bench_absent(rows, flush_has_owned() ? "shared and owned" : "shared", why);
    }
}

/* Whether memory can be bound to the node of the pair's second CPU, the owner; else it is said. */
static bool has_far_home(struct bench_rows *rows, const struct cpu_pair *pair)
{
    static const struct memory_wish near_owner = {.policy = MEMORY_LOCAL};
    char why[SC_ERR], text[SC_ERR];
    if (!rows->listing)
        return true;
    struct memory *m = memory_open(why);
    const bool can = m && memory_can_bind(m, &near_owner, pair->b, why);
    memory_close(m);
    if (!can) {
        snprintf(text, sizeof text, "%s: %.200s", relation_name(pair->relation), why);
        bench_absent(rows, "home:owner", text);
    }
    return can;
}

/* A transfer, and what comes from memory, read and written, with the home of the line on the other
 * of the two nodes. False where there is one node only. */
static bool add_far_homes(struct bench_rows *rows, const struct cpu_pair *pair)
{
    static const enum line_state states[] = {LINE_STATE_MODIFIED, LINE_STATE_INVALID};
    const struct cpu *a = topology_cpu(rows->topology, pair->a),
                     *b = topology_cpu(rows->topology, pair->b);
    if (a->numa < 0 || b->numa < 0 || a->numa == b->numa)
        return false;
    const bool can = has_far_home(rows, pair);
    for (unsigned s = 0; can && s < 2; s++)
        for (unsigned i = 0; i < OPERATIONS; i++) {
            const states_pass pass = operations[i].pass;
            if ((pass != measured_coherence_load && pass != measured_coherence_fetch_add) ||
                !is_possible(states[s], -1))
                continue;
            add_row(rows, &operations[i], states[s], pair, -1, true);
        }
    return true;
}

static void say_no_far_home(struct bench_rows *rows)
{
    char why[SC_ERR] = "the CPUs are all of one NUMA node: use a machine, or CPUs, of two nodes";
    if (rows->topology->n_numa_nodes > 1)
        snprintf(why, SC_ERR,
                 "the CPUs are of %u NUMA nodes, and each pair that is measured is of one: use one "
                 "CPU of each of two nodes",
                 rows->topology->n_numa_nodes);
    bench_absent(rows, "home:owner", why);
}

static void enumerate(struct bench_rows *rows)
{
    struct cpu_pair *pairs;
    size_t n = topology_pairs(rows->topology, &pairs);
    bool nodes = false;
    for (size_t i = 0; i < n; i++)
        if (pairs[i].rank == 0) {
            add_pair(rows, &pairs[i]);
            nodes |= add_far_homes(rows, &pairs[i]);
        }
    free(pairs);
    if (n == 0)
        bench_absent(rows, NULL, "the line's owner needs a CPU of its own: use two or more CPUs");
    if (n > 0 && !nodes)
        say_no_far_home(rows);
    if (!FLUSH_KNOWN)
        bench_absent(rows, "exclusive, shared and invalid",
                     "no way to flush a line is known of this architecture: see "
                     "harness/machine/flush.h");
    if (!flush_has_owned())
        bench_absent(rows, "owned",
                     "the protocol is not known to have this state: use a CPU of AMD or Hygon");
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"coherence", enumerate};
    return bench_main(argc, argv, &family);
}
