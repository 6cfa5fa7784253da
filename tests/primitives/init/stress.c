// SPDX-License-Identifier: MIT
// Data that is initialised before use: before main, by dlopen, by whoever comes first; made once,
// and seen whole by all.
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "primitives/init/object.h"
#include "primitives/init/subjects.h"
#include "primitives/tsan.h"
#include "tests/primitives/checks.h"
#include "tests/primitives/waiting.h"
#include "tests/test.h"

enum { THREADS = 4, ROUNDS = 3000, GIVE_UP_S = 280 };

/* ---- what main found, and the order of constructors ---- */

static bool whole_at_main;
static char order[4]; /* in which these constructors ran */
static unsigned ran;

static void note(char which)
{
    if (ran < sizeof order)
        order[ran++] = which;
}

__attribute__((constructor)) static void without_priority(void)
{
    note('c');
}
__attribute__((constructor(103))) static void later(void)
{
    note('b');
}
__attribute__((constructor(102))) static void earlier(void)
{
    note('a');
}

static void main_finds_the_data_made(void **state)
{
    (void)state;
    assert_true(whole_at_main);
}

static void constructors_run_by_priority(void **state)
{
    (void)state;
    assert_int_equal(ran, 3);
    assert_memory_equal(order, "abc", 3);
}

/* ---- the object ---- */

struct object {
    char path[INIT_OBJECT_PATH];
    int file;
};

static struct object new_object(void)
{
    struct object o;
    o.file = init_object_open(o.path);
    assert_true(o.file >= 0);
    return o;
}

/* ---- every way: threads that come at the same time ---- */

struct user {
    const struct init_subject *subject;
    void *init;
    const char *object; /* to be opened and closed by this user; NULL: init is open */
    pthread_barrier_t *gate;
    _Atomic unsigned *close; /* how many have passed the gate, of all rounds */
    unsigned unmade;
    pthread_t thread;
};

/* Nearer together than a barrier lets them go. Threads that share a CPU give it up. */
static void meet(_Atomic unsigned *close, unsigned all)
{
    atomic_fetch_add_explicit(close, 1, memory_order_relaxed);
    for (int i = 0; atomic_load_explicit(close, memory_order_relaxed) < all; i++)
        if (i > 1000)
            sched_yield();
}

static void *get_each(void *argument)
{
    struct user *me = argument;
    for (unsigned i = 0; i < ROUNDS; i++) {
        pthread_barrier_wait(me->gate);
        meet(me->close, (i + 1) * THREADS);
        me->unmade += !init_data_is_whole(me->subject->get(me->init));
        /* One of them makes it fresh; the others wait for it at the next round's gate. */
        if (pthread_barrier_wait(me->gate) != 0 && me->subject->traits.lazy) {
            me->subject->close(me->init);
            me->unmade += me->subject->open(me->init, NULL) != 0;
        }
    }
    return NULL;
}

static void all_get_it_whole(void **state)
{
    const struct init_subject *s = *state;
    struct object object = new_object();
    struct user user[THREADS];
    pthread_barrier_t gate;
    _Atomic unsigned close_by = 0;
    void *init = rubbish(s->size);
    assert_int_equal(s->open(init, object.path), 0);
    pthread_barrier_init(&gate, NULL, THREADS);
    for (int i = 0; i < THREADS; i++) {
        user[i] = (struct user){.subject = s, .init = init, .gate = &gate, .close = &close_by};
        assert_int_equal(pthread_create(&user[i].thread, NULL, get_each, &user[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(user[i].thread, NULL);
        assert_int_equal(user[i].unmade, 0);
    }
    s->close(init);
    pthread_barrier_destroy(&gate);
    free(init);
    close(object.file);
}

/* ---- dlopen ---- */

static bool is_loaded(const char *path)
{
    void *handle = dlopen(path, RTLD_NOW | RTLD_NOLOAD);
    if (handle)
        dlclose(handle);
    return handle;
}

static void is_made_once_for_each_load(void **state)
{
    (void)state;
    struct object object = new_object();
    struct dlopen_init first, second;
    for (int round = 0; round < 3; round++) {
        assert_false(is_loaded(object.path));
        assert_int_equal(dlopen_init_open(&first, object.path), 0);
        assert_true(init_data_is_whole(dlopen_init_get(&first)));
        assert_int_equal(dlopen_init_open(&second, object.path), 0);
        assert_ptr_equal(dlopen_init_get(&second), dlopen_init_get(&first));
        assert_true(init_data_is_whole(dlopen_init_get(&second)));
        dlopen_init_close(&first);
        assert_true(init_data_is_whole(dlopen_init_get(&second)));
        dlopen_init_close(&second);
    }
    assert_false(is_loaded(object.path));
    close(object.file);
}

static void *load_and_look(void *argument)
{
    struct user *me = argument;
    struct dlopen_init i;
    pthread_barrier_wait(me->gate);
    if (dlopen_init_open(&i, me->object) != 0) {
        me->unmade++;
        return NULL;
    }
    me->unmade += !init_data_is_whole(dlopen_init_get(&i));
    pthread_barrier_wait(me->gate); /* all have it open at a time: one load */
    dlopen_init_close(&i);
    return NULL;
}

/* The constructor takes long: a dlopen that comes meanwhile must not return before its end. */
static void nobody_returns_before_the_constructor(void **state)
{
    (void)state;
    struct object object = new_object();
    struct user user[THREADS];
    pthread_barrier_t gate;
    pthread_barrier_init(&gate, NULL, THREADS);
    assert_int_equal(setenv("SYNCCOST_LOAD_SLOWLY", "1", 1), 0);
    for (int i = 0; i < THREADS; i++) {
        user[i] = (struct user){.object = object.path, .gate = &gate};
        assert_int_equal(pthread_create(&user[i].thread, NULL, load_and_look, &user[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(user[i].thread, NULL);
        assert_int_equal(user[i].unmade, 0);
    }
    unsetenv("SYNCCOST_LOAD_SLOWLY");
    pthread_barrier_destroy(&gate);
    close(object.file);
}

/* ---- a thread that is cancelled while another's dlopen runs the constructor ---- */

struct loader {
    const char *object;
    _Atomic pid_t tid; /* 0 until it is about to load */
    atomic_bool returned;
    bool whole;
    pthread_t thread;
};

static void *load_once(void *argument)
{
    struct loader *me = argument;
    struct dlopen_init i;
    atomic_store(&me->tid, gettid());
    if (dlopen_init_open(&i, me->object) == 0) {
        me->whole = init_data_is_whole(dlopen_init_get(&i));
        dlopen_init_close(&i);
    }
    atomic_store(&me->returned, true);
    pthread_testcancel();
    return NULL;
}

static void others_go_on_after_a_cancellation(void **state)
{
    (void)state;
    struct object object = new_object();
    struct loader loader[3];
    struct dlopen_init i;
    assert_int_equal(setenv("SYNCCOST_LOAD_SLOWLY", "1", 1), 0);
    for (int k = 0; k < 3; k++) {
        loader[k] = (struct loader){.object = object.path};
        assert_int_equal(pthread_create(&loader[k].thread, NULL, load_once, &loader[k]), 0);
        await_wait(loader[k].thread, &loader[k].tid, &loader[k].returned);
    }
    pthread_cancel(loader[1].thread);
    disturb(loader[2].thread, 5);
    for (int k = 0; k < 3; k++) {
        pthread_join(loader[k].thread, NULL);
        assert_true(loader[k].whole);
    }
    unsetenv("SYNCCOST_LOAD_SLOWLY");
    assert_int_equal(dlopen_init_open(&i, object.path), 0);
    dlopen_init_close(&i);
    close(object.file);
}

/* ---- errors, and what is left ---- */

static void what_cannot_be_loaded_is_told(void **state)
{
    (void)state;
    struct dlopen_init i;
    assert_int_equal(dlopen_init_open(&i, "/nonexistent/table.so"), -ENOENT);
    assert_int_equal(dlopen_init_open(&i, "/dev/null"), -ENOEXEC);
    assert_int_equal(dlopen_init_open(&i, "libm.so.6"), -ENOEXEC); /* has no such data */
}

static unsigned count_mappings(void)
{
    FILE *f = fopen("/proc/self/maps", "r");
    unsigned lines = 0;
    assert_non_null(f);
    for (int c; (c = fgetc(f)) != EOF;)
        lines += c == '\n';
    fclose(f);
    return lines;
}

static void nothing_is_left_over(void **state)
{
    (void)state;
    is_made_once_for_each_load(NULL);
    const unsigned files = stress_fewest("/proc/self/fd", 0), mappings = count_mappings();
    for (int i = 0; i < 20; i++)
        is_made_once_for_each_load(NULL);
    assert_int_equal(stress_fewest("/proc/self/fd", files), files);
    assert_true(count_mappings() < mappings + 20);
}

static bool loads(const void *subject)
{
    return ((const struct init_subject *)subject)->traits.loads;
}

/* ThreadSanitizer does not see the loader's lock, and complains of what the loader frees. */
static bool loads_at_a_time(const void *subject)
{
#ifdef SC_TSAN
    (void)subject;
    return false;
#else
    return loads(subject);
#endif
}

int main(void)
{
    struct constructor_init at_main;
    whole_at_main = init_data_is_whole(constructor_init_get(&at_main));
    static const struct check checks[] = {
        {"is got whole by all", NULL, all_get_it_whole},
        {"is made once for each load", loads, is_made_once_for_each_load},
        {"returns after the constructor", loads_at_a_time, nobody_returns_before_the_constructor},
        {"goes on after a cancellation", loads_at_a_time, others_go_on_after_a_cancellation},
        {"tells what cannot be loaded", loads, what_cannot_be_loaded_is_told},
        {"leaves nothing over", loads, nothing_is_left_over},
    };
    const struct CMUnitTest before_main[] = {
        cmocka_unit_test(main_finds_the_data_made),
        cmocka_unit_test(constructors_run_by_priority),
    };
    int failed = cmocka_run_group_tests(before_main, NULL, NULL);
    return failed + run_checks(checks, sizeof checks / sizeof *checks, init_subjects,
                               sizeof *init_subjects, INIT_SUBJECTS, GIVE_UP_S);
}
