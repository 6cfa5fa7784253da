// SPDX-License-Identifier: MIT
// Epochs: what a section protects, how much waits, threads that end in any way or cannot be listed,
// and no memory for a bag. With the fence for all, and without it.
#include <limits.h>
#include <unistd.h>

#include "primitives/tsan.h"
#include "tests/primitives/death.h"
#include "tests/primitives/epoch_guest.h"

static void *hold(void *argument)
{
    struct guest *g = argument;
    epoch_enter();
    const struct canary *c = atomic_load(&newest);
    epoch_enter();
    epoch_leave();
    stop_here(g);
    g->faults += !canary_is_sound(c) || c->word[0] != 7;
    epoch_leave();
    stop_here(g);
    return NULL;
}

/* An open section, which has nested ones behind it, keeps what it found; its end lets go. */
static void a_section_protects(void **state)
{
    struct guest g = {.faults = 0};
    (void)state;
    publish(7);
    pthread_create(&g.thread, NULL, hold, &g);
    await_stop(&g, 1);
    publish_many(1000);
    assert_int_equal(atomic_load(&canaries_alive), 1001); /* the bag before is protected, too */
    atomic_store(&g.go, 1);
    await_stop(&g, 2);
    publish_many(MOST_WAITING);
    assert_in_range(atomic_load(&canaries_alive), 1, 1 + MOST_WAITING);
    atomic_store(&g.go, 2);
    pthread_join(g.thread, NULL);
    assert_int_equal(g.faults, 0);
    end_newest();
    nothing_is_left();
}

/* While sections are short no more than three bags wait. */
static void garbage_is_bounded(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 100 * LIMBO_BAG; i++) {
        epoch_enter();
        epoch_leave();
        publish(i);
        assert_in_range(atomic_load(&canaries_alive), 1, 1 + MOST_WAITING);
    }
    end_newest();
    nothing_is_left();
}

static void *end_in_a_section(void *argument)
{
    publish_and_end(argument);
    epoch_enter();
    epoch_enter();
    pthread_exit(NULL);
}

static void *be_cancelled_in_a_section(void *argument)
{
    publish_and_end(argument);
    epoch_enter();
    stop_here(argument);
    return NULL;
}

static pthread_key_t late;

/* ThreadSanitizer forgets a thread in the last round of destructors, and no code of it may come
 * after that. */
#ifdef SC_TSAN
enum { LATE_ROUNDS = 2 };
#else
enum { LATE_ROUNDS = PTHREAD_DESTRUCTOR_ITERATIONS };
#endif

/* A destructor that comes after the epochs', and again up to the last round of destructors. */
static void use_late(void *argument)
{
    struct guest *g = argument;
    epoch_enter();
    g->faults += !canary_is_sound(atomic_load(&newest));
    epoch_leave();
    g->faults += publish(1) != 0;
    if (++g->late < LATE_ROUNDS)
        pthread_setspecific(late, g);
}

static void *end_with_destructors(void *argument)
{
    publish_and_end(argument);
    pthread_setspecific(late, argument);
    return NULL;
}

/* However a thread ends, its garbage is reclaimed and its section is over. */
static void threads_end(void **state)
{
    static void *(*const ways[])(void *) = {publish_and_end, end_in_a_section, end_with_destructors,
                                            be_cancelled_in_a_section};
    (void)state;
    assert_int_equal(pthread_key_create(&late, use_late), 0);
    for (unsigned i = 0; i < 4 * 20; i++) {
        struct guest g = {.faults = 0};
        pthread_create(&g.thread, NULL, ways[i % 4], &g);
        if (i % 4 == 3) {
            await_stop(&g, 1);
            pthread_cancel(g.thread);
        }
        pthread_join(g.thread, NULL);
        assert_int_equal(g.faults, 0);
    }
    pthread_key_delete(late);
    assert_null(epoch_domain.records == &epoch_self ? epoch_domain.records->next
                                                    : epoch_domain.records);
    assert_in_range(atomic_load(&canaries_alive), 1, 1 + MOST_WAITING);
    end_newest();
    nothing_is_left();
}

static void *hold_unlisted(void *argument)
{
    struct guest *g = argument;
    hold(argument);
    g->faults += epoch_self.depth != EPOCH_UNLISTED;
    publish_and_end(argument);
    return NULL;
}

/* A thread whose end nobody would notice is protected all the same, and leaves nothing. */
static void unlisted_threads_are_protected(void **state)
{
    struct guest g = {.faults = 0};
    (void)state;
    publish(7);
    epoch_domain.has_key = false;
    pthread_create(&g.thread, NULL, hold_unlisted, &g);
    await_stop(&g, 1);
    epoch_domain.has_key = true;
    publish_many(1000);
    assert_int_equal(atomic_load(&canaries_alive), 1001);
    epoch_domain.has_key = false;
    atomic_store(&g.go, 2);
    pthread_join(g.thread, NULL);
    epoch_domain.has_key = true;
    assert_int_equal(g.faults, 0);
    end_newest();
    nothing_is_left();
}

static _Atomic bool stop_looking;

static void *look(void *argument)
{
    struct guest *g = argument;
    while (!atomic_load_explicit(&stop_looking, memory_order_relaxed)) {
        epoch_enter();
        const struct canary *c = atomic_load(&newest);
        g->faults += !canary_is_sound(c);
        g->faults += !canary_is_sound(c);
        epoch_leave();
    }
    return NULL;
}

static void *publish_and_drain(void *argument)
{
    struct guest *g = argument;
    for (unsigned i = 0; i < 40000; i++) {
        g->faults += publish(i) != 0;
        if (i % 4096 == 0)
            epoch_drain_slow();
    }
    return NULL;
}

static void readers_never_see_the_dead(void **state)
{
    struct guest g[6] = {{.faults = 0}};
    (void)state;
    publish(0);
    atomic_store(&stop_looking, false);
    for (unsigned i = 0; i < 6; i++)
        pthread_create(&g[i].thread, NULL, i < 3 ? look : publish_and_drain, &g[i]);
    for (unsigned i = 6; i-- > 0;) {
        if (i == 2)
            atomic_store(&stop_looking, true);
        pthread_join(g[i].thread, NULL);
        assert_int_equal(g[i].faults, 0);
    }
    end_newest();
    nothing_is_left();
}

/* Without memory for a bag nothing is taken out of use; with it all goes on. */
static void no_memory_is_an_error(void **state)
{
    (void)state;
    publish_many(1);
    epoch_drain_slow(); /* no bag is open */
    atomic_store(&scarce_left, 0);
    assert_int_equal(publish(0), -ENOMEM);
    assert_int_equal(publish(0), -ENOMEM);
    assert_int_equal(atomic_load(&canaries_alive), 1);
    atomic_store(&scarce_left, 1);
    publish_many(LIMBO_BAG);
    assert_int_equal(publish(0), -ENOMEM);
    atomic_store(&scarce_left, -1);
    publish_many(1);
    end_newest();
    nothing_is_left();
}

/* An object of many bytes does not wait for a bag to fill. */
static void large_objects_go_at_once(void **state)
{
    struct epoch_garbage *g;
    (void)state;
    assert_int_equal(epoch_retire_begin(&g), 0);
    epoch_retire_end_large_slow(g, canary_new(1), canary_end);
    assert_int_equal(atomic_load(&canaries_alive), 1);
    epoch_collect_slow(g, EPOCH_AT_ONCE);
    assert_int_equal(atomic_load(&canaries_alive), 0);
}

static void leave_outside(void *unused)
{
    (void)unused;
    epoch_leave();
}

static void drain_inside(void *unused)
{
    (void)unused;
    epoch_enter();
    epoch_drain_slow();
}

static void misuse_is_fatal(void **state)
{
    (void)state;
    assert_true(dies_with(leave_outside, NULL, "epoch: leave outside of a section", &epoch_self));
    assert_true(dies_with(drain_inside, NULL, "epoch: drain would wait for itself", &epoch_self));
}

static int without_the_fence(void **state)
{
    (void)state;
    everywhere_registered = false;
    return 0;
}

int main(void)
{
    const bool registered = everywhere_registered;
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_section_protects),
        cmocka_unit_test(garbage_is_bounded),
        cmocka_unit_test(threads_end),
        cmocka_unit_test(unlisted_threads_are_protected),
        cmocka_unit_test(readers_never_see_the_dead),
        cmocka_unit_test(no_memory_is_an_error),
        cmocka_unit_test(large_objects_go_at_once),
        cmocka_unit_test(misuse_is_fatal),
        cmocka_unit_test_setup(readers_never_see_the_dead, without_the_fence),
        cmocka_unit_test_setup(a_section_protects, without_the_fence),
        cmocka_unit_test_setup(threads_end, without_the_fence),
    };
    alarm(GIVE_UP_S);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    if (!registered)
        print_message("the kernel has no fence for all threads: only the other way was tested\n");
    return failed;
}
