// SPDX-License-Identifier: MIT
// p values of many rows made comparable with one bound. In place, in the order given; a NAN is no
// test: it is left alone and not counted.
#pragma once

#include <stddef.h>

/* Holm 1979: bounds the chance of one false finding among all, whatever the tests have in
 * common. */
void holm_adjust(double *p, size_t n);

/* Benjamini & Hochberg 1995: bounds the expected part of the findings that is false, for tests that
 * are independent or positively dependent. */
void benjamini_hochberg_adjust(double *p, size_t n);
