// SPDX-License-Identifier: MIT
// Text as roff source that shows the text and does nothing else.
#pragma once

#include <stdio.h>

/* Prose: words, wrapped into input lines, options in bold. Ends the line. */
void roff_prose(FILE *out, const char *text);

/* As prose, with a separate paragraph for what follows an empty line. */
void roff_paragraphs(FILE *out, const char *text);

/* Text as it is to be typed, within a line. */
void roff_typed(FILE *out, const char *text);
