// SPDX-License-Identifier: MIT
// What is taken for private, and what is not: each beside its neighbours.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/submit/private.h"
#include "tests/printed.h"
#include "tests/test.h"

/* The privacy of a made-up machine. */
static void make_known(struct privacy *p)
{
    *p = (struct privacy){0};
    privacy_add(p, PRIVATE_HOST, "kestrel-7.lab.example");
    privacy_add(p, PRIVATE_USER, "annabel");
    privacy_add(p, PRIVATE_USER, "Annabel Lee");
    privacy_add(p, PRIVATE_PATH, "/export/annabel/My Files");
    privacy_add(p, PRIVATE_SERIAL, "4XK9TQ2");
}

static void check_clean(const char *text, const char *wanted)
{
    struct privacy p;
    make_known(&p);
    char *clean = privacy_clean(&p, text, "here", false);
    assert_string_equal(clean, wanted);
    assert_int_equal(p.n_removals > 0, strcmp(text, wanted) != 0);
    free(clean);
    privacy_free(&p);
}

static void check_kept(const char *text)
{
    check_clean(text, text);
}

static void test_words(void **state)
{
    (void)state;
    check_clean("ran on kestrel-7", "ran on <host>");
    check_clean("KESTREL-7.lab.example: gone", "<host>: gone");
    check_clean("kestrel-7.other.net.", "<host>.");
    check_clean("annabel_build", "<user>_build");
    check_clean("by Annabel Lee, late", "by <user>, late");
    check_clean("tag 4xk9tq2", "tag <serial>");
    check_kept("kestrel-77 and annabella and xkestrel-7");
}

static void test_paths(void **state)
{
    (void)state;
    check_clean("/home/annabel/src", "<path>");
    check_clean("-ffile-prefix-map=/mnt/x=y -O2", "-ffile-prefix-map=<path> -O2");
    check_clean("-I/scratch/x -O2 -L/scratch/y", "-I<path> -O2 -L<path>");
    check_clean("cannot open '/tmp/a b': no", "cannot open '<path> b': no");
    check_clean("see (/work/x/y.c:12), then", "see (<path>), then");
    check_clean("/export/annabel/My Files/run 1", "<path> 1");
    check_clean("/var/My Things/x", "<path>");
    check_clean("~/src and ~bob/src", "<path> and <path>");
    check_clean("C:\\Users\\annabel", "<path>");
    check_clean("a\n/secret/x\tb", "a\n<path>\tb");
    check_clean("x/home/bob/y", "x<path>");
    check_clean("/usr/lib/../../home/bob", "<path>");
    check_clean("file:///secret/x", "<url>");
    check_kept("echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost");
    check_kept("echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled");
    check_kept("/proc/sys/kernel/numa_balancing");
    check_kept("29 rows (/cpus:1 in their names)");
    check_kept("1.2 ns/op, and/or, 5 / 3, a // b, ~0.3, ~ none");
    check_kept("gcc (Debian 12.2.0-14+deb12u1) 12.2.0");
    check_kept("-O2 -falign-functions=64 -Wa,-mbranches-within-32B-boundaries");
}

static void test_addresses(void **state)
{
    (void)state;
    check_clean("at 10.1.2.3:80", "at <address>:80");
    check_clean("fe80::1%eth0 up", "<address>%eth0 up");
    check_clean("2001:db8:0:0:0:0:0:7.", "<address>.");
    check_clean("mac 02:fc:00:aa:BB:05", "mac <address>");
    check_clean("mac 02-fc-00-aa-bb-05", "mac <address>");
    check_clean("ann@corp.example", "<mail>");
    check_clean("bob.x+y@10.0.0.1, or", "<mail>, or");
    check_clean("from https://git.corp.example/x?y=z now", "from <url> now");
    check_kept("2026-11-28T17:24:27Z 17:24:27 0-1 1.2.3 6.18.44-fc-v782 999.1.1.1");
    check_kept("5.15.167.4-microsoft-standard-WSL2");
    check_kept("Intel(R) Xeon(R) CPU @ 2.50GHz i7 CPU@3.70GHz");
    check_kept("std::atomic crit:0ns/out:0ns cpus:0-1");
}

static void test_serials(void **state)
{
    (void)state;
    check_clean("Dell CN7016361F00AB", "Dell <serial>");
    check_clean("Dell AB12345678", "Dell <serial>");
    check_clean("Serial Number: ab12-77", "<serial>");
    check_clean("asset tag 00123 and S/N=X77-1", "<serial> and <serial>");
    check_clean("4c4c4544-0034-5810-8039-b4c04f4d3132", "<serial>");
    check_kept("20261128T172427Z 1b871bb6a330a84e 0x1000065 18707b3-dirty");
    check_kept("AMD EPYC 9R14, E5-2686 v4, i9-13900KS, W-3175X, Q80-30");
    check_kept("serialized in 12 rows; GOMAXPROCS; VMware7,1");
}

/* A name that thousands have is no secret; a serial number without a digit is none. */
static void test_public(void **state)
{
    (void)state;
    struct privacy p = {0};
    static const char *const names[] = {"root",  "vm",        "Debian", "go",
                                        "mutex", "localhost", "",       "/"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        privacy_add(&p, PRIVATE_USER, names[i]);
    privacy_add(&p, PRIVATE_PATH, "/");
    privacy_add(&p, PRIVATE_HOST, NULL);
    privacy_add(&p, PRIVATE_SERIAL, "To be filled by O.E.M.");
    privacy_add(&p, PRIVATE_SERIAL, "0");
    assert_int_equal(p.n_words, 0);
    privacy_add(&p, PRIVATE_USER, "ann");
    privacy_add(&p, PRIVATE_USER, "ann");
    assert_int_equal(p.n_words, 1);
    privacy_free(&p);
}

static void test_learned(void **state)
{
    (void)state;
    struct privacy p = {0};
    privacy_learn(&p, "-I/home/zoe.k/x:/Users/max/y:/home/root/z /home/");
    assert_int_equal(p.n_words, 2);
    char *clean = privacy_clean(&p, "zoe.k told max", "here", false);
    assert_string_equal(clean, "<user> told <user>");
    free(clean);
    privacy_free(&p);
}

static void test_in_names(void **state)
{
    (void)state;
    struct privacy p;
    make_known(&p);
    privacy_add(&p, PRIVATE_USER, "park");
    char *clean = privacy_clean(&p, "mutex/park/kestrel-7/x:10.1.2.3/threads:2", "row", true);
    assert_string_equal(clean, "mutex/park/removed/x:removed/threads:2");
    free(clean);
    clean = privacy_clean(&p, "park", "text", false);
    assert_string_equal(clean, "<user>");
    free(clean);
    privacy_free(&p);
}

static void test_found(void **state)
{
    (void)state;
    struct privacy p;
    make_known(&p);
    const char bytes[] = "\x89PNG\0\0tEXtComment\0on Kestrel-7\0\xff";
    const struct private_word *word = privacy_found(&p, bytes, sizeof bytes - 1);
    assert_non_null(word);
    assert_int_equal(word->kind, PRIVATE_HOST);
    assert_null(privacy_found(&p, bytes, 20));
    assert_null(privacy_found(&p, "", 0));
    privacy_free(&p);
}

/* What was removed is listed once, with its place and in words that a terminal shows. */
static void test_listed(void **state)
{
    (void)state;
    struct privacy p;
    make_known(&p);
    free(privacy_clean(&p, "/tmp/x\033[2J and /tmp/x\033[2J", "first\n", false));
    free(privacy_clean(&p, "/tmp/x\033[2J", "second", false));
    assert_int_equal(p.n_removals, 1);
    struct printed out;
    privacy_print(printed_start(&out), &p);
    char *text = printed_end(&out);
    assert_string_equal(text, "removed: path '/tmp/x [2J', 3 times, first in first \n");
    free(text);
    privacy_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),     cmocka_unit_test(test_paths),
        cmocka_unit_test(test_addresses), cmocka_unit_test(test_serials),
        cmocka_unit_test(test_public),    cmocka_unit_test(test_learned),
        cmocka_unit_test(test_in_names),  cmocka_unit_test(test_found),
        cmocka_unit_test(test_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
