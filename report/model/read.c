// SPDX-License-Identifier: MIT
// A report from its file. Whatever the file holds, the answer is a report or one line of text.
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/file.h"
#include "report/model/read_row.h"
#include "report/model/report.h"

enum { MOST_BYTES = 256 << 20 };

__attribute__((format(printf, 2, 3))) static int refuse(char err[SC_ERR], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(err, SC_ERR, format, args);
    va_end(args);
    return -1;
}

/* The parser's own text quotes the file, which may hold anything: it is not repeated. */
static int refuse_json(const json_error_t *e, size_t size, char err[SC_ERR])
{
    const char *what = "is no JSON";
    switch (json_error_code(e)) {
    case json_error_premature_end_of_input:
        return refuse(err,
                      size ? "ends in the middle, at line %d: take the whole file"
                           : "is empty: take the whole file",
                      e->line);
    case json_error_invalid_utf8:
        what = "has bytes that are no UTF-8";
        break;
    case json_error_duplicate_key:
        what = "has the same key twice";
        break;
    case json_error_numeric_overflow:
        what = "has a number that is too large";
        break;
    case json_error_stack_overflow:
        what = "is nested too deeply";
        break;
    default:
        break;
    }
    return refuse(err, "%s, at line %d, column %d: give a report.json that synccost wrote", what,
                  e->line, e->column);
}

static int check_warnings(const json_t *warnings, char err[SC_ERR])
{
    static const char *const keys[] = {"id", "severity", "text", "advice"};
    const json_t *warning;
    size_t i;
    bool fine = !warnings || json_is_array(warnings);
    json_array_foreach (warnings, i, warning) {
        fine &= json_is_object(warning);
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
            const json_t *text = json_object_get(warning, keys[k]);
            fine &= !text || json_is_string(text);
        }
    }
    return fine
               ? 0
               : refuse(err,
                        "warnings are not a list of texts: give a report.json that synccost wrote");
}

static int check_imported(const json_t *imported, char err[SC_ERR])
{
    const char *key;
    json_t *value;
    bool fine = !imported || json_is_object(imported);
    json_object_foreach ((json_t *)imported, key, value)
        fine &= json_is_string(value);
    return fine ? 0
                : refuse(err, "synccost.imported is not an object of texts: import the file anew");
}

static int check_context(const json_t *context, char err[SC_ERR])
{
    if (!json_is_object(context))
        return refuse(err, "has no context: give a report.json that synccost wrote");
    const json_t *version = json_object_get(context, "json_schema_version"),
                 *ours = json_object_get(context, "synccost");
    if (!json_is_integer(version) || json_integer_value(version) != 1)
        return refuse(err, "json_schema_version is not 1: give a report.json that synccost wrote");
    if (!json_is_object(ours))
        return refuse(
            err, "is Google Benchmark's JSON but not a report of synccost: give a report.json that "
                 "synccost wrote");
    const json_t *schema = json_object_get(ours, "schema");
    if (json_is_integer(schema) && json_integer_value(schema) > REPORT_SCHEMA)
        return refuse(err,
                      "written by a newer synccost (schema %lld, this one reads %d): use that "
                      "version or a later one",
                      (long long)json_integer_value(schema), REPORT_SCHEMA);
    if (!json_is_integer(schema) || json_integer_value(schema) != REPORT_SCHEMA)
        return refuse(err, "synccost.schema is not %d: give a report.json that synccost wrote",
                      REPORT_SCHEMA);
    const json_t *machine = json_object_get(ours, "machine");
    if (machine && !json_is_object(machine))
        return refuse(err,
                      "synccost.machine is not an object: give a report.json that synccost wrote");
    return check_imported(json_object_get(ours, "imported"), err) == 0
               ? check_warnings(json_object_get(ours, "warnings"), err)
               : -1;
}

static int read_rows(struct report *r, const json_t *root, char err[SC_ERR])
{
    const json_t *rows = json_object_get(root, "benchmarks"), *row;
    size_t i;
    if (!json_is_array(rows))
        return refuse(err, "has no list of benchmarks: give a report.json that synccost wrote");
    if (json_array_size(rows) > REPORT_ROWS)
        return refuse(err, "has more than %d rows: give a report.json that synccost wrote",
                      REPORT_ROWS);
    json_array_foreach (rows, i, row) {
        if (read_row(r, row, err) != 0)
            return -1;
    }
    return 0;
}

static int read_text(struct report *r, const char *text, size_t size, char err[SC_ERR])
{
    json_error_t error;
    json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        return refuse_json(&error, size, err);
    json_t *context = json_object_get(root, "context");
    int status = json_is_object(root)
                     ? check_context(context, err)
                     : refuse(err, "is no object: give a report.json that synccost wrote");
    if (status == 0) {
        r->context = json_incref(context);
        status = read_rows(r, root, err);
    }
    json_decref(root);
    return status;
}

int report_read(struct report *r, const char *path, char err[SC_ERR])
{
    char *text;
    size_t size;
    report_free(r);
    if (file_read(path, "report.json", MOST_BYTES, &text, &size, err) != 0)
        return -1;
    int status = read_text(r, text, size, err);
    free(text);
    if (status != 0)
        report_free(r);
    else
        report_estimate(r);
    return status;
}
