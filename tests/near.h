// SPDX-License-Identifier: MIT
// Figures that are equal but for what rounding leaves.
#pragma once

#include <math.h>

#include "tests/test.h"

static inline void assert_near(double value, double wanted)
{
    if (!(fabs(value - wanted) <= 1e-9 * fabs(wanted)))
        fail_msg("%.17g is not %.17g", value, wanted);
}
