// SPDX-License-Identifier: MIT
// Layouts, the sharded counter, and the interference size read off a sweep.
#include <pthread.h>
#include <stdlib.h>

#include "padding/interference.h"
#include "padding/layout.h"
#include "padding/sharded_counter.h"
#include "tests/test.h"

static void cells_lie_where_the_layout_says(void **state)
{
    (void)state;
    static uint64_t base[256];
    for (int i = 0; i < LAYOUTS; i++)
        for (unsigned t = 0; t < 4; t++)
            assert_ptr_equal(layout_cell(base, layouts[i].stride, t),
                             (unsigned char *)base + t * layouts[i].stride);
    assert_int_equal(layouts[0].stride, 0);
    assert_true(layout_bytes(256, 4) >= 3 * 256 + 8);
}

enum { ADDERS = 4, ADDITIONS = 20000 };

static void *adder(void *counter)
{
    for (int i = 0; i < ADDITIONS; i++)
        sharded_counter_add(counter);
    return NULL;
}

static void a_sharded_counter_loses_nothing(void **state)
{
    (void)state;
    struct sharded_slot *slots = aligned_alloc(256, 2 * sizeof *slots);
    slots[0].value = slots[1].value = 0;
    struct sharded_counter c;
    sharded_counter_init(&c, slots, 2);
    pthread_t t[ADDERS];
    for (int i = 0; i < ADDERS; i++)
        pthread_create(&t[i], NULL, adder, &c);
    for (int i = 0; i < ADDERS; i++)
        pthread_join(t[i], NULL);
    assert_int_equal(sharded_counter_read(&c), ADDERS * ADDITIONS);
    free(slots);
}

static void the_size_is_where_interference_ends(void **state)
{
    (void)state;
    const struct stride_cost line64[] = {{8, 30},  {16, 31}, {32, 29}, {64, 7.1},
                                         {128, 7}, {256, 7}, {512, 7}};
    const struct stride_cost line128[] = {{8, 30},    {16, 31},   {32, 29}, {64, 9},
                                          {128, 7.2}, {256, 6.9}, {512, 7}};
    const struct stride_cost flat[] = {{8, 7}, {64, 7.1}, {512, 7}};
    const struct stride_cost never[] = {{8, 30}, {64, 20}, {512, 7}};
    const struct stride_cost dip[] = {{8, 7}, {64, 20}, {128, 7}, {512, 7}};
    assert_int_equal(interference_size(line64, 7), 64);
    assert_int_equal(interference_size(line128, 7), 128);
    assert_int_equal(interference_size(flat, 3), 8);
    assert_int_equal(interference_size(never, 3), 512);
    assert_int_equal(interference_size(dip, 4), 128);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_lie_where_the_layout_says),
        cmocka_unit_test(a_sharded_counter_loses_nothing),
        cmocka_unit_test(the_size_is_where_interference_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
