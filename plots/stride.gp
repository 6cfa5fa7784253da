# SPDX-License-Identifier: MIT
# False sharing by distance: cost against the stride between counters. cd DIR/charts && gnuplot -c ROOT/plots/stride.gp
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { cut = i } }
HERE = ARG0[1:cut]

CHART = "stride"
WIDTH = 960
HEIGHT = 560
load HERE . "style.gp"
load HERE . "curves.gp"

set logscale x 2
set xtics ()
do for [i = 1:words(EXTRA1)] { set xtics add (sprintf("%g", word(EXTRA1, i) + 0) word(EXTRA1, i) + 0) }
set xrange [word(EXTRA1, 1) / 1.25:word(EXTRA1, words(EXTRA1)) * 1.25]
set label 105 "stride between one thread's counter and the next, bytes" at graph 0.5, screen footing center textcolor rgb INK noenhanced
if (EXTRA2 ne "-") {
    line = EXTRA2 + 0
    set arrow 1 from line, graph 0 to line, graph 1 nohead back lc rgb FAINT lw 1.5 dt 12
    set label 201 "cache line" at line, graph 1 left offset 0.6, -0.9 textcolor rgb 0x555555 noenhanced
}

x(i) = column(3) * 2 ** (0.12 * aside(i))
plot for [i = 1:SERIES] DATA index i using (x(i)):5 with lines lc rgb pen(LOOK[i]) dt dash(LOOK[i]) lw 1.6 notitle, \
     for [i = 1:SERIES] DATA index i using (x(i)):6:(0):(column(7) - column(6)) with vectors nohead lc rgb pen(LOOK[i]) lw 2 dt 1 notitle, \
     for [i = 1:SERIES] DATA index i using (x(i)):5 with points pt mark(LOOK[i]) ps 0.95 lc rgb pen(LOOK[i]) notitle, \
     for [i = 1:SERIES] keyentry with linespoints lc rgb pen(LOOK[i]) dt dash(LOOK[i]) lw 1.6 pt mark(LOOK[i]) ps 0.95 title NAME[i]
load HERE . "finish.gp"
