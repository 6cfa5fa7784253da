// SPDX-License-Identifier: MIT
// Races and uses of freed memory: which bytes have been accessed together, when, and by whom.
#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "models/weak/spans.h"

namespace
{

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

/* The bytes have been used in parts so far: they are one span from here on. */
void join(granule &g, unsigned first, unsigned size)
{
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

} // namespace

atomic_object &spans_atomic(const volatile void *where, unsigned size, bool stores,
                            const void *from)
{
    const void *at = const_cast<const void *>(where);
    uintptr_t base = (uintptr_t)at - (uintptr_t)at % GRANULE;
    granule &g = find(base);
    unsigned first = unsigned((uintptr_t)at - base);
    unsigned parts = 0;
    each_span(g, first, size, [&](span &) { parts++; });
    weak_thread &t = *weak_running();
    if (parts > 1)
        join(g, first, size);
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

void spans_reset()
{
    while (n_used > 0)
        granules[used_granules[--n_used]].address = 0;
    n_objects = 0;
}

void spans_read(const void *at, size_t size, const void *from)
{
    weak_thread &t = *weak_running();
    each_span(at, size, [&](span &s) {
        judge_retired(s, from);
        if (!all_before(t, s.stores) || !s.plain.load(t))
            fail(rl::test_result_data_race, "data race", from);
    });
}

void spans_write(const void *at, size_t size, const void *from)
{
    weak_thread &t = *weak_running();
    each_span(at, size, [&](span &s) {
        judge_retired(s, from);
        if (!all_before(t, s.loads) || !all_before(t, s.stores) || !s.plain.store(t))
            fail(rl::test_result_data_race, "data race", from);
        s.atomic = nullptr;
    });
}

void spans_retire(const void *at, size_t size)
{
    each_span(at, size, [](span &s) { s.retired = true; });
}
