// SPDX-License-Identifier: MIT
// Every select under real threads: what it chooses, how evenly, and that it misses no wake-up.
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "primitives/select/subjects.h"
#include "tests/primitives/checks.h"
#include "tests/primitives/deadline.h"
#include "tests/primitives/disturb.h"
#include "tests/primitives/select/uniform.h"
#include "tests/test.h"

enum { MOST = 64, GIVE_UP_S = 280 };

/* Channels of one subject, and receives from all of them. Both were full of rubbish. */
struct set {
    const struct select_subject *subject;
    size_t n;
    void *channel[MOST];
    uint64_t got[MOST];
    void *cases;
};

static void make_set(struct set *s, const struct select_subject *subject, size_t n)
{
    *s = (struct set){.subject = subject, .n = n};
    s->cases = rubbish(n * subject->case_size + 1);
    for (size_t i = 0; i < n; i++) {
        s->channel[i] = rubbish(subject->channel_size);
        assert_int_equal(subject->init(s->channel[i], 1), 0);
        subject->receive_case(s->cases, i, s->channel[i], &s->got[i]);
    }
}

static void free_set(struct set *s)
{
    for (size_t i = 0; i < s->n; i++) {
        s->subject->destroy(s->channel[i]);
        free(s->channel[i]);
    }
    free(s->cases);
}

static void takes_the_one_that_is_ready(void **state)
{
    static const size_t n[] = {1, 2, 8, MOST};
    const struct select_subject *subject = *state;
    for (size_t i = 0; i < sizeof n / sizeof *n; i++) {
        struct set s;
        make_set(&s, subject, n[i]);
        for (size_t k = 0; k < n[i]; k++) {
            struct timespec late = in_ms(60000);
            for (int form = 0; form < 3; form++) {
                assert_true(subject->send(s.channel[k], k + 10));
                int chosen = form == 0   ? subject->wait(s.cases, n[i])
                             : form == 1 ? subject->attempt(s.cases, n[i])
                                         : subject->wait_until(s.cases, n[i], &late);
                assert_int_equal(chosen, k);
                assert_int_equal(s.got[k], k + 10);
                s.got[k] = 0;
            }
            for (size_t other = 0; other < n[i]; other++)
                assert_int_equal(s.got[other], 0);
        }
        free_set(&s);
    }
}

static void says_so_where_none_is_ready(void **state)
{
    const struct select_subject *subject = *state;
    for (size_t n = 0; n <= 8; n += 4) {
        struct set s;
        make_set(&s, subject, n);
        assert_int_equal(subject->attempt(s.cases, n), -EAGAIN);
        struct timespec soon = in_ms(20);
        assert_int_equal(subject->wait_until(s.cases, n, &soon), -ETIMEDOUT);
        assert_true(has_passed(&soon));
        soon = in_ms(-20);
        assert_int_equal(subject->wait_until(s.cases, n, &soon), -ETIMEDOUT);
        /* Nothing of these attempts is left: each value comes once, and by its channel. */
        for (size_t k = 0; k < n; k++) {
            assert_true(subject->send(s.channel[k], 7));
            assert_int_equal(subject->attempt(s.cases, n), k);
        }
        assert_int_equal(subject->attempt(s.cases, n), -EAGAIN);
        free_set(&s);
    }
}

static void passes_nil_channels_by(void **state)
{
    const struct select_subject *subject = *state;
    struct set s;
    uint64_t unused = 1;
    make_set(&s, subject, 4);
    subject->receive_case(s.cases, 0, NULL, &unused);
    subject->send_case(s.cases, 3, NULL, &unused);
    assert_int_equal(subject->attempt(s.cases, 4), -EAGAIN);
    for (size_t k = 1; k < 3; k++) {
        assert_true(subject->send(s.channel[k], k));
        assert_int_equal(subject->wait(s.cases, 4), k);
    }
    assert_int_equal(unused, 1);
    free_set(&s);
}

static void sends_too(void **state)
{
    const struct select_subject *subject = *state;
    struct set s;
    uint64_t value = 21, never = 22;
    make_set(&s, subject, 3);
    subject->send_case(s.cases, 1, s.channel[1], &value);
    subject->send_case(s.cases, 2, NULL, &never);
    assert_int_equal(subject->wait(s.cases, 3), 1);
    subject->receive_case(s.cases, 1, s.channel[1], &s.got[1]);
    assert_int_equal(subject->wait(s.cases, 3), 1);
    assert_int_equal(s.got[1], 21);
    assert_int_equal(subject->attempt(s.cases, 3), -EAGAIN);
    free_set(&s);
}

enum { CHOICES = 20000 };

/* All of several that are ready, among others that are not. */
static void chooses_evenly(void **state)
{
    static const size_t n[] = {2, 3, 8, MOST};
    const struct select_subject *subject = *state;
    select_random_seed(20090909);
    for (size_t i = 0; i < sizeof n / sizeof *n; i++) {
        uint64_t times[MOST] = {0};
        struct set s;
        size_t ready = 0;
        make_set(&s, subject, n[i]);
        for (size_t k = 0; k < n[i]; k++)
            if (n[i] < 4 || k % 4 != 1) {
                assert_true(subject->send(s.channel[k], 1));
                ready++;
            }
        for (int k = 0; k < CHOICES; k++) {
            int chosen = k % 2 ? subject->wait(s.cases, n[i]) : subject->attempt(s.cases, n[i]);
            assert_in_range(chosen, 0, n[i] - 1);
            times[chosen]++;
            assert_true(subject->send(s.channel[chosen], 1));
        }
        for (size_t k = 0, to = 0; k < n[i]; k++)
            if (n[i] < 4 || k % 4 != 1)
                times[to++] = times[k];
            else
                assert_int_equal(times[k], 0);
        assert_true(uniform_looks(times, ready));
        free_set(&s);
    }
}

/* The test of evenness finds what is not even. */
static void uneven_choice_is_found(void **state)
{
    (void)state;
    uint64_t even[8] = {0}, first[8] = {0}, gap[8] = {0}, lean[8] = {0};
    select_random_seed(1);
    for (int i = 0; i < CHOICES; i++) {
        uint32_t start = select_random_below(10);
        even[select_random_below(8)]++;
        first[0]++;
        gap[start < 8 ? start : 0]++; /* the first that is ready from a random place on */
        lean[select_random_below(8) | (i % 20 == 0)]++;
    }
    assert_true(uniform_looks(even, 8));
    assert_false(uniform_looks(first, 8));
    assert_false(uniform_looks(gap, 8));
    assert_false(uniform_looks(lean, 8));
}

/* ---- senders and selects: no value is lost, none comes twice, nobody sleeps on ---- */

enum { SENDERS = 3, SELECTS = 3, CHANNELS = 3, EACH = 20000 };

struct traffic {
    const struct select_subject *subject;
    struct set *set;
    unsigned id;
    uint64_t each; /* of a sender */
    uint64_t count, sum, errors;
    pthread_t thread;
};

static void *send_to_all(void *argument)
{
    struct traffic *me = argument;
    struct stress_random random = {me->id};
    for (uint64_t i = 0; i < me->each; i++) {
        stress_delay(&random);
        me->subject->send(me->set->channel[(i + me->id) % CHANNELS],
                          me->subject->traits.values ? me->id * me->each + i : 1);
    }
    return NULL;
}

/* Channels from CHANNELS on tell one thread each to stop. */
static void *select_from_all(void *argument)
{
    struct traffic *me = argument;
    const size_t n = CHANNELS + 1;
    uint64_t got[CHANNELS + 1];
    void *cases = malloc(n * me->subject->case_size);
    for (size_t i = 0; i < n; i++)
        me->subject->receive_case(cases, i, me->set->channel[i < CHANNELS ? i : CHANNELS + me->id],
                                  &got[i]);
    for (int chosen; (chosen = me->subject->wait(cases, n)) != CHANNELS;) {
        me->errors += chosen < 0;
        if (chosen < 0)
            continue;
        me->count += me->subject->traits.values ? 1 : got[chosen];
        me->sum += got[chosen];
    }
    free(cases);
    return NULL;
}

static void misses_nothing(void **state)
{
    const struct select_subject *subject = *state;
    struct traffic sender[SENDERS], receiver[SELECTS];
    struct set s;
    uint64_t count = 0, sum = 0;
    const uint64_t each = stress_count(EACH), all = SENDERS * each;
    make_set(&s, subject, CHANNELS + SELECTS);
    for (unsigned i = 0; i < SELECTS; i++) {
        receiver[i] = (struct traffic){.subject = subject, .set = &s, .id = i};
        assert_int_equal(pthread_create(&receiver[i].thread, NULL, select_from_all, &receiver[i]),
                         0);
    }
    for (unsigned i = 0; i < SENDERS; i++) {
        sender[i] = (struct traffic){.subject = subject, .set = &s, .id = i, .each = each};
        assert_int_equal(pthread_create(&sender[i].thread, NULL, send_to_all, &sender[i]), 0);
    }
    for (unsigned i = 0; i < SENDERS; i++)
        pthread_join(sender[i].thread, NULL);
    for (unsigned i = 0; i < SELECTS; i++) {
        assert_true(subject->send(s.channel[CHANNELS + i], 1));
        pthread_join(receiver[i].thread, NULL);
        assert_int_equal(receiver[i].errors, 0);
        count += receiver[i].count;
        sum += receiver[i].sum;
    }
    /* A stop may have been chosen before the last values. */
    for (int chosen; (chosen = subject->attempt(s.cases, s.n)) >= 0;) {
        count += subject->traits.values ? 1 : s.got[chosen];
        sum += s.got[chosen];
    }
    stress_did(2 * all);
    assert_int_equal(count, all);
    assert_int_equal(sum, subject->traits.values ? all * (all - 1) / 2 : all);
    free_set(&s);
}

int main(void)
{
    static const struct check checks[] = {
        {"takes the one that is ready", NULL, takes_the_one_that_is_ready},
        {"says so where none is ready", NULL, says_so_where_none_is_ready},
        {"passes nil channels by", NULL, passes_nil_channels_by},
        {"sends too", NULL, sends_too},
        {"chooses evenly", NULL, chooses_evenly},
        {"would be found to choose unevenly", NULL, uneven_choice_is_found},
        {"misses nothing", NULL, misses_nothing},
    };
    return run_checks(checks, sizeof checks / sizeof *checks, select_subjects,
                      sizeof *select_subjects, SELECT_SUBJECTS, GIVE_UP_S);
}
