# SPDX-License-Identifier: MIT
# Line transfers against time: a dot per contended row, and the floor that the transfers set.
# cd DIR/charts && gnuplot -c ROOT/plots/transfers.gp
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { cut = i } }
HERE = ARG0[1:cut]

CHART = "transfers"
WIDTH = 960
load HERE . "families.gp"
LINES = lines(FAMILIES) + 1 # of the legend: the families, and below them what marks and lines are
HEIGHT = 622 + 20 * LINES
load HERE . "style.gp"

NEAR = word(EXTRA1, 1) + 0
FAR = word(EXTRA1, 2) + 0
LEFT = word(EXTRA2, 1) + 0
RIGHT = word(EXTRA2, 2) + 0
BOTTOM = word(EXTRA2, 3) + 0
UPPER = word(EXTRA2, 4) + 0
COUNTED = 0; ESTIMATED = 0 # rows
stats DATA index 1 using (COUNTED = COUNTED + (column(2) == 1), \
    ESTIMATED = ESTIMATED + (column(2) == 2), 0) nooutput

set logscale xy
set xrange [LEFT:RIGHT]
set yrange [BOTTOM:UPPER] # the labels' places in the data file count on these and on the margins
set xtics ()
set ytics ()
ones(span) = span > 3000 ? "1" : span > 100 ? "1 3" : span > 8 ? "1 2 5" : "1 1.5 2 3 4 5 7"
do for [e = -6:9] {
    do for [m = 1:words(ones(RIGHT / LEFT))] {
        v = word(ones(RIGHT / LEFT), m) * 10.0 ** e
        set xtics add (sprintf("%g", v) v)
    }
    do for [m = 1:words(ones(UPPER / BOTTOM))] {
        v = word(ones(UPPER / BOTTOM), m) * 10.0 ** e
        set ytics add (sprintf("%g", v) v)
    }
}
set label 104 UNIT . ", log scale" at screen titlex, graph 0.5 center \
    rotate by 90 textcolor rgb INK noenhanced
set label 105 "line transfers per operation, log scale" at graph 0.5, \
    screen (30.0 + 20 * LINES) / HEIGHT center textcolor rgb INK noenhanced
if (ESTIMATED > 0) {
    set label 106 "Hollow marks are reckoned from this very time: how far above the floor they " . \
        "lie is the operation's own cost, nothing else." \
        at screen 14.0 / WIDTH, px(TOP + 2) left font ",12.5" textcolor rgb 0x555555 noenhanced
}
set tmargin at screen px(TOP + 18)
set lmargin at screen 86.0 / WIDTH
set rmargin at screen 1.0 - 30.0 / WIDTH
set bmargin at screen (70.0 + 20 * LINES) / HEIGHT
set clip two

# The floor: what the transfers of a row take one after the other. Its ends are where it meets the
# frame.
enter(line) = LEFT > BOTTOM / line ? LEFT : BOTTOM / line
leave(line) = RIGHT < UPPER / line ? RIGHT : UPPER / line
set arrow 1 from enter(NEAR), enter(NEAR) * NEAR to leave(NEAR), leave(NEAR) * NEAR \
    nohead back lc rgb INK lw 2 dt 1
DISTANT = FAR > 1.25 * NEAR
if (DISTANT) {
    set arrow 2 from enter(FAR), enter(FAR) * FAR to leave(FAR), leave(FAR) * FAR \
        nohead back lc rgb INK lw 1.4 dt 11
}

do for [f = 1:FAMILIES] {
    set label f + 300 FAMILY[f] at screen cellx(f - 1), celly(f - 1, LINES) left offset 1.2, -0.25 \
        point pt SHAPE[f] - (COUNTED == 0) ps 1 lw 1.6 lc rgb COLOUR[f] textcolor rgb INK noenhanced
}
# The last line: what marks and lines are, a cell each for as many as there are.
FOOT = 12.0 / HEIGHT
foot(k, aside) = (24 + aside + 232.0 * k) / WIDTH
LINE = (COUNTED > 0) + (ESTIMATED > 0) # the cell of the first line
if (COUNTED > 0) {
    set label 201 "counted" at screen foot(0, 0), FOOT left offset 1.2, -0.25 \
        point pt 7 ps 1 lc rgb 0x808080 textcolor rgb INK noenhanced
}
if (ESTIMATED > 0) {
    set label 202 "estimated from time" at screen foot(LINE - 1, 0), FOOT left offset 1.2, -0.25 \
        point pt 6 ps 1 lw 1.6 lc rgb 0x808080 textcolor rgb INK noenhanced
}
set label 203 "floor: transfers × " . EXTRA3 . " ns" at screen foot(LINE, 32), FOOT left \
    textcolor rgb INK noenhanced
set arrow 203 from screen foot(LINE, -6), FOOT to screen foot(LINE, 26), FOOT \
    nohead lc rgb INK lw 2 dt 1
if (DISTANT) {
    set label 204 "farthest pair's floor" at screen foot(LINE + 1, 32), FOOT left \
        textcolor rgb INK noenhanced
    set arrow 204 from screen foot(LINE + 1, -6), FOOT to screen foot(LINE + 1, 26), FOOT \
        nohead lc rgb INK lw 1.4 dt 11
}

dot(how) = column(2) == how ? column(3) : NaN
colour(k) = COLOUR[int(column(k))]
shape(k) = SHAPE[int(column(k))] - (column(2) == 2) # hollow where estimated
grey(k) = column(k) == 1 ? 0x606060 : 0xA8A8A8
plot DATA index 1 using 3:6:(column(12) - column(3)):(column(13) - column(6)) \
         with vectors nohead lc rgb 0xA0A0A0 lw 0.8 dt 1 notitle, \
     DATA index 1 using (from(4, LEFT)):6:(column(5) - from(4, LEFT)):(0):(grey(2)) \
         with vectors nohead lc rgb variable lw 1.1 dt 1 notitle, \
     DATA index 1 using 3:(from(7, BOTTOM)):(0):(column(8) - from(7, BOTTOM)):(grey(2)) \
         with vectors nohead lc rgb variable lw 1.1 dt 1 notitle, \
     DATA index 1 using (dot(2)):6:(shape(1)):(colour(1)) \
         with points pt variable ps 1 lw 1.6 lc rgb variable notitle, \
     DATA index 1 using (dot(1)):6:(shape(1)):(colour(1)) \
         with points pt variable ps 1 lc rgb variable notitle, \
     DATA index 1 using 10:11:(strcol(9)) with labels center textcolor rgb INK noenhanced notitle
load HERE . "finish.gp"
