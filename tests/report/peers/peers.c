// SPDX-License-Identifier: MIT
// Ours beside their peers: what is a cell, who is a peer, and whose promises suffice.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/library.h"
#include "report/peers/peers.h"
#include "tests/printed.h"
#include "tests/test.h"

/* A measured row of ns in each of four launches. */
static void add(struct report *r, const char *name, const char *promises, double ns)
{
    struct row *row = report_add_row(r, name);
    row->basis = strdup("thread");
    row->promises = promises ? strdup(promises) : NULL;
    row->threads = row->cpus = 2;
    row->status = ROW_OK;
    for (unsigned launch = 0; launch < 4; launch++) {
        struct sample s = {.launch = launch, .iterations = 1000};
        for (int m = 0; m < METRIC_COUNT; m++)
            s.value[m] = NAN;
        s.value[METRIC_real_time] = ns;
        s.value[METRIC_min_max_share] = 0.5;
        row_add_sample(row, &s);
    }
}

static void made(struct report *r)
{
    report_init(r);
    add(r, "mutex/go/contended/threads:2", "excludes,sleeps", 40);
    add(r, "mutex/mcs/contended/threads:2", "excludes,fifo", 30);
    add(r, "mutex/mcs/alone/threads:1", "excludes,fifo", 2);
    add(r, "mutex/ck-fas/contended/threads:2", "excludes", 10);
    add(r, "mutex/ck-mcs/contended/threads:2", "excludes,fifo", 20);
    add(r, "mutex/nsync-mu/contended/threads:2", "excludes,sleeps", 50);
    add(r, "mutex/go-runtime/contended/threads:2", NULL, 25);
    add(r, "rwmutex/go/contended/threads:2", "excludes,sleeps", 5);
    report_estimate(r);
}

static const struct row *named(const struct report *r, const char *name)
{
    const struct row *row = report_row(r, name);
    assert_non_null(row);
    return row;
}

static void test_libraries_are_told_by_whole_words(void **state)
{
    (void)state;
    assert_non_null(library_of("ck-mcs"));
    assert_non_null(library_of("pipe"));
    assert_non_null(library_of("pthread-default"));
    assert_null(library_of("ckx"));
    assert_null(library_of("go"));
    assert_null(library_of("futex"));
    assert_string_equal(library_of("go-runtime")->like, "go");
}

static void test_only_cells_with_both_sides_count(void **state)
{
    (void)state;
    struct report r;
    struct peers p;
    made(&r);
    peers_read(&p, &r);
    assert_int_equal(p.n, 1);
    assert_string_equal(p.cell[0].family, "mutex");
    assert_string_equal(p.cell[0].scenario, "contended/threads:2");
    assert_int_equal(p.cell[0].n, 6);
    peers_free(&p);
    report_free(&r);
}

static void test_a_comparable_peer_promises_as_much(void **state)
{
    (void)state;
    struct report r;
    struct peers p;
    made(&r);
    peers_read(&p, &r);
    const struct row *go = named(&r, "mutex/go/contended/threads:2"),
                     *mcs = named(&r, "mutex/mcs/contended/threads:2");
    /* The Go runtime says no promises: it has those of go. */
    assert_ptr_equal(peers_best(&p.cell[0], go, true),
                     named(&r, "mutex/go-runtime/contended/threads:2"));
    assert_ptr_equal(peers_best(&p.cell[0], mcs, true),
                     named(&r, "mutex/ck-mcs/contended/threads:2"));
    assert_ptr_equal(peers_best(&p.cell[0], mcs, false),
                     named(&r, "mutex/ck-fas/contended/threads:2"));
    assert_true(peers_is_ours(mcs));
    assert_false(peers_is_ours(named(&r, "mutex/ck-mcs/contended/threads:2")));
    peers_free(&p);
    report_free(&r);
}

static void test_nobody_promises_more_than_all(void **state)
{
    (void)state;
    struct report r;
    struct peers p;
    report_init(&r);
    add(&r, "channel/go/stream/threads:2", "values,close,sleeps", 9);
    add(&r, "channel/ck-ring/stream/threads:2", "values", 3);
    report_estimate(&r);
    peers_read(&p, &r);
    assert_int_equal(p.n, 1);
    assert_null(peers_best(&p.cell[0], p.cell[0].row[0], true));
    assert_non_null(peers_best(&p.cell[0], p.cell[0].row[0], false));
    peers_free(&p);
    report_free(&r);
}

/* Four goroutines over two threads are set against four threads on two CPUs. */
static void test_scheduled_goroutines_stand_beside_threads(void **state)
{
    (void)state;
    struct report r;
    struct peers p;
    char subject[REPORT_NAME];
    report_init(&r);
    add(&r, "channel/go/stream/threads:2", "values,sleeps", 9);
    add(&r, "channel/go-runtime/stream/goroutines:2/threads:2", NULL, 3);
    add(&r, "channel/go-runtime/stream/goroutines:100/threads:2", NULL, 1);
    add(&r, "channel/go/stream/threads:4/cpus:2", "values,sleeps", 9);
    add(&r, "channel/go-runtime/stream/goroutines:4/threads:2", NULL, 4);
    add(&r, "channel/go-runtime-race/stream/threads:4/cpus:2", NULL, 2);
    report_estimate(&r);
    peers_read(&p, &r);
    assert_int_equal(p.n, 2);
    assert_string_equal(p.cell[0].scenario, "stream/threads:2");
    assert_int_equal(p.cell[0].n, 2);
    assert_string_equal(peers_subject(p.cell[0].row[1], subject), "go-runtime-scheduled");
    assert_string_equal(p.cell[1].scenario, "stream/threads:4/cpus:2");
    /* What looks for faults is nobody's peer. */
    assert_int_equal(p.cell[1].n, 3);
    assert_ptr_equal(peers_best(&p.cell[1], p.cell[1].row[0], false), p.cell[1].row[1]);
    peers_free(&p);
    report_free(&r);
}

/* Of a peer that promises less, the fastest of ours that promises at least that. */
static void test_a_peer_is_answered_by_the_fastest_of_ours(void **state)
{
    (void)state;
    struct report r;
    struct peers p;
    made(&r);
    peers_read(&p, &r);
    const struct peers_cell *cell = &p.cell[0];
    assert_ptr_equal(peers_answer(cell, named(&r, "mutex/ck-fas/contended/threads:2")),
                     named(&r, "mutex/mcs/contended/threads:2"));
    assert_ptr_equal(peers_answer(cell, named(&r, "mutex/nsync-mu/contended/threads:2")),
                     named(&r, "mutex/go/contended/threads:2"));
    assert_null(peers_answer(cell, named(&r, "mutex/mcs/contended/threads:2")));
    peers_free(&p);
    report_free(&r);
}

static void test_the_page_has_the_ratio(void **state)
{
    (void)state;
    struct report r;
    struct peers p;
    made(&r);
    peers_read(&p, &r);
    struct printed out;
    peers_markdown(printed_start(&out), &p, "build/synccost peers X");
    char *text = printed_end(&out);
    assert_non_null(strstr(text, "\nbuild/synccost peers X\n"));
    assert_non_null(strstr(text, "| `contended/threads:2` | `mcs` | 30.0 ns | `ck-mcs` | 20.0 ns | "
                                 "1.50× | `ck-fas` | 10.0 ns | 3.00× | 0.50 | 0.50 | - | - |\n"));
    assert_non_null(strstr(text, "| `ck-fas` | Concurrency Kit | excludes | 10.0 ns |\n"));
    assert_null(strstr(text, "rwmutex"));
    assert_non_null(strstr(text, "\nIn 1 of 4 comparisons ours takes at most as long"));
    assert_non_null(strstr(text, "| mutex `contended/threads:2` | `ck-fas` | 10.0 ns | `mcs` | "
                                 "30.0 ns | 3.00× | - | - |\n"));
    free(text);
    peers_free(&p);
    report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_libraries_are_told_by_whole_words),
        cmocka_unit_test(test_only_cells_with_both_sides_count),
        cmocka_unit_test(test_a_comparable_peer_promises_as_much),
        cmocka_unit_test(test_scheduled_goroutines_stand_beside_threads),
        cmocka_unit_test(test_a_peer_is_answered_by_the_fastest_of_ours),
        cmocka_unit_test(test_nobody_promises_more_than_all),
        cmocka_unit_test(test_the_page_has_the_ratio),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
