// SPDX-License-Identifier: MIT
// The claims that come with the program, as bytes of their file, so that they are there wherever
// the program is.
#include <stdio.h>
#include <stdlib.h>

#include "report/claims/claims.h"

static const unsigned char folklore[] = {
#include "report/claims/folklore.inc"
};

void claims_folklore(struct claims *c)
{
    char err[SC_ERR];
    if (claims_parse(c, (const char *)folklore, sizeof folklore, err) != 0) {
        fprintf(stderr, "claims/folklore.json: %s\n", err);
        abort();
    }
}
