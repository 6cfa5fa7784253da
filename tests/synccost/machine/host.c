// SPDX-License-Identifier: MIT
// What tells a host from its twins, and that the machine's id stays at home.
#include "common/error.h"
#include "synccost/machine/host.h"
#include "tests/harness/machine/environment/tree.h"

#define ID "0123456789abcdef0123456789abcdef"

static json_t *identified(const char *id, const char *name)
{
    json_t *machine = json_pack("{s:s}", "slug", "amd-epyc-zen4-2c-kvm");
    if (id)
        put("/etc/machine-id", id);
    host_identify(machine, name);
    return machine;
}

static const char *text_of(const json_t *machine, const char *key)
{
    const char *text = json_string_value(json_object_get(machine, key));
    return text ? text : "";
}

static void two_hosts_have_two_slugs(void **state)
{
    (void)state;
    json_t *one = identified(ID "\n", NULL), *again = identified(ID "\n", NULL),
           *other = identified("0123456789abcdef0123456789abcdee\n", NULL);
    assert_true(json_equal(one, again));
    assert_string_not_equal(text_of(one, "host"), text_of(other, "host"));
    assert_string_not_equal(text_of(one, "slug"), text_of(other, "slug"));
    assert_int_equal(strlen(text_of(one, "host")), 16);
    assert_int_equal(strspn(text_of(one, "host"), "0123456789abcdef"), 16);
    assert_int_equal(strncmp(text_of(one, "slug"), "amd-epyc-zen4-2c-kvm-", 21), 0);
    assert_int_equal(strncmp(text_of(one, "slug") + 21, text_of(one, "host"), 6), 0);
    assert_int_equal(strlen(text_of(one, "slug")), 27);
    json_decref(one), json_decref(again), json_decref(other);
}

/* python3: crypt.crypt(ID, '$5$synccost-host$'), four bits of each of the first 16 letters. */
static void hash_is_crypts(void **state)
{
    (void)state;
    json_t *one = identified(ID "\n", NULL);
    assert_string_equal(text_of(one, "host"), "3142d0a4e7082fe0");
    json_decref(one);
}

static void id_does_not_leave(void **state)
{
    (void)state;
    json_t *one = identified(ID "\n", NULL);
    char *text = json_dumps(one, 0);
    for (int i = 0; i + 8 <= 32; i++) {
        char part[9];
        snprintf(part, sizeof part, "%.8s", &ID[i]);
        assert_null(strstr(text, part));
    }
    free(text);
    json_decref(one);
}

static void name_ends_the_slug(void **state)
{
    (void)state;
    json_t *one = identified(ID "\n", "rack-7");
    assert_string_equal(text_of(one, "slug"), "amd-epyc-zen4-2c-kvm-rack-7");
    assert_string_equal(text_of(one, "name"), "rack-7");
    assert_int_equal(strlen(text_of(one, "host")), 16);
    json_decref(one);
    one = identified("uninitialized\n", "rack-7");
    assert_string_equal(text_of(one, "slug"), "amd-epyc-zen4-2c-kvm-rack-7");
    assert_null(json_object_get(one, "host"));
    json_decref(one);
}

static void no_id_is_no_host(void **state)
{
    (void)state;
    static const char *const none[] = {
        NULL, "", "uninitialized\n", ID "0\n", "0123456789ABCDEF0123456789ABCDEF\n", "../../x\n"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        json_t *one = identified(none[i], NULL);
        assert_string_equal(text_of(one, "slug"), "amd-epyc-zen4-2c-kvm");
        assert_int_equal(json_object_size(one), 1);
        json_decref(one);
    }
    put("/var/lib/dbus/machine-id", ID "\n");
    json_t *one = identified(NULL, NULL);
    assert_non_null(json_object_get(one, "host"));
    json_decref(one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(two_hosts_have_two_slugs), fixture_test(hash_is_crypts),
        fixture_test(id_does_not_leave),        fixture_test(name_ends_the_slug),
        fixture_test(no_id_is_no_host),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
