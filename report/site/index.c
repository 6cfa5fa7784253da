// SPDX-License-Identifier: MIT
// The page that leads to all others.
#include "common/text.h"
#include "report/site/parts.h"

static void put_machine(struct template_values *v, const struct site_machine *m)
{
    char date[40];
    text_clean(json_string_value(json_object_get(m->report->context, "date")), date, sizeof date);
    template_text(v, "SLUG", m->slug);
    put_fact(v, "MACHINE", m->report, "machine.slug");
    put_fact(v, "MODEL", m->report, "machine.model");
    put_fact(v, "PROFILE", m->report, "run.profile");
    template_text(v, "DATE", *date ? date : "date unknown");
}

int site_write_index(const struct site_machine *const *machines, size_t n, const char *templates,
                     const char *path, char err[SC_ERR])
{
    struct template_values *v = template_new();
    put_page(v, "What synchronization costs", "");
    for (size_t i = 0; i < n; i++)
        put_machine(template_section(v, "CARD"), machines[i]);
    int status = template_write(v, templates, "index.html", path, err);
    template_free(v);
    return status;
}
