// SPDX-License-Identifier: MIT
// The simulated memory: which value an atomic access finds, and what it orders.
#include <algorithm>
#include <cstring>

#include "models/weak/memory.h"
#include "models/weak/relacy.h"
#include "models/weak/spans.h"

/*
 * Relacy decides which of the last eight values a load returns, and what an access orders. Here
 * stand the values, and three rules in which Relacy is stronger than C17 or than C++20:
 *  - A compare-and-swap that fails may have read an older value, as a load may.
 *  - A store may come before the last store of another thread in the modification order, where
 *    coherence allows it. (In Relacy that order is the order of execution.)
 *  - A store ends every release sequence, that of its own thread too (C++20, 6.9.2.2).
 * Each is a test in models/weak/litmus.c.
 */
namespace
{

/*
 * In half of the runs one thread stops at one atomic access until the others have made a number of
 * theirs. A fair choice at each step would almost never leave a thread behind for so long.
 */
struct {
    unsigned thread, at, length; /* length 0: nobody stops */
    unsigned own, all;           /* accesses so far: of that thread, of all */
} stop;

void step()
{
    rl::context &c = rl::ctx();
    c.sched();
    stop.all++;
    if (stop.length == 0 || stop.thread != weak_self() || ++stop.own != stop.at)
        return;
    const unsigned until = stop.all + stop.length;
    for (unsigned tries = 0; stop.all < until && tries < 8 * stop.length; tries++)
        c.sched();
}

unsigned newest(const atomic_object &o)
{
    return o.order.current_index_ % rl::atomic_history_size;
}

/* The load of C17 with that order. Returns the index of the value in the history. */
unsigned load_index(atomic_object &o, int order, bool of_newest)
{
    rl::thread_info_base *t = weak_running();
    switch (order) {
    case rl::mo_relaxed:
        return of_newest ? t->atomic_load_relaxed_rmw(&o.order) : t->atomic_load_relaxed(&o.order);
    case rl::mo_seq_cst:
        return of_newest ? t->atomic_load_seq_cst_rmw(&o.order) : t->atomic_load_seq_cst(&o.order);
    default:
        return of_newest ? t->atomic_load_acquire_rmw(&o.order) : t->atomic_load_acquire(&o.order);
    }
}

void modify(atomic_object &o, uint64_t value, int order)
{
    rl::thread_info_base *t = weak_running();
    bool aba = false;
    unsigned (rl::thread_info_base::*const by_order[])(rl::atomic_data *, bool &) = {
        &rl::thread_info_base::atomic_rmw_relaxed, &rl::thread_info_base::atomic_rmw_acquire,
        &rl::thread_info_base::atomic_rmw_acquire, &rl::thread_info_base::atomic_rmw_release,
        &rl::thread_info_base::atomic_rmw_acq_rel, &rl::thread_info_base::atomic_rmw_seq_cst};
    unsigned i = (t->*by_order[order])(&o.order, aba);
    o.value[i] = value;
    o.modified[i] = true;
}

/* Whether a store now may come before the newest value in the modification order. */
bool may_be_overtaken(const atomic_object &o, const weak_thread &t, int order)
{
    const auto &last = o.order.history_[newest(o)];
    const auto &before = o.order.history_[(o.order.current_index_ - 1) % rl::atomic_history_size];
    if (o.order.current_index_ == 0 || !before.busy_)
        return false; /* the first value comes before everything */
    if (o.modified[newest(o)])
        return false; /* nothing comes between a read-modify-write and what it read */
    if (t.acq_rel_order_[last.thread_id_] >= last.acq_rel_timestamp_)
        return false; /* write-write coherence */
    for (unsigned i = 0; i < WEAK_THREADS; i++)
        if (t.acq_rel_order_[i] >= last.first_seen_order_[i])
            return false; /* read-write coherence */
    return !(order == rl::mo_seq_cst && last.seq_cst_);
}

void store(atomic_object &o, uint64_t value, int order)
{
    weak_thread &t = *weak_running();
    bool overtaken = may_be_overtaken(o, t, order) && rl::rand(2);
    unsigned last = newest(o);
    rl::thread_info_base *base = &t;
    unsigned i = order == rl::mo_relaxed   ? base->atomic_store_relaxed(&o.order)
                 : order == rl::mo_seq_cst ? base->atomic_store_seq_cst(&o.order)
                                           : base->atomic_store_release(&o.order);
    auto &record = o.order.history_[i];
    const rl::timestamp_t *released =
        order == rl::mo_relaxed ? t.release_fence_order_ : t.acq_rel_order_;
    std::copy(released, released + WEAK_THREADS, record.acq_rel_order_);
    o.value[i] = value;
    o.modified[i] = false;
    if (overtaken) {
        std::swap(record, o.order.history_[last]);
        std::swap(o.value[i], o.value[last]);
        std::swap(o.modified[i], o.modified[last]);
    }
}

/* Memory holds the newest value. */
void write_through(volatile void *at, unsigned size, const atomic_object &o)
{
    std::memcpy(const_cast<void *>(at), &o.value[newest(o)], size);
}

uint64_t cut(uint64_t value, unsigned size)
{
    return size == 8 ? value : value & ((UINT64_C(1) << size * 8) - 1);
}

uint64_t combined(enum memory_rmw how, uint64_t old, uint64_t operand)
{
    switch (how) {
    case MEMORY_ADD:
        return old + operand;
    case MEMORY_SUB:
        return old - operand;
    case MEMORY_AND:
        return old & operand;
    case MEMORY_OR:
        return old | operand;
    case MEMORY_XOR:
        return old ^ operand;
    case MEMORY_NAND:
        return ~(old & operand);
    default:
        return operand;
    }
}

/* The value where nothing is simulated, as before main. */
uint64_t outside(const volatile void *at, unsigned size)
{
    uint64_t value = 0;
    std::memcpy(&value, const_cast<const void *>(at), size);
    return value;
}

} // namespace

void memory_reset(void)
{
    spans_reset();
    stop = {};
    if (rl::ctx().is_random_sched() && weak_random(2))
        stop = {weak_random(WEAK_THREADS), 1 + weak_random(32), 1 + weak_random(128), 0, 0};
}

void memory_read(const void *at, size_t size, const void *from)
{
    if (!weak_running())
        return;
    weak_note(from, "read %zu at %p", size, at);
    spans_read(at, size, from);
}

void memory_write(const void *at, size_t size, const void *from)
{
    if (!weak_running())
        return;
    weak_note(from, "write %zu at %p", size, at);
    spans_write(at, size, from);
}

void memory_retire(const void *at, size_t size, const void *from)
{
    memory_write(at, size, from);
    spans_retire(at, size);
}

uint64_t memory_load(const volatile void *at, unsigned size, int order, const void *from)
{
    if (!weak_running())
        return outside(at, size);
    step();
    atomic_object &o = spans_atomic(at, size, false, from);
    uint64_t value = o.value[load_index(o, order, false)];
    weak_note(from, "load %u at %p, order %d: %llx", size, (const void *)at, order,
              (unsigned long long)value);
    return value;
}

void memory_store(volatile void *at, unsigned size, uint64_t value, int order, const void *from)
{
    if (!weak_running()) {
        std::memcpy(const_cast<void *>(at), &value, size);
        return;
    }
    step();
    atomic_object &o = spans_atomic(at, size, true, from);
    store(o, value, order);
    write_through(at, size, o);
    weak_note(from, "store %u at %p, order %d: %llx", size, (const void *)at, order,
              (unsigned long long)value);
}

uint64_t memory_modify(volatile void *at, unsigned size, enum memory_rmw how, uint64_t operand,
                       int order, const void *from)
{
    if (!weak_running()) {
        uint64_t old = outside(at, size);
        memory_store(at, size, combined(how, old, operand), order, from);
        return old;
    }
    step();
    atomic_object &o = spans_atomic(at, size, true, from);
    uint64_t old = o.value[newest(o)];
    uint64_t value = cut(combined(how, old, operand), size);
    modify(o, value, order);
    write_through(at, size, o);
    weak_note(from, "modify %u at %p, order %d: %llx to %llx", size, (const void *)at, order,
              (unsigned long long)old, (unsigned long long)value);
    return old;
}

uint64_t memory_compare_exchange(volatile void *at, unsigned size, uint64_t expected,
                                 uint64_t wanted, bool may_fail, int success, int failure,
                                 bool *stored, const void *from)
{
    if (!weak_running()) {
        uint64_t old = outside(at, size);
        *stored = old == expected;
        if (*stored)
            memory_store(at, size, wanted, success, from);
        return old;
    }
    step();
    /* It counts as a store only where it stores, but a failed one is judged alike: no harm. */
    atomic_object &o = spans_atomic(at, size, true, from);
    uint64_t found = o.value[newest(o)];
    bool spurious = may_fail && rl::ctx().rand(4, rl::sched_type_cas_fail) == 0;
    *stored = found == expected && !spurious;
    if (*stored) {
        modify(o, wanted, success);
        write_through(at, size, o);
    } else {
        /* A failure may have read an older value, but a strong one never the expected. */
        bool older = true;
        for (unsigned i = 0; i < rl::atomic_history_size; i++)
            older = older && o.value[i] != expected;
        found = o.value[load_index(o, failure, !older)];
    }
    weak_note(from, "compare_exchange %u at %p, orders %d and %d: %llx to %llx, %s", size,
              (const void *)at, success, failure, (unsigned long long)found,
              (unsigned long long)wanted, *stored ? "stored" : "failed");
    return found;
}

void memory_fence(int order, const void *from)
{
    rl::context &c = rl::ctx();
    switch (order) {
    case rl::mo_relaxed:
        break;
    case rl::mo_release:
        c.atomic_thread_fence_release();
        break;
    case rl::mo_acq_rel:
        c.atomic_thread_fence_acq_rel();
        break;
    case rl::mo_seq_cst:
        c.atomic_thread_fence_seq_cst();
        break;
    default:
        c.atomic_thread_fence_acquire();
    }
    weak_note(from, "fence, order %d", order);
}
