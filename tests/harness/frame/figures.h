// SPDX-License-Identifier: MIT
// Figures of a family program's lines.
#pragma once

#include <jansson.h>
#include <math.h>

#include "tests/test.h"

static inline double figure(const json_t *line, const char *key)
{
    const json_t *value = json_object_get(line, key);
    if (!json_is_number(value))
        fail_msg("there is no number %s", key);
    return json_number_value(value);
}

/* Within 1 %. */
static inline void assert_about(double value, double expected)
{
    if (!(fabs(value / expected - 1) < 0.01))
        fail_msg("%.6g is not about %.6g", value, expected);
}
