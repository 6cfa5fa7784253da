// SPDX-License-Identifier: MIT
// Where the memory of a row lies that has its home with one of its threads.
#include "tests/harness/frame/measured.h"

static void body(struct team_member *m, void *shared)
{
    (void)shared;
    m->started = ticks();
    m->ended = m->started + clock_ticks(1e6);
    m->ops = m->phase ? 1000 : 0;
}

static void *setup(struct bench_trial *t)
{
    unsigned char *room = arena_place(t->arena, 64);
    if (room)
        *room = 1;
    return room;
}

/* The node of the second thread's CPU, without --memory. */
static void memory_lies_where_the_row_has_its_home(void **state)
{
    (void)state;
    struct bench_row row = {.name = "a/b", .threads = 2, .body = body, .setup = setup};
    json_t *lines = lines_of(&row, &(struct bench_settings){.trials = 1, .arena = -1}, 0);
    assert_false(has(lines, 0, "home_share"));
    json_decref(lines);
    row.home = 1;
    lines = lines_of(&row, &(struct bench_settings){.trials = 2, .arena = -1}, 0);
    for (size_t trial = 0; trial < 2; trial++)
        assert_true(number(lines, trial, "home_share") == 1);
    json_decref(lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_lies_where_the_row_has_its_home),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
