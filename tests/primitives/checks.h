// SPDX-License-Identifier: MIT
// Runs each check of a family on each of its subjects, and makes subjects on memory that init must
// not count on.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/primitives/disturb.h"
#include "tests/test.h"

struct check {
    const char *name;
    bool (*applies)(const void *subject); /* NULL: to every subject */
    CMUnitTestFunction run;               /* its state is the subject */
};

/*
 * subjects: n structs of size bytes each, which begin with the subject's name. Every check is a
 * test of its own, "<subject> <check>". Returns what main returns. The program ends by SIGALRM
 * after give_up_s seconds, and fails where it leaves anything behind (tests/primitives/disturb.h).
 */
static inline int run_checks(const struct check *check, size_t checks, const void *subjects,
                             size_t size, size_t n, unsigned give_up_s)
{
    struct CMUnitTest *test = calloc(n * checks, sizeof *test);
    char(*name)[96] = calloc(n * checks, sizeof *name);
    size_t found = 0;
    for (size_t i = 0; test && name && i < n; i++)
        for (size_t k = 0; k < checks; k++) {
            const char *const *subject = (const void *)((const char *)subjects + i * size);
            if (check[k].applies && !check[k].applies(subject))
                continue;
            snprintf(name[found], sizeof *name, "%s %s", *subject, check[k].name);
            test[found] =
                (struct CMUnitTest){name[found], check[k].run, NULL, NULL, (void *)subject};
            found++;
        }
    alarm(stress_time(give_up_s));
    int failed =
        found ? _cmocka_run_group_tests("checks", test, found, stress_begin, stress_end) : 1;
    free(name);
    free(test);
    return failed;
}

/* size bytes on lines of their own, full of rubbish. free takes them. */
static inline void *rubbish(size_t size)
{
    enum { APART = 128 };
    size = (size + APART - 1) / APART * APART;
    void *p = aligned_alloc(APART, size);
    assert_non_null(p);
    memset(p, 0xa5, size);
    return p;
}
