// SPDX-License-Identifier: MIT
// Objects that were taken out of use and wait until nobody can look at them: bags by epoch.
#pragma once

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/*
 * Objects are put into the open bag. A bag that is closed gets the epoch of that moment, which is
 * no earlier than that of any object in it. Whoever owns the limbo guards it: no function here
 * locks. All zero bytes are an empty limbo.
 */
enum { LIMBO_BAG = 64 };

struct limbo_bag {
    struct limbo_bag *next;
    uint64_t closed; /* the epoch in which it was closed */
    unsigned n;
    struct {
        void *object;
        void (*reclaim)(void *object);
    } item[LIMBO_BAG];
};

struct limbo {
    struct limbo_bag *open;   /* room for one object at least; NULL: none */
    struct limbo_bag *closed; /* in no order */
};

/* Sees to it that the next limbo_add has room. 0, or -ENOMEM. */
static inline int limbo_reserve(struct limbo *l)
{
    if (l->open)
        return 0;
    struct limbo_bag *bag = malloc(sizeof *bag);
    if (!bag)
        return -ENOMEM;
    bag->n = 0;
    l->open = bag;
    return 0;
}

/* limbo_reserve has returned 0 since the last add. True when the open bag is full: the caller then
 * closes it. */
static inline bool limbo_add(struct limbo *l, void *object, void (*reclaim)(void *object))
{
    struct limbo_bag *bag = l->open;
    bag->item[bag->n].object = object;
    bag->item[bag->n].reclaim = reclaim;
    return ++bag->n == LIMBO_BAG;
}

/* Closes the open bag, where there is one. */
static inline void limbo_close(struct limbo *l, uint64_t epoch)
{
    struct limbo_bag *bag = l->open;
    if (!bag)
        return;
    bag->closed = epoch;
    bag->next = l->closed;
    l->closed = bag;
    l->open = NULL;
}

/* Moves the bags that were closed in epoch or before to the list at *to. */
static inline void limbo_take(struct limbo *l, uint64_t epoch, struct limbo_bag **to)
{
    for (struct limbo_bag **link = &l->closed; *link;) {
        struct limbo_bag *bag = *link;
        if (bag->closed > epoch) {
            link = &bag->next;
            continue;
        }
        *link = bag->next;
        bag->next = *to;
        *to = bag;
    }
}

/* Reclaims every object of the bags, and frees the bags. Nothing that the reclaim functions call
 * may have the list. */
static inline void limbo_reclaim(struct limbo_bag *bags)
{
    while (bags) {
        struct limbo_bag *bag = bags;
        bags = bag->next;
        for (unsigned i = 0; i < bag->n; i++)
            bag->item[i].reclaim(bag->item[i].object);
        free(bag);
    }
}
