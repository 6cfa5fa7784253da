// SPDX-License-Identifier: MIT
// Paths in the midst of text.
#include <ctype.h>
#include <string.h>

#include "report/submit/shape_parts.h"
#include "report/submit/words.h"

size_t shape_public_path(const char *text, size_t at)
{
    static const char *const roots[] = {
        "/proc/sys/",   "/proc/self/",   "/proc/cpuinfo", "/proc/stat",    "/sys/kernel/",
        "/sys/module/", "/sys/devices/", "/dev/null",     "/usr/bin/",     "/usr/sbin/",
        "/usr/lib/",    "/usr/lib64/",   "/usr/share/",   "/usr/include/", "/bin/",
        "/sbin/",       "/lib/",         "/lib64/",
    };
    const char *path = text + at;
    if (memmem(path, strcspn(path, " \t\n"), "..", 2))
        return 0;
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (shape_begins(path, roots[i]))
            return strlen(roots[i]);
    return 0;
}

/* Folders below which people keep what is theirs: a path there is one whatever stands before. */
static bool is_private_root(const char *path)
{
    static const char *const roots[] = {
        "/home/", "/root/", "/Users/", "/work/", "/tmp/",
    };
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (shape_begins(path, roots[i]))
            return true;
    return false;
}

/* The end of a path's part without blanks. */
static size_t path_part(const char *path)
{
    size_t n = 0;
    while (path[n] && !isspace((unsigned char)path[n]) && !strchr("\"'`<>|;", path[n]))
        n += path[n] == '\\' && path[n + 1] ? 2 : 1;
    return n;
}

size_t shape_path_length(const char *text, size_t at)
{
    const char *path = text + at;
    size_t n = path_part(path);
    /* a folder's name with a blank in it: what follows goes on with a slash inside */
    while (path[n] == ' ' && path[n + 1] && !strchr("/-(~", path[n + 1])) {
        size_t more = path_part(path + n + 1);
        if (!memchr(path + n + 1, '/', more))
            break;
        n += 1 + more;
    }
    while (n > 1 && strchr(":,.)]}", path[n - 1]))
        n--;
    return n;
}

/* True where text[at] follows an option's letters: -I/usr. */
static bool follows_option(const char *text, size_t at)
{
    size_t begin = at;
    while (begin > 0 && shape_is_letter(text[begin - 1]))
        begin--;
    return begin > 0 && text[begin - 1] == '-' && (begin == 1 || !shape_in_word(text[begin - 2]));
}

size_t shape_path(const char *text, size_t at)
{
    const char *path = text + at;
    char before = '\0';
    if (at > 0)
        before = text[at - 1];
    bool open = !before || (!shape_in_word(before) && !strchr("_.%)]-~", before));
    if (open && shape_is_letter(path[0]) && path[1] == ':' && path[2] == '\\')
        return shape_path_length(text, at);
    if (open && *path == '~' && (path[1] == '/' || shape_is_letter(path[1])) &&
        memchr(path, '/', path_part(path)))
        return shape_path_length(text, at);
    if (*path != '/')
        return 0;
    if (is_private_root(path))
        return shape_path_length(text, at);
    size_t slashes = strspn(path, "/"), first = strcspn(path + slashes, "/ \t\n");
    bool named = path[slashes] && (shape_in_word(path[slashes]) || strchr("._$@-", path[slashes]) ||
                                   (unsigned char)path[slashes] >= 0x80);
    /* "/cpus:1" is a part of a row's name */
    if (!named || memchr(path + slashes, ':', first) || !(open || follows_option(text, at)))
        return 0;
    return shape_public_path(text, at) ? 0 : shape_path_length(text, at);
}
