// SPDX-License-Identifier: MIT
// Keeps and prints findings.
#include <stdarg.h>
#include <stdlib.h>

#include "common/alloc.h"
#include "common/text.h"
#include "report/submit/findings.h"

void findings_add(struct findings *f, enum finding_weight weight, const char *key,
                  const char *advice, const char *format, ...)
{
    char text[FINDING_TEXT];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    f->finding = checked_grow(f->finding, f->n, sizeof *f->finding);
    struct finding *one = &f->finding[f->n++];
    *one = (struct finding){.weight = weight};
    snprintf(one->key, sizeof one->key, "%s", key);
    text_clean(text, one->text, sizeof one->text);
    text_clean(advice, one->advice, sizeof one->advice);
}

size_t findings_of(const struct findings *f, enum finding_weight weight)
{
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++)
        n += f->finding[i].weight == weight;
    return n;
}

void findings_print(FILE *out, const struct findings *f)
{
    static const char *const words[] = {"fine", "label", "stop"};
    for (int weight = FINDING_STOP; weight >= FINDING_FINE; weight--)
        for (size_t i = 0; i < f->n; i++) {
            const struct finding *one = &f->finding[i];
            if ((int)one->weight != weight)
                continue;
            fprintf(out, "%-6s %-11s %s%s%s\n", words[weight], one->key, one->text,
                    *one->advice ? ": " : "", one->advice);
        }
}

void findings_free(struct findings *f)
{
    free(f->finding);
    *f = (struct findings){0};
}
