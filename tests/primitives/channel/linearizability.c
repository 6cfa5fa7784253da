// SPDX-License-Identifier: MIT
// Every channel, as its threads see it, is the sequential channel: bounded, first in first out,
// closed for all at one moment; and the tester finds channels that are not.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "primitives/channel/subjects.h"
#include "tests/primitives/linearizability/experiment.h"
#include "tests/primitives/linearizability/models/channel.h"
#include "tests/test.h"

enum { OPERATIONS = 30000, FAULT_OPERATIONS = 400000 };

/* ---- a channel in an experiment ---- */

struct tested {
    const struct channel_subject *subject;
    size_t capacity;
    unsigned ends; /* senders, and receivers, at most */
    void *channel;
    _Atomic unsigned senders; /* that have operations left; the last one closes */
};

/*
 * Some senders, and some receivers that receive until the channel is closed. The last sender closes
 * it, or now and then any sender earlier, where that does no more than end the sends.
 */
static unsigned plan(void *subject, struct history *h, struct stress_random *r)
{
    struct tested *t = subject;
    unsigned senders = 1 + stress_below(r, t->ends), receivers = 1 + stress_below(r, t->ends);
    unsigned each = 1 + stress_below(r, t->ends > 2 ? 2 : 4), values = 0;
    unsigned early = senders * each;
    if (!t->subject->traits.closed_fatal && stress_below(r, 4) == 0)
        early = stress_below(r, early);
    atomic_store_explicit(&t->senders, senders, memory_order_relaxed);
    for (unsigned i = 0; i < senders; i++) {
        for (unsigned k = 0; k < each; k++) {
            if (values == early) /* its argument says that it does not wait for the others */
                plan_add(h, i, CHANNEL_CLOSE, 0)->argument = 1;
            plan_add(h, i, CHANNEL_SEND, ++values);
        }
        plan_add(h, i, CHANNEL_CLOSE, 0);
    }
    for (unsigned i = 0; i < receivers; i++)
        for (unsigned k = 0; k <= values; k++)
            plan_add(h, senders + i, CHANNEL_RECEIVE, 0);
    return senders + receivers;
}

static void start(void *subject)
{
    struct tested *t = subject;
    assert_int_equal(t->subject->init(t->channel, t->capacity), 0);
}

static void end(void *subject)
{
    struct tested *t = subject;
    t->subject->destroy(t->channel);
}

static enum step run(void *subject, struct operation *o)
{
    struct tested *t = subject;
    uint64_t value = 0;
    switch (o->verb) {
    case CHANNEL_SEND:
        o->okay = t->subject->send(t->channel, (uint64_t)o->argument);
        return STEP_RAN;
    case CHANNEL_RECEIVE:
        o->okay = t->subject->receive(t->channel, &value);
        o->result = (int64_t)value;
        return o->okay ? STEP_RAN : STEP_LAST;
    default:
        /* relaxed: it must not order what the senders did */
        if (!o->argument && atomic_fetch_sub_explicit(&t->senders, 1, memory_order_relaxed) > 1)
            return STEP_SKIPPED;
        t->subject->close(t->channel);
        return STEP_RAN;
    }
}

/* capacity: what the channel is made with. model: the capacity that it has. */
static bool explained(const struct channel_subject *s, size_t capacity, size_t model,
                      uint64_t operations, struct history *failed)
{
    struct tested t = {.subject = s, .capacity = capacity, .ends = 1};
    if (s->traits.many)
        t.ends = stress_threads(4, EXPERIMENT_THREADS) / 2;
    const struct channel_state initial = {.capacity = (uint8_t)model};
    const struct experiment e = {.model = &channel_model,
                                 .initial = &initial,
                                 .subject = &t,
                                 .object = &t.channel,
                                 .size = s->size,
                                 .threads = 2 * t.ends,
                                 .plan = plan,
                                 .start = start,
                                 .run = run,
                                 .end = end};
    return experiment(&e, operations, failed, "channel/%s of capacity %zu", s->name, capacity);
}

static void is_linearizable(void **state)
{
    const struct channel_subject *s = *state;
    const struct channel_traits *t = &s->traits;
    struct history failed;
    static const size_t capacity[] = {0, 1, 2, 5};
    for (size_t i = t->unbuffered ? 0 : 1; t->bounded && i < 4; i++)
        assert_true(explained(s, capacity[i], capacity[i], stress_count(OPERATIONS), &failed));
    if (!t->bounded)
        assert_true(explained(s, (size_t)t->fixed_capacity,
                              t->fixed_capacity ? (size_t)t->fixed_capacity : CHANNEL_ROOM,
                              stress_count(OPERATIONS), &failed));
}

/* ---- channels that are wrong on purpose ---- */

enum fault { NO_FAULT, LOSES, DOUBLES, SWAPS, ROOMY, FORGETS };

static enum fault fault; /* set while no broken channel is in use */

struct broken_channel {
    struct go_channel go;
    _Atomic unsigned sends;
    _Atomic uint64_t held; /* SWAPS: a value that waits for the next send */
    atomic_bool closed;
};

static int broken_channel_init(struct broken_channel *c, size_t capacity)
{
    atomic_init(&c->sends, 0);
    atomic_init(&c->held, 0);
    atomic_init(&c->closed, false);
    return go_channel_init(&c->go, capacity + (fault == ROOMY));
}

static void broken_channel_destroy(struct broken_channel *c)
{
    go_channel_destroy(&c->go);
}

static bool broken_channel_send(struct broken_channel *c, uint64_t value)
{
    bool its_turn = atomic_fetch_add_explicit(&c->sends, 1, memory_order_relaxed) % 4 == 1;
    if (fault == LOSES && its_turn)
        return true;
    if (fault == DOUBLES && its_turn)
        return go_channel_send(&c->go, value) && go_channel_send(&c->go, value);
    uint64_t held = fault == SWAPS ? atomic_exchange(&c->held, its_turn ? value : 0) : 0;
    if (fault == SWAPS && its_turn)
        return true;
    return go_channel_send(&c->go, value) && (!held || go_channel_send(&c->go, held));
}

static bool broken_channel_receive(struct broken_channel *c, uint64_t *value)
{
    if (fault == FORGETS && atomic_load(&c->closed))
        return false;
    return go_channel_receive(&c->go, value);
}

static void broken_channel_close(struct broken_channel *c)
{
    if (fault == SWAPS && atomic_load(&c->held))
        go_channel_send(&c->go, atomic_exchange(&c->held, 0));
    atomic_store(&c->closed, true);
    go_channel_close(&c->go);
}

CHANNEL_VERBS(broken)
static const struct channel_subject broken_subject =
    CHANNEL_ENTRY(broken, .values = true, .unbuffered = true, .bounded = true, .many = true,
                  .close = true, .closed_fatal = true);

static void assert_found(enum fault planted, size_t capacity, unsigned most)
{
    struct history failed = {0};
    fault = planted;
    assert_false(explained(&broken_subject, capacity, capacity, FAULT_OPERATIONS, &failed));
    assert_short(&failed, most);
    fault = NO_FAULT;
}

static void a_lost_value_is_found(void **state)
{
    (void)state;
    assert_found(LOSES, 2, 8);
}

static void a_doubled_value_is_found(void **state)
{
    (void)state;
    assert_found(DOUBLES, 2, 8);
}

static void swapped_values_are_found(void **state)
{
    (void)state;
    assert_found(SWAPS, 2, 8);
}

static void too_much_room_is_found(void **state)
{
    (void)state;
    assert_found(ROOMY, 1, 8);
}

static void a_rendezvous_that_does_not_wait_is_found(void **state)
{
    (void)state;
    assert_found(ROOMY, 0, 8);
}

static void values_forgotten_at_the_close_are_found(void **state)
{
    (void)state;
    assert_found(FORGETS, 2, 8);
}

static bool can_be_tested(const void *subject)
{
    const struct channel_subject *s = subject;
    return s->traits.values && s->traits.close;
}

int main(void)
{
    static const struct check check = {"is linearizable", can_be_tested, is_linearizable};
    const struct CMUnitTest faults[] = {
        cmocka_unit_test(a_lost_value_is_found),
        cmocka_unit_test(a_doubled_value_is_found),
        cmocka_unit_test(swapped_values_are_found),
        cmocka_unit_test(too_much_room_is_found),
        cmocka_unit_test(a_rendezvous_that_does_not_wait_is_found),
        cmocka_unit_test(values_forgotten_at_the_close_are_found),
    };
    return experiment_main(&check, channel_subjects, sizeof *channel_subjects, CHANNEL_SUBJECTS,
                           faults, sizeof faults / sizeof *faults);
}
