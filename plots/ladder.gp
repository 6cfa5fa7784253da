# SPDX-License-Identifier: MIT
# Cost ladder: the headline rows on one log scale, each with its interval and its hardware floor. cd DIR/charts && gnuplot -c ROOT/plots/ladder.gp
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { cut = i } }
HERE = ARG0[1:cut]

CHART = "ladder"
WIDTH = 960
set datafile separator tab
stats CHART . ".dat" index 1 using 4 nooutput
HEIGHT = 216 + 19 * STATS_records
load HERE . "style.gp"
set tmargin at screen px(TOP + 16)

ROWS = int(EXTRA1)
stats DATA index 1 using (column(4)) nooutput
LEFT = 10 ** floor(log10(STATS_min) - 0.02)
RIGHT = 10 ** ceil(log10(STATS_max) + 0.02)

PRESENT = "" # the families that have rows
do for [f = 1:7] {
    found = 0
    stats DATA index 1 using (found = column(3) == f ? 1 : found, 0) nooutput
    if (found) { PRESENT = PRESENT . " " . f }
}

set lmargin at screen 330.0 / WIDTH
set rmargin at screen 1.0 - 150.0 / WIDTH
set bmargin at screen 96.0 / HEIGHT
set logscale x
set xrange [LEFT:RIGHT]
set yrange [0.3:ROWS + 0.7]
set border 1
unset ytics
set xtics 10
set format x "%g"
set mxtics 10
set label 105 UNIT at graph 0.5, screen 48.0 / HEIGHT center textcolor rgb INK noenhanced
set grid xtics noytics
set label 201 "ns" at RIGHT, ROWS + 1.2 right offset 6.5, 0 textcolor rgb FAINT noenhanced
set label 202 "× floor" at RIGHT, ROWS + 1.2 right offset 15, 0 textcolor rgb FAINT noenhanced
do for [f = 1:6] {
    set label f + 300 FAMILY[f] at screen (130.0 + 100 * f) / WIDTH, 22.0 / HEIGHT left offset 1.2, -0.25 \
        point pt SHAPE[f] ps 1 lc rgb COLOUR[f] textcolor rgb INK noenhanced
}
set label 307 "floor of the row" at screen 852.0 / WIDTH, 22.0 / HEIGHT left textcolor rgb INK noenhanced
set arrow 301 from screen 842.0 / WIDTH, 15.0 / HEIGHT to screen 842.0 / WIDTH, 29.0 / HEIGHT nohead lc rgb INK lw 2 dt 1

unless(text, none) = text eq none ? "" : text
plot for [i = 0:ROWS - 1:2] DATA index 1 every ::i::i using (LEFT):1:(LEFT):(RIGHT):(column(1) - 0.5):(column(1) + 0.5) \
         with boxxyerror fs solid 1 noborder fc rgb 0xF6F6F6 notitle, \
     DATA index 1 using 7:1:(column(4) - column(7)):(0) with vectors nohead lc rgb 0xBBBBBB lw 1.2 dt 1 notitle, \
     DATA index 1 using 7:1:(0):(0.32) with vectors nohead lc rgb INK lw 2 dt 1 notitle, \
     DATA index 1 using 7:1:(0):(-0.32) with vectors nohead lc rgb INK lw 2 dt 1 notitle, \
     for [f in PRESENT] DATA index 1 using (column(3) == f + 0 ? column(5) : NaN):1:(column(6) - column(5)):(0) \
         with vectors nohead lc rgb COLOUR[f + 0] lw 3 dt 1 notitle, \
     for [f in PRESENT] DATA index 1 using (column(3) == f + 0 ? column(4) : NaN):1 with points pt SHAPE[f + 0] ps 0.75 lc rgb COLOUR[f + 0] notitle, \
     DATA index 1 using (LEFT):1:(strcol(2)) with labels right offset -1, 0 textcolor rgb INK font ",12.5" noenhanced notitle, \
     DATA index 1 using (RIGHT):1:(strcol(8)) with labels right offset 6.5, 0 textcolor rgb INK font ",12.5" noenhanced notitle, \
     DATA index 1 using (RIGHT):1:(unless(strcol(9), "-")) with labels right offset 15, 0 textcolor rgb INK font ",12.5" noenhanced notitle
load HERE . "finish.gp"
