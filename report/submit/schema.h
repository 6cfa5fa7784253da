// SPDX-License-Identifier: MIT
// report/model/report.schema.json, which the program carries with it, held against a report.
#pragma once

#include <jansson.h>

#include "common/error.h"

/* The schema. It stays until the program ends; borrowed. */
const json_t *schema_of_report(void);

/*
 * 0 where value fits the schema; else -1 with err, which names the first place that does not and
 * what is wrong there. Knows the words that report.schema.json uses, and fails on one that it does
 * not know, so that no rule is passed over.
 */
int schema_check(const json_t *schema, const json_t *value, char err[SC_ERR]);

/* The schema itself, or where it is no more than a reference, what that names. Borrowed. */
const json_t *schema_resolved(const json_t *schema);

/* What an object's schema says of its member of that name; NULL where it does not describe it.
 * Borrowed. */
const json_t *schema_of_member(const json_t *schema, const char *key);
