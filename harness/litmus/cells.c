// SPDX-License-Identifier: MIT
// Batches of litmus cells: chosen by member 0, reset, run at one time, and added up.
#include <sched.h>

#include "harness/litmus/cells.h"
#include "harness/litmus/meet.h"
#include "harness/machine/chain.h"
#include "harness/machine/ticks.h"
#include "primitives/random.h"

enum { ROOM = 192 << 10, LINE = 64, PAGE = 4096, BATCHES_A_PLACE = 64 };

/* What member 0 chooses before a batch, and the others read. */
struct batch {
    struct litmus_walk walk;
    unsigned turn;                  /* member i takes part (i + turn) % threads */
    unsigned shift[LITMUS_THREADS]; /* by how many cells a part is ahead */
    uint64_t delay[LITMUS_THREADS]; /* chain groups before a part begins */
    unsigned touch[LITMUS_THREADS]; /* locations that a part looks at before: a bit for each */
    bool evict;
    unsigned away; /* by how many CPUs the members have gone on */
    bool over;
};

struct litmus_cells {
    struct meet meet;
    struct batch batch;
    struct litmus_plan plan;
    unsigned threads;
    uint64_t random, batches;
    unsigned char *room;
    uint64_t *keys;
    uint32_t order[2 * LITMUS_CELLS] __attribute__((aligned(512)));
    struct {
        uint16_t at[2 * LITMUS_CELLS];
    } seen[LITMUS_THREADS] __attribute__((aligned(512)));
};

const char *litmus_place_name(enum litmus_place place)
{
    static const char *const names[LITMUS_PLACE_COUNT] = {"mixed", "same-line", "next-line", "far"};
    return names[place];
}

/* xorshift64*, Marsaglia 2003 and Vigna 2016. */
static uint64_t random_next(struct litmus_cells *c)
{
    c->random ^= c->random >> 12;
    c->random ^= c->random << 25;
    c->random ^= c->random >> 27;
    return c->random * 0x2545f4914f6cdd1du;
}

static unsigned draw(struct litmus_cells *c, unsigned n)
{
    return random_below(random_next(c), n);
}

struct litmus_cells *litmus_place_cells(struct arena *a, const struct litmus_plan *plan)
{
    struct litmus_cells *c = arena_place(a, sizeof *c);
    if (!c || !(c->room = arena_place(a, ROOM)) ||
        !(c->keys = arena_place(a, LITMUS_KEYS * sizeof *c->keys)))
        return NULL;
    c->plan = *plan;
    c->meet.threads = c->threads = plan->threads;
    c->meet.yields = plan->threads > plan->topology->n_cpus;
    c->random = ticks() | 1;
    return c;
}

const uint64_t *litmus_keys(const struct litmus_cells *cells)
{
    return cells->keys;
}

/* Bytes from cell to cell, and from location to location. */
struct layout {
    uint32_t stride, apart;
};

static struct layout choose_layout(struct litmus_cells *c)
{
    static const struct layout layouts[][4] = {
        [LITMUS_SAME_LINE] = {{16, 4}, {LINE, 4}, {LINE, 16}, {3 * LINE, 20}},
        [LITMUS_NEXT_LINE] = {{3 * LINE, LINE},
                              {4 * LINE, LINE},
                              {5 * LINE, LINE},
                              {9 * LINE, 3 * LINE}},
        [LITMUS_FAR] = {{LINE, LITMUS_CELLS * LINE},
                        {16, LITMUS_CELLS * 16 + LINE},
                        {2 * LINE, 2 * LITMUS_CELLS * LINE + LINE},
                        {8, 8 * PAGE + LINE}},
    };
    enum litmus_place place = c->plan.place;
    if (place == LITMUS_MIXED)
        place = LITMUS_SAME_LINE + draw(c, LITMUS_PLACE_COUNT - LITMUS_SAME_LINE);
    return layouts[place][draw(c, 4)];
}

/* In a row, or in any order; twice over, so that a part may begin anywhere. */
static void choose_order(struct litmus_cells *c, uint32_t stride, bool shuffled)
{
    for (unsigned i = 0; i < LITMUS_CELLS; i++) {
        const unsigned to = shuffled ? draw(c, i + 1) : i;
        c->order[i] = c->order[to];
        c->order[to] = i * stride;
    }
    for (unsigned i = 0; i < LITMUS_CELLS; i++)
        c->order[LITMUS_CELLS + i] = c->order[i];
}

/* Mostly small: the parts are to meet in a cell within the time that a line takes to move. */
static uint64_t choose_delay(struct litmus_cells *c)
{
    return draw(c, 1u << draw(c, 8));
}

static void choose_batch(struct litmus_cells *c)
{
    struct batch *b = &c->batch;
    const struct layout layout = choose_layout(c);
    choose_order(c, layout.stride, draw(c, 2));
    b->walk = (struct litmus_walk){.base = c->room,
                                   .apart = layout.apart,
                                   .n = c->plan.cells ? c->plan.cells : LITMUS_CELLS,
                                   .context = c->plan.context};
    b->turn = draw(c, c->threads);
    b->evict = draw(c, 16) == 0;
    if (!c->plan.stays && c->batches++ % BATCHES_A_PLACE == 0)
        b->away = draw(c, c->plan.topology->n_cpus);
    for (unsigned i = 0; i < c->threads; i++) {
        b->shift[i] = !c->plan.in_step && draw(c, 2) ? draw(c, 8) : 0;
        b->delay[i] = choose_delay(c);
        b->touch[i] = draw(c, 2) ? draw(c, 1u << LITMUS_LOCATIONS) : 0;
    }
}

static litmus_word *location(const struct litmus_walk *walk, unsigned cell, unsigned which)
{
    return (litmus_word *)(walk->base + walk->offset[cell] + which * walk->apart);
}

static void evict(void *line)
{
#if defined(__x86_64__)
    __builtin_ia32_clflush(line);
#elif defined(__aarch64__)
    __asm__ volatile("dc civac, %0" ::"r"(line) : "memory");
#else
    (void)line;
#endif
}

/* Of the cells that are the part's to reset: every n-th. */
static void reset(const struct litmus_cells *c, unsigned part)
{
    const struct batch *b = &c->batch;
    struct litmus_walk walk = b->walk;
    walk.offset = c->order;
    for (unsigned i = part; i < walk.n; i += c->threads)
        for (unsigned l = 0; l < LITMUS_LOCATIONS; l++)
            *location(&walk, i, l) = 0;
    for (unsigned i = part; b->evict && i < walk.n; i += c->threads)
        for (unsigned l = 0; l < LITMUS_LOCATIONS; l++)
            evict(location(&walk, i, l));
}

static void touch(const struct litmus_cells *c, unsigned part)
{
    struct litmus_walk walk = c->batch.walk;
    walk.offset = c->order;
    for (unsigned l = 0; l < LITMUS_LOCATIONS; l++)
        for (unsigned i = 0; c->batch.touch[part] & 1u << l && i < walk.n; i++)
            (void)*(volatile litmus_word *)location(&walk, i, l);
}

static void run_part(struct litmus_cells *c, unsigned part, litmus_loop loop)
{
    const struct batch *b = &c->batch;
    struct litmus_walk walk = b->walk;
    walk.offset = c->order + b->shift[part];
    walk.seen = c->seen[part].at + b->shift[part];
    chain_run(b->delay[part]);
    loop(&walk);
}

/* The place of cell i in what part saw. */
static unsigned seen_at(const struct batch *b, unsigned part, unsigned i)
{
    return i < b->shift[part] ? i + b->walk.n : i;
}

static void add_up(struct litmus_cells *c)
{
    const struct batch *b = &c->batch;
    struct litmus_walk walk = b->walk;
    walk.offset = c->order;
    for (unsigned i = 0; i < walk.n; i++) {
        uint32_t key = 0;
        for (unsigned part = 0; part < c->threads; part++)
            key |= c->seen[part].at[seen_at(b, part, i)];
        for (unsigned l = 0; l < LITMUS_LOCATIONS; l++)
            key |= (*location(&walk, i, l) & 3) << LITMUS_VALUE_BITS * (LITMUS_REGISTERS + l);
        c->keys[key]++;
    }
}

/* To another CPU, or home. Where it cannot go it stays: no outcome depends on it. */
static void go_to(int cpu)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET((unsigned)cpu, &set);
    sched_setaffinity(0, sizeof set, &set);
}

/* Where a member is to be: threads on fewer CPUs than there are take turns on all of them. */
static int cpu_of(const struct team_member *m, const struct litmus_cells *c)
{
    const struct topology *t = c->plan.topology;
    if (c->plan.stays || t->n_cpus <= c->threads)
        return m->cpu;
    return t->cpus[(m->id + c->batch.away) % t->n_cpus].os;
}

static void run_batch(struct team_member *m, struct litmus_cells *c, const litmus_loop *loop)
{
    const unsigned part = (m->id + c->batch.turn) % c->threads;
    reset(c, part);
    meet_all(&c->meet);
    touch(c, part);
    meet_all(&c->meet);
    run_part(c, part, loop[part]);
    meet_all(&c->meet);
}

void litmus_run(struct team_member *m, struct litmus_cells *c, const litmus_loop *loop)
{
    uint64_t cells = 0;
    int cpu = m->cpu;
    m->started = m->ended = ticks();
    m->uncounted = m->id != 0;
    while (m->phase == 1) {
        if (m->id == 0) {
            choose_batch(c);
            if (c->plan.renew)
                c->plan.renew(c->plan.context);
            c->batch.over = cells > 0 && (int64_t)(ticks() - m->deadline) >= 0;
        }
        meet_all(&c->meet);
        if (c->batch.over)
            break;
        if (cpu != cpu_of(m, c))
            go_to(cpu = cpu_of(m, c));
        run_batch(m, c, loop);
        if (m->id == 0) {
            add_up(c);
            cells += c->batch.walk.n;
        }
    }
    if (cpu != m->cpu)
        go_to(m->cpu);
    m->ended = ticks();
    m->ops = m->id == 0 ? cells : 0;
}
