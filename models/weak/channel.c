// SPDX-License-Identifier: MIT
// Weak-memory check of a channel: the Go memory model's four rules, with plain data as the witness.
// Compiled with SUBJECT, the channel's name, HEADER, its header, and MANY where it takes any number
// of senders and receivers and any capacity.
#include HEADER

#define PASTE(a, b) a##b
#define VERB(a, b)  PASTE(a, b)
#define ME(verb)    VERB(SUBJECT, _channel##verb)

enum { MESSAGES = 3 };

static struct {
    struct ME() channel;
    size_t capacity;
    int sent[MESSAGES + 1];     /* written before the send of that message */
    int received[MESSAGES + 1]; /* written before the receive of that message */
    int closing;                /* written before the close */
    int got;
} s;

static void start(size_t capacity)
{
    memset(&s, 0, sizeof s);
    s.capacity = capacity;
    WEAK_REQUIRE(ME(_init)(&s.channel, capacity) == 0);
    sema_cpus = 1 + weak_random(2); /* with one CPU nobody spins */
}

static void stop(void)
{
    ME(_destroy)(&s.channel);
}

static void one(void)
{
    start(1);
}

/* After the k-th receive, the k+C-th send; for capacity 0, the k-th send itself. */
static void send_all(void)
{
    for (size_t k = 0; k < MESSAGES; k++) {
        s.sent[k] = 1;
        WEAK_REQUIRE(ME(_send)(&s.channel, k));
        if (k >= s.capacity)
            WEAK_REQUIRE(s.received[k - s.capacity] == 1);
    }
}

static void receive_all(void)
{
    for (size_t k = 0; k < MESSAGES; k++) {
        uint64_t value = MESSAGES;
        s.received[k] = 1;
        WEAK_REQUIRE(ME(_receive)(&s.channel, &value));
        WEAK_REQUIRE(value == k && s.sent[k] == 1);
    }
}

/* One sender, which also closes, and one receiver. */
static void stream(unsigned self)
{
    uint64_t value;
    if (self == 0) {
        send_all();
        s.closing = 1;
        ME(_close)(&s.channel);
        return;
    }
    receive_all();
    WEAK_REQUIRE(!ME(_receive)(&s.channel, &value));
    WEAK_REQUIRE(s.closing == 1);
}

#ifdef MANY
static void none(void)
{
    start(0);
}

static void two(void)
{
    start(2);
}

/* Two senders and two receivers: each value arrives once, with its data. */
static void crowd(unsigned self)
{
    if (self < 2) {
        s.sent[self] = 1;
        WEAK_REQUIRE(ME(_send)(&s.channel, self));
        return;
    }
    uint64_t value = 9;
    WEAK_REQUIRE(ME(_receive)(&s.channel, &value));
    WEAK_REQUIRE(value < 2 && s.sent[value]++ == 1);
}

/* A close lets all receivers go, and each sees what came before it. */
static void closed(unsigned self)
{
    uint64_t value;
    if (self == 0) {
        s.closing = 1;
        ME(_close)(&s.channel);
        return;
    }
    WEAK_REQUIRE(!ME(_receive)(&s.channel, &value));
    WEAK_REQUIRE(s.closing == 1);
}

/*
 * Two threads send, each to a channel of its own, and then look for a value in the other's: one of
 * them must find it, since one send was first. In half of the runs one channel is slow, as if
 * somebody had waited there in vain.
 */
static struct ME() second;

static void two_channels(void)
{
    start(1);
    WEAK_REQUIRE(ME(_init)(&second, 1) == 0);
    if (weak_random(2) == 0)
        return;
    sema_lock(&second.lock);
    go_channel_slow_down(&second, go_channel_has_slots(&second));
    sema_unlock(&second.lock);
}

static void send_and_look(unsigned self)
{
    struct ME() *const mine = self == 0 ? &s.channel : &second;
    struct ME() *const other = self == 0 ? &second : &s.channel;
    uint64_t value;
    WEAK_REQUIRE(ME(_send)(mine, self));
    s.received[self] = ME(_try_receive)(other, &value) == GO_CHANNEL_DONE;
}

/* The same of room: both are full, and each thread makes room in one. */
static void two_full(void)
{
    two_channels();
    WEAK_REQUIRE(ME(_send)(&s.channel, 1) && ME(_send)(&second, 1));
}

static void receive_and_look(unsigned self)
{
    struct ME() *const mine = self == 0 ? &s.channel : &second;
    struct ME() *const other = self == 0 ? &second : &s.channel;
    uint64_t value;
    WEAK_REQUIRE(ME(_receive)(mine, &value));
    s.received[self] = ME(_try_send)(other, 1) == GO_CHANNEL_DONE;
}

/* A close in place of one of them, which freezes the ring. */
static void close_or_send(unsigned self)
{
    uint64_t value;
    if (self == 0) {
        ME(_close)(&s.channel);
        s.received[0] = ME(_try_receive)(&second, &value) == GO_CHANNEL_DONE;
    } else {
        WEAK_REQUIRE(ME(_send)(&second, 1));
        s.received[1] = ME(_try_receive)(&s.channel, &value) == GO_CHANNEL_CLOSED;
    }
}

static void close_or_receive(unsigned self)
{
    uint64_t value;
    if (self == 0) {
        ME(_close)(&s.channel);
        s.received[0] = ME(_try_send)(&second, 1) == GO_CHANNEL_DONE;
    } else {
        WEAK_REQUIRE(ME(_receive)(&second, &value));
        s.received[1] = ME(_try_send)(&s.channel, 1) == GO_CHANNEL_CLOSED;
    }
}

static void one_was_first(void)
{
    WEAK_REQUIRE(s.received[0] || s.received[1]);
    ME(_destroy)(&second);
    stop();
}

/* A receiver and a sender that wait for a time, against one of each that wait for good. */
static void timed(unsigned self)
{
    const struct timespec soon = {0};
    uint64_t value = 9;
    if (self == 0) {
        s.sent[0] = 1;
        while (ME(_send_until)(&s.channel, 0, &soon) == GO_CHANNEL_NOT_READY)
            ;
    } else if (self == 1) {
        s.sent[1] = 1;
        WEAK_REQUIRE(ME(_send)(&s.channel, 1));
    } else {
        if (self == 2)
            while (ME(_receive_until)(&s.channel, &value, &soon) == GO_CHANNEL_NOT_READY)
                ;
        else
            WEAK_REQUIRE(ME(_receive)(&s.channel, &value));
        WEAK_REQUIRE(value < 2 && s.sent[value]++ == 1);
    }
}
#else
/* A third thread closes, at any time: nobody stays behind, and what was sent is received. */
static void closed_by_another(unsigned self)
{
    uint64_t value;
    if (self == 0) {
        for (s.sent[0] = 0; s.sent[0] < 2 && ME(_send)(&s.channel, 7); s.sent[0]++)
            ;
    } else if (self == 1) {
        while (ME(_receive)(&s.channel, &value)) {
            WEAK_REQUIRE(value == 7);
            s.got++;
        }
        WEAK_REQUIRE(s.closing == 1);
    } else {
        s.closing = 1;
        ME(_close)(&s.channel);
    }
}

static void nothing_lost(void)
{
    WEAK_REQUIRE(s.got == s.sent[0]);
    stop();
}
#endif

const struct weak_scenario weak_scenarios[] = {
    {"capacity 1", 2, one, stream, stop, NULL, false},
#ifdef MANY
    {"capacity 0", 2, none, stream, stop, NULL, false},
    {"capacity 2", 2, two, stream, stop, NULL, false},
    {"two and two, capacity 0", 4, none, crowd, stop, NULL, false},
    {"two and two, capacity 1", 4, one, crowd, stop, NULL, false},
    {"a close", 3, one, closed, stop, NULL, false},
    {"one send was first", 2, two_channels, send_and_look, one_was_first, NULL, false},
    {"one receive was first", 2, two_full, receive_and_look, one_was_first, NULL, false},
    {"a close or a send was first", 2, two_channels, close_or_send, one_was_first, NULL, false},
    {"a close or a receive was first", 2, two_full, close_or_receive, one_was_first, NULL, false},
    {"time-outs, capacity 0", 4, none, timed, stop, NULL, false},
    {"time-outs, capacity 1", 4, one, timed, stop, NULL, false},
#else
    {"a third thread closes", 3, one, closed_by_another, nothing_lost, NULL, false},
#endif
    {0},
};
