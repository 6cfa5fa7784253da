// SPDX-License-Identifier: MIT
// cmocka's headers in the order it wants them.
#pragma once

// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
