// SPDX-License-Identifier: MIT
// Counters of a team: each member's window and nothing else.
#include "tests/unit/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness/clock.h"
#include "harness/counters.h"
#include "harness/team.h"
#include "harness/team_counts.h"
#include "harness/ticks.h"
#include "harness/topology.h"

enum { WARMUP_PAGES = 400, WINDOW_PAGES = 60 };

static void touch_fresh_pages(unsigned pages)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    unsigned char *at = mmap(NULL, pages * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(at != MAP_FAILED);
    madvise(at, pages * page, MADV_NOHUGEPAGE);
    for (unsigned i = 0; i < pages; i++)
        ((volatile unsigned char *)at)[i * page] = 1;
    munmap(at, pages * page);
}

/* The last member is a helper where shared says so. */
static void body(struct team_member *m, void *shared)
{
    m->uncounted = *(bool *)shared && m->id + 1 == m->threads;
    m->started = ticks();
    touch_fresh_pages(m->phase == 0 ? WARMUP_PAGES : WINDOW_PAGES);
    m->ended = ticks();
    m->ops = 1;
}

static void add(struct counters_plan *plan, const char *name, int set)
{
    char err[SC_ERR];
    struct counter_item *item = &plan->item[plan->n++];
    *item = (struct counter_item){.set = set};
    assert_int_equal(counter_encode(name, &item->code, err), 0);
    plan->sets = 2;
}

static struct team *team_of_two(void)
{
    struct topology topology;
    char err[SC_ERR];
    int cpus[2];
    assert_int_equal(topology_load(&topology, err), 0);
    assert_int_equal(topology_place(&topology, PLACE_SPREAD, 2, cpus), 0);
    topology_free(&topology);
    struct team *t = team_create(2, cpus, err);
    assert_non_null(t);
    return t;
}

static void run(struct team *t, bool helper, struct team_result *r)
{
    team_run(t, body, &helper, (struct team_window){.warmup_ns = 1e5, .window_ns = 1e5}, NULL, r);
}

static void the_window_of_every_counted_member_counts(void **state)
{
    (void)state;
    struct counters_plan plan = {0};
    struct team_result r;
    add(&plan, "perf::PERF_COUNT_SW_PAGE_FAULTS", 0);
    add(&plan, "perf::PERF_COUNT_SW_TASK_CLOCK", 1);
    struct counter_group g;
    int why = counters_open(&g, &plan, 0, &counter_kernel);
    counters_close(&g);
    if (why)
        skip(); /* the kernel lets nobody count */
    struct team *t = team_of_two();
    run(t, false, &r);
    assert_null(r.counts);
    team_count(t, &plan, 0);
    run(t, false, &r);
    assert_true(r.counts[0] >= 2 * WINDOW_PAGES && r.counts[0] < 2 * WINDOW_PAGES + WARMUP_PAGES / 2);
    assert_true(isnan(r.counts[1])); /* the other set's */
    run(t, true, &r);
    assert_true(r.counts[0] >= WINDOW_PAGES && r.counts[0] < 2 * WINDOW_PAGES);
    team_count(t, &plan, 1);
    run(t, false, &r);
    assert_true(isnan(r.counts[0]) && r.counts[1] > 0);
    team_count(t, NULL, 0);
    run(t, false, &r);
    assert_null(r.counts);
    team_destroy(t);
}

static void what_cannot_be_opened_is_unknown(void **state)
{
    (void)state;
    struct counters_plan plan = {0};
    struct team_result r;
    add(&plan, "perf::PERF_COUNT_SW_PAGE_FAULTS", 0);
    plan.item[0].code.attr.type = 0x7fffffff; /* no such PMU */
    struct team *t = team_of_two();
    team_count(t, &plan, 0);
    run(t, false, &r);
    assert_true(isnan(r.counts[0]));
    team_destroy(t);
}

static int setup(void **state)
{
    (void)state;
    clock_start();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_window_of_every_counted_member_counts),
        cmocka_unit_test(what_cannot_be_opened_is_unknown),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
