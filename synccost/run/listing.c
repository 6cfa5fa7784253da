// SPDX-License-Identifier: MIT
// A row from its line: every member is checked, since the program may be anyone's.
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/basis.h"
#include "common/json.h"
#include "common/protocol.h"
#include "common/text.h"
#include "report/model/matrix.h"
#include "report/model/outcomes.h"
#include "report/model/report.h"
#include "synccost/cli/profile.h"
#include "synccost/run/listing.h"

enum { MOST_THREADS = 4096, MOST_RANK = 99 };

/* The member as text, fallback where it is absent; NULL where it is no text. */
static const char *text_at(const json_t *line, const char *key, const char *fallback)
{
    const json_t *text = json_object_get(line, key);
    return text ? json_string_value(text) : fallback;
}

static bool is_one_of(const char *text, const char *const *words)
{
    while (text && *words)
        if (strcmp(*words++, text) == 0)
            return true;
    return false;
}

static bool get_number(const json_t *line, const char *key, unsigned fallback, unsigned least,
                       unsigned most, unsigned *value)
{
    const json_t *number = json_object_get(line, key);
    json_int_t n = number ? json_integer_value(number) : fallback;
    *value = (unsigned)n;
    return (!number || json_is_integer(number)) && n >= least && n <= most;
}

static bool get_count(const json_t *line, const char *key, unsigned fallback, unsigned *value)
{
    return get_number(line, key, fallback, 1, MOST_THREADS, value);
}

static bool get_tier(const json_t *line, unsigned *tier)
{
    const char *name = text_at(line, ROW_KEY_tier, "quick");
    const struct profile *p = name ? profile_find(name) : NULL;
    *tier = p ? p->tier : 0;
    return p != NULL;
}

static bool get_seconds(const json_t *line, double *seconds)
{
    const double most = 1e5;
    const json_t *number = json_object_get(line, ROW_KEY_seconds);
    *seconds = number ? json_number_value(number) : 0;
    return !number || (json_is_number(number) && *seconds > 0 && *seconds <= most);
}

static const char *check_matrix(const json_t *line)
{
    const json_t *matrix = json_object_get(line, ROW_KEY_matrix);
    return matrix ? matrix_fault(matrix) : NULL;
}

/* NULL where all is well, else what is not. */
static const char *check(const json_t *line, struct catalog_row *row)
{
    static const char *const kinds[] = {"time", "guarantee", NULL};
    const char *name = text_at(line, ROW_KEY_name, ""), *floor = text_at(line, ROW_KEY_floor, "-");
    const char *promises = text_at(line, ROW_KEY_promises, "-");
    if (!json_is_object(line))
        return "is no JSON object";
    if (!name || !report_name_allowed(name))
        return "has no name, or one with a forbidden character";
    if (!is_one_of(text_at(line, ROW_KEY_kind, "time"), kinds))
        return "has an unknown kind";
    if (!get_tier(line, &row->tier))
        return "has an unknown tier";
    if (!get_number(line, ROW_KEY_rank, 0, 0, MOST_RANK, &row->rank))
        return "has a rank that is no number from 0 to 99";
    if (!get_count(line, ROW_KEY_threads, 1, &row->threads) ||
        !get_count(line, ROW_KEY_cpus, row->threads, &row->cpus))
        return "has threads or cpus that are no number from 1 to 4096";
    if (!basis_find(text_at(line, ROW_KEY_basis, "thread")))
        return "has an unknown basis";
    if (!floor || !report_name_allowed(floor))
        return "has a floor that is no row's name";
    if (!promises || !report_name_allowed(promises))
        return "has promises that are no words";
    if (!get_seconds(line, &row->seconds))
        return "has seconds that are no number above 0";
    if (check_matrix(line))
        return check_matrix(line);
    if (strcmp(text_at(line, ROW_KEY_kind, "time"), "guarantee") == 0)
        return outcomes_fault(json_object_get(line, ROW_KEY_outcomes));
    return NULL;
}

static void take(const json_t *line, const char *program, struct catalog_row *row)
{
    const char *floor = text_at(line, ROW_KEY_floor, NULL);
    const char *promises = text_at(line, ROW_KEY_promises, NULL);
    row->name = checked_text(text_at(line, ROW_KEY_name, NULL));
    row->program = checked_text(program);
    row->kind = checked_text(text_at(line, ROW_KEY_kind, "time"));
    row->basis = checked_text(text_at(line, ROW_KEY_basis, "thread"));
    row->floor = checked_text(floor);
    row->promises = checked_text(promises);
    row->sampled = json_is_true(json_object_get(line, ROW_KEY_sampled));
    if (json_object_get(line, ROW_KEY_matrix))
        row->matrix = matrix_known(json_object_get(line, ROW_KEY_matrix));
    if (strcmp(row->kind, "guarantee") == 0)
        row->outcomes = json_incref(json_object_get(line, ROW_KEY_outcomes));
}

void catalog_row_free(struct catalog_row *row)
{
    free(row->name);
    free(row->program);
    free(row->kind);
    free(row->basis);
    free(row->floor);
    free(row->promises);
    json_decref(row->outcomes);
    json_decref(row->matrix);
}

char *listing_program(const char *program, char name[LISTING_PROGRAM])
{
    const char *slash = strrchr(program, '/');
    return text_clean(slash ? slash + 1 : program, name, LISTING_PROGRAM);
}

/* The member of that name; made by make where there is none. */
static json_t *member(json_t *object, const char *key, json_t *(*make)(void))
{
    if (!json_object_get(object, key))
        put_new(object, key, make());
    return json_object_get(object, key);
}

bool listing_is_remark(const char *line, const char *program, json_t *remarks)
{
    json_t *object = json_loads(line, 0, NULL);
    json_t *about = json_object_get(object, ROW_KEY_about),
           *absent = json_object_get(object, ROW_KEY_absent);
    const char *text = json_string_value(about ? about : absent);
    bool remark = json_object_size(object) == 1 && text && *text && strlen(text) < SC_ERR;
    if (remark) {
        char name[LISTING_PROGRAM];
        json_t *known = member(remarks, listing_program(program, name), json_object);
        if (about)
            put_new(known, ROW_KEY_about, json_incref(about));
        else if (json_array_append(member(known, ROW_KEY_absent, json_array), absent) != 0)
            abort();
    }
    json_decref(object);
    return remark;
}

int listing_read(const char *line, const char *program, struct catalog_row *row, char err[SC_ERR])
{
    json_t *object = json_loads(line, 0, NULL);
    *row = (struct catalog_row){0};
    const char *fault = check(object, row);
    if (fault)
        snprintf(err, SC_ERR, "%s", fault);
    else
        take(object, program, row);
    json_decref(object);
    return fault ? -1 : 0;
}
