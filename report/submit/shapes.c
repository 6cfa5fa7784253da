// SPDX-License-Identifier: MIT
// Paths, addresses, URLs and serial numbers in the midst of text.
#include <arpa/inet.h>
#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "report/submit/shapes.h"

enum { TOKEN = 64 };

bool shape_in_word(char c)
{
    return isalnum((unsigned char)c) && (unsigned char)c < 0x80;
}

static bool is_letter(char c)
{
    return shape_in_word(c) && !isdigit((unsigned char)c);
}

static bool begins(const char *text, const char *word)
{
    return strncmp(text, word, strlen(word)) == 0;
}

/* ---- paths ---- */

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
        if (begins(path, roots[i]))
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
        if (begins(path, roots[i]))
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
    while (begin > 0 && is_letter(text[begin - 1]))
        begin--;
    return begin > 0 && text[begin - 1] == '-' && (begin == 1 || !shape_in_word(text[begin - 2]));
}

static size_t path_at(const char *text, size_t at)
{
    const char *path = text + at;
    char before = '\0';
    if (at > 0)
        before = text[at - 1];
    bool open = !before || (!shape_in_word(before) && !strchr("_.%)]-~", before));
    if (open && is_letter(path[0]) && path[1] == ':' && path[2] == '\\')
        return shape_path_length(text, at);
    if (open && *path == '~' && (path[1] == '/' || is_letter(path[1])) &&
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

/* ---- addresses ---- */

/* Bytes of the run of these characters at text[at], where no word goes on before and after it. */
static size_t token_at(const char *text, size_t at, const char *extra)
{
    size_t n = 0;
    if (at > 0 && (shape_in_word(text[at - 1]) || strchr(extra, text[at - 1])))
        return 0;
    while (text[at + n] && (shape_in_word(text[at + n]) || strchr(extra, text[at + n])))
        n++;
    return n;
}

static size_t ipv4_at(const char *text, size_t at)
{
    char token[TOKEN];
    struct in_addr address;
    size_t n = strspn(text + at, "0123456789.");
    if (at > 0 && (shape_in_word(text[at - 1]) || text[at - 1] == '.'))
        return 0;
    while (n > 0 && text[at + n - 1] == '.')
        n--;
    if (n < 7 || n >= TOKEN || is_letter(text[at + n]) || begins(text + at + n, "-microsoft"))
        return 0;
    memcpy(token, text + at, n);
    token[n] = '\0';
    return inet_pton(AF_INET, token, &address) == 1 ? n : 0;
}

static bool is_mac(const char *token)
{
    char mark = token[2];
    if (strlen(token) != 17 || (mark != ':' && mark != '-'))
        return false;
    for (int i = 0; i < 17; i++)
        if (i % 3 == 2 ? token[i] != mark : !isxdigit((unsigned char)token[i]))
            return false;
    return true;
}

static size_t ipv6_or_mac_at(const char *text, size_t at)
{
    char token[TOKEN];
    struct in6_addr address;
    size_t n = token_at(text, at, ":.");
    while (n > 0 && text[at + n - 1] == '.')
        n--;
    if (n >= 3 && n < TOKEN && memchr(text + at, ':', n)) {
        memcpy(token, text + at, n);
        token[n] = '\0';
        if (is_mac(token))
            return n;
        if (inet_pton(AF_INET6, token, &address) != 1)
            n -= token[n - 1] == ':'; /* "fe80::1:" */
        token[n] = '\0';
        if (inet_pton(AF_INET6, token, &address) == 1)
            return n;
    }
    n = token_at(text, at, "-");
    if (n != 17)
        return 0;
    memcpy(token, text + at, n);
    token[n] = '\0';
    return is_mac(token) ? n : 0;
}

static size_t mail_at(const char *text, size_t at)
{
    static const char extra[] = "._%+-";
    size_t local = token_at(text, at, extra);
    if (local == 0 || text[at + local] != '@')
        return 0;
    const char *domain = text + at + local + 1;
    size_t n = 0;
    while (shape_in_word(domain[n]) || (domain[n] && strchr(".-:", domain[n])))
        n++;
    while (n > 0 && !shape_in_word(domain[n - 1]))
        n--;
    /* "CPU@2.50GHz" is none, ann@10.0.0.1 is one */
    return n && (is_letter(*domain) || ipv4_at(domain, 0)) ? local + 1 + n : 0;
}

static size_t url_at(const char *text, size_t at)
{
    size_t scheme = token_at(text, at, "+.-"), n = 0;
    if (!scheme || !begins(text + at + scheme, "://"))
        return 0;
    while (text[at + n] && !isspace((unsigned char)text[at + n]) &&
           !strchr("\"'`<>|", text[at + n]))
        n++;
    return n;
}

/* ---- serial numbers ---- */

static bool is_uuid(const char *token, size_t n)
{
    if (n != 36)
        return false;
    for (size_t i = 0; i < n; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? token[i] != '-' : !isxdigit((unsigned char)token[i]))
            return false;
    }
    return true;
}

/* 20261128T172427Z, which names runs. */
static bool is_time(const char *token, size_t n)
{
    return n == 16 && strspn(token, "0123456789") == 8 && token[8] == 'T' &&
           strspn(token + 9, "0123456789") == 6 && token[15] == 'Z';
}

/* Long, of capitals and digits: makers print such numbers on their machines. */
static bool is_serial(const char *token, size_t n)
{
    size_t letters = 0, digits = 0;
    for (size_t i = 0; i < n; i++) {
        if (islower((unsigned char)token[i]))
            return false;
        digits += isdigit((unsigned char)token[i]) != 0;
        letters += isupper((unsigned char)token[i]) != 0;
    }
    return n >= 10 && letters >= 2 && digits >= 4 && !is_time(token, n);
}

/* Bytes from a word such as "serial" to the end of the number after it; 0 where no number is. */
static size_t labelled_serial(const char *text, size_t at)
{
    static const char *const labels[] = {"serial",    "s/n",  "service tag",
                                         "asset tag", "uuid", "machine-id"};
    static const char *const fillers[] = {"number", "no.", "no", "id", "is"};
    const char *c = text + at;
    size_t label = 0;
    if (at > 0 && shape_in_word(text[at - 1]))
        return 0;
    for (size_t i = 0; i < sizeof labels / sizeof *labels && !label; i++)
        if (strncasecmp(c, labels[i], strlen(labels[i])) == 0)
            label = strlen(labels[i]);
    if (!label || shape_in_word(c[label]))
        return 0;
    c += label;
    for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++) {
        const char *next = c + strspn(c, " _-");
        size_t filler = strlen(fillers[i]);
        if (strncasecmp(next, fillers[i], filler) == 0 && !shape_in_word(next[filler]))
            c = next + filler;
    }
    c += strspn(c, " :=#_");
    size_t n = 0, digits = 0;
    for (; shape_in_word(c[n]) || (c[n] && strchr("-._/", c[n])); n++)
        digits += isdigit((unsigned char)c[n]) != 0;
    return n >= 4 && digits ? (size_t)(c - (text + at)) + n : 0;
}

static size_t serial_at(const char *text, size_t at)
{
    size_t n = token_at(text, at, "-");
    if (n && is_uuid(text + at, n))
        return n;
    n = token_at(text, at, "");
    if (n && is_serial(text + at, n))
        return n;
    return labelled_serial(text, at);
}

size_t shape_at(const char *text, size_t at, enum private_kind *kind)
{
    static const struct {
        size_t (*at)(const char *text, size_t at);
        enum private_kind kind;
    } shapes[] = {
        {mail_at, PRIVATE_MAIL},           {url_at, PRIVATE_URL},      {path_at, PRIVATE_PATH},
        {ipv6_or_mac_at, PRIVATE_ADDRESS}, {ipv4_at, PRIVATE_ADDRESS}, {serial_at, PRIVATE_SERIAL},
    };
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        size_t n = shapes[i].at(text, at);
        if (n) {
            *kind = shapes[i].kind;
            return n;
        }
    }
    return 0;
}
