// SPDX-License-Identifier: MIT
// What lies outside a checked program: futexes, time, and memory that is freed.
#include <cerrno>
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <linux/futex.h>
#include <linux/membarrier.h>
#include <sys/syscall.h>

#include "models/weak/kernel.h"
#include "models/weak/memory.h"
#include "models/weak/relacy.h"

namespace
{

/*
 * The sleepers on one address, and what the threads that woke it had seen. A wait that comes later
 * reads no older value of the word. Neither call orders anything else for the program.
 */
struct futex {
    const void *word;
    rl::waitset<WEAK_THREADS> sleepers;
    rl::timestamp_t seen[WEAK_THREADS];
};

struct block {
    void *at;
    size_t size;
    bool freed;
};

enum { FUTEXES = 256, BLOCKS = 1024 };

futex futexes[FUTEXES];
unsigned n_futexes;
block blocks[BLOCKS];
unsigned n_blocks;
uint64_t nanoseconds;
bool spurious_wakes;

futex &futex_of(const void *word)
{
    for (unsigned i = 0; i < n_futexes; i++)
        if (futexes[i].word == word)
            return futexes[i];
    if (n_futexes == FUTEXES)
        std::abort();
    futex &f = futexes[n_futexes++];
    f = futex();
    f.word = word;
    return f;
}

/* The value that the kernel compares. It may be old, as far as no wake has passed a newer one on.
 * Afterwards the thread is ordered as before. */
uint32_t word_of(futex &f, const void *from)
{
    weak_thread &t = *weak_running();
    rl::timestamp_t ordered[WEAK_THREADS], fenced[WEAK_THREADS];
    std::copy(t.acq_rel_order_, t.acq_rel_order_ + WEAK_THREADS, ordered);
    std::copy(t.acquire_fence_order_, t.acquire_fence_order_ + WEAK_THREADS, fenced);
    for (unsigned i = 0; i < WEAK_THREADS; i++)
        t.acq_rel_order_[i] = std::max(t.acq_rel_order_[i], f.seen[i]);
    rl::ctx().disable_preemption();
    uint32_t value = (uint32_t)memory_load(f.word, sizeof value, rl::mo_relaxed, from);
    rl::ctx().enable_preemption();
    ordered[t.index_] = t.own_acq_rel_order_;
    std::copy(ordered, ordered + WEAK_THREADS, t.acq_rel_order_);
    std::copy(fenced, fenced + WEAK_THREADS, t.acquire_fence_order_);
    return value;
}

long wait(const void *word, uint32_t expected, bool timed, const void *from)
{
    rl::context &c = rl::ctx();
    c.sched();
    futex &f = futex_of(word);
    if (word_of(f, from) != expected) {
        errno = EAGAIN;
        return -1;
    }
    weak_note(from, "sleep at %p", word);
    switch (f.sleepers.park_current(c, timed, spurious_wakes, false, rl::debug_info())) {
    case rl::unpark_reason_normal:
        return 0;
    case rl::unpark_reason_timeout:
        errno = ETIMEDOUT;
        return -1;
    default:
        errno = EINTR;
        return weak_random(2) ? 0 : -1;
    }
}

long wake(const void *word, int count, const void *from)
{
    rl::context &c = rl::ctx();
    c.sched();
    futex &f = futex_of(word);
    weak_thread &t = *weak_running();
    for (unsigned i = 0; i < WEAK_THREADS; i++)
        f.seen[i] = std::max(f.seen[i], t.acq_rel_order_[i]);
    long woken = 0;
    while (woken < count && f.sleepers.unpark_one(c, rl::debug_info()))
        woken++;
    weak_note(from, "wake at %p: %ld", word, woken);
    return woken;
}

/* Every thread executes a full fence: first what each has done reaches the chain, then each gets it
 * from there. */
void fence_everywhere(const void *from)
{
    rl::context &c = rl::ctx();
    c.sched();
    weak_thread &t = *weak_running();
    rl::aligned<weak_thread> *all = static_cast<rl::aligned<weak_thread> *>(&t) - t.index_;
    for (int round = 0; round < 2; round++)
        for (unsigned i = 0; i < WEAK_THREADS; i++)
            all[i].atomic_thread_fence_seq_cst(c.seq_cst_fence_order_);
    weak_note(from, "membarrier");
}

} // namespace

void kernel_reset(void)
{
    for (unsigned i = 0; i < n_blocks; i++)
        std::free(blocks[i].at);
    n_blocks = n_futexes = 0;
    nanoseconds = 0;
    spurious_wakes = weak_random(2);
}

bool kernel_nothing_leaked(void)
{
    for (unsigned i = 0; i < n_blocks; i++)
        if (!blocks[i].freed)
            return false;
    return true;
}

long weak_syscall(long number, ...)
{
    va_list arguments;
    va_start(arguments, number);
    const void *word = va_arg(arguments, const void *);
    int operation = va_arg(arguments, int);
    unsigned value = va_arg(arguments, unsigned);
    const void *timeout = va_arg(arguments, const void *);
    va_end(arguments);
    const void *from = __builtin_return_address(0);
    if (number == SYS_futex && ((operation & FUTEX_CMD_MASK) == FUTEX_WAIT ||
                                (operation & FUTEX_CMD_MASK) == FUTEX_WAIT_BITSET))
        return wait(word, value, timeout != nullptr, from);
    if (number == SYS_futex && (operation & FUTEX_CMD_MASK) == FUTEX_WAKE)
        return wake(word, (int)value, from);
    if (number == SYS_membarrier) {
        if (weak_running() && (uintptr_t)word == MEMBARRIER_CMD_PRIVATE_EXPEDITED)
            fence_everywhere(from);
        return 0;
    }
    weak_require(false, "a system call that the checker does not know");
    return -1;
}

int weak_clock_gettime(clockid_t, struct timespec *now)
{
    nanoseconds += weak_random(2) ? 2000000 : 10;
    now->tv_sec = (time_t)(nanoseconds / 1000000000);
    now->tv_nsec = (long)(nanoseconds % 1000000000);
    return 0;
}

int weak_yield(void)
{
    rl::ctx().yield(1, rl::debug_info());
    return 0;
}

int weak_nanosleep(const struct timespec *, struct timespec *)
{
    return weak_yield();
}

void weak_abort(void)
{
    weak_require(false, "abort");
    std::abort();
}

long weak_write(int, const void *, size_t size)
{
    return (long)size;
}

/* A freed block goes back to the C library only after the run, so that later uses are seen. */
void *weak_malloc(size_t size)
{
    if (n_blocks == BLOCKS)
        return nullptr;
    void *at = std::malloc(size ? size : 1);
    blocks[n_blocks++] = {at, size, false};
    return at;
}

void *weak_calloc(size_t count, size_t size)
{
    void *at = weak_malloc(count * size);
    return at ? std::memset(at, 0, count * size) : nullptr;
}

void *weak_aligned_alloc(size_t alignment, size_t size)
{
    void *at = std::aligned_alloc(alignment, size);
    if (at && n_blocks < BLOCKS)
        blocks[n_blocks++] = {at, size, false};
    return at;
}

void weak_free(void *at)
{
    for (unsigned i = 0; i < n_blocks; i++)
        if (blocks[i].at == at) {
            memory_retire(at, blocks[i].size, __builtin_return_address(0));
            blocks[i].freed = true;
            return;
        }
    weak_require(!at, "free of what was not allocated");
}

void *weak_memset(void *to, int byte, size_t size)
{
    memory_write(to, size, __builtin_return_address(0));
    return std::memset(to, byte, size);
}

void *weak_memcpy(void *to, const void *from, size_t size)
{
    memory_read(from, size, __builtin_return_address(0));
    memory_write(to, size, __builtin_return_address(0));
    return std::memcpy(to, from, size);
}
