// SPDX-License-Identifier: MIT
// The tree of Go's contexts: who is cancelled with whom, why, and what is left afterwards.
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "primitives/cancel/go.h"
#include "tests/primitives/cancel/context.h"
#include "tests/primitives/deadline.h"

enum { GIVE_UP_S = 280 };

/* A root, two below it, and two below the first of these. */
enum { ROOT, LEFT, RIGHT, LEFT_LEFT, LEFT_RIGHT, NODES };

static void make_tree(struct go_cancel node[NODES])
{
    static const int parent[NODES] = {0, ROOT, ROOT, LEFT, LEFT};
    init(&node[ROOT]);
    for (int i = LEFT; i < NODES; i++) {
        memset(&node[i], 0xa5, sizeof node[i]);
        go_cancel_init_child(&node[i], &node[parent[i]]);
        expect(&node[i], 0);
    }
}

static void free_tree(struct go_cancel node[NODES])
{
    for (int i = NODES; i-- > 0;)
        go_cancel_destroy(&node[i]);
}

static void cancels_all_below_and_nothing_else(void **state)
{
    static const bool below[NODES][NODES] = {
        [ROOT] = {1, 1, 1, 1, 1},      [LEFT] = {0, 1, 0, 1, 1},       [RIGHT] = {0, 0, 1, 0, 0},
        [LEFT_LEFT] = {0, 0, 0, 1, 0}, [LEFT_RIGHT] = {0, 0, 0, 0, 1},
    };
    (void)state;
    for (int from = 0; from < NODES; from++) {
        struct go_cancel node[NODES];
        make_tree(node);
        go_cancel_cancel(&node[from]);
        for (int i = 0; i < NODES; i++)
            expect(&node[i], below[from][i] ? -ECANCELED : 0);
        free_tree(node);
    }
}

/* First, middle and last of the list; by a cancel, and by a destroy without one. */
static void a_child_leaves_its_parent(void **state)
{
    (void)state;
    for (int leaver = 0; leaver < 3; leaver++)
        for (int cancels = 0; cancels < 2; cancels++) {
            struct go_cancel root, child[3];
            init(&root);
            for (int i = 0; i < 3; i++)
                go_cancel_init_child(&child[i], &root);
            assert_int_equal(children_of(&root), 3);
            if (cancels)
                go_cancel_cancel(&child[leaver]);
            else
                go_cancel_destroy(&child[leaver]);
            assert_int_equal(children_of(&root), 2);
            go_cancel_cancel(&root);
            assert_int_equal(children_of(&root), 0);
            for (int i = 0; i < 3; i++)
                if (cancels || i != leaver) {
                    expect(&child[i], -ECANCELED);
                    go_cancel_destroy(&child[i]);
                }
            assert_int_equal(children_of(&root), 0);
            go_cancel_destroy(&root);
        }
}

static void a_child_of_a_cancelled_one_is_cancelled(void **state)
{
    (void)state;
    struct go_cancel root, child, late;
    struct timespec soon = in_ms(60000);
    init(&root);
    go_cancel_cancel(&root);
    go_cancel_init_child(&child, &root);
    expect(&child, -ECANCELED);
    assert_int_equal(go_cancel_init_until(&late, &root, &soon), 0);
    expect(&late, -ECANCELED);
    assert_false(late.timer.queued);
    assert_int_equal(children_of(&root), 0);
    go_cancel_destroy(&late);
    go_cancel_destroy(&child);
    go_cancel_destroy(&root);
}

static void the_first_reason_stays(void **state)
{
    (void)state;
    struct go_cancel c, child;
    struct timespec past = in_ms(-1);
    assert_int_equal(go_cancel_init_until(&c, NULL, &past), 0);
    expect(&c, -ETIMEDOUT);
    go_cancel_cancel(&c);
    expect(&c, -ETIMEDOUT);
    go_cancel_init_child(&child, &c);
    expect(&child, -ETIMEDOUT);
    assert_string_equal(go_cancel_words(0), "");
    assert_string_equal(go_cancel_words(-ECANCELED), "context canceled");
    assert_string_equal(go_cancel_words(go_cancel_reason(&c)), "context deadline exceeded");
    go_cancel_destroy(&child);
    go_cancel_destroy(&c);
}

/* ---- contexts come and go while the one above is cancelled ---- */

enum { THREADS = 4, ROUNDS = 400, SHORT_LIVED = 8 };

struct user {
    struct go_cancel *root;
    pthread_barrier_t *gate;
    unsigned id, wrong;
    pthread_t thread;
};

static void use_child(struct user *me, unsigned nth)
{
    struct go_cancel child, below;
    struct timespec soon = in_ns(nth % 3 == 0 ? 30000 : 60000000000);
    const bool timed = nth % 3 < 2;
    if (timed)
        me->wrong += go_cancel_init_until(&child, me->root, &soon) != 0;
    else
        go_cancel_init_child(&child, me->root);
    go_cancel_init_child(&below, &child);
    if (nth % 2)
        go_cancel_cancel(&child);
    if (nth % 2 || go_cancel_canceled(&child))
        go_cancel_wait(&below);
    me->wrong += go_cancel_reason(&child) && !done_is_closed(&child);
    me->wrong += go_cancel_canceled(&below) && !go_cancel_canceled(&child);
    go_cancel_destroy(&below);
    go_cancel_destroy(&child);
}

static void *come_and_go(void *argument)
{
    struct user *me = argument;
    for (unsigned round = 0; round < ROUNDS; round++) {
        pthread_barrier_wait(me->gate);
        for (unsigned i = 0; i < SHORT_LIVED; i++) {
            if (me->id == 0 && i == round % SHORT_LIVED)
                go_cancel_cancel(me->root);
            use_child(me, me->id + i + round);
        }
        if (pthread_barrier_wait(me->gate) != 0) {
            me->wrong += children_of(me->root) != 0 || go_cancel_reason(me->root) != -ECANCELED;
            go_cancel_destroy(me->root);
            go_cancel_init(me->root);
        }
    }
    return NULL;
}

static void contexts_come_and_go(void **state)
{
    (void)state;
    struct go_cancel root;
    struct user user[THREADS];
    pthread_barrier_t gate;
    init(&root);
    pthread_barrier_init(&gate, NULL, THREADS);
    for (unsigned i = 0; i < THREADS; i++) {
        user[i] = (struct user){.root = &root, .gate = &gate, .id = i};
        assert_int_equal(pthread_create(&user[i].thread, NULL, come_and_go, &user[i]), 0);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(user[i].thread, NULL);
        assert_int_equal(user[i].wrong, 0);
    }
    pthread_barrier_destroy(&gate);
    go_cancel_destroy(&root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cancels_all_below_and_nothing_else),
        cmocka_unit_test(a_child_leaves_its_parent),
        cmocka_unit_test(a_child_of_a_cancelled_one_is_cancelled),
        cmocka_unit_test(the_first_reason_stays),
        cmocka_unit_test(contexts_come_and_go),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests_name("go cancel", tests, NULL, NULL);
}
