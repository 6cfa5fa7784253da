// SPDX-License-Identifier: MIT
// What fatal misuse prints, and that the process ends by it.
#include <stdint.h>

#include "primitives/fatal.h"
#include "tests/primitives/death.h"
#include "tests/test.h"

static const char *spoken = "sync: unlock of unlocked mutex";

static void die(void *address)
{
    sc_fatal(spoken, address);
}

static void die_at_length(void *address)
{
    char words[1000];
    memset(words, 'x', sizeof words - 1);
    words[sizeof words - 1] = '\0';
    sc_fatal(words, address);
}

static void live(void *address)
{
    (void)address;
}

static void words_and_address_are_one_line(void **state)
{
    (void)state;
    int object = 0;
    assert_true(dies_with(die, &object, spoken, &object));
    assert_true(dies_with(die, (void *)1, spoken, (void *)1));
    assert_true(dies_with(die, (void *)UINTPTR_MAX, spoken, (void *)UINTPTR_MAX));
}

static void other_words_and_addresses_are_told_apart(void **state)
{
    (void)state;
    int object = 0;
    assert_false(dies_with(die, &object, "sync: unlock", &object));
    assert_false(dies_with(die, &object, spoken, &object + 1));
    assert_false(dies_with(live, &object, spoken, &object));
}

static void long_words_leave_room_for_the_address(void **state)
{
    (void)state;
    struct death d = death_of(die_at_length, (void *)UINTPTR_MAX);
    assert_true(d.ran && WIFSIGNALED(d.status) && WTERMSIG(d.status) == SIGABRT);
    char address[32];
    snprintf(address, sizeof address, "x: %p\n", (void *)UINTPTR_MAX);
    if (strchr(d.said, '\n'))
        strchr(d.said, '\n')[1] = '\0'; /* an emulator adds a line of its own */
    assert_true(strlen(d.said) > strlen(address));
    assert_string_equal(d.said + strlen(d.said) - strlen(address), address);
    assert_int_equal(strncmp(d.said, "fatal error: xxx", 16), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_and_address_are_one_line),
        cmocka_unit_test(other_words_and_addresses_are_told_apart),
        cmocka_unit_test(long_words_leave_room_for_the_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
