# SPDX-License-Identifier: MIT
# Contended mutexes: cost against the length of the critical section. cd DIR/charts && gnuplot -c ROOT/plots/critical-section.gp
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { cut = i } }
HERE = ARG0[1:cut]

CHART = "critical-section"
WIDTH = 960
HEIGHT = 600
load HERE . "style.gp"
load HERE . "curves.gp"

set xtics ()
do for [i = 1:words(EXTRA1)] { set xtics add (sprintf("%g", word(EXTRA1, i) + 0) i) }
set xrange [0.5:words(EXTRA1) + 0.5]
set label 105 "critical section, ns of dependent instructions, nominal (steps, not to scale)" at graph 0.5, screen footing center textcolor rgb INK noenhanced
# Below threads × length no lock can go: one thread at a time is inside while all are charged.
do for [i = 1:words(EXTRA1)] {
    least = word(EXTRA2, i) + 0
    if (least > 0) { set arrow i from i - 0.36, least to i + 0.36, least nohead back lc rgb 0xBBBBBB lw 7 dt 1 }
}

x(i) = column(4) + 0.5 * aside(i)
plot for [i = 1:SERIES] DATA index i using (x(i)):5 with lines lc rgb pen(LOOK[i]) dt dash(LOOK[i]) lw 0.7 notitle, \
     for [i = 1:SERIES] DATA index i using (x(i)):6:(0):(column(7) - column(6)) with vectors nohead lc rgb pen(LOOK[i]) lw 2 dt 1 notitle, \
     for [i = 1:SERIES] DATA index i using (x(i)):5 with points pt mark(LOOK[i]) ps 0.95 lc rgb pen(LOOK[i]) notitle, \
     for [i = 1:SERIES] keyentry with linespoints lc rgb pen(LOOK[i]) dt dash(LOOK[i]) lw 1.2 pt mark(LOOK[i]) ps 0.95 title NAME[i], \
     keyentry with lines lc rgb 0xBBBBBB lw 7 dt 1 title EXTRA3 . " × length (least)"
load HERE . "finish.gp"
