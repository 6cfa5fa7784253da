# SPDX-License-Identifier: MIT
# Reports side by side: a line per matched row, with the ratio of each report's time to the first's.
# cd DIR/charts && gnuplot -c ROOT/plots/compare.gp
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { cut = i } }
HERE = ARG0[1:cut]

CHART = "compare"
WIDTH = 960
SERIES = 1; ROWS = 1
VERDICTS = 0 # they are a comparison's; else dots are told apart by intervals alone
set datafile separator tab
stats CHART . ".dat" index 0 every ::0::0 using (SERIES = int(column(5)), ROWS = column(7), \
    VERDICTS = strcol(9) eq "verdicts", 0) nooutput
KEY = 20.0 * (SERIES + 2 + VERDICTS) # pixels, above the plot
HEIGHT = int(66 + 32 + 18 + 74 + KEY + ROWS * (19 + 8 * (SERIES - 1)))
load HERE . "style.gp"

array NAME[SERIES]
array TINT[SERIES]
array MARK[SERIES] # filled; the number before it is the same mark hollow
LEFT = 0.92; RIGHT = 1.08
do for [i = 1:SERIES] {
    stats DATA index i using (one = strcol(1), tint = column(2), point = column(4), \
        LEFT = column(6) < LEFT ? column(6) : LEFT, RIGHT = column(6) > RIGHT ? column(6) : RIGHT, \
        LEFT = column(7) > 0 && column(7) < LEFT ? column(7) : LEFT, \
        RIGHT = column(8) > RIGHT ? column(8) : RIGHT, 0) nooutput
    NAME[i] = one
    TINT[i] = int(tint)
    MARK[i] = int(point)
}
NOISE = 0 # the noise threshold of a row is known
stats DATA index 1 using (NOISE = strcol(10) ne "NaN" ? 1 : NOISE, 0) nooutput
LETTERS = 0 # of the longest label
stats DATA index SERIES + 1 \
    using (LETTERS = strlen(strcol(2)) > LETTERS ? strlen(strcol(2)) : LETTERS, 0) nooutput
PAD = (RIGHT / LEFT) ** 0.03
LEFT = LEFT / PAD
RIGHT = RIGHT * PAD

set logscale x
set xrange [LEFT:RIGHT]
set yrange [ROWS + 0.7:0.3]
SPAN = RIGHT / LEFT
COARSE = "0.07 0.1 0.15 0.2 0.3 0.5 0.7 1 1.5 2 3 5 7 10 15"
FINE = "0.4 0.5 0.6 0.7 0.8 0.9 1 1.1 1.25 1.5 1.75 2 2.5"
FINEST = "0.7 0.75 0.8 0.85 0.9 0.95 1 1.05 1.1 1.15 1.2 1.25 1.3 1.35 1.4"
ONES = SPAN > 3000 ? "1" : SPAN > 50 ? "1 3" : "1 2 5"
set xtics ()
if (SPAN < 12) {
    TICS = SPAN < 1.5 ? FINEST : SPAN < 2.5 ? FINE : COARSE
    do for [k = 1:words(TICS)] { set xtics add (word(TICS, k) word(TICS, k) + 0) }
} else {
    do for [e = -9:9] {
        do for [m = 1:words(ONES)] {
            set xtics add (sprintf("%g", word(ONES, m) * 10.0 ** e) word(ONES, m) * 10.0 ** e)
        }
    }
}
unset mxtics
unset ytics
set border 1
set grid xtics noytics
set lmargin at screen (LETTERS > 40 ? 34 + 7.4 * LETTERS : 330) / WIDTH
set rmargin at screen 1.0 - (SERIES == 1 ? 150.0 : 92.0) / WIDTH
set tmargin at screen px(TOP + KEY + 18)
set bmargin at screen 74.0 / HEIGHT
set label 105 "time over A's time, log scale" at graph 0.5, screen 17.0 / HEIGHT \
    center textcolor rgb INK noenhanced
set label 106 "← faster than A" at graph 0, graph 1 left offset 0, 0.6 textcolor rgb 0x555555 \
    noenhanced
set label 107 "slower than A →" at graph 1, graph 1 right offset 0, 0.6 textcolor rgb 0x555555 \
    noenhanced
set label 201 "A, ns" at graph 1, graph 1 right offset 7.5, 0.6 textcolor rgb 0x555555 noenhanced
if (SERIES == 1) {
    set label 202 "ratio" at graph 1, graph 1 right offset 15, 0.6 textcolor rgb 0x555555 noenhanced
}
set key at screen 14.0 / WIDTH, px(TOP - 6) left top vertical Left reverse maxrows 40 samplen 2

y(i) = column(5) + (i - (SERIES + 1) / 2.0) * 0.7 / SERIES
within(v) = v < LEFT ? LEFT : v > RIGHT ? RIGHT : v
fill(i) = column(9) > 0 ? TINT[i] : 0xFFFFFF
LINES = SERIES + 1
plot DATA index LINES every 2 using (LEFT):1:(LEFT):(RIGHT):(column(1) - 0.5):(column(1) + 0.5) \
         with boxxyerror fs solid 1 noborder fc rgb 0xF6F6F6 notitle, \
     for [i = 1:NOISE] DATA index 1 \
         using (column(10) > 1 ? 1 : NaN):5:(within(1 / column(10))):(within(column(10))) \
         :(column(5) - 0.38):(column(5) + 0.38) \
         with boxxyerror fs solid 1 noborder fc rgb 0xDCE6EC notitle, \
     DATA index LINES every ::0::0 using (1):(ROWS + 0.7):(0):(-ROWS - 0.4) \
         with vectors nohead lc rgb INK lw 1.6 dt 1 notitle, \
     for [i = 1:SERIES] DATA index i using (from(7, LEFT)):(y(i)):(column(8) - from(7, LEFT)):(0) \
         with vectors nohead lc rgb TINT[i] lw 2 dt 1 notitle, \
     for [i = 1:SERIES] DATA index i using 6:(y(i)):(fill(i)) \
         with points pt MARK[i] ps 0.8 lc rgb variable notitle, \
     for [i = 1:SERIES] DATA index i using 6:(y(i)) \
         with points pt MARK[i] - 1 ps 0.8 lw 1.4 lc rgb TINT[i] notitle, \
     DATA index LINES using (LEFT):1:(strcol(2)) \
         with labels right offset -1, 0 textcolor rgb INK font ",12.5" noenhanced notitle, \
     DATA index LINES using (RIGHT):1:(strcol(3)) \
         with labels right offset 7.5, 0 textcolor rgb INK font ",12.5" noenhanced notitle, \
     for [i = 1:SERIES == 1] DATA index 1 using (RIGHT):5:(strcol(11)) \
         with labels right offset 15, 0 textcolor rgb INK font ",12.5" noenhanced notitle, \
     keyentry with lines lc rgb INK lw 1.6 dt 1 title EXTRA2, \
     for [i = 1:SERIES] keyentry with points pt MARK[i] ps 0.8 lc rgb TINT[i] title NAME[i], \
     keyentry with points pt 6 ps 0.8 lw 1.4 lc rgb 0x555555 \
         title VERDICTS ? "hollow: no verdict of faster or slower" \
             : "hollow: the 95 % interval holds 1, or there is none", \
     for [i = 1:NOISE] keyentry with boxes fs solid 1 noborder fc rgb 0xDCE6EC \
         title NOISE ? "noise threshold: equal runs differ by this much" : ""
load HERE . "finish.gp"
