# SPDX-License-Identifier: MIT
# False sharing by distance: cost against the stride between counters.
# cd DIR/charts && gnuplot -c ROOT/plots/stride.gp
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { cut = i } }
HERE = ARG0[1:cut]

CHART = "stride"
LINEAR = ARG1 eq "linear"
WIDTH = 960
HEIGHT = 560
load HERE . "style.gp"
load HERE . "curves.gp"

set logscale x 2
set xrange [word(XTICS, 1) / 1.25:word(XTICS, words(XTICS)) * 1.25]
XTITLE = "stride between one thread's counter and the next, bytes"
if (EXTRA2 ne "-") {
    line = EXTRA2 + 0
    set arrow 1 from line, graph 0 to line, graph 1 nohead back lc rgb FAINT lw 1.5 dt 12
    set label 201 "cache line" at line, graph 1 left offset 0.6, -0.9 textcolor rgb 0x555555 \
        noenhanced
}
x(i) = column(5) * 2 ** (0.12 * aside(i))
WEIGHT = 1.6
LEAST = ""
load HERE . "lines.gp"
