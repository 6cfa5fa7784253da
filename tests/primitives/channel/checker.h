// SPDX-License-Identifier: MIT
// Threads that record what a channel does to what they send: order, loss, stale data, one too many
// inside.
#pragma once

#include "tests/primitives/channel/subject.h"

/* ---- the checker: many senders and receivers; nothing here fails a test by itself ---- */

struct stream {
    const struct channel_subject *subject;
    void *channel;
    unsigned senders;
    uint64_t each;
    uint64_t *payload;      /* plain on purpose: one cell a message, written before its send */
    _Atomic uint8_t *times; /* how often each message arrived */
};

struct end {
    struct stream *stream;
    unsigned id;
    uint64_t refused, garbled, disordered, stale;
    pthread_t thread;
};

static uint64_t payload_of(uint64_t message)
{
    return message * 0x9e3779b97f4a7c15u + 1;
}

static void *send_all(void *argument)
{
    struct end *me = argument;
    struct stream *st = me->stream;
    struct stress_random random = {me->id};
    for (uint64_t message = me->id * st->each, last = message + st->each; message < last;
         message++) {
        stress_delay(&random);
        st->payload[message] = payload_of(message);
        me->refused += !st->subject->send(st->channel, message);
    }
    return NULL;
}

/* Ends the stream of a channel that cannot be closed, for one receiver. No message is it. */
static const uint64_t last_word = UINT64_MAX;

static void *receive_all(void *argument)
{
    struct end *me = argument;
    struct stream *st = me->stream;
    struct stress_random random = {me->id};
    uint64_t next[MOST_THREADS] = {0}, message;
    while (st->subject->receive(st->channel, &message)) {
        stress_delay(&random);
        if (message == last_word && !st->subject->traits.close)
            break;
        if (message >= st->senders * st->each) {
            me->garbled++;
            continue;
        }
        me->disordered += message % st->each < next[message / st->each];
        next[message / st->each] = message % st->each + 1;
        me->stale += st->payload[message] != payload_of(message);
        atomic_fetch_add_explicit(&st->times[message], 1, memory_order_relaxed);
    }
    return NULL;
}

struct tally {
    uint64_t refused, garbled, disordered, stale, lost, doubled;
};

/* No sender is left: lets every receiver return. */
static void end_stream(const struct stream *st, unsigned receivers)
{
    if (st->subject->traits.close)
        st->subject->close(st->channel);
    else
        for (unsigned i = 0; i < receivers; i++)
            st->subject->send(st->channel, last_word);
}

/* total messages from senders threads to receivers threads, then the end. total is a multiple of
 * senders. */
static struct tally run_stream(const struct channel_subject *s, size_t capacity, unsigned senders,
                               unsigned receivers, uint64_t total)
{
    struct stream st = {.subject = s, .senders = senders, .each = total / senders};
    struct end ends[MOST_THREADS] = {0};
    assert_true(senders + receivers <= MOST_THREADS);
    st.channel = new_channel(s, capacity);
    st.payload = calloc(total, sizeof *st.payload);
    st.times = calloc(total, sizeof *st.times);
    assert_true(st.payload && st.times);
    for (unsigned i = 0; i < senders + receivers; i++) {
        ends[i] = (struct end){.stream = &st, .id = i};
        void *(*body)(void *) = i < senders ? send_all : receive_all;
        assert_int_equal(pthread_create(&ends[i].thread, NULL, body, &ends[i]), 0);
    }
    struct tally t = {0};
    for (unsigned i = 0; i < senders + receivers; i++) {
        if (i == senders)
            end_stream(&st, receivers);
        pthread_join(ends[i].thread, NULL);
        t.refused += ends[i].refused;
        t.garbled += ends[i].garbled;
        t.disordered += ends[i].disordered;
        t.stale += ends[i].stale;
    }
    for (uint64_t i = 0; i < total; i++) {
        t.lost += st.times[i] == 0;
        t.doubled += st.times[i] > 1;
    }
    stress_did(2 * total);
    free_channel(s, st.channel);
    free(st.times);
    free(st.payload);
    return t;
}

/* One cell a receive, plain on purpose, written before it: the memory model says who may read cell
 * k. */
struct back {
    const struct channel_subject *subject;
    void *channel;
    uint64_t *cell;
    uint64_t receives;
};

static void *receive_and_tell(void *argument)
{
    struct back *b = argument;
    uint64_t value;
    for (uint64_t k = 0; k < b->receives; k++) {
        if (k % 64 == 0)
            sched_yield();
        b->cell[k] = k + 1;
        b->subject->receive(b->channel, &value);
    }
    return NULL;
}

/* How often the k-th receive was not seen by who had completed send k + capacity (0:
 * rendezvous). */
static uint64_t run_back(const struct channel_subject *s, size_t capacity, uint64_t receives)
{
    struct back b = {.subject = s, .channel = new_channel(s, capacity), .receives = receives};
    b.cell = calloc(receives, sizeof *b.cell);
    assert_non_null(b.cell);
    pthread_t receiver;
    assert_int_equal(pthread_create(&receiver, NULL, receive_and_tell, &b), 0);
    uint64_t stale = 0;
    for (uint64_t k = 0; k < receives; k++) {
        s->send(b.channel, k);
        if (k >= capacity)
            stale += b.cell[k - capacity] != k - capacity + 1;
    }
    pthread_join(receiver, NULL);
    stress_did(2 * receives);
    free_channel(s, b.channel);
    free(b.cell);
    return stale;
}

struct semaphore {
    const struct channel_subject *subject;
    void *channel;
    uint64_t capacity, rounds;
    _Atomic uint64_t inside, crowded; /* relaxed: they must not add the order that is under test */
    uint64_t alone;                   /* plain on purpose; counted where capacity is 1 */
};

static void *pass_through(void *argument)
{
    struct semaphore *m = argument;
    for (uint64_t i = 0; i < m->rounds; i++) {
        uint64_t value;
        m->subject->send(m->channel, i);
        if (atomic_fetch_add_explicit(&m->inside, 1, memory_order_relaxed) >= m->capacity)
            atomic_fetch_add_explicit(&m->crowded, 1, memory_order_relaxed);
        if (m->capacity == 1)
            m->alone++;
        sched_yield();
        atomic_fetch_sub_explicit(&m->inside, 1, memory_order_relaxed);
        m->subject->receive(m->channel, &value);
    }
    return NULL;
}

/* A channel as a semaphore. Returns how often more than capacity threads were inside or a count was
 * lost. */
static uint64_t run_semaphore(const struct channel_subject *s, size_t capacity, uint64_t total)
{
    unsigned threads = (unsigned)capacity + 3;
    struct semaphore m = {.subject = s, .channel = new_channel(s, capacity), .capacity = capacity};
    pthread_t thread[MOST_THREADS];
    assert_true(threads <= MOST_THREADS);
    m.rounds = total / threads;
    for (unsigned i = 0; i < threads; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, pass_through, &m), 0);
    for (unsigned i = 0; i < threads; i++)
        pthread_join(thread[i], NULL);
    stress_did(2 * threads * m.rounds);
    free_channel(s, m.channel);
    return m.crowded + (capacity == 1 && m.alone != threads * m.rounds);
}

/* ---- who cannot go on: does it sleep, and from which message on ---- */

/* Sends until told to stop. */
struct pusher {
    const struct channel_subject *subject;
    void *channel;
    _Atomic uint64_t begun, done;
    atomic_bool stop;
    _Atomic pid_t tid;
};

/* What the n-th send of a pusher carries: with a counter, the first send leaves no room for
 * another. */
static uint64_t pushed(const struct channel_subject *s, uint64_t nth)
{
    return s->traits.values ? nth : nth == 0 ? UINT64_MAX - 1 : 1;
}

static void *push(void *argument)
{
    struct pusher *p = argument;
    atomic_store(&p->tid, gettid());
    while (!atomic_load(&p->stop)) {
        uint64_t nth = atomic_fetch_add(&p->begun, 1);
        if (!p->subject->send(p->channel, pushed(p->subject, nth)))
            break;
        atomic_fetch_add(&p->done, 1);
    }
    return NULL;
}

/* How many sends a channel took before the next one fell asleep; *cpu: ns that one used in its
 * sleep. */
static uint64_t run_pusher(const struct channel_subject *s, size_t capacity, uint64_t *cpu)
{
    struct pusher p = {.subject = s, .channel = new_channel(s, capacity)};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, push, &p), 0);
    uint64_t held;
    do {
        held = atomic_load(&p.done);
        await_sleep(&p.tid);
        sleep_ms(5);
    } while (held != atomic_load(&p.done));
    *cpu = cpu_ns_while_asleep(thread);
    assert_int_equal(atomic_load(&p.done), held);
    atomic_store(&p.stop, true);
    for (uint64_t i = 0, begun = atomic_load(&p.begun), value; i < begun; i++) {
        assert_true(s->receive(p.channel, &value));
        assert_true(value == pushed(s, i));
    }
    pthread_join(thread, NULL);
    assert_int_equal(atomic_load(&p.done), held + 1);
    free_channel(s, p.channel);
    return held;
}

/* CPU time in ns that a receiver uses while it waits for the value that it then gets. */
static uint64_t run_sleeping_receiver(const struct channel_subject *s)
{
    struct caller r = {
        .subject = s,
        .channel = new_channel(s, s->traits.bounded ? 1 : (size_t)s->traits.fixed_capacity)};
    assert_int_equal(pthread_create(&r.thread, NULL, receive_once, &r), 0);
    while (atomic_load(&r.tid) == 0)
        sleep_ms(1);
    uint64_t cpu = cpu_ns_while_asleep(r.thread);
    assert_true(s->send(r.channel, 7));
    pthread_join(r.thread, NULL);
    assert_true(r.result);
    assert_int_equal(r.value, 7);
    free_channel(s, r.channel);
    return cpu;
}
