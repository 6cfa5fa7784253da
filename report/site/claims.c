// SPDX-License-Identifier: MIT
// What is often said of costs, and what the report says of it.
#include "report/claims/claims.h"
#include "report/site/parts.h"

static void put_finding(struct template_values *v, const struct finding *f)
{
    char figure[CLAIM_FIGURE], claimed[CLAIM_FIGURE], rows[CLAIM_ROWS];
    finding_figure(f, figure);
    template_text(v, "FINDING_VERDICT", claim_verdict_name(f->verdict));
    template_textf(v, "FIGURE_TEXT", "%s%s", figure, *figure ? ", " : "");
    template_text(v, "CLAIMED", finding_claimed(f, claimed));
    template_text(v, "FINDING_ROWS", finding_rows(f, rows));
    if (*f->why)
        template_text(template_section(v, "BECAUSE"), "WHY", f->why);
}

static void put_claim(struct template_values *v, const struct judged_claim *c)
{
    template_text(v, "CLAIM_ID", c->claim->id);
    template_text(v, "CLAIM", c->claim->text);
    template_text(v, "CLAIM_VERDICT", claim_verdict_name(c->verdict));
    if (c->claim->source)
        template_text(template_section(v, "SOURCE"), "X", c->claim->source);
    if (c->claim->note)
        template_text(template_section(v, "CLAIM_NOTE"), "X", c->claim->note);
    for (size_t i = 0; i < c->n; i++)
        put_finding(template_section(v, "FINDING"), &c->finding[i]);
}

void put_claims(struct page *p)
{
    struct template_values *v = template_section(p->values, "CLAIMS");
    struct claims claims;
    struct judged judged;
    char counts[CLAIM_COUNTS];
    claims_folklore(&claims);
    claims_judge(&judged, &claims, p->report);
    template_text(v, "COUNTS", judged_counts(&judged, counts));
    for (size_t i = 0; i < judged.n; i++)
        put_claim(template_section(v, "CLAIM_LINE"), &judged.claim[i]);
    judged_free(&judged);
    claims_free(&claims);
}
