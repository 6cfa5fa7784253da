// SPDX-License-Identifier: MIT
// What shapes.c and its files of shapes share.
#pragma once

#include "report/submit/shapes.h"

/* A letter of ASCII. */
bool shape_is_letter(char c);
bool shape_begins(const char *text, const char *word);
/* Bytes of the run of letters, digits and extra at text[at]; 0 where such a run goes on from before
 * it. */
size_t shape_token(const char *text, size_t at, const char *extra);

/* Each: bytes of such a thing that begins at text[at]; 0 where none does. */
size_t shape_path(const char *text, size_t at);
size_t shape_ipv4(const char *text, size_t at);
size_t shape_ipv6_or_mac(const char *text, size_t at);
size_t shape_mail(const char *text, size_t at);
size_t shape_url(const char *text, size_t at);
size_t shape_serial(const char *text, size_t at);
