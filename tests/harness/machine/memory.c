// SPDX-License-Identifier: MIT
// Nodes of machines that are not here, and memory that is bound here.
#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "harness/machine/memory.h"
#include "harness/trial/arena.h"
#include "tests/test.h"

static struct memory *open_synthetic(const char *machine)
{
    char err[SC_ERR] = "";
    if (machine)
        setenv("HWLOC_SYNTHETIC", machine, 1);
    struct memory *m = memory_open(err);
    unsetenv("HWLOC_SYNTHETIC");
    assert_string_equal(err, "");
    assert_non_null(m);
    return m;
}

static void words_are_read_strictly(void **state)
{
    static const char *const bad[] = {"", "near", "node", "node:", "node:x", "node:-1", "local "};
    struct memory_wish w = {0};
    (void)state;
    assert_true(memory_parse_policy(&w, "local") && w.policy == MEMORY_LOCAL);
    assert_true(memory_parse_policy(&w, "remote") && w.policy == MEMORY_REMOTE);
    assert_true(memory_parse_policy(&w, "interleave") && w.policy == MEMORY_INTERLEAVE);
    assert_true(memory_parse_policy(&w, "node:3") && w.policy == MEMORY_NODE && w.node == 3);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(memory_parse_policy(&w, bad[i]));
    assert_true(memory_parse_pages(&w, "4k") && w.pages == PAGES_4K);
    assert_true(memory_parse_pages(&w, "2m") && w.pages == PAGES_2M);
    assert_false(memory_parse_pages(&w, "1g"));
}

static void nodes_follow_each_other(void **state)
{
    struct memory *m = open_synthetic("numa:3 core:2 pu:1");
    (void)state;
    assert_int_equal(memory_nodes(m), 3);
    assert_int_equal(memory_node_of(m, 0), 0);
    assert_int_equal(memory_node_of(m, 3), 1);
    assert_int_equal(memory_node_of(m, 99), -1);
    assert_int_equal(memory_node_of(m, -1), -1);
    assert_int_equal(memory_remote_node(m, 0), 1);
    assert_int_equal(memory_remote_node(m, 4), 0);
    assert_int_equal(memory_remote_node(m, 99), -1);
    memory_close(m);
    m = open_synthetic("numa:1 core:2 pu:1");
    assert_int_equal(memory_remote_node(m, 0), -1);
    memory_close(m);
}

/* HBM or persistent memory beside a package's own, an expander beside all: the node of no CPU, and
 * neither local nor remote. */
static void memory_without_cpus_is_not_remote(void **state)
{
    static const struct {
        const char *machine;
        int nodes, local[2], remote[2]; /* of a CPU of either package */
    } shapes[] = {
        {"package:2 [numa(memory=1GB)] [numa(memory=1GB)] core:1 pu:1", 4, {0, 2}, {2, 0}},
        {"package:2 [numa(memory=1GB indexes=0,2,1,3)] [numa(memory=1GB)] core:1 pu:1",
         4,
         {0, 1},
         {1, 0}},
        {"[numa(memory=1GB)] package:2 [numa(memory=1GB)] core:1 pu:1", 3, {0, 1}, {1, 0}},
        {"package:1 [numa(memory=1GB)] [numa(memory=1GB)] core:2 pu:1", 2, {0, 0}, {-1, -1}},
        {"[numa(memory=1GB)] package:1 [numa(memory=1GB)] core:2 pu:1", 2, {0, 0}, {-1, -1}},
    };
    const struct memory_wish w = {.policy = MEMORY_REMOTE};
    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        struct memory *m = open_synthetic(shapes[i].machine);
        char err[SC_ERR] = "";
        assert_int_equal(memory_nodes(m), shapes[i].nodes);
        for (int cpu = 0; cpu < 2; cpu++) {
            assert_int_equal(memory_node_of(m, cpu), shapes[i].local[cpu]);
            assert_int_equal(memory_remote_node(m, cpu), shapes[i].remote[cpu]);
        }
        assert_int_equal(memory_can(m, &w, MEMORY_HUGE, err), shapes[i].remote[0] >= 0);
        assert_int_equal(!!strstr(err, "than CPU 0's has memory: use node:N"),
                         shapes[i].remote[0] < 0);
        memory_close(m);
    }
}

static void a_machine_that_hwloc_cannot_read_is_refused(void **state)
{
    char err[SC_ERR] = "";
    (void)state;
    setenv("HWLOC_XMLFILE", "/nonexistent", 1);
    setenv("HWLOC_COMPONENTS", "xml,stop", 1);
    assert_null(memory_open(err));
    unsetenv("HWLOC_XMLFILE");
    unsetenv("HWLOC_COMPONENTS");
    assert_non_null(strstr(err, "hwloc cannot read the memory"));
}

/* A card's memory that is switched off, or an expander without any: a node, and empty. */
static void a_node_without_memory_is_none(void **state)
{
    const struct memory_wish empty = {.policy = MEMORY_NODE, .node = 1};
    struct memory *m = open_synthetic("package:2 [numa(memory=1GB)] [numa(memory=0)] core:1 pu:1");
    char err[SC_ERR];
    (void)state;
    assert_int_equal(memory_nodes(m), 2);
    assert_int_equal(memory_remote_node(m, 0), 2);
    assert_false(memory_can(m, &empty, MEMORY_HUGE, err));
    memory_close(m);
}

static void what_cannot_be_had_is_refused(void **state)
{
    char err[SC_ERR];
    struct memory *two = open_synthetic("numa:2 core:2 pu:1"),
                  *one = open_synthetic("numa:1 core:2 pu:1");
    struct memory_wish w = {.policy = MEMORY_REMOTE};
    (void)state;
    assert_true(memory_can(two, &w, MEMORY_HUGE, err));
    assert_false(memory_can(one, &w, MEMORY_HUGE, err));
    assert_non_null(strstr(err, "one node only"));
    w.policy = MEMORY_INTERLEAVE;
    assert_false(memory_can(one, &w, MEMORY_HUGE, err));
    w = (struct memory_wish){.policy = MEMORY_NODE, .node = 1};
    assert_true(memory_can(two, &w, MEMORY_HUGE, err));
    assert_false(memory_can(one, &w, MEMORY_HUGE, err));
    assert_non_null(strstr(err, "no node 1 with memory here: use one of 0"));
    memory_close(two);
    memory_close(one);
}

/* The arena's pages lie on the node of this CPU, and nothing is said of those nobody touched. */
static void bound_memory_is_there(void **state)
{
    const struct memory_wish w = {.policy = MEMORY_LOCAL};
    char err[SC_ERR] = "";
    struct arena *a = arena_create(1, -1);
    (void)state;
    assert_non_null(a);
    assert_true(isnan(arena_home_share(a)));
    if (arena_settle(a, &w, sched_getcpu(), err) != 0)
        fail_msg("%s", err);
    char *place = arena_place(a, 8192);
    assert_true(isnan(arena_home_share(a)));
    place[0] = 1;
    assert_true(arena_home_share(a) == 1);
    assert_true(isnan(arena_huge_share(a)));
    arena_destroy(a);
}

static void an_arena_on_no_node_is_refused(void **state)
{
    const struct memory_wish w = {.policy = MEMORY_NODE, .node = 100000};
    char err[SC_ERR] = "";
    struct arena *a = arena_create(1, -1);
    (void)state;
    assert_non_null(a);
    assert_int_equal(arena_settle(a, &w, 0, err), -1);
    assert_non_null(strstr(err, "memory cannot be bound to a node"));
    arena_destroy(a);
}

static void memory_of_no_other_node_cannot_be_bound(void **state)
{
    const struct memory_wish w = {.policy = MEMORY_REMOTE};
    struct memory *one = open_synthetic("numa:1 core:64 pu:1");
    char err[SC_ERR] = "", page[1];
    (void)state;
    assert_int_equal(memory_bind(one, &w, 0, page, sizeof page, err), -1);
    assert_non_null(strstr(err, "no node of other CPUs than CPU 0's has memory: use node:N"));
    memory_close(one);
}

/* Before the run, and not by rows that fail: of any CPU that threads may get. */
static void memory_that_a_cpus_node_has_not_is_refused(void **state)
{
    const struct memory_wish w = {.policy = MEMORY_LOCAL};
    struct memory *empty = open_synthetic("package:2 [numa(memory=0)] core:1 pu:1"),
                  *here = open_synthetic(NULL);
    char err[SC_ERR] = "";
    (void)state;
    assert_false(memory_can_bind(empty, &w, 1, err));
    assert_non_null(strstr(err, "the node of CPU 1 has no memory: use other CPUs"));
    assert_false(memory_can(empty, &w, MEMORY_HUGE, err));
    assert_true(memory_can_bind(here, &w, sched_getcpu(), err));
    assert_true(memory_can(here, &w, MEMORY_HUGE, err));
    memory_close(empty);
    memory_close(here);
}

/* What lies elsewhere is seen: pages touched here are not on a node that this CPU is not of. */
static void memory_elsewhere_is_seen(void **state)
{
    enum { TOUCHED = 16 };
    struct memory *two = open_synthetic("numa:2 core:64 pu:1");
    const struct memory_wish near = {.policy = MEMORY_NODE, .node = 0},
                             far = {.policy = MEMORY_NODE, .node = 1},
                             both = {.policy = MEMORY_INTERLEAVE};
    const size_t size = memory_page(), all = 2 * TOUCHED * size;
    char *page = mmap(NULL, all, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct memory *here = open_synthetic(NULL);
    (void)state;
    assert_true(page != MAP_FAILED);
    assert_true(isnan(memory_share(two, &near, 0, page, all)));
    for (size_t i = 0; i < TOUCHED; i++)
        page[i * size] = 1;
    if (memory_nodes(here) == 1) {
        assert_true(memory_share(two, &near, 0, page, all) == 1);
        assert_true(memory_share(two, &far, 0, page, all) == 0);
        assert_true(memory_share(two, &both, 0, page, all) == 0.5);
        /* a part of a page is one */
        assert_true(memory_share(two, &near, 0, page, 1) == 1);
        assert_true(memory_share(two, &far, 0, page, size + 1) == 0);
    }
    munmap(page, all);
    memory_close(two);
    memory_close(here);
}

/* What the kernel could say of 16 pages that are to be interleaved: how many are in turn. */
static void interleaved_pages_take_turns(void **state)
{
    enum { PAGES = 16, NONE = -2 };
    static const struct {
        int node[PAGES];
        unsigned good, touched;
    } told[] = {
        {{0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1}, 16, 16},
        {{1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0}, 16, 16},
        {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 8, 16},
        {{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1}, 8, 16},
        {{0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1}, 15, 16},
        {{0, 1, 0, 1, 0, 7, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1}, 15, 16},
        {{0, NONE, 0, NONE, 0, NONE, 0, NONE, NONE, 1, NONE, NONE, NONE, 1, 0, NONE}, 7, 7},
    };
    const struct memory_wish both = {.policy = MEMORY_INTERLEAVE},
                             huge = {.policy = MEMORY_INTERLEAVE, .pages = PAGES_2M};
    struct memory *two = open_synthetic("numa:2 core:2 pu:1"),
                  *three = open_synthetic("numa:3 core:2 pu:1");
    const size_t run = MEMORY_HUGE / memory_page();
    int *long_runs = calloc(4 * run, sizeof *long_runs);
    (void)state;
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        assert_true(memory_share_of(two, &both, 0, told[i].node, PAGES) ==
                    (double)told[i].good / told[i].touched);
    assert_true(memory_share_of(three, &both, 0, (const int[]){1, 2, 0, 1, 2}, 5) == 1);
    assert_true(memory_share_of(three, &both, 0, (const int[]){0, 2, 1, 0, 2}, 5) == 0.4);
    assert_non_null(long_runs);
    for (size_t i = 0; i < 4 * run; i++)
        long_runs[i] = i / run % 2;
    assert_true(memory_share_of(two, &huge, 0, long_runs, 4 * run) == 1);
    assert_true(memory_share_of(two, &both, 0, long_runs, 4 * run) == 0.5 || run == 1);
    free(long_runs);
    memory_close(two);
    memory_close(three);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_read_strictly),
        cmocka_unit_test(nodes_follow_each_other),
        cmocka_unit_test(memory_without_cpus_is_not_remote),
        cmocka_unit_test(a_machine_that_hwloc_cannot_read_is_refused),
        cmocka_unit_test(a_node_without_memory_is_none),
        cmocka_unit_test(what_cannot_be_had_is_refused),
        cmocka_unit_test(bound_memory_is_there),
        cmocka_unit_test(an_arena_on_no_node_is_refused),
        cmocka_unit_test(memory_of_no_other_node_cannot_be_bound),
        cmocka_unit_test(memory_that_a_cpus_node_has_not_is_refused),
        cmocka_unit_test(memory_elsewhere_is_seen),
        cmocka_unit_test(interleaved_pages_take_turns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
