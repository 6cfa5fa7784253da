// SPDX-License-Identifier: MIT
// The largest groups first, and how many more there are.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/text.h"
#include "report/format/format.h"
#include "report/model/left_out.h"

enum { SHOWN = 4, NAME = 100 };

struct group {
    const char *name;
    json_int_t rows;
};

static int by_rows(const void *a, const void *b)
{
    const struct group *x = a, *y = b;
    if (x->rows != y->rows)
        return x->rows > y->rows ? -1 : 1;
    return strcmp(x->name, y->name);
}

/* The caller's to free. */
static struct group *sorted_groups(const json_t *groups, size_t *n)
{
    struct group *list = checked_alloc(json_object_size(groups), sizeof *list);
    const char *name;
    json_t *rows;
    *n = 0;
    json_object_foreach ((json_t *)groups, name, rows)
        list[(*n)++] = (struct group){name, json_integer_value(rows)};
    qsort(list, *n, sizeof *list, by_rows);
    return list;
}

char *left_out_count(const json_t *left_out, char *out, size_t size)
{
    const json_int_t rows = json_integer_value(json_object_get(left_out, "rows"));
    char time[FORMAT];
    snprintf(out, size, "%s", "");
    if (rows > 0)
        snprintf(out, size, "%lld row%s for lack of time (%s more)", (long long)rows,
                 rows == 1 ? "" : "s",
                 format_duration(time, json_number_value(json_object_get(left_out, "seconds"))));
    return out;
}

char *left_out_text(const json_t *left_out, char *out, size_t size)
{
    char name[NAME];
    size_t n, used = strlen(left_out_count(left_out, out, size));
    if (!used)
        return out;
    struct group *list = sorted_groups(json_object_get(left_out, "groups"), &n);
    FILE *f = fmemopen(out + used, size - used, "w");
    if (!f)
        abort();
    for (size_t i = 0; i < n && i < SHOWN; i++)
        fprintf(f, "%s%lld of %s", i ? ", " : ": ", (long long)list[i].rows,
                text_clean(list[i].name, name, sizeof name));
    if (n > SHOWN)
        fprintf(f, ", and others of %zu kinds", n - SHOWN);
    fclose(f);
    out[size - 1] = '\0';
    free(list);
    return out;
}
