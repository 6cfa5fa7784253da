// SPDX-License-Identifier: MIT
// A family for the tests alone: a row that hangs, one that crashes, one that miscounts, one that is
// fine; a guarantee that is kept and one that is broken; two whose CPUs move, once and in
// every trial.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "harness/frame/bench.h"
#include "harness/trial/loop.h"

SC_INLINE void op_count(void *context)
{
    ++*(volatile uint64_t *)context;
}

static void body_fine(struct team_member *m, void *shared)
{
    loop_run(m, shared, op_count);
}

static void body_hang(struct team_member *m, void *shared)
{
    (void)m;
    (void)shared;
    for (;;)
        pause();
}

static void body_crash(struct team_member *m, void *shared)
{
    (void)m;
    (void)shared;
    raise(SIGSEGV);
}

/* As if the CPUs had been nearer before the trial than any two can be: however long a busy host
 * makes the line take afterwards, it has changed. */
static void move(struct team_member *m)
{
    if (m->id == 0 && m->phase == 1)
        m->line_before = 1e-3;
}

static void count_own(struct team_member *m, void *shared)
{
    loop_run(m, (uint64_t *)shared + 64 * m->id, op_count);
}

static void body_moved(struct team_member *m, void *shared)
{
    static unsigned trials;
    if (m->id == 0 && m->phase == 1 && trials++ == 0)
        move(m);
    count_own(m, shared);
}

static void body_moving(struct team_member *m, void *shared)
{
    move(m);
    count_own(m, shared);
}

static void *setup_two(struct bench_trial *t)
{
    return arena_place(t->arena, 2 * 64 * sizeof(uint64_t));
}

struct faulty_row {
    struct bench_row row;
    uint64_t miscount;
};

static void *setup(struct bench_trial *t)
{
    return arena_place(t->arena, sizeof(uint64_t));
}

static bool verify(struct bench_trial *t, const struct team_result *r)
{
    uint64_t counted = *(uint64_t *)t->shared;
    if (counted == r->all_ops - ((const struct faulty_row *)t->row)->miscount)
        return true;
    snprintf(t->why, SC_ERR, "counted %llu instead of %llu", (unsigned long long)counted,
             (unsigned long long)r->all_ops);
    return false;
}

static void add(struct bench_rows *rows, const char *name, team_body body, uint64_t miscount)
{
    struct faulty_row row = {{.threads = 1, .body = body, .setup = setup, .verify = verify},
                             miscount};
    bench_add(rows, &row.row, sizeof row, "faulty/%s", name);
}

/* Half of all operations end this way, half that way; of the broken one, one ends as it must
 * not. */
static void count_outcomes(struct bench_trial *t, const struct team_result *r, uint64_t *count)
{
    count[2] = ((const struct faulty_row *)t->row)->miscount != 0;
    count[0] = (r->ops - count[2]) / 2;
    count[1] = r->ops - count[0] - count[2];
}

static void add_guarantee(struct bench_rows *rows, const char *name, bool broken)
{
    static const struct bench_outcome outcome[] = {
        {.name = "r1=0", .allowed = true}, {.name = "r1=1", .allowed = true}, {.name = "r1=2"}};
    struct faulty_row row = {{.kind = BENCH_GUARANTEE,
                              .threads = 1,
                              .body = body_fine,
                              .setup = setup,
                              .outcome = outcome,
                              .n_outcomes = sizeof outcome / sizeof *outcome,
                              .count = count_outcomes},
                             broken};
    bench_add(rows, &row.row, sizeof row, "faulty/%s", name);
}

static void add_moved(struct bench_rows *rows, const char *name, team_body body)
{
    struct faulty_row row = {{.threads = 2, .body = body, .setup = setup_two}, 0};
    bench_add(rows, &row.row, sizeof row, "faulty/%s/threads:2", name);
}

static void enumerate(struct bench_rows *rows)
{
    add(rows, "fine", body_fine, 0);
    add(rows, "hang", body_hang, 0);
    add(rows, "crash", body_crash, 0);
    add(rows, "miscount", body_fine, 1);
    add_moved(rows, "moved", body_moved);
    add_moved(rows, "moving", body_moving);
    add_guarantee(rows, "kept", false);
    add_guarantee(rows, "broken", true);
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"faulty", enumerate};
    return bench_main(argc, argv, &family);
}
