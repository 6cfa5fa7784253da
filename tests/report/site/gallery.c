// SPDX-License-Identifier: MIT
// The gallery and the page of all reports say what the summary and the reports say.
#include "report/model/headline.h"
#include "tests/report/site/made.h"

/* A column a report and a line for each row that the headline rule of the summary chooses. */
static void all_have_the_headline_rows(void **state)
{
    struct made *m = *state;
    const struct report *reports[MOST];
    const struct row **rows;
    for (int i = 0; i < MOST; i++)
        reports[i] = add(m, i % 2 ? "aarch64" : "x86_64", &(struct fake_options){0});
    report_row(&m->report[3], "floor/load")->status = ROW_FAILED;
    write_site(m);
    size_t n = headline_shared(reports, MOST, 2, HEADLINE_ROWS, &rows, NULL);
    char *text = page_of(m, "compare/all.html"), *at = text, head[64];
    assert_int_equal(count(text, "data-subject="), n);
    for (size_t i = 0; i < n; i++) {
        char name[REPORT_NAME + 16];
        snprintf(name, sizeof name, ">%s</a></th>", rows[i]->name);
        at = strstr(at, name);
        assert_non_null(at);
    }
    for (size_t i = 0; i < MOST; i++) {
        snprintf(head, sizeof head, "data-machine=\"m%zu\"><a\n href=\"../m/m%zu/index.html\">", i,
                 i);
        assert_int_equal(count(text, head), 3); /* of the rows, the ranks and the means */
        snprintf(head, sizeof head, "<td class=\"value\" data-machine=\"m%zu\"", i);
        assert_int_equal(count(text, head), n);
    }
    assert_line(text, "floor/load", "<td class=\"value\" data-machine=\"m3\">–</td>");
    char cell[160], ns[FORMAT], interval[FORMAT];
    const struct row *last = report_row(&m->report[MOST - 1], rows[n - 1]->name);
    snprintf(cell, sizeof cell, ">%s<br><small>%s</small></td>", format_ns(ns, last->time.median),
             format_interval(interval, &last->time));
    assert_line(text, last->name, cell);
    assert_line(text, last->name, "data-launches=\"5\"");
    snprintf(cell, sizeof cell, "data-ns=\"%.6g\"", last->time.median);
    assert_line(text, last->name, cell);
    snprintf(cell, sizeof cell, "data-floor=\"%.6g\"",
             last->time.median / row_floor_ns(&m->report[MOST - 1], last));
    assert_line(text, last->name, cell);
    free(text);
    free(rows);
    text = page_of(m, "index.html");
    assert_int_equal(count(text, "<li class=\"card\">"), MOST);
    assert_int_equal(count(text, "-against-"), MOST - 1);
    free(text);
}

static void one_report_has_a_card_and_no_comparison(void **state)
{
    struct made *m = *state;
    add(m, "x86_64", &(struct fake_options){0});
    json_t *run = json_object_get(json_object_get(m->report[0].context, "synccost"), "run");
    put_new(run, "complete", json_false());
    put_new(run, "left_out", json_pack("{s:i, s:f, s:{}}", "rows", 7, "seconds", 30.0, "groups"));
    struct row *row = report_row(&m->report[0], "mutex/go/contended/crit:0ns/out:0ns/threads:2");
    for (size_t i = 0; i < row->n_samples; i++)
        row->samples[i].value[METRIC_line_ns] = row->samples[i].launch == 1 ? 300 : 60;
    report_estimate(&m->report[0]);
    put_new(json_object_get(m->report[0].context, "synccost"), "imported",
            json_pack("{s:s}", "format", "csv"));
    write_site(m);
    char *text = page_of(m, "index.html");
    assert_non_null(strstr(text, "<span class=\"label\">imported from csv</span>"));
    assert_int_equal(count(text, "<li class=\"card\">"), 1);
    assert_non_null(strstr(text, "<a href=\"m/m0/index.html\">m0 <small>"));
    assert_non_null(strstr(text, "<span class=\"label\">run cut short</span>"));
    assert_non_null(strstr(text, "<span class=\"label\">left out 7 rows for lack of time (30 s "
                                 "more)</span>"));
    assert_non_null(strstr(text, "<span class=\"label\">1 of 5 launches left out</span>"));
    assert_non_null(strstr(text, "ns one way between the one pair measured"));
    assert_null(strstr(text, "compare/"));
    assert_null(strstr(text, "<img"));
    free(text);
    assert_false(is_there(m, "compare"));
}

/* The card shows the small picture of the report's page where there is one. */
static void a_card_has_its_thumbnail(void **state)
{
    struct made *m = *state;
    char path[128];
    add(m, "x86_64", &(struct fake_options){0});
    snprintf(path, sizeof path, "%s/m/m0/charts", m->dir);
    assert_int_equal(mkdir(path, 0777), 0);
    strcat(path, "/core-to-core-small.png");
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fclose(f);
    write_site(m);
    assert_page(m, "index.html", "src=\"m/m0/charts/core-to-core-small.png\" alt=\"Core to core: ");
}

/* In every text of a report that these pages show. */
static void hostile_words_stay_text(void **state)
{
    static const char hostile[] = "<script>alert(1)</script>\"'`&\n\x01\xe2\x80\xae ../..";
    struct made *m = *state;
    static const char *const pages[] = {"index.html", "compare/all.html",
                                        "compare/m0-against-m1.html"};
    for (int i = 0; i < 2; i++) {
        struct report *r = add(m, "x86_64", &(struct fake_options){.launches = 12});
        json_t *ours = json_object_get(r->context, "synccost"), *object;
        const char *key;
        put_new(r->context, "date", json_string(hostile));
        json_object_foreach (ours, key, object) {
            const char *member;
            json_t *value;
            json_object_foreach (object, member, value)
                if (json_is_string(value) && (i || strcmp(member, "kernel") == 0))
                    json_string_set(value, hostile);
        }
    }
    write_site(m);
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        char *text = page_of(m, pages[i]);
        assert_int_equal(count(text, "<script"), count(text, "<script src=\""));
        assert_int_equal(count(text, "<script"), 4); /* ours */
        assert_true(count(text, "&lt;script&gt;alert(1)&lt;/script&gt;") > 0);
        assert_null(strstr(text, "\x01"));
        assert_null(strstr(text, "\xe2\x80\xae"));
        free(text);
    }
    assert_true(is_there(m, "compare/m0-against-m1.html"));
}

/* The pictures of both pages, with their size, and the small one of the card. */
static void pictures_are_drawn(void **state)
{
    struct made *m = *state;
    m->gallery.scripts = "plots";
    for (int i = 0; i < 2; i++) {
        struct report *r = add(m, "x86_64", &(struct fake_options){.launches = 12});
        for (size_t k = 0; k < r->n_rows; k++)
            if (strncmp(r->rows[k].name, "floor/load", 10) != 0 &&
                strncmp(r->rows[k].name, "mutex/go/u", 10) != 0)
                r->rows[k].status = ROW_FAILED;
    }
    write_site(m);
    assert_string_equal(m->undrawn, "");
    assert_true(is_there(m, "compare/m0-against-m1/compare.svg"));
    assert_true(is_there(m, "compare/m0-against-m1/compare.png"));
    assert_true(is_there(m, "compare/all/machines-floor-load.svg"));
    assert_page(m, "compare/m0-against-m1.html", "src=\"m0-against-m1/compare.svg\"");
    assert_page(m, "compare/m0-against-m1.html", "width=\"960\" height=\"");
    assert_page(m, "compare/all.html", "src=\"all/machines-floor-load.svg\"");
    assert_page(m, "compare/all.html", "href=\"../plots/machines.gp\"");
    assert_page(m, "compare/all.html", "href=\"#row-floor-load\"");
    assert_page(m, "compare/all.html", "<section id=\"family-mutex\">");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SITE(all_have_the_headline_rows), IN_SITE(one_report_has_a_card_and_no_comparison),
        IN_SITE(a_card_has_its_thumbnail),   IN_SITE(hostile_words_stay_text),
        IN_SITE(pictures_are_drawn),
    };
    return cmocka_run_group_tests_name("gallery", tests, NULL, NULL);
}
