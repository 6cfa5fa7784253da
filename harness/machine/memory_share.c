// SPDX-License-Identifier: MIT
// Where pages lie, as the kernel says it, against where they should.
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness/machine/memory.h"
#include "harness/machine/memory_hwloc.h"

size_t memory_page(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

/* The node of each page, or a negative error where it is not touched: the query form. */
static bool ask(void **page, int *node, size_t n)
{
    return syscall(SYS_move_pages, 0, n, page, NULL, node, 0) == 0;
}

/* Which of the nodes with memory it is. */
static unsigned place_of(const struct memory *m, int node)
{
    unsigned place = 0;
    for (int n = hwloc_bitmap_first(m->nodes); n >= 0 && n < node; place++)
        n = hwloc_bitmap_next(m->nodes, n);
    return place;
}

/*
 * How many pages lie on the node whose turn it is. The kernel takes it from the page's place, so
 * that a page has its turn whether it is touched or not; who begins is not known, and the beginning
 * that fits most pages counts. A turn has so many pages.
 */
static size_t in_turn(const struct memory *m, const int *node, size_t n, size_t turn)
{
    const unsigned nodes = memory_nodes(m);
    size_t *fit = calloc(nodes + 1, sizeof *fit), most = 0;
    for (size_t i = 0; fit && i < n; i++)
        if (node[i] >= 0 && hwloc_bitmap_isset(m->nodes, (unsigned)node[i])) {
            const size_t beginning = (place_of(m, node[i]) + nodes - i / turn % nodes) % nodes;
            if (++fit[beginning] > most)
                most = fit[beginning];
        }
    free(fit);
    return most;
}

static size_t on_nodes(hwloc_const_bitmap_t nodes, const int *node, size_t n)
{
    size_t good = 0;
    for (size_t i = 0; i < n; i++)
        good += node[i] >= 0 && hwloc_bitmap_isset(nodes, (unsigned)node[i]);
    return good;
}

double memory_share_of(const struct memory *m, const struct memory_wish *w, int cpu,
                       const int *node, size_t n)
{
    const size_t turn = w->pages == PAGES_2M ? MEMORY_HUGE / memory_page() : 1;
    hwloc_bitmap_t nodes = hwloc_bitmap_alloc();
    size_t touched = 0, good = 0;
    for (size_t i = 0; nodes && i < n; i++)
        touched += node[i] >= 0;
    if (touched) {
        memory_wanted(m, w, cpu, nodes);
        good =
            w->policy == MEMORY_INTERLEAVE ? in_turn(m, node, n, turn) : on_nodes(nodes, node, n);
    }
    hwloc_bitmap_free(nodes);
    return touched ? (double)good / (double)touched : NAN;
}

double memory_share(const struct memory *m, const struct memory_wish *w, int cpu, const void *at,
                    size_t bytes)
{
    const size_t size = memory_page(), n = (bytes + size - 1) / size;
    void **page = calloc(n + 1, sizeof *page);
    int *node = calloc(n + 1, sizeof *node);
    for (size_t i = 0; page && i < n; i++)
        page[i] = (char *)(uintptr_t)at + i * size;
    const double share =
        page && node && ask(page, node, n) ? memory_share_of(m, w, cpu, node, n) : NAN;
    free(page);
    free(node);
    return share;
}
