// SPDX-License-Identifier: MIT
// Weak-memory check of the places where each of two threads writes and then looks at what the other
// writes: never do both miss. This is litmus test SB, in the words of two headers.
#include "models/weak/epochs.h"
#include "primitives/rwmutex/bravo.h"

/* Apart, so that a real machine has each in a cache line of its own. */
static struct {
    _Alignas(128) struct bravo_rwmutex lock;
    _Alignas(128) _Atomic int unlinked;
    _Alignas(128) _Atomic int looked;
    _Alignas(128) bool inside;
    _Alignas(128) bool alone;
} s;

static void end(void)
{
    WEAK_REQUIRE(!s.inside || !s.alone);
}

/* A reader enters by the table while a writer looks through it. */
static void biased(void)
{
    memset(&s, 0, sizeof s);
    memset(bravo_table, 0, sizeof bravo_table);
    bravo_rwmutex_init(&s.lock);
    atomic_store_explicit(&s.lock.biased, 1, memory_order_relaxed);
}

/* Has the entries in the cache: then a real machine looks before its store is seen. */
static void look_ahead(void)
{
    for (int i = 0; i < BRAVO_ENTRIES; i++)
        bravo_is_inside(&bravo_table[i], &s.lock);
}

static void entering(unsigned self)
{
    if (self == 0) {
        s.inside = bravo_enter(&s.lock);
    } else {
        look_ahead();
        s.alone = bravo_try_revoke_slow(&s.lock);
    }
}

/* A section begins and loads, while another thread unlinks and looks for sections. */
static void start(bool membarrier)
{
    memset(&s, 0, sizeof s);
    epochs_start(membarrier);
    epoch_enter(); /* it is listed, where it is the one that reads */
    epoch_leave();
}

static void with_membarrier(void)
{
    start(true);
}

static void without_membarrier(void)
{
    start(false);
}

static void reading(unsigned self)
{
    if (self == 0) {
        epoch_enter();
        s.inside = atomic_load_explicit(&s.unlinked, memory_order_seq_cst) == 0;
        while (!atomic_load_explicit(&s.looked, memory_order_relaxed))
            weak_yield();
        epoch_leave();
        epochs_end();
    } else {
        sema_lock(&epoch_domain.lock);
        epoch_has_stragglers(UINT64_MAX); /* as in look_ahead */
        atomic_exchange_explicit(&s.unlinked, 1, memory_order_seq_cst);
        s.alone = everywhere_fence() && !epoch_has_stragglers(UINT64_MAX);
        sema_unlock(&epoch_domain.lock);
        atomic_store_explicit(&s.looked, 1, memory_order_relaxed);
    }
}

static void left(void)
{
    epochs_end();
    end();
}

const struct weak_scenario weak_scenarios[] = {
    {"a reader by the table", 2, biased, entering, end, NULL, false},
    {"a section, membarrier", 2, with_membarrier, reading, left, NULL, false},
    {"a section", 2, without_membarrier, reading, left, NULL, false},
    {0},
};
