// SPDX-License-Identifier: MIT
// On which NUMA node memory lies, and in which pages.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"

/*
 * LOCAL: the node of the first thread's CPU. REMOTE: the node of other CPUs after that one.
 * INTERLEAVE: page by page on every node in turn. NODE: the one with the kernel's number. ANY:
 * where the first thread that touches a page runs.
 */
enum memory_policy { MEMORY_ANY, MEMORY_LOCAL, MEMORY_REMOTE, MEMORY_INTERLEAVE, MEMORY_NODE };

/* DEFAULT: 4 KiB, where the kernel has pages of that size, and no promise. */
enum memory_pages { PAGES_DEFAULT, PAGES_4K, PAGES_2M };

struct memory_wish {
    enum memory_policy policy;
    unsigned node; /* of MEMORY_NODE */
    enum memory_pages pages;
};

#define MEMORY_POLICIES "local, remote, interleave or node:N"
#define MEMORY_PAGES    "4k or 2m"

/* Reads one of MEMORY_POLICIES, or of MEMORY_PAGES, into *w. False where text is none. */
bool memory_parse_policy(struct memory_wish *w, const char *text);
bool memory_parse_pages(struct memory_wish *w, const char *text);

/* The nodes of this machine that have memory this process may use. */
struct memory;

/* NULL with err where hwloc cannot read the machine. */
struct memory *memory_open(char err[SC_ERR]);
void memory_close(struct memory *m);
unsigned memory_nodes(const struct memory *m);

/*
 * The node of a CPU, by the kernel's number; and the next one after it that is the node of other
 * CPUs and not near to this one. -1 where there is none. A CPU has one node: HBM, persistent memory
 * or an expander's beside it is the node of no CPU.
 */
int memory_node_of(const struct memory *m, int cpu);
int memory_remote_node(const struct memory *m, int cpu);

/* Whether bytes, a multiple of 2 MiB, can lie as wished, for threads on any CPU of this process.
 * Else err says what is missing and what to do. Huge pages and binding are tried. */
bool memory_can(const struct memory *m, const struct memory_wish *w, size_t bytes,
                char err[SC_ERR]);

/* Whether memory can be bound as w says for a thread on cpu, by a page of which the kernel is asked
 * where it lies. Else err. On a machine that is not here all can be bound where there is a node. */
bool memory_can_bind(const struct memory *m, const struct memory_wish *w, int cpu,
                     char err[SC_ERR]);

/*
 * Binds bytes of untouched memory from at, a multiple of the page size, as w says for a thread on
 * cpu. 0, or -1 with err.
 */
int memory_bind(const struct memory *m, const struct memory_wish *w, int cpu, void *at,
                size_t bytes, char err[SC_ERR]);

/*
 * The part of the touched pages from at that lie where w wants them, by move_pages; NAN where none
 * is touched or the kernel does not tell. Interleaved, a page must lie on the node whose turn it
 * is.
 */
double memory_share(const struct memory *m, const struct memory_wish *w, int cpu, const void *at,
                    size_t bytes);

/* The same of such an answer of the kernel: of n pages in a row the node, negative where none is
 * touched. */
double memory_share_of(const struct memory *m, const struct memory_wish *w, int cpu,
                       const int *node, size_t n);

size_t memory_page(void); /* bytes of a page of the kernel's usual size */

/*
 * Maps bytes, a multiple of 2 MiB, for pages of that size: those that the administrator has
 * reserved, else transparent ones, and of these memory_huge_share tells, once they are touched,
 * whether the kernel gave them. NULL with err.
 */
enum { MEMORY_HUGE = 2 << 20 };
void *memory_map_huge(size_t bytes, char err[SC_ERR]);

/* The part of the resident memory of the mapping at that address that is in pages of 2 MiB, by
 * /proc/self/smaps; NAN where that is not known. */
double memory_huge_share(const void *at);

/* What to do where the kernel gives none. */
void memory_say_no_huge(size_t bytes, char err[SC_ERR]);
