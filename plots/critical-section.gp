# SPDX-License-Identifier: MIT
# Contended mutexes: cost against the length of the critical section.
# cd DIR/charts && gnuplot -c ROOT/plots/critical-section.gp
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { cut = i } }
HERE = ARG0[1:cut]

CHART = "critical-section"
LINEAR = ARG1 eq "linear"
WIDTH = 960
HEIGHT = 600
PANELS = 1
STEPS = 1
load HERE . "style.gp"
load HERE . "curves.gp"

set xrange [0.5:words(XTICS) + 0.5]
XTITLE = "critical section, ns of dependent instructions, nominal (steps, not to scale)"
# Below threads × length no lock can go: one thread at a time is inside while all are charged.
do for [i = 1:words(XTICS)] {
    least = word(EXTRA2, i) + 0
    if (least > 0) {
        set arrow i from i - 0.36, least to i + 0.36, least \
            nohead back lc rgb 0xBBBBBB lw (PANELLED ? 4 : 7) dt 1
    }
}
LEAST = EXTRA3 . " × length (least)"
x(i) = column(6) + 0.5 * aside(i)
WEIGHT = 0.7
load HERE . "lines.gp"
