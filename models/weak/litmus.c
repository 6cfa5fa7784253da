// SPDX-License-Identifier: MIT
// What the checker itself must find and must not find: programs whose outcome C17 decides.
#include "primitives/futex.h"

/*
 * Names as in the litmus tests of the literature: MP, SB, S, IRIW, CoRR. Each comes with the orders
 * that forbid its weak outcome and, as the proof that the checker sees it, with those that do not.
 */
static struct {
    _Atomic uint32_t x, y;
    uint32_t seen[WEAK_THREADS][2];
    int data;
    int *block;
} s;

static void reset(void)
{
    memset(&s, 0, sizeof s);
}

#define LOAD(at, order)         atomic_load_explicit(at, memory_order_##order)
#define STORE(at, value, order) atomic_store_explicit(at, value, memory_order_##order)
#define FENCE(order)            atomic_thread_fence(memory_order_##order)

/* MP: data is handed over through x. Weak outcome: a data race. */
#define PASSING(name, publish, look)                                                               \
    static void passing_##name(unsigned self)                                                      \
    {                                                                                              \
        if (self == 0) {                                                                           \
            s.data = 1;                                                                            \
            publish;                                                                               \
        } else if (look) {                                                                         \
            WEAK_REQUIRE(s.data == 1);                                                             \
        }                                                                                          \
    }
PASSING(ordered, STORE(&s.x, 1, release), LOAD(&s.x, acquire))
PASSING(unreleased, STORE(&s.x, 1, relaxed), LOAD(&s.x, acquire))
PASSING(unacquired, STORE(&s.x, 1, release), LOAD(&s.x, relaxed))
PASSING(release_fence, (FENCE(release), STORE(&s.x, 1, relaxed)), LOAD(&s.x, acquire))
PASSING(acquire_fence, STORE(&s.x, 1, release), LOAD(&s.x, relaxed) && (FENCE(acquire), true))
PASSING(late_fence, (STORE(&s.x, 1, relaxed), FENCE(release)), LOAD(&s.x, acquire))
/* A read-modify-write continues a release sequence, a store ends it. */
PASSING(sequence,
        (STORE(&s.x, 1, release), atomic_fetch_add_explicit(&s.x, 1, memory_order_relaxed)),
        LOAD(&s.x, acquire) == 2)
PASSING(broken_sequence, (STORE(&s.x, 1, release), STORE(&s.x, 2, relaxed)),
        LOAD(&s.x, acquire) == 2)

/* SB: each writes its word and reads the other's. Weak outcome: both read 0. */
#define BUFFERING(name, write, fence, read)                                                        \
    static void buffering_##name(unsigned self)                                                    \
    {                                                                                              \
        STORE(self ? &s.y : &s.x, 1, write);                                                       \
        fence;                                                                                     \
        s.seen[self][0] = LOAD(self ? &s.x : &s.y, read);                                          \
    }
BUFFERING(seq_cst, seq_cst, , seq_cst)
BUFFERING(release, release, , acquire)
BUFFERING(half, seq_cst, , acquire)
BUFFERING(fences, relaxed, FENCE(seq_cst), relaxed)
BUFFERING(acq_rel_fences, relaxed, FENCE(acq_rel), relaxed)
static void buffered(void)
{
    WEAK_REQUIRE(s.seen[0][0] || s.seen[1][0]);
}

/* S: a store of 2 that another thread's store of 1 must follow. Weak outcome: x is 2 at the end. */
#define FOLLOWING(name, pass, look)                                                                \
    static void following_##name(unsigned self)                                                    \
    {                                                                                              \
        if (self == 0) {                                                                           \
            STORE(&s.x, 2, relaxed);                                                               \
            STORE(&s.y, 1, pass);                                                                  \
        } else if (LOAD(&s.y, look)) {                                                             \
            STORE(&s.x, 1, relaxed);                                                               \
            s.seen[1][0] = 1;                                                                      \
        }                                                                                          \
    }
FOLLOWING(ordered, release, acquire)
FOLLOWING(unreleased, relaxed, acquire)
FOLLOWING(unacquired, release, relaxed)
static void followed(void)
{
    WEAK_REQUIRE(!s.seen[1][0] || LOAD(&s.x, relaxed) == 1);
}

/* IRIW: two readers see two writes in opposite orders. */
#define WRITES(name, write, read)                                                                  \
    static void writes_##name(unsigned self)                                                       \
    {                                                                                              \
        if (self < 2) {                                                                            \
            STORE(self ? &s.y : &s.x, 1, write);                                                   \
        } else {                                                                                   \
            s.seen[self][0] = LOAD(self == 2 ? &s.x : &s.y, read);                                 \
            s.seen[self][1] = LOAD(self == 2 ? &s.y : &s.x, read);                                 \
        }                                                                                          \
    }
WRITES(seq_cst, seq_cst, seq_cst)
WRITES(acquire, release, acquire)
static void agreed(void)
{
    WEAK_REQUIRE(!(s.seen[2][0] && !s.seen[2][1] && s.seen[3][0] && !s.seen[3][1]));
}

/* CoRR, CoWR: one location never goes back for one thread. */
static void coherent(unsigned self)
{
    if (self == 0) {
        STORE(&s.x, 1, relaxed);
        STORE(&s.x, 2, relaxed);
        WEAK_REQUIRE(LOAD(&s.x, relaxed) == 2);
    } else {
        uint32_t first = LOAD(&s.x, relaxed);
        uint32_t second = LOAD(&s.x, relaxed);
        WEAK_REQUIRE(second >= first);
        uint32_t known = 9;
        atomic_compare_exchange_strong_explicit(&s.x, &known, 9, memory_order_relaxed,
                                                memory_order_relaxed);
        WEAK_REQUIRE(known >= second);
    }
}

/* Nothing is lost between read-modify-writes, whatever their order. */
static void adding(unsigned self)
{
    (void)self;
    atomic_fetch_add_explicit(&s.x, 1, memory_order_relaxed);
    uint32_t known = LOAD(&s.x, relaxed);
    while (!atomic_compare_exchange_weak_explicit(&s.x, &known, known + 1, memory_order_relaxed,
                                                  memory_order_relaxed))
        ;
}
static void added(void)
{
    WEAK_REQUIRE(LOAD(&s.x, relaxed) == 6);
}

/* A compare-and-swap that fails is a load: it too may return an older value. */
static void old_failure(unsigned self)
{
    if (self == 0) {
        STORE(&s.x, 1, relaxed);
        STORE(&s.y, 1, release);
    } else {
        uint32_t known = 7;
        bool later = LOAD(&s.y, relaxed);
        atomic_compare_exchange_strong_explicit(&s.x, &known, 9, memory_order_relaxed,
                                                memory_order_relaxed);
        WEAK_REQUIRE(!later || known == 1);
    }
}

/* A sleep and a wake-up, as one word and as two; the second loses the wake-up. */
static void sleeping(unsigned self)
{
    if (self == 0) {
        s.data = 1;
        STORE(&s.x, 1, release);
        futex_wake(&s.x, 1);
        return;
    }
    while (!LOAD(&s.x, acquire))
        futex_wait(&s.x, 0, NULL);
    WEAK_REQUIRE(s.data == 1);
}
static void sleeping_unordered(unsigned self)
{
    if (self == 0) {
        s.data = 1;
        STORE(&s.x, 1, release);
        futex_wake(&s.x, 1);
        return;
    }
    while (!LOAD(&s.x, relaxed))
        futex_wait(&s.x, 0, NULL);
    WEAK_REQUIRE(s.data == 1); /* the kernel orders nothing */
}
static void sleeping_unnoticed(unsigned self)
{
    if (self == 0) {
        STORE(&s.x, 1, release);
        if (LOAD(&s.y, acquire))
            futex_wake(&s.x, 1);
        return;
    }
    STORE(&s.y, 1, release);
    while (!LOAD(&s.x, acquire))
        futex_wait(&s.x, 0, NULL);
}

static void plain_race(unsigned self)
{
    if (self == 0)
        s.data = 1;
    else
        s.seen[1][0] = (uint32_t)s.data;
}
static void mixed_race(unsigned self)
{
    if (self == 0)
        STORE(&s.x, 1, relaxed);
    else
        memset((void *)&s.x, 0, sizeof s.x);
}
static void freed(unsigned self)
{
    if (self == 0) {
        s.block = malloc(sizeof *s.block);
        *s.block = 1;
        int *kept = s.block;
        free(kept);
        s.data = *(volatile int *)kept;
    }
}
static void leaked(unsigned self)
{
    if (self == 0)
        s.block = malloc(sizeof *s.block);
}
static void spinning(unsigned self)
{
    while (self == 0 && !LOAD(&s.x, relaxed))
        weak_yield();
}

const struct weak_scenario weak_scenarios[] = {
    {"MP ordered", 2, reset, passing_ordered, NULL, NULL, false},
    {"MP unreleased", 2, reset, passing_unreleased, NULL, "data race", false},
    {"MP unacquired", 2, reset, passing_unacquired, NULL, "data race", false},
    {"MP release fence", 2, reset, passing_release_fence, NULL, NULL, false},
    {"MP acquire fence", 2, reset, passing_acquire_fence, NULL, NULL, false},
    {"MP late fence", 2, reset, passing_late_fence, NULL, "data race", false},
    {"MP release sequence", 2, reset, passing_sequence, NULL, NULL, false},
    {"MP broken sequence", 2, reset, passing_broken_sequence, NULL, "data race", false},
    {"SB seq_cst", 2, reset, buffering_seq_cst, buffered, NULL, false},
    {"SB release and acquire", 2, reset, buffering_release, buffered, "assertion", false},
    {"SB half", 2, reset, buffering_half, buffered, "assertion", false},
    {"SB seq_cst fences", 2, reset, buffering_fences, buffered, NULL, false},
    {"SB acq_rel fences", 2, reset, buffering_acq_rel_fences, buffered, "assertion", false},
    {"S ordered", 2, reset, following_ordered, followed, NULL, false},
    {"S unreleased", 2, reset, following_unreleased, followed, "assertion", false},
    {"S unacquired", 2, reset, following_unacquired, followed, "assertion", false},
    {"IRIW seq_cst", 4, reset, writes_seq_cst, agreed, NULL, false},
    {"IRIW acquire", 4, reset, writes_acquire, agreed, "assertion", false},
    {"coherence", 2, reset, coherent, NULL, NULL, false},
    {"read-modify-writes", 3, reset, adding, added, NULL, false},
    {"failed compare-and-swap", 2, reset, old_failure, NULL, "assertion", false},
    {"futex", 2, reset, sleeping, NULL, NULL, false},
    {"futex unordered", 2, reset, sleeping_unordered, NULL, "data race", false},
    {"futex unnoticed", 2, reset, sleeping_unnoticed, NULL, "deadlock", false},
    {"plain race", 2, reset, plain_race, NULL, "data race", false},
    {"atomic and plain", 2, reset, mixed_race, NULL, "data race", false},
    {"freed memory", 1, reset, freed, NULL, "freed memory", false},
    {"leak", 1, reset, leaked, NULL, "assertion", false},
    {"livelock", 1, reset, spinning, NULL, "livelock", false},
    {0},
};
