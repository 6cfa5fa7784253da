// SPDX-License-Identifier: MIT
// The loads: each is small, and each makes thousands of what it is to make.
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "harness/counters/load.h"
#include "harness/machine/chain.h"
#include "harness/machine/clock.h"

enum {
    LINE = 64,
    PAGE_BYTES = 4096,
    ROUNDS = 20000,
    CHASE_STEPS = 100000,
    CHASE_LEAST = 64 << 20,
    CHASE_MOST = 1 << 29,
    NODE_BIND = 2, /* MPOL_BIND of mbind(2), whose header is libnuma's */
};
static const uint64_t patience_ns = 200000000;

/* ---- two threads ---- */

/* Two lines that both threads write or read; far apart for the adjacent-line prefetcher. */
struct lines {
    _Atomic uint64_t first __attribute__((aligned(512)));
    _Atomic uint64_t second __attribute__((aligned(512)));
    _Atomic bool stop __attribute__((aligned(512)));
    int cpu;
};

static bool pin(int cpu)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET((unsigned)cpu, &set);
    return sched_setaffinity(0, sizeof set, &set) == 0;
}

/* Two CPUs of the caller's mask; false where it has one. */
static bool two_cpus(const cpu_set_t *mask, int cpus[2])
{
    int n = 0;
    for (int i = 0; i < CPU_SETSIZE && n < 2; i++)
        if (CPU_ISSET((unsigned)i, mask))
            cpus[n++] = i;
    return n == 2;
}

static void *write_both(void *arg)
{
    struct lines *l = arg;
    pin(l->cpu);
    while (!atomic_load_explicit(&l->stop, memory_order_relaxed)) {
        atomic_fetch_add_explicit(&l->first, 1, memory_order_relaxed);
        atomic_fetch_add_explicit(&l->second, 1, memory_order_relaxed);
    }
    return NULL;
}

/* Until ROUNDS of the other's writes were seen, or patience is at its end. */
static void meet(struct lines *l, bool adds)
{
    uint64_t end = clock_raw_ns() + patience_ns, seen = 0, last = 0, sum = 0;
    while (seen < ROUNDS && clock_raw_ns() < end)
        for (int i = 0; i < 64; i++) {
            if (adds)
                atomic_fetch_add_explicit(&l->first, 1, memory_order_relaxed);
            uint64_t second = atomic_load_explicit(&l->second, memory_order_relaxed);
            sum += atomic_load_explicit(&l->first, memory_order_relaxed);
            seen += second != last;
            last = second;
        }
    __asm__ volatile("" ::"r"(sum));
}

static const char *with_two_cpus(bool adds)
{
    struct lines l = {.stop = false};
    cpu_set_t before;
    int cpus[2];
    pthread_t writer;
    sched_getaffinity(0, sizeof before, &before);
    if (!two_cpus(&before, cpus))
        return "it takes two CPUs, and this process may use one";
    l.cpu = cpus[1];
    pin(cpus[0]);
    bool started = pthread_create(&writer, NULL, write_both, &l) == 0;
    if (started) {
        meet(&l, adds);
        atomic_store(&l.stop, true);
        pthread_join(writer, NULL);
    }
    sched_setaffinity(0, sizeof before, &before);
    return started ? NULL : "no second thread could be started";
}

static const char *move_between_cpus(void)
{
    cpu_set_t before;
    int cpus[2];
    sched_getaffinity(0, sizeof before, &before);
    if (!two_cpus(&before, cpus))
        return "it takes two CPUs, and this process may use one";
    for (int i = 0; i < 16; i++)
        pin(cpus[i % 2]);
    sched_setaffinity(0, sizeof before, &before);
    return NULL;
}

/* ---- memory ---- */

static size_t chase_bytes(void)
{
    long l3 = sysconf(_SC_LEVEL3_CACHE_SIZE);
    size_t wanted = l3 > 0 ? 2 * (size_t)l3 : 0;
    return wanted < CHASE_LEAST ? CHASE_LEAST : wanted > CHASE_MOST ? CHASE_MOST : wanted;
}

static void *map(size_t bytes)
{
    void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return at == MAP_FAILED ? NULL : at;
}

/* Every page gets memory of its own: untouched ones would all be the kernel's one page of zeros. */
static void touch(unsigned char *at, size_t bytes)
{
    for (size_t i = 0; i < bytes; i += PAGE_BYTES)
        *(volatile unsigned char *)(at + i) = 0;
}

/* Each address follows from the value loaded before it (which is 0), so no two loads overlap. */
static void chase(const unsigned char *at, size_t bytes)
{
    uint64_t x = 88172645463325252u, lines = bytes / LINE;
    for (int i = 0; i < CHASE_STEPS; i++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17; /* Marsaglia 2003, xorshift64 */
        x += *(const volatile unsigned char *)(at + x % lines * LINE);
    }
}

static const char *chase_memory(bool remote)
{
    size_t bytes = chase_bytes();
    unsigned char *at = map(bytes);
    unsigned cpu, node = 0;
    const char *lack = at ? NULL : "there is no memory for it";
    if (at && remote) {
        getcpu(&cpu, &node);
        unsigned long other = node == 0 ? 2 : 1; /* a mask of nodes */
        if (syscall(SYS_mbind, at, bytes, NODE_BIND, &other, 8 * sizeof other, 0) != 0)
            lack = "it takes a second memory node, and there is none";
    }
    if (!lack) {
        touch(at, bytes);
        chase(at, bytes);
    }
    if (at)
        munmap(at, bytes);
    return lack;
}

static const char *touch_pages(void)
{
    enum { PAGES = 256 };
    unsigned char *at = map(PAGES * PAGE_BYTES);
    if (!at)
        return "there is no memory for it";
    touch(at, PAGES * PAGE_BYTES);
    munmap(at, PAGES * PAGE_BYTES);
    return NULL;
}

/* ---- time ---- */

static void spin(void)
{
    for (uint64_t end = clock_raw_ns() + 1000000; clock_raw_ns() < end;)
        chain_run(100);
}

static void sleep_often(void)
{
    for (int i = 0; i < 50; i++)
        nanosleep(&(struct timespec){0, 1000}, NULL);
}

const char *counter_load_run(enum counter_load load)
{
    switch (load) {
    case LOAD_BOUNCE:
    case LOAD_ORDER:
        return with_two_cpus(load == LOAD_BOUNCE);
    case LOAD_CHASE:
    case LOAD_REMOTE:
        return chase_memory(load == LOAD_REMOTE);
    case LOAD_TOUCH:
        return touch_pages();
    case LOAD_MOVE:
        return move_between_cpus();
    case LOAD_SLEEP:
        sleep_often();
        return NULL;
    case LOAD_SPIN:
        spin();
        return NULL;
    default:
        chain_run(ROUNDS);
        return NULL;
    }
}
