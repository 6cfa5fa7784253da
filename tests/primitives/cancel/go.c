// SPDX-License-Identifier: MIT
// The tree of Go's contexts: who is cancelled with whom, why, when, and what is left afterwards.
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/test.h"

/* Threads of the timers cannot be made while it is set. */
static bool no_threads;

static int make_or_fail(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *),
                        void *argument)
{
    return no_threads ? EAGAIN : pthread_create(thread, attributes, body, argument);
}

#define pthread_create make_or_fail
#include "primitives/cancel/go.h"
#undef pthread_create
#include "primitives/select/go.h"
#include "tests/primitives/asleep.h"
#include "tests/primitives/deadline.h"

enum { GIVE_UP_S = 280 };

static void init(struct go_cancel *c)
{
    memset(c, 0xa5, sizeof *c);
    assert_int_equal(go_cancel_init(c), 0);
}

static bool done_is_closed(struct go_cancel *c)
{
    return go_channel_try_receive_into(go_cancel_done(c), NULL) == GO_CHANNEL_CLOSED;
}

static void expect(struct go_cancel *c, int reason)
{
    assert_int_equal(go_cancel_reason(c), reason);
    assert_int_equal(go_cancel_canceled(c), reason != 0);
    assert_int_equal(done_is_closed(c), reason != 0);
}

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

static size_t children_of(const struct go_cancel *c)
{
    size_t n = 0;
    for (const struct go_cancel *child = c->children; child; child = child->next)
        n++;
    return n;
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

/* ---- deadlines ---- */

static void a_deadline_cancels_all_below(void **state)
{
    (void)state;
    struct go_cancel root, timed, child;
    struct timespec soon = in_ms(40), much_later = in_ms(20000), got;
    init(&root);
    assert_false(go_cancel_deadline(&root, &got));
    assert_int_equal(go_cancel_init_until(&timed, &root, &soon), 0);
    go_cancel_init_child(&child, &timed);
    assert_true(go_cancel_deadline(&child, &got));
    assert_memory_equal(&got, &soon, sizeof got);
    expect(&child, 0);
    go_cancel_wait(&child);
    assert_true(has_passed(&soon));
    assert_false(has_passed(&much_later));
    expect(&child, -ETIMEDOUT);
    expect(&timed, -ETIMEDOUT);
    expect(&root, 0);
    go_cancel_destroy(&child);
    go_cancel_destroy(&timed);
    assert_int_equal(children_of(&root), 0);
    go_cancel_destroy(&root);
}

static void the_earlier_deadline_holds(void **state)
{
    (void)state;
    struct go_cancel parent, child;
    struct timespec soon = in_ms(30), late = in_ms(60000), got;
    assert_int_equal(go_cancel_init_until(&parent, NULL, &soon), 0);
    assert_int_equal(go_cancel_init_until(&child, &parent, &late), 0);
    assert_true(go_cancel_deadline(&child, &got));
    assert_memory_equal(&got, &soon, sizeof got);
    assert_false(child.timer.queued);
    go_cancel_wait(&child);
    expect(&child, -ETIMEDOUT);
    go_cancel_destroy(&child);
    go_cancel_destroy(&parent);
    soon = in_ms(30);
    assert_int_equal(go_cancel_init_until(&parent, NULL, &late), 0);
    assert_int_equal(go_cancel_init_until(&child, &parent, &soon), 0);
    go_cancel_wait(&child);
    expect(&child, -ETIMEDOUT);
    expect(&parent, 0);
    go_cancel_destroy(&child);
    go_cancel_destroy(&parent);
}

static void a_cancel_comes_before_the_deadline(void **state)
{
    (void)state;
    struct go_cancel root, timed;
    struct timespec soon = in_ms(30);
    for (int above = 0; above < 2; above++) {
        init(&root);
        assert_int_equal(go_cancel_init_until(&timed, &root, &soon), 0);
        assert_true(timed.timer.queued);
        go_cancel_cancel(above ? &root : &timed);
        assert_false(timed.timer.queued);
        sleep_ms(60);
        expect(&timed, -ECANCELED);
        go_cancel_destroy(&timed);
        go_cancel_destroy(&root);
        soon = in_ms(30);
    }
}

/* They are started in another order than they end. */
static void many_deadlines_end_in_order(void **state)
{
    (void)state;
    enum { MANY = 40 };
    struct go_cancel c[MANY];
    struct timespec end[MANY];
    for (int i = 0; i < MANY; i++) {
        end[i] = in_ms(20 + i * 17 % MANY * 2);
        assert_int_equal(go_cancel_init_until(&c[i], NULL, &end[i]), 0);
    }
    for (int rank = 0; rank < MANY; rank++) {
        for (int i = 0; i < MANY; i++)
            if (i * 17 % MANY == rank) {
                go_cancel_wait(&c[i]);
                assert_true(has_passed(&end[i]));
            }
    }
    for (int i = 0; i < MANY; i++) {
        expect(&c[i], -ETIMEDOUT);
        go_cancel_destroy(&c[i]);
    }
}

struct slow_timer {
    struct cancel_timer timer;
    _Atomic bool begun, ended;
};

static void fire_slowly(struct cancel_timer *t)
{
    struct slow_timer *slow = (struct slow_timer *)t; /* its first member */
    atomic_store(&slow->begun, true);
    sleep_ms(50);
    atomic_store(&slow->ended, true);
}

/* A destroy, which forgets the timer, waits for a function that runs; a stop does not. */
static void a_forgotten_timer_is_not_running(void **state)
{
    (void)state;
    for (int forget = 0; forget < 2; forget++) {
        struct slow_timer slow = {.timer = {.deadline = in_ms(5), .fire = fire_slowly}};
        assert_int_equal(cancel_timer_start_slow(&slow.timer), 0);
        while (!atomic_load(&slow.begun))
            sleep_ms(1);
        if (!forget)
            cancel_timer_stop_slow(&slow.timer);
        assert_false(atomic_load(&slow.ended));
        cancel_timer_forget_slow(&slow.timer);
        assert_true(atomic_load(&slow.ended));
    }
}

/* The thread says so under the lock, and then ends. */
static bool timers_run(void)
{
    sema_lock(&cancel_timers.lock);
    const bool run = cancel_timers.running;
    sema_unlock(&cancel_timers.lock);
    return run;
}

static int threads(void)
{
    int n = -2; /* . and .. */
    DIR *tasks = opendir("/proc/self/task");
    assert_non_null(tasks);
    while (readdir(tasks))
        n++;
    closedir(tasks);
    return n;
}

static void the_thread_of_the_timers_ends(void **state)
{
    (void)state;
    struct go_cancel c;
    struct timespec later = in_ms(60000);
    while (timers_run()) /* those of other tests */
        sleep_ms(10);
    sleep_ms(50);
    const int before = threads();
    assert_int_equal(go_cancel_init_until(&c, NULL, &later), 0);
    assert_int_equal(threads(), before + 1);
    go_cancel_destroy(&c);
    while (timers_run() || threads() > before) /* else the alarm */
        sleep_ms(10);
    assert_null(cancel_timers.first);
}

static void errors_are_returned(void **state)
{
    (void)state;
    struct go_cancel root, c;
    struct timespec none = {0, 1000000000}, soon = in_ms(60000);
    init(&root);
    assert_int_equal(go_cancel_init_until(&c, &root, &none), -EINVAL);
    none.tv_nsec = -1;
    assert_int_equal(go_cancel_init_until(&c, &root, &none), -EINVAL);
    while (timers_run())
        sleep_ms(10);
    no_threads = true;
    assert_int_equal(go_cancel_init_until(&c, &root, &soon), -EAGAIN);
    assert_int_equal(children_of(&root), 0);
    no_threads = false;
    assert_int_equal(go_cancel_init_until(&c, &root, &soon), 0);
    go_cancel_destroy(&c);
    go_cancel_destroy(&root);
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
        cmocka_unit_test(a_deadline_cancels_all_below),
        cmocka_unit_test(the_earlier_deadline_holds),
        cmocka_unit_test(a_cancel_comes_before_the_deadline),
        cmocka_unit_test(many_deadlines_end_in_order),
        cmocka_unit_test(a_forgotten_timer_is_not_running),
        cmocka_unit_test(contexts_come_and_go),
        cmocka_unit_test(the_thread_of_the_timers_ends),
        cmocka_unit_test(errors_are_returned),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests_name("go cancel", tests, NULL, NULL);
}
