// SPDX-License-Identifier: MIT
// Places labels beside dots: the least bad of places around each, in rounds.
#include <math.h>
#include <string.h>

#include "report/charts/labels.h"

static const double letter = 8.2, line = 16, dot_radius = 8;

struct plot {
    const struct chart_label *labels;
    size_t n;
    double width, height;
};

static double half_width(const struct chart_label *l)
{
    return letter * (double)strlen(l->text) / 2;
}

static double overlap(double middle_a, double half_a, double middle_b, double half_b)
{
    double both = half_a + half_b - fabs(middle_a - middle_b);
    return both > 0 ? both : 0;
}

/* What speaks against label own at x, y: text on text, text on a dot or an interval, text outside
 * the plot, and the way from its dot. */
static double badness(const struct plot *p, size_t own, double x, double y, double reach)
{
    const struct chart_label *label = &p->labels[own];
    const double half = half_width(label);
    double bad = reach * 0.6;
    if (x - half < 2 || x + half > p->width - 2 || y < line / 2 || y > p->height - line / 2)
        return 1e9;
    double from_own = fmax(0, fabs(x - label->dot.x) - half) + fabs(y - label->dot.y);
    for (size_t i = 0; i < p->n; i++) {
        const struct chart_label *l = &p->labels[i];
        if (i != own && fmax(0, fabs(x - l->dot.x) - half) + fabs(y - l->dot.y) < from_own + 4)
            bad += 60; /* it would be read as that dot's label */
        if (i != own && isfinite(l->x))
            bad += 6 * overlap(x, half + 3, l->x, half_width(l)) *
                   overlap(y, line / 2, l->y, line / 2);
        bad +=
            4 * overlap(x, half, l->dot.x, dot_radius) * overlap(y, line / 2, l->dot.y, dot_radius);
        bad +=
            overlap(x, half, (l->dot.left + l->dot.right) / 2, (l->dot.right - l->dot.left) / 2) *
            overlap(y, line / 2, l->dot.y, 1.5);
        bad +=
            overlap(x, half, l->dot.x, 1.5) * overlap(y, line / 2, (l->dot.bottom + l->dot.top) / 2,
                                                      (l->dot.top - l->dot.bottom) / 2);
    }
    return bad;
}

/* Puts label own on the least bad of places around its dot, near ones first. */
static void place_best(const struct plot *p, struct chart_label *label, size_t own)
{
    double least = INFINITY, best_x = label->x, best_y = label->y;
    for (int ring = 0; ring < 7; ring++)
        for (int turn = 0; turn < 16; turn++) {
            double angle = turn * 3.14159265358979 / 8, reach = 12 + 14 * ring;
            double x = label->dot.x + cos(angle) * (reach + half_width(label));
            double y = label->dot.y + sin(angle) * (reach + line / 4);
            double bad = badness(p, own, x, y, reach);
            if (bad < least - 1e-9) {
                least = bad;
                best_x = x;
                best_y = y;
            }
        }
    label->x = best_x;
    label->y = best_y;
}

static bool is_crowded(const struct plot *p, size_t own)
{
    const struct chart_label *label = &p->labels[own];
    const double half = half_width(label);
    for (size_t i = 0; i < p->n; i++) {
        const struct chart_label *l = &p->labels[i];
        if (i == own)
            continue;
        bool on_dot = overlap(label->x, half, l->dot.x, dot_radius / 2) > 0 &&
                      overlap(label->y, line / 2, l->dot.y, dot_radius / 2) > 0;
        bool on_text = i < own && *l->text && !l->crowded &&
                       overlap(label->x, half, l->x, half_width(l)) > 0 &&
                       overlap(label->y, line / 2, l->y, line / 2) > 1;
        if (on_dot || on_text)
            return true;
    }
    return false;
}

void chart_place_labels(struct chart_label *labels, size_t n, double width, double height)
{
    const struct plot plot = {labels, n, width, height};
    for (size_t i = 0; i < n; i++)
        labels[i].x = labels[i].y = labels[i].end_x = labels[i].end_y = NAN;
    for (int round = 0; round < 4; round++)
        for (size_t i = 0; i < n; i++)
            if (*labels[i].text)
                place_best(&plot, &labels[i], i);
    for (size_t i = 0; i < n; i++) {
        struct chart_label *l = &labels[i];
        double x = fmax(l->x - half_width(l), fmin(l->dot.x, l->x + half_width(l)));
        double y = fmax(l->y - line / 2, fmin(l->dot.y, l->y + line / 2));
        if (*l->text && hypot(x - l->dot.x, y - l->dot.y) > 18) {
            l->end_x = x;
            l->end_y = y;
        }
        l->crowded = *l->text && is_crowded(&plot, i);
    }
}
