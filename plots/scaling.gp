# SPDX-License-Identifier: MIT
# Thread scaling of one family: cost against threads. cd DIR/charts && gnuplot -c ROOT/plots/scaling.gp FAMILY
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { cut = i } }
HERE = ARG0[1:cut]

if (ARGC != 1 || strlen(ARG1) == 0) { exit error "scaling.gp: name a family, as in: gnuplot -c scaling.gp mutex" }
do for [i = 1:strlen(ARG1)] {
    if (strstrt("abcdefghijklmnopqrstuvwxyz-", ARG1[i:i]) == 0) { exit error "scaling.gp: a family has only letters a to z and -" }
}
CHART = "scaling-" . ARG1
WIDTH = 960
HEIGHT = 600
load HERE . "style.gp"
load HERE . "curves.gp"

set logscale x 2
set xtics ()
do for [i = 1:words(EXTRA1)] { set xtics add (sprintf("%d", word(EXTRA1, i) + 0) word(EXTRA1, i) + 0) }
set xrange [word(EXTRA1, 1) / 1.2:word(EXTRA1, words(EXTRA1)) * 1.2]
set label 105 (EXTRA2 eq "-" ? "threads" : "threads (at 1 thread: \"" . EXTRA2 . "\" rows too)") at graph 0.5, screen footing center textcolor rgb INK noenhanced

# gnuplot parses a loop's body even where it has no turn, so this must be a number then too.
over(k) = k <= words(OVER) ? word(OVER, k) + 0 : 0
x(i) = column(3) * 2 ** (0.12 * aside(i))
plot for [i = 1:SERIES] DATA index i using (x(i)):5 with lines lc rgb pen(LOOK[i]) dt dash(LOOK[i]) lw 1.6 notitle, \
     for [i = 1:SERIES] DATA index i using (x(i)):6:(0):(column(7) - column(6)) with vectors nohead lc rgb pen(LOOK[i]) lw 2 dt 1 notitle, \
     for [i = 1:SERIES] DATA index i using (x(i)):5 with points pt mark(LOOK[i]) ps 0.95 lc rgb pen(LOOK[i]) notitle, \
     for [k = 1:words(OVER)] DATA index over(k) using (column(8) > column(9) ? x(over(k)) : NaN):5 with points pt 6 ps 2 lw 1.2 lc rgb INK notitle, \
     for [i = 1:SERIES] keyentry with linespoints lc rgb pen(LOOK[i]) dt dash(LOOK[i]) lw 1.6 pt mark(LOOK[i]) ps 0.95 title NAME[i], \
     for [i = 1:words(OVER) > 0] keyentry with points pt 6 ps 2 lw 1.2 lc rgb INK title "threads > CPUs"
load HERE . "finish.gp"
