// SPDX-License-Identifier: MIT
// Text that came from elsewhere, made fit for a terminal; lines and columns.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* A line's end. */
enum { TEXT_COLUMNS = 110 };

/*
 * Copies text that came from elsewhere: what could steer a terminal or hide (control characters,
 * broken UTF-8, direction marks) becomes '?' or a space. NULL counts as empty. Cut where size is
 * too small. Returns out.
 */
char *text_clean(const char *text, char *out, size_t size);

/* Bytes of the UTF-8 character at text, which is not at its end, and its code point; 0 where it is
 * not well formed. */
size_t text_decode(const char *text, uint32_t *point);
/* Whether all of text is well formed: JSON takes no other. */
bool text_is_utf8(const char *text);
/* False of what steers a terminal or a page, or hides: control characters, direction marks,
 * characters without width. */
bool text_shows_plainly(uint32_t point);

/* Columns that UTF-8 text takes. */
size_t text_width(const char *text);
/* Writes text and pads it to width columns: on the left, or on the right where width is
 * negative. */
void text_put(FILE *out, const char *text, int width);
/* Copies cleaned text such that it is nothing but text in GitHub's Markdown, in a table as well.
 * Cut where size is too small. Returns out. */
char *text_markdown(const char *text, char *out, size_t size);
/* Writes text cleaned, broken at spaces before TEXT_COLUMNS, from column indent on; lines after the
 * first begin with indent spaces. Ends the line. */
void text_wrap(FILE *out, unsigned indent, const char *text);
/* The same before another column. */
void text_wrap_at(FILE *out, unsigned indent, unsigned columns, const char *text);

/* Takes the next paragraph out of *text, without its line's end, and moves *text behind it and
 * behind the empty lines that follow. false where none is left. What is too long is cut. */
enum { TEXT_PARAGRAPH = 2048 };
bool text_paragraph(const char **text, char paragraph[TEXT_PARAGRAPH]);
