// SPDX-License-Identifier: MIT
// liburcu's lock-free hash table as a map. Optional: liburcu-dev.
#ifndef SYNCCOST_PEERS_MAP_URCU_H
#define SYNCCOST_PEERS_MAP_URCU_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <urcu/rculfhash.h>

#include "peers/urcu.h"
#include "primitives/compiler.h"
#include "primitives/map/table.h"
#include "primitives/map/traits.h"

/* The library declares it for the flavour of its first header only. */
extern const struct rcu_flavor_struct urcu_memb_flavor;

/*
 * What the verbs do: primitives/map/traits.h. Source: the split-ordered lists of Shalev and Shavit,
 * "Split-ordered lists: lock-free extensible hash tables" (2006), as the library has them. Every
 * verb is a read section of the flavour memb. A node never changes: a write puts another in its
 * place or removes it, and the library lets one of those who try win. A thread of the library
 * resizes the table, another frees the nodes.
 */
struct urcu_lfht_map {
    struct cds_lfht *table;
};

struct urcu_lfht_node {
    struct cds_lfht_node link; /* first */
    uint64_t key, value;
    struct rcu_head head;
};

enum { URCU_LFHT_LEAST = 64 }; /* buckets; a power of two */

static inline struct urcu_lfht_node *urcu_lfht_node_of(struct cds_lfht_node *link)
{
    return (struct urcu_lfht_node *)link;
}

/* Returns not 0 where they are the same, as the library wants. */
static inline int urcu_lfht_match(struct cds_lfht_node *link, const void *key)
{
    return urcu_lfht_node_of(link)->key == *(const uint64_t *)key;
}

static inline void urcu_lfht_free(struct rcu_head *head)
{
    free(caa_container_of(head, struct urcu_lfht_node, head));
}

SC_INLINE void urcu_lfht_retire(struct urcu_lfht_node *node)
{
    urcu_call_slow(&urcu_memb, &node->head, urcu_lfht_free);
}

/* NULL: no memory. */
static inline struct urcu_lfht_node *urcu_lfht_new(uint64_t key, uint64_t value)
{
    struct urcu_lfht_node *node = malloc(sizeof *node);
    if (node) {
        cds_lfht_node_init(&node->link);
        node->key = key;
        node->value = value;
    }
    return node;
}

static inline int urcu_lfht_map_init(struct urcu_lfht_map *m)
{
    m->table =
        cds_lfht_new_flavor(URCU_LFHT_LEAST, URCU_LFHT_LEAST, 0,
                            CDS_LFHT_AUTO_RESIZE | CDS_LFHT_ACCOUNTING, &urcu_memb_flavor, NULL);
    if (!m->table)
        return -ENOMEM;
    urcu_begin_slow(&urcu_memb);
    return 0;
}

/* The caller is in a read section. NULL: key is absent. */
SC_INLINE struct urcu_lfht_node *urcu_lfht_find(struct urcu_lfht_map *m, uint64_t key,
                                                struct cds_lfht_iter *at)
{
    cds_lfht_lookup(m->table, map_hash(key), urcu_lfht_match, &key, at);
    return urcu_lfht_node_of(cds_lfht_iter_get_node(at));
}

SC_INLINE bool urcu_lfht_map_load(struct urcu_lfht_map *m, uint64_t key, uint64_t *value)
{
    struct cds_lfht_iter at;
    urcu_memb_enter();
    const struct urcu_lfht_node *node = urcu_lfht_find(m, key, &at);
    if (node)
        *value = node->value;
    urcu_memb_leave();
    return node != NULL;
}

SC_INLINE int urcu_lfht_map_store(struct urcu_lfht_map *m, uint64_t key, uint64_t value)
{
    if (value > MAP_VALUE_MAX)
        return -EINVAL;
    struct urcu_lfht_node *node = urcu_lfht_new(key, value);
    if (!node)
        return -ENOMEM;
    urcu_memb_enter();
    struct cds_lfht_node *old =
        cds_lfht_add_replace(m->table, map_hash(key), urcu_lfht_match, &key, &node->link);
    if (old)
        urcu_lfht_retire(urcu_lfht_node_of(old));
    urcu_memb_leave();
    return 0;
}

SC_INLINE int urcu_lfht_map_load_or_store(struct urcu_lfht_map *m, uint64_t key, uint64_t value,
                                          uint64_t *actual)
{
    if (value > MAP_VALUE_MAX)
        return -EINVAL;
    if (urcu_lfht_map_load(m, key, actual))
        return 1;
    struct urcu_lfht_node *node = urcu_lfht_new(key, value);
    if (!node)
        return -ENOMEM;
    urcu_memb_enter();
    struct cds_lfht_node *there =
        cds_lfht_add_unique(m->table, map_hash(key), urcu_lfht_match, &key, &node->link);
    *actual = urcu_lfht_node_of(there)->value;
    const bool added = there == &node->link;
    urcu_memb_leave();
    if (!added)
        free(node); /* nobody has seen it */
    return !added;
}

SC_INLINE bool urcu_lfht_map_load_and_delete(struct urcu_lfht_map *m, uint64_t key, uint64_t *value)
{
    struct cds_lfht_iter at;
    struct urcu_lfht_node *node;
    urcu_memb_enter();
    /* Who loses to another write looks again. */
    do
        node = urcu_lfht_find(m, key, &at);
    while (node && cds_lfht_del(m->table, &node->link) != 0);
    if (node && value)
        *value = node->value;
    if (node)
        urcu_lfht_retire(node);
    urcu_memb_leave();
    return node != NULL;
}

SC_INLINE int urcu_lfht_map_compare_and_swap(struct urcu_lfht_map *m, uint64_t key, uint64_t old,
                                             uint64_t value)
{
    if (value > MAP_VALUE_MAX)
        return -EINVAL;
    struct urcu_lfht_node *node = urcu_lfht_new(key, value), *there;
    if (!node)
        return -ENOMEM;
    struct cds_lfht_iter at;
    urcu_memb_enter();
    /* Who loses to another write looks again. */
    do
        there = urcu_lfht_find(m, key, &at);
    while (there && there->value == old &&
           cds_lfht_replace(m->table, &at, map_hash(key), urcu_lfht_match, &key, &node->link) != 0);
    const bool swapped = there && there->value == old;
    if (swapped)
        urcu_lfht_retire(there);
    urcu_memb_leave();
    if (!swapped)
        free(node); /* nobody has seen it */
    return swapped;
}

static inline void urcu_lfht_map_range(struct urcu_lfht_map *m, map_visit visit, void *context)
{
    struct cds_lfht_iter at;
    struct urcu_lfht_node *node;
    urcu_memb_enter();
    cds_lfht_first(m->table, &at);
    while ((node = urcu_lfht_node_of(cds_lfht_iter_get_node(&at))) &&
           visit(context, node->key, node->value))
        cds_lfht_next(m->table, &at);
    urcu_memb_leave();
}

/* Key by key. */
static inline int urcu_lfht_map_clear(struct urcu_lfht_map *m)
{
    struct cds_lfht_iter at;
    struct urcu_lfht_node *node;
    urcu_memb_enter();
    cds_lfht_first(m->table, &at);
    while ((node = urcu_lfht_node_of(cds_lfht_iter_get_node(&at)))) {
        cds_lfht_next(m->table, &at); /* before the node is another's */
        if (cds_lfht_del(m->table, &node->link) == 0)
            urcu_lfht_retire(node);
    }
    urcu_memb_leave();
    return 0;
}

static inline void urcu_lfht_map_destroy(struct urcu_lfht_map *m)
{
    urcu_lfht_map_clear(m);
    cds_lfht_destroy(m->table, NULL);
    urcu_end_slow(&urcu_memb);
}

#endif
#ifdef MAP_SUBJECT
MAP_SUBJECT(urcu_lfht, .free_reads = true, .clears_at_once = false)
#endif
