# SPDX-License-Identifier: MIT
# Bouncing lines of one family: line transfers per operation against threads. cd DIR/charts && gnuplot -c ROOT/plots/bouncing.gp FAMILY
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { cut = i } }
HERE = ARG0[1:cut]

KIND = "bouncing"
WHICH = ARGC == 1 ? ARG1 : ""
FROM_ZERO = 1 # padded counters move no line at all
load HERE . "threads.gp"

plot for [i = 1:SERIES] DATA index i using (x(i)):5 with lines lc rgb pen(LOOK[i]) dt dash(LOOK[i]) lw 1.6 notitle, \
     for [i = 1:SERIES] DATA index i using (x(i)):6:(0):(column(7) - column(6)) with vectors nohead lc rgb pen(LOOK[i]) lw 2 dt 1 notitle, \
     for [i = 1:SERIES] DATA index i using (x(i)):5 with points pt mark(LOOK[i]) ps 0.95 lc rgb pen(LOOK[i]) notitle, \
     for [i = 1:SERIES] keyentry with linespoints lc rgb pen(LOOK[i]) dt dash(LOOK[i]) lw 1.6 pt mark(LOOK[i]) ps 0.95 title NAME[i]
load HERE . "finish.gp"
