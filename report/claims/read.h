// SPDX-License-Identifier: MIT
// Reading a file of claims. Not for use outside this folder.
#pragma once

#include "common/error.h"
#include "report/claims/claims.h"

#define CLAIM_WITHIN 0.05
#define CLAIM_TRIALS 1000000

/* Where in the file the reader is. */
struct place {
    size_t claim; /* from 1; 0: before the first */
    const char *id;
    size_t part; /* from 1; 0: the claim itself */
    char *err;   /* SC_ERR bytes */
};

/* Writes "claim 'C4', part 2: to: is no number". key may be NULL. Returns -1. */
int place_refuse(const struct place *at, const char *key, const char *what);

char *copy_text(const char *text);

/* NULL, or what is wrong with the control; control_free after either. */
const char *control_read(struct claim_control *c, const json_t *object);
void control_free(struct claim_control *c);

/* The members of a part that object has; others are left to the caller. arches: the claim's. 0, or
 * -1 with err; part_free after either. */
int part_read(struct claim_part *part, const json_t *object, unsigned arches, struct place *at);
void part_free(struct claim_part *part);
bool part_is_member(const char *key);
/* NULL, or what is wrong with the list of architectures. */
const char *part_arches(struct claim_part *part, const json_t *value);
