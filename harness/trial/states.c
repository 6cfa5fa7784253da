// SPDX-License-Identifier: MIT
// Turns of threads over the same lines, and the order of a round.
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

#include "harness/machine/flush.h"
#include "harness/machine/ticks.h"
#include "harness/trial/states.h"
#include "primitives/random.h"
#include "primitives/relax.h"

enum { SELF, OWNER, THIRD };

static const struct states_plan plans[LINE_STATES] = {
    [LINE_STATE_MODIFIED] = {.threads = 2, .n = 2, .turn = {{OWNER, ACT_WRITE}, {SELF, ACT_TIME}}},
    [LINE_STATE_EXCLUSIVE] =
        {.threads = 2,
         .flushes = true,
         .n = 4,
         .turn = {{OWNER, ACT_WRITE}, {OWNER, ACT_FLUSH}, {OWNER, ACT_READ}, {SELF, ACT_TIME}}},
    [LINE_STATE_SHARED] = {.threads = 3,
                           .flushes = true,
                           .n = 5,
                           .turn = {{OWNER, ACT_WRITE},
                                    {OWNER, ACT_FLUSH},
                                    {OWNER, ACT_READ},
                                    {THIRD, ACT_READ},
                                    {SELF, ACT_TIME}}},
    [LINE_STATE_SHARED_OWN] = {.threads = 2,
                               .flushes = true,
                               .n = 5,
                               .turn = {{OWNER, ACT_WRITE},
                                        {OWNER, ACT_FLUSH},
                                        {OWNER, ACT_READ},
                                        {SELF, ACT_READ},
                                        {SELF, ACT_TIME}}},
    [LINE_STATE_OWNED] = {.threads = 3,
                          .owned = true,
                          .n = 3,
                          .turn = {{OWNER, ACT_WRITE}, {THIRD, ACT_READ}, {SELF, ACT_TIME}}},
    [LINE_STATE_OWNED_OWN] = {.threads = 2,
                              .owned = true,
                              .n = 3,
                              .turn = {{OWNER, ACT_WRITE}, {SELF, ACT_READ}, {SELF, ACT_TIME}}},
    [LINE_STATE_INVALID] = {.threads = 2,
                            .flushes = true,
                            .n = 3,
                            .turn = {{OWNER, ACT_WRITE}, {OWNER, ACT_FLUSH}, {SELF, ACT_TIME}}},
};

const struct states_plan *states_plan(enum line_state state)
{
    return &plans[state];
}

/* A shuffle of 256 takes half a microsecond, which is no part of what is timed. */
static uint32_t draw(struct states *s, uint32_t n)
{
    return random_below(random_xorshift(&s->random), n);
}

struct states *states_place(struct arena *a, enum line_state state)
{
    struct states *s = arena_place(a, sizeof *s);
    unsigned char *base = arena_place(a, STATES_BYTES);
    if (!s || !base)
        return NULL;
    s->plan = states_plan(state);
    s->base = base;
    s->random = (uint64_t)arena_random(a) << 32 | 1;
    for (uint32_t i = 0; i < STATES_LINES; i++)
        s->order[i] = i * STATES_SLOT + draw(s, STATES_SLOT / 64) * 64;
    states_shuffle(s);
    states_act(s, ACT_WRITE);
    return s;
}

void states_shuffle(struct states *s)
{
    for (uint32_t left = STATES_LINES; left > 1; left--) {
        const uint32_t k = draw(s, left), last = s->order[left - 1];
        s->order[left - 1] = s->order[k];
        s->order[k] = last;
    }
    s->order[STATES_LINES] = s->order[0];
    s->count += 2 * STATES_COUNT; /* an access adds one: the next round's words differ */
}

/* Relaxed everywhere: the turn's release and acquire order a member's accesses before those of the
 * next one. */
void states_act(const struct states *s, enum states_act act)
{
    for (uint32_t i = 0; i < STATES_LINES; i++) {
        _Atomic uint64_t *word = states_word(s, s->order[i]);
        if (act == ACT_WRITE)
            atomic_store_explicit(word, s->count | s->order[i + 1], memory_order_relaxed);
        else if (act == ACT_READ)
            (void)atomic_load_explicit(word, memory_order_relaxed);
        else
            flush_line(word);
    }
    if (act == ACT_FLUSH)
        flush_wait();
}

bool states_hold(const struct states *s, uint64_t added)
{
    uint64_t at = s->order[0];
    bool seen[STATES_LINES] = {false};
    for (uint32_t i = 0; i < STATES_LINES; i++) {
        /* Relaxed: no thread is at work. */
        const uint64_t word = atomic_load_explicit(states_word(s, at), memory_order_relaxed);
        if (word != (s->count + added * STATES_COUNT) + STATES_OFFSET(word) ||
            seen[at / STATES_SLOT])
            return false;
        seen[at / STATES_SLOT] = true;
        at = STATES_OFFSET(word);
    }
    return at == s->order[0];
}

/*
 * Turns only grow. Those of a phase lie between its base and its end; a helper that misses the end
 * of the first phase sees a turn of the second, which lies above it.
 */
#define TURN_BASE(phase) ((uint64_t)(phase) << 62)
#define TURN_END(phase)  (TURN_BASE(phase) | UINT64_C(1) << 61)

static const struct states_turn *turn_at(const struct states *s, uint64_t turn, unsigned phase)
{
    return &s->plan->turn[(turn - TURN_BASE(phase) - 1) % s->plan->n];
}

/* The next turn of the member after last, or the end of the phase. Acquires what the members before
 * did. */
static uint64_t await_turn(const struct states *s, const struct team_member *m, uint64_t last)
{
    uint64_t turn;
    while ((turn = atomic_load_explicit(&s->turn, memory_order_acquire)) <= last ||
           (turn < TURN_END(m->phase) && turn_at(s, turn, m->phase)->member != m->id))
        cpu_relax();
    return turn;
}

/* Releases what this member did. */
static void pass_turn(struct states *s, uint64_t turn)
{
    atomic_store_explicit(&s->turn, turn, memory_order_release);
}

/* Takes this member's turns after last, up to that of the timing, or the end: returns which. */
static uint64_t act_until_time(struct states *s, const struct team_member *m, uint64_t last)
{
    uint64_t turn = last;
    while ((turn = await_turn(s, m, turn)) < TURN_END(m->phase)) {
        const struct states_turn *now = turn_at(s, turn, m->phase);
        if (now->act == ACT_TIME)
            break;
        states_act(s, now->act);
        pass_turn(s, turn + 1);
    }
    return turn;
}

static uint64_t median_of(double *took, uint64_t rounds)
{
    const size_t n = rounds < STATES_ROUNDS ? (size_t)rounds : STATES_ROUNDS;
    gsl_sort(took, 1, n);
    return (uint64_t)(gsl_stats_median_from_sorted_data(took, 1, n) * (double)rounds);
}

static void time_rounds(struct team_member *m, struct states *s, states_pass pass)
{
    const uint64_t deadline = m->deadline;
    uint64_t turn = TURN_BASE(m->phase), rounds = 0, took = 0;
    m->started = ticks();
    do {
        states_shuffle(s);
        pass_turn(s, turn + 1);
        turn = act_until_time(s, m, turn);
        m->faults += pass(s, &took) != s->order[0];
        s->took[rounds++ % STATES_ROUNDS] = (double)took;
    } while ((int64_t)(ticks() - deadline) < 0);
    m->ended = ticks();
    pass_turn(s, TURN_END(m->phase));
    m->ops = rounds * STATES_LINES;
    m->timed = median_of(s->took, rounds);
}

static void help(struct team_member *m, struct states *s)
{
    m->started = ticks();
    act_until_time(s, m, TURN_BASE(m->phase));
    m->ended = ticks();
    m->ops = 0;
    m->uncounted = true;
}

void states_run(struct team_member *m, struct states *s, states_pass pass)
{
    if (m->id == 0)
        time_rounds(m, s, pass);
    else
        help(m, s);
}
