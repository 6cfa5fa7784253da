# SPDX-License-Identifier: MIT
# Rows on one log scale, a line each: the interval of the time, its hardware floor, and the 99 %
# quantile of a latency. Loaded by a script that has set HERE, CHART, WIDTH and TAILS: 1 where the
# quantiles are shown.
load HERE . "families.gp"
ROWS = 0; LABEL = 0
stats CHART . ".dat" index 1 using (ROWS = ROWS + 1, \
    LABEL = strlen(strcol(2)) > LABEL ? strlen(strcol(2)) : LABEL, 0) nooutput
# The legend: the mark of the floors, which has long words, then the families.
FIRST = (CELL < 150 ? 2 : 1) * (1 + TAILS)
LINES = lines(FIRST + FAMILIES)
HEIGHT = 190 + 20 * LINES + 19 * ROWS
load HERE . "style.gp"
set tmargin at screen px(TOP + 16)

stats DATA index 1 using (column(4)) nooutput
LEFT = 10 ** floor(log10(STATS_min) - 0.02)
RIGHT = 10 ** ceil(log10(STATS_max) + 0.02)
if (TAILS) {
    undefine STATS_*
    stats DATA index 1 using (column(11)) nooutput
    TAILS = exists("STATS_max") # no row need have one
}
if (TAILS) {
    RIGHT = 10 ** ceil(log10(STATS_max) + 0.02)
    set label 299 "99 % quantile" at screen cellx(FIRST / 2), celly(FIRST / 2, LINES) left \
        offset 1.2, -0.25 point pt 2 ps 0.6 lc rgb FAINT textcolor rgb INK noenhanced
}

set lmargin at screen (LABEL > 40 ? 34 + 7.4 * LABEL : 330.0) / WIDTH
set rmargin at screen 1.0 - 150.0 / WIDTH
set bmargin at screen (70.0 + 20 * LINES) / HEIGHT
set logscale x
set xrange [LEFT:RIGHT]
set yrange [0.3:ROWS + 0.7]
set border 1
unset ytics
set xtics ()
do for [e = int(floor(log10(LEFT) + 0.5)):int(floor(log10(RIGHT) + 0.5))] {
    do for [m = 2:9] { set xtics add ("" m * 10.0 ** e 1) }
    set xtics add (tic(10.0 ** e) 10.0 ** e)
}
set label 105 UNIT at graph 0.5, screen (28.0 + 20 * LINES) / HEIGHT center textcolor rgb INK \
    noenhanced
set grid xtics noytics
set label 201 "ns" at RIGHT, ROWS + 1.2 right offset 6.5, 0 textcolor rgb FAINT noenhanced
set label 202 "× floor" at RIGHT, ROWS + 1.2 right offset 15, 0 textcolor rgb FAINT noenhanced
do for [f = 1:FAMILIES] {
    set label f + 300 FAMILY[f] at screen cellx(FIRST + f - 1), celly(FIRST + f - 1, LINES) \
        left offset 1.2, -0.25 point pt SHAPE[f] ps 1 lc rgb COLOUR[f] textcolor rgb INK noenhanced
}
set label 300 "floor of the row" at screen cellx(0) + 10.0 / WIDTH, celly(0, LINES) left \
    textcolor rgb INK noenhanced
set arrow 301 from screen cellx(0), celly(0, LINES) - 7.0 / HEIGHT \
    to screen cellx(0), celly(0, LINES) + 7.0 / HEIGHT nohead lc rgb INK lw 2 dt 1

colour(k) = COLOUR[int(column(k))]
shape(k) = SHAPE[int(column(k))]
# Just inside, or rounding leaves out the labels that stand at the left edge.
EDGE = LEFT * 1.0001
unless(text, none) = text eq none ? "" : text
plot for [i = 0:ROWS - 1:2] DATA index 1 every ::i::i \
         using (LEFT):1:(LEFT):(RIGHT):(column(1) - 0.5):(column(1) + 0.5) \
         with boxxyerror fs solid 1 noborder fc rgb 0xF6F6F6 notitle, \
     DATA index 1 using 7:1:(column(4) - column(7)):(0) \
         with vectors nohead lc rgb 0xBBBBBB lw 1.2 dt 1 notitle, \
     DATA index 1 using 7:1:(0):(0.32) with vectors nohead lc rgb INK lw 2 dt 1 notitle, \
     DATA index 1 using 7:1:(0):(-0.32) with vectors nohead lc rgb INK lw 2 dt 1 notitle, \
     DATA index 1 using (TAILS ? column(11) : NaN):1 with points pt 2 ps 0.6 lc rgb FAINT notitle, \
     DATA index 1 using (from(5, LEFT)):1:(column(6) - from(5, LEFT)):(0):(colour(3)) \
         with vectors nohead lc rgb variable lw 3 dt 1 notitle, \
     DATA index 1 using 4:1:(shape(3)):(colour(3)) \
         with points pt variable ps 0.75 lc rgb variable notitle, \
     DATA index 1 using (EDGE):1:(strcol(2)) \
         with labels right offset -1, 0 textcolor rgb INK font ",12.5" noenhanced notitle, \
     DATA index 1 using (RIGHT):1:(strcol(8)) \
         with labels right offset 6.5, 0 textcolor rgb INK font ",12.5" noenhanced notitle, \
     DATA index 1 using (RIGHT):1:(unless(strcol(9), "-")) \
         with labels right offset 15, 0 textcolor rgb INK font ",12.5" noenhanced notitle
load HERE . "finish.gp"
