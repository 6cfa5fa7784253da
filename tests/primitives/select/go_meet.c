// SPDX-License-Identifier: MIT
// Many selects at once: those that meet, those on one channel, and the order in which they lock.
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/primitives/select/choice.h"

enum { GIVE_UP_S = 280 };

enum { MEETINGS = 20000 };

struct meeter {
    struct go_channel *channel;
    bool backwards;
    uint64_t sent, received, sum;
    pthread_t thread;
};

/* Sends on one channel or receives from the other, whichever the partner does. */
static void *meet(void *argument)
{
    struct meeter *me = argument;
    for (uint64_t i = 1; i <= MEETINGS; i++) {
        uint64_t out = i, in = 0;
        struct go_select_case send = go_select_send_case(&me->channel[me->backwards], &out);
        struct go_select_case receive = go_select_receive_case(&me->channel[!me->backwards], &in);
        struct go_select_case cases[] = {me->backwards ? receive : send,
                                         me->backwards ? send : receive};
        bool sent = cases[go_select_wait(cases, 2)].sends;
        me->sent += sent;
        me->received += !sent;
        me->sum += sent ? -out : in;
    }
    return NULL;
}

static void two_selects_meet(void **state)
{
    (void)state;
    struct go_channel c[2];
    struct meeter m[2];
    make(&c[0], 0);
    make(&c[1], 0);
    for (int i = 0; i < 2; i++) {
        m[i] = (struct meeter){.channel = c, .backwards = i};
        assert_int_equal(pthread_create(&m[i].thread, NULL, meet, &m[i]), 0);
    }
    for (int i = 0; i < 2; i++)
        pthread_join(m[i].thread, NULL);
    assert_int_equal(m[0].sent, m[1].received);
    assert_int_equal(m[1].sent, m[0].received);
    assert_int_equal(m[0].sum + m[1].sum, 0);
    expect_empty(&c[0]);
    expect_empty(&c[1]);
}

/* All cases are on one channel, whose lock each select takes and gives back once. */
static void *use_one_channel(void *channel)
{
    uint64_t *balance = calloc(1, sizeof *balance), sent = 1, got;
    for (int i = 0; i < 3 * MEETINGS; i++) {
        struct go_select_case cases[] = {
            go_select_send_case(channel, &sent), go_select_receive_case(channel, &got),
            go_select_send_case(channel, &sent), go_select_receive_case(channel, &got)};
        int chosen = go_select_try(cases, 4);
        *balance += chosen < 0 ? 0 : cases[chosen].sends ? sent : -got;
        sent++;
    }
    return balance;
}

static void one_channel_by_many_threads(void **state)
{
    enum { THREADS = 4 };
    (void)state;
    struct go_channel c;
    pthread_t thread[THREADS];
    uint64_t balance = 0, value;
    make(&c, 3);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, use_one_channel, &c), 0);
    for (int i = 0; i < THREADS; i++) {
        void *result;
        pthread_join(thread[i], &result);
        balance += *(uint64_t *)result;
        free(result);
    }
    assert_in_range(go_channel_len(&c), 0, 3);
    while (go_channel_try_receive(&c, &value) == GO_CHANNEL_DONE)
        balance -= value;
    assert_int_equal(balance, 0);
    expect_empty(&c);
    go_channel_destroy(&c);
}

/* The list that decides the order of locks: every case with a channel, by address; those of one
 * channel in the order of the array. */
static void locks_are_taken_by_address(void **state)
{
    (void)state;
    enum { MOST = 200, CHANNELS = 40 };
    static struct go_channel channel[CHANNELS];
    static struct go_select_case cases[MOST];
    select_random_seed(7);
    for (int round = 0; round < 2000; round++) {
        size_t n = select_random_below(MOST + 1), with = 0, found = 0;
        for (size_t i = 0; i < n; i++) {
            uint32_t which = select_random_below(CHANNELS + 1);
            bool rising = round % 3 == 0; /* as of an array of channels */
            cases[i] = go_select_receive_case(
                which == CHANNELS ? NULL : &channel[rising ? i * CHANNELS / n : which], NULL);
            with += cases[i].channel != NULL;
        }
        struct go_select_case *first = go_select_sort_slow(cases, n);
        for (struct go_select_case *k = first; k; k = k->next, found++)
            if (k->next)
                assert_true(k->channel < k->next->channel ||
                            (k->channel == k->next->channel && k < k->next));
        assert_int_equal(found, with);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_selects_meet),
        cmocka_unit_test(one_channel_by_many_threads),
        cmocka_unit_test(locks_are_taken_by_address),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests_name("go select, many", tests, NULL, NULL);
}
