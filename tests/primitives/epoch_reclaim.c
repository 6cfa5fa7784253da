// SPDX-License-Identifier: MIT
// Epochs: what reclaim functions may do, and threads that drain or reclaim while they wait.
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "tests/primitives/asleep.h"
#include "tests/primitives/epoch_guest.h"

static void end_and_publish(void *canary)
{
    canary_end(canary);
    epoch_enter();
    publish(1);
    epoch_leave();
}

/* A reclaim function may use sections and retire. */
static void reclaiming_may_retire(void **state)
{
    struct epoch_garbage *g;
    (void)state;
    for (unsigned i = 0; i < 4 * LIMBO_BAG; i++) {
        assert_int_equal(epoch_retire_begin(&g), 0);
        epoch_retire_end(g, canary_new(1), end_and_publish);
    }
    epoch_drain_slow();
    end_newest();
    nothing_is_left();
}

/* An object whose reclaim function says that it runs, and waits for a lock of the user's. */
struct guarded {
    pthread_mutex_t *lock;
    atomic_bool begun, ended;
    _Atomic pid_t drainer; /* about to drain */
    unsigned faults;
};

static void reclaim_guarded(void *argument)
{
    struct guarded *o = argument;
    atomic_store(&o->begun, true);
    pthread_mutex_lock(o->lock);
    atomic_store(&o->ended, true);
    pthread_mutex_unlock(o->lock);
}

static void *retire_guarded(void *argument)
{
    struct guarded *o = argument;
    struct epoch_garbage *g;
    o->faults += epoch_retire_begin(&g) != 0;
    epoch_retire_end_large_slow(g, o, reclaim_guarded);
    epoch_collect_slow(g, EPOCH_AT_ONCE);
    return NULL;
}

static void *drain_guarded(void *argument)
{
    struct guarded *o = argument;
    atomic_store(&o->drainer, gettid());
    epoch_drain_slow();
    o->faults += !atomic_load(&o->ended);
    return NULL;
}

static void *read_first(void *argument)
{
    (void)argument;
    epoch_enter();
    epoch_leave();
    return NULL;
}

/*
 * This thread holds the lock that a reclaim function of a second thread waits for, and a third one
 * drains. The first section of a fourth one waits for none of them, and the drain for the second.
 */
static void a_drain_holds_up_no_first_section(void **state)
{
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    struct guarded o = {.lock = &lock};
    pthread_t retirer, drainer, reader;
    (void)state;
    pthread_mutex_lock(&lock);
    pthread_create(&retirer, NULL, retire_guarded, &o);
    while (!atomic_load(&o.begun))
        sched_yield();
    pthread_create(&drainer, NULL, drain_guarded, &o);
    await_sleep(&o.drainer);
    pthread_create(&reader, NULL, read_first, NULL);
    pthread_join(reader, NULL); /* else the alarm */
    assert_false(atomic_load(&o.ended));
    pthread_mutex_unlock(&lock);
    pthread_join(retirer, NULL);
    pthread_join(drainer, NULL);
    assert_int_equal(o.faults, 0);
    nothing_is_left();
}

static void *drain_cancelled(void *argument)
{
    struct guest *g = argument;
    epoch_drain_slow();
    atomic_store(&g->stop, 1);
    pthread_testcancel();
    return NULL;
}

/* A thread that is cancelled in a drain ends after it, and others can drain. */
static void a_drain_is_no_cancellation_point(void **state)
{
    struct guest g = {.faults = 0};
    void *end;
    (void)state;
    publish(1);
    epoch_enter();
    pthread_create(&g.thread, NULL, drain_cancelled, &g);
    pthread_cancel(g.thread);
    sleep_ms(5); /* it waits for this section */
    epoch_leave();
    pthread_join(g.thread, &end);
    assert_ptr_equal(end, PTHREAD_CANCELED);
    assert_int_equal(atomic_load(&g.stop), 1);
    end_newest();
    nothing_is_left();
}

static void end_by_cancellation(void *canary)
{
    pthread_cancel(pthread_self());
    pthread_testcancel();
    canary_end(canary);
}

static void *reclaim_cancelled(void *argument)
{
    struct guest *g = argument;
    struct epoch_garbage *mine;
    for (int i = 0; i < 2; i++) {
        g->faults += epoch_retire_begin(&mine) != 0;
        epoch_retire_end(mine, canary_new(1), end_by_cancellation);
    }
    g->faults += epoch_retire_begin(&mine) != 0;
    epoch_retire_end_large_slow(mine, canary_new(1), canary_end);
    epoch_collect_slow(mine, EPOCH_AT_ONCE);
    atomic_store(&g->stop, 1);
    pthread_testcancel();
    return NULL;
}

/* A thread that is cancelled in a reclaim function calls the others first. */
static void a_reclaim_function_is_not_cancelled(void **state)
{
    struct guest g = {.faults = 0};
    void *end;
    (void)state;
    pthread_create(&g.thread, NULL, reclaim_cancelled, &g);
    pthread_join(g.thread, &end);
    assert_ptr_equal(end, PTHREAD_CANCELED);
    assert_int_equal(atomic_load(&g.stop), 1);
    assert_int_equal(g.faults, 0);
    nothing_is_left();
}

static void *end_when_told(void *argument)
{
    publish_and_end(argument);
    stop_here(argument);
    return NULL;
}

static void end_guest(void *argument)
{
    struct guest *g = argument;
    atomic_store(&g->go, 1);
    pthread_join(g->thread, NULL);
}

static void *leave_guest(void *argument)
{
    struct epoch_garbage *g;
    ((struct guest *)argument)->faults += epoch_retire_begin(&g) != 0;
    epoch_retire_end(g, argument, end_guest);
    return NULL;
}

/* What a thread has left is reclaimed by a function that waits for the end of another thread, which
 * comes by what was left, too. */
static void a_reclaim_function_may_join_a_thread(void **state)
{
    struct guest g = {.faults = 0};
    pthread_t leaver;
    (void)state;
    pthread_create(&g.thread, NULL, end_when_told, &g);
    await_stop(&g, 1);
    pthread_create(&leaver, NULL, leave_guest, &g);
    pthread_join(leaver, NULL);
    while (atomic_load(&g.go) == 0) /* then it hangs, or has been joined */
        epoch_collect_slow(&epoch_domain.left, EPOCH_AT_ONCE);
    assert_int_equal(g.faults, 0);
    end_newest();
    nothing_is_left();
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(reclaiming_may_retire),
        cmocka_unit_test(a_drain_holds_up_no_first_section),
        cmocka_unit_test(a_drain_is_no_cancellation_point),
        cmocka_unit_test(a_reclaim_function_is_not_cancelled),
        cmocka_unit_test(a_reclaim_function_may_join_a_thread),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
