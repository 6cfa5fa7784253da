// SPDX-License-Identifier: MIT
// The counter of restartable sequences is exact while its threads are moved and interrupted, and
// where sequences cannot run. A sequence without an abort loses additions.
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "padding/rseq_counter.h"
#include "tests/primitives/disturb.h"
#include "tests/test.h"

#ifndef sigev_notify_thread_id /* absent from older C libraries */
#define sigev_notify_thread_id _sigev_un._tid
#endif

enum { ADDERS = 4, SLOTS = 64, STORM_MS = 200, ATTEMPTS = 100 };

typedef void (*add_verb)(struct rseq_counter *c);

static void add(struct rseq_counter *c)
{
    rseq_counter_add(c);
}

/* Threads that add as fast as they can, and are interrupted and moved from CPU to CPU. */
struct storm {
    struct rseq_counter counter;
    struct rseq_slot slots[SLOTS];
    add_verb add;
    int cpus[SLOTS]; /* that the process may use */
    unsigned n_cpus;
    atomic_bool stop;
    _Atomic uint64_t added, interrupted;
};

/* What the signal handler adds to, and how often the thread has been there. */
static struct storm *_Atomic current;
static _Thread_local volatile uint64_t handled;

/* The interrupted thread goes on with an addition on another CPU. */
static void handler(int number)
{
    (void)number;
    const int saved = errno;
    struct storm *s = atomic_load(&current);
    cpu_set_t next;
    CPU_ZERO(&next);
    CPU_SET(s->cpus[handled++ % s->n_cpus], &next);
    sched_setaffinity(0, sizeof next, &next);
    s->add(&s->counter);
    errno = saved;
}

/* Sends the calling thread a signal every 50 us of time. */
static bool start_timer(timer_t *timer)
{
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGUSR2};
    const struct itimerspec every = {{0, 50000}, {0, 50000}};
    event.sigev_notify_thread_id = gettid();
    return timer_create(CLOCK_MONOTONIC, &event, timer) == 0 &&
           timer_settime(*timer, 0, &every, NULL) == 0;
}

static void *adder(void *argument)
{
    struct storm *s = argument;
    uint64_t added = 0;
    timer_t timer;
    sigset_t mine;
    handled = 0;
    if (!start_timer(&timer))
        abort();
    while (!atomic_load_explicit(&s->stop, memory_order_relaxed)) {
        for (int i = 0; i < 100; i++)
            s->add(&s->counter);
        added += 100;
    }
    sigemptyset(&mine);
    sigaddset(&mine, SIGUSR2);
    pthread_sigmask(SIG_BLOCK, &mine, NULL);
    timer_delete(timer);
    atomic_fetch_add(&s->added, added + handled);
    atomic_fetch_add(&s->interrupted, handled);
    return NULL;
}

static unsigned own_cpus(int *cpus, unsigned most)
{
    cpu_set_t mask;
    unsigned n = 0;
    if (sched_getaffinity(getpid(), sizeof mask, &mask) != 0)
        return 0;
    for (int i = 0; i < CPU_SETSIZE && n < most; i++)
        if (CPU_ISSET(i, &mask))
            cpus[n++] = i;
    return n;
}

/*
 * Takes the lines of the slots from the adders for so long, without a change to the sum. An adder
 * that waits for its line is in the middle of the sequence, where the signal then meets it.
 */
static void pull_lines(struct storm *s, unsigned ms)
{
    struct timespec begin, now;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    do {
        for (int i = 0; i < 1000; i++)
            for (unsigned j = 0; j < s->n_cpus; j++)
                atomic_fetch_add(&s->slots[s->cpus[j] % SLOTS].any, 0);
        clock_gettime(CLOCK_MONOTONIC, &now);
    } while ((now.tv_sec - begin.tv_sec) * 1000 + (now.tv_nsec - begin.tv_nsec) / 1000000 <
             (long)ms);
}

/* Runs the storm. Returns how much is missing from the sum. */
static int64_t missing_after(struct storm *s, add_verb verb, unsigned slots, unsigned ms)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    pthread_t threads[ADDERS];
    memset(s, 0, sizeof *s);
    rseq_counter_init(&s->counter, s->slots, slots);
    s->add = verb;
    s->n_cpus = own_cpus(s->cpus, SLOTS);
    atomic_store(&current, s);
    assert_int_equal(sigaction(SIGUSR2, &action, NULL), 0);
    for (int i = 0; i < ADDERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, adder, s), 0);
    pull_lines(s, ms);
    atomic_store(&s->stop, true);
    for (int i = 0; i < ADDERS; i++)
        pthread_join(threads[i], NULL);
    stress_did(s->added);
    return (int64_t)(s->added - rseq_counter_read(&s->counter));
}

static struct storm *new_storm(void)
{
    struct storm *s = aligned_alloc(256, (sizeof *s + 255) / 256 * 256);
    assert_non_null(s);
    return s;
}

static bool several_cpus(void)
{
    int cpus[2];
    return own_cpus(cpus, 2) == 2;
}

static void nothing_is_lost_on_the_way_from_cpu_to_cpu(void **state)
{
    (void)state;
    struct storm *s = new_storm();
    assert_int_equal(missing_after(s, add, SLOTS, stress_time(STORM_MS)), 0);
    assert_true(s->interrupted > 0);
    free(s);
}

/* With one slot every CPU but the first adds atomically, with threads on their way between both. */
static void nothing_is_lost_on_cpus_without_a_slot(void **state)
{
    (void)state;
    struct storm *s = new_storm();
    assert_int_equal(missing_after(s, add, 1, stress_time(STORM_MS)), 0);
    free(s);
}

#ifdef RSEQ_COUNTER_SEQUENCE

/* The same steps without a descriptor: nobody begins again, and the store may come too late. */
static void add_without_abort(struct rseq_counter *c)
{
    _Atomic uint64_t *own = &c->slots[rseq_counter_cpu()].own;
    atomic_store_explicit(own, atomic_load_explicit(own, memory_order_relaxed) + 1,
                          memory_order_relaxed);
}

static void sequence_without_abort_loses_additions(void **state)
{
    (void)state;
    if (rseq_counter_missing() || !several_cpus())
        skip();
    struct storm *s = new_storm();
    int64_t missing = 0;
    for (int i = 0; i < ATTEMPTS && missing == 0; i++)
        missing = missing_after(s, add_without_abort, SLOTS, STORM_MS / 4);
    assert_true(missing > 0);
    free(s);
}

/*
 * One addition to slots that may not be accessed yet. The fault interrupts the sequence between its
 * look at the CPU and its store; the handler opens the slots and moves the thread.
 */
static struct {
    struct rseq_slot *slots;
    size_t size;
    int to;
} fault;

static void open_and_move(int number)
{
    (void)number;
    cpu_set_t other;
    CPU_ZERO(&other);
    CPU_SET(fault.to, &other);
    if (mprotect(fault.slots, fault.size, PROT_READ | PROT_WRITE) != 0 ||
        sched_setaffinity(0, sizeof other, &other) != 0)
        _exit(3);
}

static void *add_with_a_fault(void *argument)
{
    const struct storm *s = argument;
    struct sigaction action = {.sa_handler = open_and_move}, before;
    struct rseq_counter c;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(s->cpus[0], &one);
    fault.to = s->cpus[1];
    fault.size = SLOTS * sizeof *fault.slots;
    fault.slots = mmap(NULL, fault.size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (fault.slots == MAP_FAILED || sched_setaffinity(0, sizeof one, &one) != 0 ||
        sigaction(SIGSEGV, &action, &before) != 0)
        return "not prepared";
    rseq_counter_init(&c, fault.slots, SLOTS);
    s->add(&c);
    sigaction(SIGSEGV, &before, NULL);
    return NULL;
}

/* Adds one with a fault on the first CPU and a move to the second. Returns whose slot has it. */
static int cpu_added_to(add_verb verb)
{
    struct storm *s = new_storm();
    pthread_t thread;
    void *wrong;
    int cpu = -1;
    s->add = verb;
    assert_int_equal(own_cpus(s->cpus, 2), 2);
    assert_int_equal(pthread_create(&thread, NULL, add_with_a_fault, s), 0);
    pthread_join(thread, &wrong);
    assert_null(wrong);
    for (int i = 0; i < 2; i++)
        if (fault.slots[s->cpus[i]].own == 1)
            cpu = i;
    munmap(fault.slots, fault.size);
    free(s);
    return cpu;
}

static void interrupted_addition_begins_again_on_its_new_cpu(void **state)
{
    (void)state;
    if (rseq_counter_missing() || !several_cpus())
        skip();
    assert_int_equal(cpu_added_to(add_without_abort), 0);
    assert_int_equal(cpu_added_to(add), 1);
}

static uint64_t own_sum(const struct rseq_counter *c)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < c->n; i++)
        sum += c->slots[i].own;
    return sum;
}

/* Where glibc has registered this thread the sequence is taken, and a slot's atomic word is not. */
static void registered_thread_adds_without_atomics(void **state)
{
    (void)state;
    static struct rseq_slot slots[SLOTS];
    struct rseq_counter c;
    rseq_counter_init(&c, slots, SLOTS);
    for (int i = 0; i < 1000; i++)
        rseq_counter_add(&c);
    assert_int_equal(own_sum(&c), rseq_counter_missing() ? 0 : 1000);
    assert_int_equal(rseq_counter_read(&c), 1000);
}

static void *add_unregistered(void *counter)
{
    char *area;
#ifdef __x86_64__
    __asm__("movq %%fs:0, %0" : "=r"(area));
#else
    area = __builtin_thread_pointer();
#endif
    area += __rseq_offset;
    if (syscall(SYS_rseq, area, sizeof(struct rseq), RSEQ_FLAG_UNREGISTER, RSEQ_SIG) != 0)
        return "not unregistered";
    const char *missing = rseq_counter_missing();
    for (int i = 0; i < 1000; i++)
        rseq_counter_add(counter);
    /* The C library expects the thread to end as it began. */
    if (syscall(SYS_rseq, area, sizeof(struct rseq), 0, RSEQ_SIG) != 0)
        return "not registered again";
    return missing ? NULL : "said to be registered";
}

static void thread_that_is_not_registered_adds_atomically(void **state)
{
    (void)state;
    static struct rseq_slot slots[SLOTS];
    struct rseq_counter c;
    pthread_t thread;
    void *wrong;
    if (rseq_counter_missing())
        skip();
    rseq_counter_init(&c, slots, SLOTS);
    assert_int_equal(pthread_create(&thread, NULL, add_unregistered, &c), 0);
    pthread_join(thread, &wrong);
    assert_null(wrong);
    assert_int_equal(own_sum(&c), 0);
    assert_int_equal(rseq_counter_read(&c), 1000);
}

#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_lost_on_the_way_from_cpu_to_cpu),
        cmocka_unit_test(nothing_is_lost_on_cpus_without_a_slot),
#ifdef RSEQ_COUNTER_SEQUENCE
        cmocka_unit_test(sequence_without_abort_loses_additions),
        cmocka_unit_test(interrupted_addition_begins_again_on_its_new_cpu),
        cmocka_unit_test(registered_thread_adds_without_atomics),
        cmocka_unit_test(thread_that_is_not_registered_adds_atomically),
#endif
    };
    return cmocka_run_group_tests(tests, stress_begin, stress_end);
}
