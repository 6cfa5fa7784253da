// SPDX-License-Identifier: MIT
// Pages of 2 MiB: reserved or transparent, and what the kernel says of them.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "harness/machine/memory.h"

/* Of twice the room, what begins at a multiple of 2 MiB. */
static unsigned char *map_aligned(size_t bytes)
{
    const size_t room = bytes + MEMORY_HUGE;
    unsigned char *base = mmap(NULL, room, PROT_READ | PROT_WRITE,
                               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED)
        return NULL;
    const size_t before = (size_t)(-(uintptr_t)base % MEMORY_HUGE);
    if (before)
        munmap(base, before);
    munmap(base + before + bytes, room - before - bytes);
    return base + before;
}

void *memory_map_huge(size_t bytes, char err[SC_ERR])
{
    void *reserved = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | 21 << MAP_HUGE_SHIFT, -1, 0);
    if (reserved != MAP_FAILED)
        return reserved;
    unsigned char *base = map_aligned(bytes);
    if (base && madvise(base, bytes, MADV_HUGEPAGE) == 0)
        return base;
    if (base)
        munmap(base, bytes);
    memory_say_no_huge(bytes, err);
    return NULL;
}

void memory_say_no_huge(size_t bytes, char err[SC_ERR])
{
    snprintf(err, SC_ERR,
             "no pages of 2 MiB here: reserve %zu (vm.nr_hugepages), or write madvise to "
             "/sys/kernel/mm/transparent_hugepage/enabled",
             bytes / MEMORY_HUGE);
}

/* A line "Key:   N kB". */
static void take_kib(const char *line, const char *key, double *kib)
{
    unsigned long long n;
    const size_t length = strlen(key);
    if (strncmp(line, key, length) == 0 && sscanf(line + length, ": %llu", &n) == 1)
        *kib += (double)n;
}

double memory_huge_share(const void *at)
{
    FILE *f = fopen("/proc/self/smaps", "re");
    char line[512];
    double resident = 0, huge = 0;
    bool inside = false;
    while (f && fgets(line, sizeof line, f)) {
        unsigned long long from, to;
        if (sscanf(line, "%llx-%llx ", &from, &to) == 2)
            inside = from <= (uintptr_t)at && (uintptr_t)at < to;
        if (!inside)
            continue;
        take_kib(line, "Rss", &resident);
        take_kib(line, "AnonHugePages", &huge);
        /* reserved pages are not in Rss */
        take_kib(line, "Private_Hugetlb", &resident);
        take_kib(line, "Private_Hugetlb", &huge);
    }
    if (f)
        fclose(f);
    return resident > 0 ? huge / resident : NAN;
}
