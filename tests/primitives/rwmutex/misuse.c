// SPDX-License-Identifier: MIT
// Releases of what is not held, in the read-write locks that catch them.
#include <unistd.h>

#include "primitives/rwmutex/subjects.h"
#include "tests/primitives/death.h"
#include "tests/test.h"

enum { GIVE_UP_S = 280 };

static const char *const runlock = "sync: RUnlock of unlocked RWMutex";
static const char *const unlock = "sync: Unlock of unlocked RWMutex";

/* The functions of one lock that use it wrongly. */
#define MISUSES(name)                                                                              \
    static void name##_release_reader(void *rw)                                                    \
    {                                                                                              \
        name##_rwmutex_read_release(rw);                                                           \
    }                                                                                              \
    static void name##_release_reader_twice(void *rw)                                              \
    {                                                                                              \
        name##_rwmutex_read_acquire(rw);                                                           \
        name##_rwmutex_read_release(rw);                                                           \
        name##_rwmutex_read_release(rw);                                                           \
    }                                                                                              \
    static void name##_release_reader_of_a_writer(void *rw)                                        \
    {                                                                                              \
        name##_rwmutex_write_acquire(rw);                                                          \
        name##_rwmutex_read_release(rw);                                                           \
    }                                                                                              \
    static void name##_release_writer(void *rw)                                                    \
    {                                                                                              \
        name##_rwmutex_write_release(rw);                                                          \
    }                                                                                              \
    static void name##_release_writer_twice(void *rw)                                              \
    {                                                                                              \
        name##_rwmutex_write_acquire(rw);                                                          \
        name##_rwmutex_write_release(rw);                                                          \
        name##_rwmutex_write_release(rw);                                                          \
    }                                                                                              \
    static void name##_release_writer_of_a_reader(void *rw)                                        \
    {                                                                                              \
        name##_rwmutex_read_acquire(rw);                                                           \
        name##_rwmutex_write_release(rw);                                                          \
    }                                                                                              \
    static void name##_misuse_is_fatal(struct name##_rwmutex *rw, const void *reader,              \
                                       const void *writer)                                         \
    {                                                                                              \
        assert_true(dies_with(name##_release_reader, rw, runlock, reader));                        \
        assert_true(dies_with(name##_release_reader_twice, rw, runlock, reader));                  \
        assert_true(dies_with(name##_release_reader_of_a_writer, rw, runlock, reader));            \
        assert_true(dies_with(name##_release_writer, rw, unlock, writer));                         \
        assert_true(dies_with(name##_release_writer_twice, rw, unlock, writer));                   \
        assert_true(dies_with(name##_release_writer_of_a_reader, rw, unlock, writer));             \
    }
MISUSES(go)
MISUSES(bravo)
MISUSES(big_reader)

static void go_catches_it(void **state)
{
    (void)state;
    struct go_rwmutex rw;
    go_rwmutex_init(&rw);
    go_misuse_is_fatal(&rw, &rw, &rw);
}

static void bravo_catches_it(void **state)
{
    (void)state;
    struct bravo_rwmutex rw;
    bravo_rwmutex_init(&rw);
    bravo_misuse_is_fatal(&rw, &rw, &rw);
}

/* A writer's release begins with the first slot; a reader's is in the thread's own. */
static void big_reader_catches_it(void **state)
{
    (void)state;
    struct big_reader_rwmutex rw;
    big_reader_rwmutex_init(&rw);
    big_reader_misuse_is_fatal(&rw, big_reader_own(&rw), &rw);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(go_catches_it),
        cmocka_unit_test(bravo_catches_it),
        cmocka_unit_test(big_reader_catches_it),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests_name("rwmutex misuse", tests, NULL, NULL);
}
