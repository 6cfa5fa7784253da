// SPDX-License-Identifier: MIT
// Templates: sections, parts, and escaping for every place a value can stand in.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/file.h"
#include "report/template/template.h"
#include "tests/test.h"

static char folder[] = "/tmp/template-test.XXXXXX";
static const char hostile[] = "&<script>\"'`</script>";

static void path_of(const char *file, char path[64])
{
    snprintf(path, 64, "%.30s/%.30s", folder, file);
}

static void put_file(const char *file, const char *text)
{
    char path[64];
    path_of(file, path);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0 && fclose(f) == 0);
}

/* What the template t.html makes of the values; the caller's to free. */
static char *expand(const struct template_values *v)
{
    char path[64], err[SC_ERR], *text;
    size_t size;
    path_of("out", path);
    if (template_write(v, folder, "t.html", path, err) != 0)
        fail_msg("%s", err);
    assert_int_equal(file_read(path, "", 1 << 20, &text, &size, err), 0);
    return text;
}

static void expect(const char *template, const char *value, const char *wanted)
{
    struct template_values *v = template_new();
    template_text(v, "X", value);
    put_file("t.html", template);
    char *text = expand(v);
    assert_string_equal(text, wanted);
    free(text);
    template_free(v);
}

static void text_is_escaped(void **state)
{
    (void)state;
    expect("<p>{{X}}</p>", hostile, "<p>&amp;&lt;script&gt;&quot;&#39;`&lt;/script&gt;</p>");
}

static void attributes_are_escaped(void **state)
{
    (void)state;
    expect("<p title=\"{{X}}\" class='{{X}}'></p>", hostile,
           "<p title=\"&amp;&lt;script&gt;&quot;&#39;`&lt;/script&gt;\""
           " class='&amp;&lt;script&gt;&quot;&#39;`&lt;/script&gt;'></p>");
    expect("<td data-ns=\"{{X}}\">", "1\" onclick=\"alert(1)",
           "<td data-ns=\"1&quot; onclick=&quot;alert(1)\">");
}

static void addresses_run_nothing(void **state)
{
    (void)state;
    expect("<a href=\"{{X}}\">", "javascript:alert(1)", "<a href=\"#\">");
    expect("<a href=\"{{X}}\">", "m/amd-epyc/index.html", "<a href=\"m/amd-epyc/index.html\">");
    expect("<a href=\"#row-{{X}}\">", "\"><b>", "<a href=\"#row-&quot;&gt;&lt;b&gt;\">");
}

/* What would end an attribute without quotes is replaced. */
static void bare_attributes_are_reduced(void **state)
{
    (void)state;
    expect("<td class={{X}}>", "a onclick(1)>", "<td class=a_onclick_1__>");
}

/* The file of a template that is none. */
static void broken_templates_are_refused(void **state)
{
    (void)state;
    struct template_values *v = template_new();
    char path[64], err[SC_ERR] = "";
    path_of("out", path);
    unlink(path);
    put_file("t.html", "{{#X}}never closed");
    assert_int_equal(template_write(v, folder, "t.html", path, err), -1);
    assert_non_null(strstr(err, "t.html"));
    assert_int_equal(access(path, F_OK), -1);
    template_free(v);
}

static void values_are_cleaned(void **state)
{
    (void)state;
    expect("<p>{{X}}</p>", "a\xe2\x80\xae\xff\x01",
           "<p>a&lt;U+202E&gt;\xef\xbf\xbd\xef\xbf\xbd</p>");
}

static void sections_repeat(void **state)
{
    (void)state;
    struct template_values *v = template_new();
    put_file("t.html", "{{#ROW}}<i>{{N}}{{Y}}</i>{{/ROW}}{{#NONE}}none{{/NONE}}");
    template_text(v, "Y", "<");
    for (int i = 0; i < 3; i++)
        template_textf(template_section(v, "ROW"), "N", "%d", i);
    char *text = expand(v);
    assert_string_equal(text, "<i>0&lt;</i><i>1&lt;</i><i>2&lt;</i>");
    free(text);
    template_free(v);
}

static void parts_are_escaped_too(void **state)
{
    (void)state;
    struct template_values *v = template_new();
    put_file("t.html", "<table>{{>PART}}</table>");
    put_file("part.html", "<td class=\"{{X}}\">{{X}}</td>");
    template_text(template_include(v, "PART", "part.html"), "X", "<\"");
    template_text(template_include(v, "PART", "part.html"), "X", "1");
    char *text = expand(v);
    assert_string_equal(text, "<table><td class=\"&lt;&quot;\">&lt;&quot;</td>"
                              "<td class=\"1\">1</td></table>");
    free(text);
    template_free(v);
}

static void long_values_are_cut(void **state)
{
    (void)state;
    struct template_values *v = template_new();
    put_file("t.html", "{{X}}{{Y}}");
    char *megabyte = calloc(1, (1 << 20) + 1);
    assert_non_null(megabyte);
    memset(megabyte, 'x', 1 << 20);
    template_text(v, "X", megabyte);
    template_textf(v, "Y", "%s", megabyte);
    char *text = expand(v), *first_cut = strstr(text, "…");
    assert_non_null(first_cut);
    assert_non_null(strstr(first_cut + 1, "…"));
    assert_true(strlen(text) < 2 * TEMPLATE_TEXT);
    free(text);
    free(megabyte);
    template_free(v);
}

static void what_is_missing_is_told(void **state)
{
    (void)state;
    struct template_values *v = template_new();
    char err[SC_ERR] = "", path[64];
    path_of("out", path);
    assert_int_equal(template_write(v, folder, "absent.html", path, err), -1);
    assert_non_null(strstr(err, "absent.html"));
    assert_int_equal(template_write(v, "/nowhere", "t.html", path, err), -1);
    assert_non_null(strstr(err, "/nowhere"));
    put_file("t.html", "x");
    assert_int_equal(template_write(v, folder, "t.html", "/nowhere/at/all", err), -1);
    assert_non_null(strstr(err, "cannot write"));
    template_free(v);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    static const char *const files[] = {"t.html", "part.html", "out"};
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[64];
        path_of(files[i], path);
        unlink(path);
    }
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_escaped),
        cmocka_unit_test(attributes_are_escaped),
        cmocka_unit_test(addresses_run_nothing),
        cmocka_unit_test(bare_attributes_are_reduced),
        cmocka_unit_test(broken_templates_are_refused),
        cmocka_unit_test(values_are_cleaned),
        cmocka_unit_test(sections_repeat),
        cmocka_unit_test(parts_are_escaped_too),
        cmocka_unit_test(long_values_are_cut),
        cmocka_unit_test(what_is_missing_is_told),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
