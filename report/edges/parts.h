// SPDX-License-Identifier: MIT
// What the makers and the views of the edge table share. Not for use outside report/edges.
#pragma once

#include "report/edges/edges.h"

/* A row is meant by the beginning of its name, up to a slash or the end. */
bool edge_means(const char *rows, size_t length, const struct row *row);

/* True of a row that counts outcomes of a litmus shape. */
bool edge_is_litmus(const struct row *row);

/* True of one that was measured and has an outcome that every machine should show. */
bool edge_shows_strength(const struct row *row);

/* True where the report says that no two threads of it ran at the same time. */
bool edge_one_cpu(const struct report *r);

/* What rows that rows (of length bytes) means saw of an outcome. weak: why seeing nothing says
 * nothing in any row of this report; empty where one row's weakness alone decides. */
struct edge_seen edge_look(const struct report *r, const char *rows, size_t length,
                           const char *outcome, const char *weak);

/* The cost by the first row of the list that was measured; of rows that one entry means, the one
 * with the fewest threads. */
struct edge_cost edge_price(const struct report *r, const char *list);
