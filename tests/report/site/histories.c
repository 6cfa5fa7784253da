// SPDX-License-Identifier: MIT
// Which reports of a site have a history, and whose noise it uses.
#include "report/site/histories.h"
#include "tests/report/site/made.h"

/* One more report, of that host and day of January. */
static void add_run(struct made *m, const char *name, const char *host, int day)
{
    char date[32];
    struct report *r = add(m, "x86_64", &(struct fake_options){.launches = 3, .host = host});
    json_t *run = json_object_get(json_object_get(r->context, "synccost"), "run");
    snprintf(date, sizeof date, "2026-01-%02dT00:00:00Z", day);
    put_new(machine_of(r), "slug", json_string(name));
    put_new(run, "started", json_string(date));
}

static void group(struct made *m, struct site_histories *h)
{
    struct site_machine *machine[MOST];
    for (size_t i = 0; i < m->gallery.n; i++)
        machine[i] = &m->machine[i];
    site_histories_init(h, machine, m->gallery.n);
    m->gallery.histories = h;
}

static void one_host_has_enough(void **state)
{
    struct made *m = *state;
    struct site_histories h;
    for (int day = 1; day <= 9; day++)
        add_run(m, "twin", "0123", 10 - day);
    for (int day = 1; day <= 8; day++)
        add_run(m, "twin", "4567", day);
    add_run(m, "twin", "0123", 20);
    put_new(machine_of(&m->report[17]), "emulated", json_true());
    group(m, &h);
    for (size_t i = 0; i < m->gallery.n; i++)
        assert_string_equal(m->machine[i].history, i < 9 ? "twin" : "");
    write_site(m);
    assert_true(is_there(m, "history/twin/index.html"));
    assert_page(m, "index.html", "<a href=\"history/twin/index.html\">twin: 9 reports from");
    char *text = page_of(m, "history/twin/index.html");
    /* in the order of their times */
    assert_non_null(strstr(text, "href=\"../../m/m8/index.html\">2026-01-01 00:00</a>"));
    assert_true(strstr(text, "m/m8/index.html") < strstr(text, "m/m0/index.html"));
    assert_int_equal(count(text, "\"../../m/"), 9);
    free(text);
    site_histories_free(&h);
}

static void two_of_one_name_have_two(void **state)
{
    struct made *m = *state;
    struct site_histories h;
    for (int i = 0; i < 18; i++)
        add_run(m, "<b>twin", i % 2 ? "0123" : "4567", 1 + i / 2);
    group(m, &h);
    assert_string_equal(m->machine[0].history, "b-twin");
    assert_string_equal(m->machine[1].history, "b-twin-2");
    write_site(m);
    assert_page(m, "history/b-twin-2/index.html", "<h1>History of &lt;b&gt;twin</h1>");
    site_histories_free(&h);
}

static void too_few_have_none(void **state)
{
    struct made *m = *state;
    struct site_histories h;
    for (int day = 1; day <= 8; day++)
        add_run(m, "twin", "0123", day);
    group(m, &h);
    write_site(m);
    assert_false(is_there(m, "history"));
    char *text = page_of(m, "index.html");
    assert_null(strstr(text, "istories"));
    free(text);
    site_histories_free(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SITE(one_host_has_enough),
        IN_SITE(two_of_one_name_have_two),
        IN_SITE(too_few_have_none),
    };
    return cmocka_run_group_tests_name("histories", tests, NULL, NULL);
}
