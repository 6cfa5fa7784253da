// SPDX-License-Identifier: MIT
// The ways to wait of primitives/wait.h: two locks exclude with each of them, and each returns.
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "primitives/mutex/ticket.h"
#include "primitives/mutex/ttas.h"
#include "primitives/wait.h"
#include "tests/primitives/disturb.h"
#include "tests/test.h"

/* A ticket lock whose next owner has no CPU waits for a time slice: so few turns of it. */
enum { THREADS = 2, TICKET_EVERY = 64 };

struct forms {
    struct ttas_mutex ttas;
    struct ticket_mutex ticket;
    uint64_t by_ttas, by_ticket; /* plain: a lock that does not exclude loses counts */
    wait_form wait;
    atomic_bool stop;
};

struct taker {
    struct forms *forms;
    uint64_t by_ttas, by_ticket;
    pthread_t thread;
};

/* Slowly: so that a thread that loses its CPU mostly does so inside. */
static void count(volatile uint64_t *counter)
{
    const uint64_t seen = *counter;
    for (int i = 0; i < 50; i++)
        cpu_relax();
    *counter = seen + 1;
}

static void *take_turns(void *argument)
{
    struct taker *t = argument;
    struct forms *f = t->forms;
    struct ttas_mutex_node ttas;
    struct ticket_mutex_node ticket;
    ttas_mutex_node_init(&ttas);
    ticket_mutex_node_init(&ticket);
    do { /* once in any case: on a busy machine a thread may come to run after the stop */
        ttas_mutex_acquire_by(&f->ttas, &ttas, f->wait);
        count(&f->by_ttas);
        ttas_mutex_release(&f->ttas, &ttas);
        if (++t->by_ttas % TICKET_EVERY != 0)
            continue;
        for (unsigned i = 0; i < TICKET_EVERY / 4; i++) {
            ticket_mutex_acquire_by(&f->ticket, &ticket, f->wait);
            count(&f->by_ticket);
            ticket_mutex_release(&f->ticket, &ticket);
            t->by_ticket++;
        }
    } while (!atomic_load(&f->stop));
    return NULL;
}

static void excludes(wait_form wait)
{
    struct forms f = {.wait = wait};
    struct taker t[THREADS] = {0};
    uint64_t by_ttas = 0, by_ticket = 0;
    ttas_mutex_init(&f.ttas);
    ticket_mutex_init(&f.ticket);
    for (int i = 0; i < THREADS; i++) {
        t[i].forms = &f;
        assert_int_equal(pthread_create(&t[i].thread, NULL, take_turns, &t[i]), 0);
    }
    stress_sleep_us(1000 * stress_span(150));
    atomic_store(&f.stop, true);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(t[i].thread, NULL);
        by_ttas += t[i].by_ttas;
        by_ticket += t[i].by_ticket;
    }
    assert_true(by_ttas > 0);
    assert_int_equal(f.by_ttas, by_ttas);
    assert_int_equal(f.by_ticket, by_ticket);
    ticket_mutex_destroy(&f.ticket);
    ttas_mutex_destroy(&f.ttas);
}

/* Whether the word still has the value or not, the caller looks again. */
static void returns(wait_form wait)
{
    _Atomic uint32_t word = 1;
    for (int i = 0; i < 3; i++) {
        wait(&word, 0);
        wait(&word, 1);
    }
    assert_int_equal(atomic_load(&word), 1);
}

#define WAIT_FORM(form)                                                                            \
    static void form##_excludes(void **state)                                                      \
    {                                                                                              \
        (void)state;                                                                               \
        returns(wait_##form);                                                                      \
        excludes(wait_##form);                                                                     \
    }
WAIT_FORMS
#undef WAIT_FORM

int main(void)
{
    const struct CMUnitTest tests[] = {
#define WAIT_FORM(form) cmocka_unit_test(form##_excludes),
        WAIT_FORMS
#undef WAIT_FORM
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
