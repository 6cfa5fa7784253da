// SPDX-License-Identifier: MIT
// Addresses in the midst of text: IPv4, IPv6, MAC, mail, and URLs.
#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

#include "report/submit/shape_parts.h"
#include "report/submit/words.h"

enum { TOKEN = 64 };

size_t shape_ipv4(const char *text, size_t at)
{
    char token[TOKEN];
    struct in_addr address;
    size_t n = strspn(text + at, "0123456789.");
    if (at > 0 && (shape_in_word(text[at - 1]) || text[at - 1] == '.'))
        return 0;
    while (n > 0 && text[at + n - 1] == '.')
        n--;
    if (n < 7 || n >= TOKEN || shape_is_letter(text[at + n]) ||
        shape_begins(text + at + n, "-microsoft"))
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

size_t shape_ipv6_or_mac(const char *text, size_t at)
{
    char token[TOKEN];
    struct in6_addr address;
    size_t n = shape_token(text, at, ":.");
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
    n = shape_token(text, at, "-");
    if (n != 17)
        return 0;
    memcpy(token, text + at, n);
    token[n] = '\0';
    return is_mac(token) ? n : 0;
}

size_t shape_mail(const char *text, size_t at)
{
    static const char extra[] = "._%+-";
    size_t local = shape_token(text, at, extra);
    if (local == 0 || text[at + local] != '@')
        return 0;
    const char *domain = text + at + local + 1;
    size_t n = 0;
    while (shape_in_word(domain[n]) || (domain[n] && strchr(".-:", domain[n])))
        n++;
    while (n > 0 && !shape_in_word(domain[n - 1]))
        n--;
    /* "CPU@2.50GHz" is none, ann@10.0.0.1 is one */
    return n && (shape_is_letter(*domain) || shape_ipv4(domain, 0)) ? local + 1 + n : 0;
}

size_t shape_url(const char *text, size_t at)
{
    size_t scheme = shape_token(text, at, "+.-"), n = 0;
    if (!scheme || !shape_begins(text + at + scheme, "://"))
        return 0;
    while (text[at + n] && !isspace((unsigned char)text[at + n]) &&
           !strchr("\"'`<>|", text[at + n]))
        n++;
    return n;
}
