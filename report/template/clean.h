// SPDX-License-Identifier: MIT
// Text that came from elsewhere, made fit for a page.
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Copies text, NULL as empty, to out of size bytes, at least 16. What is not well-formed UTF-8, a
 * control character, or no character becomes U+FFFD, one each; tab, newline and carriage return
 * become a space. What would change the direction of text or has no width is written out, such as
 * <U+202E>. Text that does not fit ends in an ellipsis. Returns out, which is well-formed UTF-8.
 * It knows nothing of markup.
 */
char *template_clean(const char *text, char *out, size_t size);

#ifdef __cplusplus
}
#endif
