// SPDX-License-Identifier: MIT
// Plans of events for tests, and what moves a count.
#pragma once

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness/counters/counters.h"
#include "tests/test.h"

/* Adds an event by its libpfm4 name to a set of the plan, which gets as many sets as that needs. */
static inline void plan_event(struct counters_plan *plan, const char *key, const char *name,
                              int set)
{
    struct counter_item *item = &plan->item[plan->n++];
    char err[SC_ERR];
    *item = (struct counter_item){.set = set};
    snprintf(item->key, sizeof item->key, "%s", key);
    assert_int_equal(counter_encode(name, &item->code, err), 0);
    if (set >= (int)plan->sets)
        plan->sets = (unsigned)set + 1;
}

/* Takes a page fault for each. */
static inline void touch_fresh_pages(unsigned pages)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    unsigned char *at =
        mmap(NULL, pages * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(at != MAP_FAILED);
    madvise(at, pages * page, MADV_NOHUGEPAGE);
    for (unsigned i = 0; i < pages; i++)
        ((volatile unsigned char *)at)[i * page] = 1;
    munmap(at, pages * page);
}
