// SPDX-License-Identifier: MIT
// The simulated memory: Relacy's atomics and race detection for every byte that a program touches.
#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "models/weak/memory.h"
#include "models/weak/relacy.h"

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

struct atomic_object {
    weak_atomic order;
    /* by the index of order's history */
    uint64_t value[rl::atomic_history_size];
    bool modified[rl::atomic_history_size]; /* by a read-modify-write */
};

/* Bytes of one granule that have only been accessed together. */
struct span {
    unsigned char first, size;
    bool retired;
    weak_plain plain;                     /* of plain accesses */
    rl::timestamp_t loads[WEAK_THREADS];  /* the last atomic load of each thread */
    rl::timestamp_t stores[WEAK_THREADS]; /* and its last store or read-modify-write */
    atomic_object *atomic;                /* NULL: the value is in memory only */
};

enum { GRANULE = 8, GRANULES = 1 << 12, ATOMICS = 1 << 10 };

struct granule {
    uintptr_t address; /* 0: unused */
    unsigned spans;
    span span_at[GRANULE];
};

granule granules[GRANULES];
unsigned used_granules[GRANULES], n_used;
alignas(atomic_object) unsigned char objects[ATOMICS][sizeof(atomic_object)];
unsigned n_objects;

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

void fail(rl::test_result_e what, const char *words, const void *from)
{
    weak_note(from, "%s", words);
    rl::ctx().fail_test("", what, rl::debug_info("", words, 0));
}

granule &find(uintptr_t address)
{
    unsigned i = unsigned(address / GRANULE * 2654435761u) % GRANULES;
    while (granules[i].address && granules[i].address != address)
        i = (i + 1) % GRANULES;
    if (!granules[i].address) {
        if (n_used > GRANULES / 2)
            std::abort();
        used_granules[n_used++] = i;
        granules[i].address = address;
        granules[i].spans = 0;
    }
    return granules[i];
}

span fresh(unsigned first, unsigned size)
{
    span s{};
    s.first = (unsigned char)first;
    s.size = (unsigned char)size;
    return s;
}

/* Breaks the span at index into bytes. An atomic object does not outlive it. */
void split(granule &g, unsigned index)
{
    span whole = g.span_at[index];
    whole.atomic = nullptr;
    g.span_at[index] = g.span_at[--g.spans];
    for (unsigned i = 0; i < whole.size; i++) {
        span one = whole;
        one.first = (unsigned char)(whole.first + i);
        one.size = 1;
        g.span_at[g.spans++] = one;
    }
}

/* Calls visit(span) for spans that together are the bytes from first on, size of them. */
template <typename visitor> void each_span(granule &g, unsigned first, unsigned size, visitor visit)
{
    unsigned covered = 0;
    for (unsigned i = 0; i < g.spans;) {
        span &s = g.span_at[i];
        bool outside = s.first + s.size <= first || s.first >= first + size;
        bool inside = s.first >= first && s.first + s.size <= first + size;
        if (!outside && !inside) {
            split(g, i);
            continue; /* another span is at i now */
        }
        for (unsigned b = 0; inside && b < s.size; b++)
            covered |= 1u << (s.first + b);
        i++;
    }
    unsigned all = (size == GRANULE ? 0xffu : (1u << size) - 1) << first;
    if (covered == 0)
        g.span_at[g.spans++] = fresh(first, size);
    else
        for (unsigned b = first; b < first + size; b++)
            if ((all & ~covered) >> b & 1)
                g.span_at[g.spans++] = fresh(b, 1);
    for (unsigned i = 0; i < g.spans; i++) {
        span &s = g.span_at[i];
        if (s.first >= first && s.first + s.size <= first + size)
            visit(s);
    }
}

template <typename visitor> void each_span(const void *at, size_t size, visitor visit)
{
    uintptr_t next = (uintptr_t)at, end = next + size;
    while (next < end) {
        uintptr_t base = next - next % GRANULE;
        uintptr_t stop = std::min<uintptr_t>(base + GRANULE, end);
        each_span(find(base), unsigned(next - base), unsigned(stop - next), visit);
        next = stop;
    }
}

bool all_before(const weak_thread &t, const rl::timestamp_t *accesses)
{
    for (unsigned i = 0; i < WEAK_THREADS; i++)
        if (t.acq_rel_order_[i] < accesses[i])
            return false;
    return true;
}

void judge_retired(const span &s, const void *from)
{
    if (s.retired)
        fail(rl::test_result_access_to_freed_memory, "access to freed memory", from);
}

/* The span of an atomic access, judged against plain ones. Returns the object in it. */
atomic_object &atomic_at(const volatile void *where, unsigned size, bool stores, const void *from)
{
    const void *at = const_cast<const void *>(where);
    uintptr_t base = (uintptr_t)at - (uintptr_t)at % GRANULE;
    granule &g = find(base);
    unsigned first = unsigned((uintptr_t)at - base);
    unsigned parts = 0;
    each_span(g, first, size, [&](span &) { parts++; });
    weak_thread &t = *weak_running();
    if (parts > 1) { /* used in parts so far: as one from here on */
        span joined = fresh(first, size);
        each_span(g, first, size, [&](span &s) {
            for (unsigned i = 0; i < WEAK_THREADS; i++) {
                auto later = [i](rl::timestamp_t *to, const rl::timestamp_t *of) {
                    to[i] = std::max(to[i], of[i]);
                };
                later(joined.plain.load_acq_rel_timestamp_, s.plain.load_acq_rel_timestamp_);
                later(joined.plain.store_acq_rel_timestamp_, s.plain.store_acq_rel_timestamp_);
                later(joined.loads, s.loads);
                later(joined.stores, s.stores);
            }
            joined.retired = joined.retired || s.retired;
        });
        unsigned kept = 0;
        for (unsigned i = 0; i < g.spans; i++)
            if (g.span_at[i].first < first || g.span_at[i].first >= first + size)
                g.span_at[kept++] = g.span_at[i];
        g.span_at[kept] = joined;
        g.spans = kept + 1;
    }
    atomic_object *object = nullptr;
    each_span(g, first, size, [&](span &s) {
        judge_retired(s, from);
        if (!all_before(t, s.plain.store_acq_rel_timestamp_) ||
            (stores && !all_before(t, s.plain.load_acq_rel_timestamp_)))
            fail(rl::test_result_data_race, "data race of an atomic and a plain access", from);
        if (!s.atomic) {
            if (n_objects == ATOMICS)
                std::abort();
            s.atomic = new (objects[n_objects++]) atomic_object{{t}, {}, {}};
            /* Ordered before every access: each is judged against the plain stores above. */
            s.atomic->order.history_[0].acq_rel_timestamp_ = 0;
            std::memcpy(&s.atomic->value[0], at, size);
        }
        (stores ? s.stores : s.loads)[t.index_] = t.own_acq_rel_order_ + 1;
        object = s.atomic;
    });
    return *object;
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
    while (n_used > 0)
        granules[used_granules[--n_used]].address = 0;
    n_objects = 0;
    stop = {};
    if (rl::ctx().is_random_sched() && weak_random(2))
        stop = {weak_random(WEAK_THREADS), 1 + weak_random(32), 1 + weak_random(128), 0, 0};
}

void memory_read(const void *at, size_t size, const void *from)
{
    weak_thread *t = weak_running();
    if (!t)
        return;
    weak_note(from, "read %zu at %p", size, at);
    each_span(at, size, [&](span &s) {
        judge_retired(s, from);
        if (!all_before(*t, s.stores) || !s.plain.load(*t))
            fail(rl::test_result_data_race, "data race", from);
    });
}

void memory_write(const void *at, size_t size, const void *from)
{
    weak_thread *t = weak_running();
    if (!t)
        return;
    weak_note(from, "write %zu at %p", size, at);
    each_span(at, size, [&](span &s) {
        judge_retired(s, from);
        if (!all_before(*t, s.loads) || !all_before(*t, s.stores) || !s.plain.store(*t))
            fail(rl::test_result_data_race, "data race", from);
        s.atomic = nullptr;
    });
}

void memory_retire(const void *at, size_t size, const void *from)
{
    memory_write(at, size, from);
    each_span(at, size, [](span &s) { s.retired = true; });
}

uint64_t memory_load(const volatile void *at, unsigned size, int order, const void *from)
{
    if (!weak_running())
        return outside(at, size);
    step();
    atomic_object &o = atomic_at(at, size, false, from);
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
    atomic_object &o = atomic_at(at, size, true, from);
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
    atomic_object &o = atomic_at(at, size, true, from);
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
    atomic_object &o = atomic_at(at, size, true, from);
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
