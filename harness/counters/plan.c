// SPDX-License-Identifier: MIT
// Which events are counted together, and a plan as text.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/counters/counters.h"
#include "harness/counters/load.h"

enum { NO_SET = COUNTERS_MOST };

/* Whether the set with this item in it can be opened and does run. */
static bool fits(struct counters_plan *plan, unsigned item, int set,
                 const struct counter_system *system)
{
    struct counter_group g;
    double value[COUNTERS_MOST];
    plan->item[item].set = set;
    bool good = counters_open(&g, plan, set, system) == 0;
    if (good) {
        counters_enable(&g);
        counter_load_run(LOAD_SPIN);
        counters_disable(&g);
        good = counters_read(&g, value) && !isnan(value[item]);
        counters_close(&g);
    }
    plan->item[item].set = NO_SET;
    return good;
}

static bool is_software(const struct counter_item *item)
{
    return item->code.attr.type == PERF_TYPE_SOFTWARE;
}

static void drop(struct counters_plan *plan, unsigned item)
{
    plan->n--;
    memmove(&plan->item[item], &plan->item[item + 1], (plan->n - item) * sizeof *plan->item);
}

void counters_arrange(struct counters_plan *plan, const struct counter_system *system)
{
    plan->sets = 0;
    for (unsigned i = 0; i < plan->n; i++)
        plan->item[i].set = is_software(&plan->item[i]) ? COUNTER_EVERY_SET : NO_SET;
    for (unsigned i = 0; i < plan->n;) {
        struct counter_item *item = &plan->item[i];
        int last = (int)plan->sets - 1;
        if (is_software(item)) {
            i++;
        } else if (last >= 0 && fits(plan, i, last, system)) {
            plan->item[i++].set = last;
        } else if (fits(plan, i, last + 1, system)) {
            plan->item[i++].set = last + 1;
            plan->sets++;
        } else {
            drop(plan, i);
        }
    }
    if (plan->sets == 0 && plan->n)
        plan->sets = 1;
}

char *counters_plan_text(const struct counters_plan *plan)
{
    char *text = NULL;
    size_t size;
    FILE *f = open_memstream(&text, &size);
    if (!f)
        return NULL;
    for (unsigned i = 0; i < plan->n; i++) {
        const struct counter_item *item = &plan->item[i];
        if (i)
            fputc(',', f);
        if (item->set == COUNTER_EVERY_SET)
            fputc('*', f);
        else
            fprintf(f, "%d", item->set);
        fprintf(f, "%c:%s=%s", item->scope == COUNTER_USER ? 'u' : 'k', item->key, item->code.name);
    }
    fclose(f);
    return text;
}

/* One item up to its comma; false where it is none. */
static bool parse_item(struct counters_plan *plan, const char *text, char err[SC_ERR])
{
    struct counter_item *item = &plan->item[plan->n];
    char name[COUNTER_NAME], set[4], scope;
    int used = 0;
    if (sscanf(text, "%3[0-9*]%c:%191[a-zA-Z0-9_.]=%191[^,]%n", set, &scope, item->key, name,
               &used) != 4 ||
        (text[used] && text[used] != ',') || (scope != 'u' && scope != 'k') ||
        (strchr(set, '*') && set[1])) {
        snprintf(err, SC_ERR, "%.80s: no counter of a plan: take the text that synccost run makes",
                 text);
        return false;
    }
    item->set = *set == '*' ? COUNTER_EVERY_SET : (int)strtol(set, NULL, 10);
    item->scope = scope == 'u' ? COUNTER_USER : COUNTER_BOTH;
    if (counter_encode(name, &item->code, err) != 0)
        return false;
    if (item->set >= (int)plan->sets)
        plan->sets = (unsigned)item->set + 1;
    plan->n++;
    return true;
}

int counters_plan_parse(struct counters_plan *plan, const char *text, char err[SC_ERR])
{
    memset(plan, 0, sizeof *plan);
    for (const char *at = text; at; at = strchr(at, ',')) {
        at += at != text; /* past the comma */
        if (plan->n == COUNTERS_MOST) {
            snprintf(err, SC_ERR, "more than %d counters: ask for fewer", COUNTERS_MOST);
            return -1;
        }
        if (!parse_item(plan, at, err))
            return -1;
    }
    if (plan->sets == 0)
        plan->sets = 1;
    return 0;
}
