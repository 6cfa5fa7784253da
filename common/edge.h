// SPDX-License-Identifier: MIT
// What an edge of the memory model is: the one place that says which rows show and price it.
#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * A way by which one thread lets another see what it has written. Rows are meant by the beginning
 * of their names, up to a slash or the end. Lists are comma-separated, the most wanted first.
 */
struct edge {
    const char *name;    /* what a file calls it */
    const char *title;   /* from what to what */
    const char *section; /* of the Go memory model */
    const char *rule;
    const char *litmus; /* rows that try to break it */
    const char *stale;  /* the outcome that it forbids, as those rows name it */
    const char *wrong;  /* rows of what is taken for it and orders nothing */
    const char *cost;   /* rows that price it: the first that was measured counts */
    const char *asleep; /* the same where the other thread sleeps; NULL: nobody does */
    const char *timed;  /* from when to when cost runs */
};

/* The edges in their order: NULL from the last on. */
const struct edge *edge_at(size_t place);

/* What is taken for an edge and is none. */
struct wrong_way {
    const char *rows, *title;
    bool tso; /* not to be seen where the CPU keeps the order of stores and of loads: x86-64 */
};

/* The wrong way that the first length bytes of rows mean. Of an edge's own list never NULL; NULL
 * for others. */
const struct wrong_way *edge_wrong(const char *rows, size_t length);
