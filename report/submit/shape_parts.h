// SPDX-License-Identifier: MIT
// The shapes of private things that shapes.c asks for. Not for use outside report/submit.
#pragma once

#include <stddef.h>

/* Each: bytes of such a thing that begins at text[at]; 0 where none does. */
size_t shape_path(const char *text, size_t at);
size_t shape_ipv4(const char *text, size_t at);
size_t shape_ipv6_or_mac(const char *text, size_t at);
size_t shape_mail(const char *text, size_t at);
size_t shape_url(const char *text, size_t at);
size_t shape_serial(const char *text, size_t at);

/* A path's bytes from at on, where one may begin there, whatever stands before. */
size_t shape_path_length(const char *text, size_t at);

/* Bytes of a public path's beginning at text[at] ("/proc/sys/"), which is no private thing; 0 where
 * none begins there. */
size_t shape_public_path(const char *text, size_t at);
