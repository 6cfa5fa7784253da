# SPDX-License-Identifier: MIT
# Thread scaling of one family: cost against threads. cd DIR/charts && gnuplot -c ROOT/plots/scaling.gp FAMILY
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { cut = i } }
HERE = ARG0[1:cut]

KIND = "scaling"
WHICH = ARGC == 1 ? ARG1 : ""
load HERE . "threads.gp"

# gnuplot parses a loop's body even where it has no turn, so this must be a number then too.
over(k) = k <= words(OVER) ? word(OVER, k) + 0 : 0
plot for [i = 1:SERIES] DATA index i using (x(i)):5 with lines lc rgb pen(LOOK[i]) dt dash(LOOK[i]) lw 1.6 notitle, \
     for [i = 1:SERIES] DATA index i using (x(i)):6:(0):(column(7) - column(6)) with vectors nohead lc rgb pen(LOOK[i]) lw 2 dt 1 notitle, \
     for [i = 1:SERIES] DATA index i using (x(i)):5 with points pt mark(LOOK[i]) ps 0.95 lc rgb pen(LOOK[i]) notitle, \
     for [k = 1:words(OVER)] DATA index over(k) using (column(8) > column(9) ? x(over(k)) : NaN):5 with points pt 6 ps 2 lw 1.2 lc rgb INK notitle, \
     for [i = 1:SERIES] keyentry with linespoints lc rgb pen(LOOK[i]) dt dash(LOOK[i]) lw 1.6 pt mark(LOOK[i]) ps 0.95 title NAME[i], \
     for [i = 1:words(OVER) > 0] keyentry with points pt 6 ps 2 lw 1.2 lc rgb INK title "threads > CPUs"
load HERE . "finish.gp"
