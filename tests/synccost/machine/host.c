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
    assert_int_equal(strncmp(text_of(one, "slug") + 21, text_of(one, "host"), 8), 0);
    assert_int_equal(strlen(text_of(one, "slug")), 29);
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
}

static bool is_known(void)
{
    json_t *one = identified(NULL, NULL);
    const bool known = json_object_get(one, "host");
    json_decref(one);
    return known;
}

/* dbus writes its id when it is installed, also into an image. */
static void id_of_dbus_is_no_containers(void **state)
{
    (void)state;
    put("/var/lib/dbus/machine-id", ID "\n");
    assert_true(is_known());
    put("/run/systemd/container", "systemd-nspawn\n");
    assert_false(is_known());
    put("/etc/machine-id", ID "\n"); /* made by the system that was started in there */
    assert_true(is_known());
}

static void id_of_an_image_is_nobodys(void **state)
{
    (void)state;
    put("/etc/machine-id", ID "\n");
    put("/var/lib/dbus/machine-id", ID "\n");
    put("/.dockerenv", "");
    assert_false(is_known());
    put("/proc/self/mountinfo", "22 1 0:5 / / rw - overlay overlay rw\n"
                                "23 22 254:1 /etc/machine-id /mnt/id ro - ext4 /dev/vda1 rw\n"
                                "24 22 254:1 /etc/m /etc/m ro - ext4 /dev/vda1 rw\n");
    assert_false(is_known());
    put("/proc/self/mountinfo", "22 1 0:5 / / rw - overlay overlay rw\n"
                                "23 22 254:1 /id /etc/machine-id ro - ext4 /dev/vda1 rw\n");
    assert_true(is_known());
    put("/proc/self/mountinfo", "23 22 254:1 /hosts /etc rw - ext4 /dev/vda1 rw\n");
    assert_true(is_known());
}

static void who_has_no_key_is_told(void **state)
{
    (void)state;
    json_t *warnings = json_array(), *unknown = identified(NULL, NULL),
           *named = identified(NULL, "rack-7"), *known = identified(ID "\n", NULL);
    host_advise(named, warnings);
    host_advise(known, warnings);
    assert_int_equal(json_array_size(warnings), 0);
    host_advise(unknown, warnings);
    warns(warnings, "host", "note", "shares a folder");
    assert_non_null(strstr(text_of(json_array_get(warnings, 0), "advice"), "--name"));
    json_decref(warnings), json_decref(unknown), json_decref(named), json_decref(known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(two_hosts_have_two_slugs),  fixture_test(hash_is_crypts),
        fixture_test(id_does_not_leave),         fixture_test(name_ends_the_slug),
        fixture_test(no_id_is_no_host),          fixture_test(id_of_dbus_is_no_containers),
        fixture_test(id_of_an_image_is_nobodys), fixture_test(who_has_no_key_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
