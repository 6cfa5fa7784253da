// SPDX-License-Identifier: MIT
// The C interface to ctemplate, the only file that knows it.
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctemplate/template.h>
#include <glob.h>
#include <string>
#include <unistd.h>

#include "report/template/clean.h"
#include "report/template/template.h"
extern "C" {
#include "common/file.h"
}

namespace
{

const size_t most_bytes = 1 << 20; /* of a template */
const char escaping[] = "{{%AUTOESCAPE context=\"HTML\"}}\n";

ctemplate::TemplateDictionary *dictionary(struct template_values *v)
{
    return reinterpret_cast<ctemplate::TemplateDictionary *>(v);
}

struct template_values *values(ctemplate::TemplateDictionary *d)
{
    return reinterpret_cast<struct template_values *>(d);
}

/* A template's name is its file's, without the folder. */
const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* The escaping is turned on here, so that no file can lack it. */
int load(ctemplate::TemplateCache &cache, const char *path, char err[SC_ERR])
{
    char *text, why[SC_ERR];
    size_t size;
    if (file_read(path, "template", most_bytes, &text, &size, why) != 0) {
        snprintf(err, SC_ERR, "%.100s: %.140s", name_of(path), why);
        return -1;
    }
    bool fine = cache.StringToTemplateCache(name_of(path), escaping + std::string(text, size),
                                            ctemplate::STRIP_BLANK_LINES);
    free(text);
    if (!fine)
        snprintf(err, SC_ERR, "%.100s: is no template, as said above: install synccost anew",
                 name_of(path));
    return fine ? 0 : -1;
}

int load_all(ctemplate::TemplateCache &cache, const char *folder, char err[SC_ERR])
{
    glob_t found;
    int status = 0;
    if (glob((std::string(folder) + "/*.html").c_str(), 0, nullptr, &found) != 0)
        return 0;
    for (size_t i = 0; i < found.gl_pathc && status == 0; i++)
        status = load(cache, found.gl_pathv[i], err);
    globfree(&found);
    return status;
}

void write_text(FILE *f, const void *argument)
{
    const std::string *text = static_cast<const std::string *>(argument);
    fwrite(text->data(), 1, text->size(), f);
}

} // namespace

struct template_values *template_new(void)
{
    return values(new ctemplate::TemplateDictionary("page"));
}

void template_free(struct template_values *v)
{
    delete dictionary(v);
}

void template_text(struct template_values *v, const char *name, const char *text)
{
    char clean[TEMPLATE_TEXT];
    dictionary(v)->SetValue(name, template_clean(text, clean, sizeof clean));
}

void template_textf(struct template_values *v, const char *name, const char *format, ...)
{
    char text[TEMPLATE_TEXT + 8]; /* more than fits, so that a cut is seen */
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    template_text(v, name, text);
}

struct template_values *template_section(struct template_values *v, const char *name)
{
    return values(dictionary(v)->AddSectionDictionary(name));
}

struct template_values *template_include(struct template_values *v, const char *name,
                                         const char *file)
{
    ctemplate::TemplateDictionary *part = dictionary(v)->AddIncludeDictionary(name);
    part->SetFilename(file);
    return values(part);
}

int template_write(const struct template_values *v, const char *folder, const char *file,
                   const char *path, char err[SC_ERR])
{
    ctemplate::TemplateCache cache;
    std::string text;
    if (access((std::string(folder) + "/" + file).c_str(), R_OK) != 0) {
        snprintf(err, SC_ERR, "no template %.60s in %.120s: install synccost anew", file, folder);
        return -1;
    }
    if (load_all(cache, folder, err) != 0)
        return -1;
    if (!cache.ExpandWithData(file, ctemplate::STRIP_BLANK_LINES,
                              reinterpret_cast<const ctemplate::TemplateDictionary *>(v), nullptr,
                              &text)) {
        snprintf(err, SC_ERR, "%.100s: is no template of this version: install synccost anew",
                 file);
        return -1;
    }
    return file_replace(path, write_text, &text, err);
}
