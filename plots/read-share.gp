# SPDX-License-Identifier: MIT
# Read-write mutexes: cost against the share of reads. cd DIR/charts && gnuplot -c ROOT/plots/read-share.gp
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { cut = i } }
HERE = ARG0[1:cut]

CHART = "read-share"
WIDTH = 960
HEIGHT = 600
load HERE . "style.gp"
load HERE . "curves.gp"

set xtics ()
do for [i = 1:words(EXTRA1)] { set xtics add (sprintf("%g", word(EXTRA1, i) + 0) i) }
set xrange [0.6:words(EXTRA1) + 0.4]
set label 105 "share of reads, % (steps, not to scale)" at graph 0.5, screen footing center textcolor rgb INK noenhanced

x(i) = column(4) + 0.16 * aside(i)
plot for [i = 1:SERIES] DATA index i using (x(i)):5 with lines lc rgb pen(LOOK[i]) dt dash(LOOK[i]) lw 1.6 notitle, \
     for [i = 1:SERIES] DATA index i using (x(i)):6:(0):(column(7) - column(6)) with vectors nohead lc rgb pen(LOOK[i]) lw 2 dt 1 notitle, \
     for [i = 1:SERIES] DATA index i using (x(i)):5 with points pt mark(LOOK[i]) ps 0.95 lc rgb pen(LOOK[i]) notitle, \
     for [i = 1:SERIES] keyentry with linespoints lc rgb pen(LOOK[i]) dt dash(LOOK[i]) lw 1.6 pt mark(LOOK[i]) ps 0.95 title NAME[i]
load HERE . "finish.gp"
