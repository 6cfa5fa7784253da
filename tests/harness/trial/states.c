// SPDX-License-Identifier: MIT
// Lines by coherence state: the plan of each state, played with a model of the protocol; the order
// of a round; a trial by real threads.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/trial/states.h"
#include "tests/harness/topology_group.h"

/* One line in a protocol of five states: what each of three caches holds. */
enum held { NOTHING, MODIFIED, OWNED, EXCLUSIVE, SHARED };
struct model {
    enum held cache[3];
};

static void write_line(struct model *line, unsigned who)
{
    for (unsigned i = 0; i < 3; i++)
        line->cache[i] = NOTHING;
    line->cache[who] = MODIFIED;
}

static void read_line(struct model *line, unsigned who)
{
    bool alone = true;
    if (line->cache[who] != NOTHING)
        return;
    for (unsigned i = 0; i < 3; i++) {
        alone = alone && line->cache[i] == NOTHING;
        if (line->cache[i] == MODIFIED)
            line->cache[i] = OWNED;
        else if (line->cache[i] == EXCLUSIVE)
            line->cache[i] = SHARED;
    }
    line->cache[who] = alone ? EXCLUSIVE : SHARED;
}

static void play(const struct states_plan *plan, struct model *line)
{
    write_line(line, 0); /* as the last round left it */
    for (unsigned i = 0; i + 1 < plan->n; i++) {
        const struct states_turn *turn = &plan->turn[i];
        assert_true(turn->member < plan->threads);
        if (turn->act == ACT_WRITE)
            write_line(line, turn->member);
        else if (turn->act == ACT_READ)
            read_line(line, turn->member);
        else
            *line = (struct model){0};
        assert_true(turn->act != ACT_FLUSH || plan->flushes);
        assert_int_not_equal(turn->act, ACT_TIME);
    }
    assert_int_equal(plan->turn[plan->n - 1].act, ACT_TIME);
    assert_int_equal(plan->turn[plan->n - 1].member, 0);
}

static void plans_lead_to_their_states(void **state)
{
    static const struct model wanted[LINE_STATES] = {
        [LINE_STATE_MODIFIED] = {{NOTHING, MODIFIED, NOTHING}},
        [LINE_STATE_EXCLUSIVE] = {{NOTHING, EXCLUSIVE, NOTHING}},
        [LINE_STATE_SHARED] = {{NOTHING, SHARED, SHARED}},
        [LINE_STATE_SHARED_OWN] = {{SHARED, SHARED, NOTHING}},
        [LINE_STATE_OWNED] = {{NOTHING, OWNED, SHARED}},
        [LINE_STATE_OWNED_OWN] = {{SHARED, OWNED, NOTHING}},
        [LINE_STATE_INVALID] = {{NOTHING, NOTHING, NOTHING}},
    };
    (void)state;
    for (int s = 0; s < LINE_STATES; s++) {
        const struct states_plan *plan = states_plan((enum line_state)s);
        struct model line;
        bool owned = false;
        unsigned members = 0;
        play(plan, &line);
        assert_memory_equal(&line, &wanted[s], sizeof line);
        for (unsigned i = 0; i < 3; i++)
            owned |= line.cache[i] == OWNED;
        assert_int_equal(plan->owned, owned);
        for (unsigned i = 0; i < plan->n; i++)
            members = plan->turn[i].member >= members ? plan->turn[i].member + 1 : members;
        assert_int_equal(plan->threads, members);
    }
}

static struct states *placed(struct arena **arena, uint64_t seed)
{
    *arena = arena_create(seed, -1);
    assert_non_null(*arena);
    struct states *s = states_place(*arena, LINE_STATE_MODIFIED);
    assert_non_null(s);
    return s;
}

/* How often the next line of the order is the next in memory, either way. */
static unsigned neighbours(const struct states *s)
{
    unsigned n = 0;
    for (unsigned i = 0; i < STATES_LINES; i++) {
        const int step = (int)(s->order[i + 1] / STATES_SLOT) - (int)(s->order[i] / STATES_SLOT);
        n += abs(step) == 1;
    }
    return n;
}

static void the_order_is_one_cycle_at_random(void **state)
{
    struct arena *arena;
    struct states *s = placed(&arena, 7);
    unsigned near = 0;
    (void)state;
    assert_true(states_hold(s, 0));
    for (unsigned round = 0; round < 100; round++) {
        uint32_t before[STATES_LINES + 1];
        unsigned same = 0;
        memcpy(before, s->order, sizeof before);
        states_shuffle(s);
        assert_false(states_hold(s, 0)); /* not written yet */
        states_act(s, ACT_WRITE);
        assert_true(states_hold(s, 0));
        assert_false(states_hold(s, 1));
        for (unsigned i = 0; i < STATES_LINES; i++)
            same += s->order[i] == before[i];
        assert_true(same < STATES_LINES / 16);
        near += neighbours(s);
    }
    assert_true(near > 100 && near < 400); /* 2 of a round are to be expected */
    arena_destroy(arena);
}

static void no_two_lines_are_a_pair(void **state)
{
    struct arena *arena;
    struct states *s = placed(&arena, 9);
    bool pair[STATES_BYTES / 128] = {false};
    unsigned by_place[4] = {0};
    (void)state;
    for (unsigned i = 0; i < STATES_LINES; i++) {
        assert_true(s->order[i] % 64 == 0 && s->order[i] < STATES_BYTES);
        assert_false(pair[s->order[i] / 128]);
        pair[s->order[i] / 128] = true;
        by_place[s->order[i] / 64 % 4]++;
    }
    for (unsigned i = 0; i < 4; i++)
        assert_true(by_place[i] > STATES_LINES / 8);
    assert_int_equal((uintptr_t)s->base % ARENA_ALIGN, 0);
    arena_destroy(arena);
}

/* By the seed: every line has more than one of the four places that its slot has. */
static void each_line_has_a_place_at_random(void **state)
{
    unsigned places[STATES_LINES] = {0};
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct arena *arena;
        const struct states *s = placed(&arena, seed);
        for (unsigned i = 0; i < STATES_LINES; i++)
            places[s->order[i] / STATES_SLOT] |= 1u << s->order[i] % STATES_SLOT / 64;
        arena_destroy(arena);
    }
    for (unsigned i = 0; i < STATES_LINES; i++)
        assert_true(places[i] & (places[i] - 1));
}

static void seeds_differ(void **state)
{
    struct arena *first, *second, *again;
    struct states *a = placed(&first, 1), *b = placed(&second, 2), *c = placed(&again, 1);
    (void)state;
    assert_memory_not_equal(a->order, b->order, sizeof a->order);
    assert_memory_equal(a->order, c->order, sizeof a->order);
    arena_destroy(first);
    arena_destroy(second);
    arena_destroy(again);
}

static void a_broken_cycle_is_seen(void **state)
{
    struct arena *arena;
    struct states *s = placed(&arena, 3);
    (void)state;
    _Atomic uint64_t *word = states_word(s, s->order[5]);
    atomic_store(word, s->count | s->order[3]);
    assert_false(states_hold(s, 0));
    arena_destroy(arena);
}

/* ---- real threads ---- */

static uint64_t add_to_each(const struct states *s, uint64_t *took)
{
    uint64_t at = s->order[0];
    const uint64_t begun = ticks_begin();
    for (unsigned i = 0; i < STATES_LINES; i++)
        at = STATES_OFFSET(atomic_fetch_add(states_word(s, at), STATES_COUNT));
    *took = ticks_end() - begun;
    return at;
}

static uint64_t stop_short(const struct states *s, uint64_t *took)
{
    *took = 1;
    return s->order[1];
}

struct work {
    struct states *states;
    states_pass pass;
};

static void body(struct team_member *m, void *shared)
{
    struct work *w = shared;
    states_run(m, w->states, w->pass);
}

static struct team_result run(enum line_state state, states_pass pass)
{
    const unsigned threads = states_plan(state)->threads;
    int cpus[3];
    char err[SC_ERR];
    struct team_result r;
    assert_int_equal(topology_place(&topology, PLACE_SPREAD, threads, cpus), 0);
    struct arena *arena = arena_create(5, -1);
    struct team *team = team_create(threads, cpus, err);
    assert_true(arena && team);
    struct work w = {states_place(arena, state), pass};
    assert_non_null(w.states);
    team_run(team, body, &w, (struct team_window){.warmup_ns = 1e6, .window_ns = 5e6}, NULL, &r);
    if (pass == add_to_each)
        assert_true(states_hold(w.states, 1));
    team_destroy(team);
    arena_destroy(arena);
    return r;
}

static void every_state_has_rounds(void **state)
{
    (void)state;
    for (int s = 0; s < LINE_STATES; s++) {
        if (states_plan((enum line_state)s)->threads > topology.n_cpus)
            continue;
        struct team_result r = run((enum line_state)s, add_to_each);
        assert_int_equal(r.faults, 0);
        assert_true(r.ops > 0 && r.ops % STATES_LINES == 0);
        assert_true(r.all_ops > r.ops);
        /* the timed parts alone count */
        assert_true(r.thread_ns > 0 && r.thread_ns < r.wall_ns);
    }
}

static void a_pass_that_does_not_come_back_is_a_fault(void **state)
{
    (void)state;
    if (topology.n_cpus < 2)
        return;
    struct team_result r = run(LINE_STATE_MODIFIED, stop_short);
    assert_int_equal(r.faults, r.all_ops / STATES_LINES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plans_lead_to_their_states),
        cmocka_unit_test(the_order_is_one_cycle_at_random),
        cmocka_unit_test(no_two_lines_are_a_pair),
        cmocka_unit_test(each_line_has_a_place_at_random),
        cmocka_unit_test(seeds_differ),
        cmocka_unit_test(a_broken_cycle_is_seen),
        cmocka_unit_test(every_state_has_rounds),
        cmocka_unit_test(a_pass_that_does_not_come_back_is_a_fault),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
