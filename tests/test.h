// SPDX-License-Identifier: MIT
// cmocka's header and those that it wants before it.
#pragma once

// clang-format off
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on
