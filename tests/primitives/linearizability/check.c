// SPDX-License-Identifier: MIT
// The checker against histories that a person can judge, and against the naive search over every
// order of random ones.
#include "tests/primitives/disturb.h"
#include "tests/primitives/linearizability/check.h"
#include "tests/primitives/linearizability/models/channel.h"
#include "tests/primitives/linearizability/shrink.h"
#include "tests/test.h"

enum { GIVE_UP_S = 280, HISTORIES = 20000, SMALL = 6 };

static struct operation sent(unsigned thread, uint64_t begin, uint64_t end, int value)
{
    return (struct operation){.begin = begin,
                              .end = end,
                              .thread = (uint8_t)thread,
                              .verb = CHANNEL_SEND,
                              .okay = true,
                              .argument = value};
}

static struct operation received(unsigned thread, uint64_t begin, uint64_t end, int value)
{
    return (struct operation){.begin = begin,
                              .end = end,
                              .thread = (uint8_t)thread,
                              .verb = CHANNEL_RECEIVE,
                              .okay = value != 0,
                              .result = value};
}

static struct operation closed(unsigned thread, uint64_t begin, uint64_t end)
{
    return (struct operation){
        .begin = begin, .end = end, .thread = (uint8_t)thread, .verb = CHANNEL_CLOSE};
}

static bool explained(unsigned capacity, const struct history *h)
{
    const struct channel_state initial = {.capacity = (uint8_t)capacity};
    struct search c = {0};
    uint64_t until;
    bool good = check_history(&c, &channel_model, &initial, h, &until);
    check_free(&c);
    return good;
}

static void order_in_time_counts(void **state)
{
    (void)state;
    struct history apart = {
        4, {sent(0, 1, 2, 1), sent(1, 3, 4, 2), received(2, 5, 6, 2), received(2, 7, 8, 1)}};
    assert_false(explained(2, &apart));
    struct history together = apart;
    together.op[1].begin = 2; /* the sends touch: either may have been first */
    assert_true(explained(2, &together));
}

static void capacity_counts(void **state)
{
    (void)state;
    struct history h = {3, {sent(0, 1, 2, 1), sent(0, 3, 4, 2), received(1, 5, 6, 1)}};
    assert_false(explained(1, &h));
    assert_true(explained(2, &h));
    h.op[2].begin = 4; /* a receive that is under way may have made room */
    assert_true(explained(1, &h));
}

static void rendezvous_needs_both_at_once(void **state)
{
    (void)state;
    struct history h = {2, {sent(0, 1, 2, 1), received(1, 3, 4, 1)}};
    assert_false(explained(0, &h));
    assert_true(explained(1, &h));
    h.op[0].end = 3;
    assert_true(explained(0, &h));
}

static void close_comes_after_what_is_in_the_channel(void **state)
{
    (void)state;
    struct history h = {3, {sent(0, 1, 2, 1), closed(0, 3, 4), received(1, 5, 6, 0)}};
    assert_false(explained(1, &h));
    h.n = 4;
    h.op[2] = received(1, 5, 6, 1);
    h.op[3] = received(1, 7, 8, 0);
    assert_true(explained(1, &h));
    h.op[3] = received(1, 7, 8, 1);
    assert_false(explained(1, &h));
}

static void an_operation_that_has_not_returned_may_have_taken_effect(void **state)
{
    (void)state;
    struct history h = {2, {sent(0, 1, NEVER, 1), received(1, 3, 4, 1)}};
    assert_true(explained(1, &h));
    h.n = 1;
    assert_true(explained(1, &h));
    h.op[0] = received(1, 3, NEVER, 9);
    assert_true(explained(1, &h));
}

/* ---- against the naive search ---- */

static bool naive(const struct history *h, unsigned taken, const struct channel_state *state)
{
    bool all = true;
    for (unsigned i = 0; i < h->n; i++) {
        if (taken >> i & 1)
            continue;
        all = false;
        bool first = true; /* nothing that is left has returned before i began */
        for (unsigned k = 0; k < h->n; k++)
            first &= (taken >> k & 1) || h->op[k].end >= h->op[i].begin;
        struct channel_state next = *state;
        if (first && channel_apply(&next, &h->op[i]) && naive(h, taken | 1u << i, &next))
            return true;
        for (unsigned k = 0; first && k < h->n; k++) {
            if (k == i || taken >> k & 1)
                continue;
            bool both = true;
            for (unsigned j = 0; j < h->n; j++)
                both &= (taken >> j & 1) || h->op[j].end >= h->op[k].begin;
            next = *state;
            if (both && channel_apply_both(&next, &h->op[i], &h->op[k]) &&
                naive(h, taken | 1u << i | 1u << k, &next))
                return true;
        }
    }
    return all;
}

static struct history random_history(struct stress_random *r)
{
    struct history h = {.n = 1 + stress_below(r, SMALL)};
    uint64_t time[3] = {1, 1, 1};
    for (unsigned i = 0; i < h.n; i++) {
        unsigned thread = stress_below(r, 3);
        uint64_t begin = time[thread] + stress_below(r, 4), end = begin + 1 + stress_below(r, 6);
        int value = (int)stress_below(r, 4);
        time[thread] = end;
        h.op[i] = stress_below(r, 8) == 0 ? closed(thread, begin, end)
                  : stress_below(r, 2)    ? received(thread, begin, end, value)
                                          : sent(thread, begin, end, value + 1);
        if (h.op[i].verb == CHANNEL_SEND && stress_below(r, 8) == 0)
            h.op[i].okay = false;
    }
    return h;
}

/* The same verdict; and where there is no explanation, what the history is shrunk to has none. */
static void agrees_with_the_naive_search(void **state)
{
    (void)state;
    struct stress_random r = {stress_seed()};
    struct search c = {0};
    unsigned good = 0, bad = 0;
    const uint64_t histories = stress_count(HISTORIES);
    for (uint64_t i = 0; i < histories; i++) {
        struct history h = random_history(&r);
        const struct channel_state initial = {.capacity = (uint8_t)stress_below(&r, 3)};
        uint64_t until;
        bool found = check_history(&c, &channel_model, &initial, &h, &until);
        assert_int_equal(found, naive(&h, 0, &initial));
        good += found;
        bad += !found;
        if (found)
            continue;
        struct history small = h;
        shrink(&c, &channel_model, &initial, &small);
        assert_in_range(small.n, 1, h.n);
        assert_false(check_history(&c, &channel_model, &initial, &small, &until));
    }
    check_free(&c);
    assert_true(good > histories / 20 && bad > histories / 20);
}

/* A swap of two values among six that are sent and received in order. */
static void shrinks_to_what_contradicts_itself(void **state)
{
    (void)state;
    struct history h = {0};
    const struct channel_state initial = {.capacity = 60};
    static const int order[] = {1, 2, 4, 3, 5, 6};
    for (int i = 0; i < 6; i++) {
        h.op[h.n++] = sent(0, 10 * (uint64_t)i + 1, 10 * (uint64_t)i + 2, i + 1);
        h.op[h.n++] = received(1, 100 + 10 * (uint64_t)i, 105 + 10 * (uint64_t)i, order[i]);
    }
    struct search c = {0};
    shrink(&c, &channel_model, &initial, &h);
    check_free(&c);
    /* send 3, send 4 and receive = 4: what comes later says nothing new */
    assert_int_equal(h.n, 3);
    assert_int_equal(h.op[0].argument, 3);
    assert_int_equal(h.op[1].result, 4);
    assert_int_equal(h.op[2].argument, 4);
}

static void prints_one_operation_a_line(void **state)
{
    (void)state;
    char text[400] = "";
    FILE *out = fmemopen(text, sizeof text, "w");
    struct history h = {3, {received(1, 105, 109, 7), sent(0, 100, 120, 7), closed(2, 130, NEVER)}};
    assert_non_null(out);
    history_print(out, "# ", &channel_model, &h);
    fclose(out);
    assert_string_equal(text, "#    begin      end  thread  operation\n"
                              "#        0       20       0  send 7\n"
                              "#        5        9       1  receive = 7\n"
                              "#       30        -       2  close (has not returned)\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_in_time_counts),
        cmocka_unit_test(capacity_counts),
        cmocka_unit_test(rendezvous_needs_both_at_once),
        cmocka_unit_test(close_comes_after_what_is_in_the_channel),
        cmocka_unit_test(an_operation_that_has_not_returned_may_have_taken_effect),
        cmocka_unit_test(agrees_with_the_naive_search),
        cmocka_unit_test(shrinks_to_what_contradicts_itself),
        cmocka_unit_test(prints_one_operation_a_line),
    };
    alarm(stress_time(GIVE_UP_S));
    return cmocka_run_group_tests_name("linearizability", tests, stress_begin, stress_end);
}
