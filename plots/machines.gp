# SPDX-License-Identifier: MIT
# One row on several machines: a line a machine, with the interval of its time and its own floor.
# cd DIR/charts && gnuplot -c ROOT/plots/machines.gp mutex-go-uncontended-crit-0ns-out-0ns-threads-1
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { cut = i } }
HERE = ARG0[1:cut]

KIND = "machines"
WHICH = ARG1
load HERE . "which.gp"
WIDTH = 960
ROWS = 0; LABEL = 0; HOLLOW = 0; FLOORS = 0
set datafile separator tab
stats CHART . ".dat" index 1 using (ROWS = ROWS + 1, \
    LABEL = strlen(strcol(2)) > LABEL ? strlen(strcol(2)) : LABEL, \
    HOLLOW = column(12) > 0 ? 1 : HOLLOW, \
    FLOORS = strcol(9) ne "NaN" ? 1 : FLOORS, 0) nooutput
FOOT = 60 + 20 * (HOLLOW || FLOORS)
HEIGHT = 66 + 32 + 34 + FOOT + 22 * ROWS
load HERE . "style.gp"
set tmargin at screen px(TOP + 22)

# From 0 where the times differ little, else on a log scale. Intervals and floors have room.
stats DATA index 1 using (column(6)) nooutput
LOG = STATS_max > 8 * STATS_min
LEFT = STATS_min; RIGHT = STATS_max
number(k, none) = strcol(k) eq "NaN" ? none : column(k)
stats DATA index 1 using ( \
    LEFT = number(7, LEFT) > 0 && number(7, LEFT) < LEFT ? column(7) : LEFT, \
    LEFT = number(9, LEFT) < LEFT ? column(9) : LEFT, \
    RIGHT = number(8, RIGHT) > RIGHT ? column(8) : RIGHT, \
    RIGHT = number(9, RIGHT) > RIGHT ? column(9) : RIGHT, 0) nooutput
if (LOG) {
    set logscale x
    LEFT = LEFT / 1.15
    RIGHT = RIGHT * 1.15
    ONES = RIGHT / LEFT > 1000 ? "1" : RIGHT / LEFT > 200 ? "1 3" : "1 2 5"
    set xtics ()
    do for [e = -3:12] {
        do for [m = 1:words(ONES)] {
            set xtics add (tic(word(ONES, m) * 10.0 ** e) word(ONES, m) * 10.0 ** e)
        }
    }
} else {
    LEFT = 0
    RIGHT = RIGHT * 1.04
    set xtics autofreq
    set format x "%g"
}
set xrange [LEFT:RIGHT]
set yrange [ROWS + 0.7:0.3]
unset mxtics
unset ytics
set border 1
set grid xtics noytics
set lmargin at screen (LABEL > 38 ? 34 + 7.4 * LABEL : 330.0) / WIDTH
set rmargin at screen 1.0 - 150.0 / WIDTH
set bmargin at screen (FOOT + 0.0) / HEIGHT
set label 105 UNIT . (LOG ? ", log scale" : "") at graph 0.5, screen (FOOT - 43.0) / HEIGHT \
    center textcolor rgb INK noenhanced
set label 201 "ns" at graph 1, graph 1 right offset 6.5, 0.7 textcolor rgb 0x555555 noenhanced
if (FLOORS) {
    set label 202 "× floor" at graph 1, graph 1 right offset 15, 0.7 textcolor rgb 0x555555 \
        noenhanced
    set label 203 "own floor of the machine" at screen 44.0 / WIDTH, screen 14.0 / HEIGHT left \
        textcolor rgb INK noenhanced
    set arrow 301 from screen 30.0 / WIDTH, screen 7.0 / HEIGHT to screen 30.0 / WIDTH, \
        screen 21.0 / HEIGHT nohead lc rgb INK lw 2 dt 1
}
if (HOLLOW) {
    set label 204 "hollow: emulated, no cost of anything" at screen 330.0 / WIDTH, \
        screen 14.0 / HEIGHT left offset 1.2, 0 point pt 6 ps 0.9 lw 1.4 lc rgb 0x555555 \
        textcolor rgb INK noenhanced
}

known(k) = column(k) > 0 ? column(k) : NaN
fill(k) = column(12) > 0 ? 0xFFFFFF : int(column(k))
EDGE = LOG ? LEFT * 1.0001 : RIGHT * 1e-6 # just inside, or rounding leaves out what stands there
unless(text, none) = text eq none ? "" : text
plot DATA index 1 every 2 using (EDGE):1:(LEFT):(RIGHT):(column(1) - 0.5):(column(1) + 0.5) \
         with boxxyerror fs solid 1 noborder fc rgb 0xF6F6F6 notitle, \
     DATA index 1 using (known(9)):1:(column(6) - column(9)):(0) \
         with vectors nohead lc rgb 0xBBBBBB lw 1.2 dt 1 notitle, \
     DATA index 1 using (known(9)):(column(1) - 0.3):(0):(0.6) \
         with vectors nohead lc rgb INK lw 2 dt 1 notitle, \
     DATA index 1 using (from(7, LEFT)):1:(column(8) - from(7, LEFT)):(0):(int(column(3))) \
         with vectors nohead lc rgb variable lw 3 dt 1 notitle, \
     DATA index 1 using 6:1:(int(column(5))):(fill(3)) \
         with points pt variable ps 0.95 lc rgb variable notitle, \
     DATA index 1 using 6:1:(int(column(5)) - 1):(int(column(3))) \
         with points pt variable ps 0.95 lw 1.4 lc rgb variable notitle, \
     DATA index 1 using (EDGE):1:(strcol(2)) \
         with labels right offset -1, 0 textcolor rgb INK font ",12.5" noenhanced notitle, \
     DATA index 1 using (RIGHT):1:(strcol(10)) \
         with labels right offset 6.5, 0 textcolor rgb INK font ",12.5" noenhanced notitle, \
     DATA index 1 using (RIGHT):1:(unless(strcol(11), "-")) \
         with labels right offset 15, 0 textcolor rgb INK font ",12.5" noenhanced notitle
load HERE . "finish.gp"
