// SPDX-License-Identifier: MIT
// Pages from templates in which every value is escaped for the place where it stands.
#pragma once

/*
 *     struct template_values *page = template_new();
 *     template_text(page, "MODEL", "AMD EPYC <script>");
 *     for (int i = 0; i < n; i++)
 *         template_textf(template_section(page, "ROW"), "NS", "%.1f", ns[i]);
 *     int status = template_write(page, "site", "page.html", "out/index.html", err);
 *     template_free(page);
 *
 * with site/page.html:
 *
 *     <h1>{{MODEL}}</h1>
 *     <ul>{{#ROW}}<li data-ns="{{NS}}">{{NS}} ns</li>{{/ROW}}</ul>
 *
 * The templates are those of ctemplate (https://github.com/OlafvdSpek/ctemplate), whose
 * context-aware escaping is on in every one of them, whatever the file says. A value stands in text
 * or in a quoted attribute; never is it the name of a tag or of an attribute. A value that a
 * section does not have is looked for in what it is a section of; one that nobody has is empty.
 * Memory that runs out ends the program.
 */

#include "common/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Values and sections of a template. */
struct template_values;

/* Bytes of a value, with its end: longer text is cut (clean.h). */
enum { TEMPLATE_TEXT = 4096 };

/* Empty. The caller's to free, with all its sections. */
struct template_values *template_new(void);
void template_free(struct template_values *v);

/* Sets what {{name}} is. The text is copied and cleaned (clean.h); NULL is empty. */
void template_text(struct template_values *v, const char *name, const char *text);
void template_textf(struct template_values *v, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* One more turn of {{#name}}...{{/name}}, which is left out where it has none. Belongs to v. */
struct template_values *template_section(struct template_values *v, const char *name);

/* One more {{>name}} from that file of the folder of templates. Belongs to v. */
struct template_values *template_include(struct template_values *v, const char *name,
                                         const char *file);

/*
 * Writes what file, one of the templates ending in .html of folder, makes of the values to path, as
 * file_replace does. 0, or -1 with err: a template is missing or is none, or path cannot be
 * written.
 */
int template_write(const struct template_values *v, const char *folder, const char *file,
                   const char *path, char err[SC_ERR]);

#ifdef __cplusplus
}
#endif
