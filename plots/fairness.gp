# SPDX-License-Identifier: MIT
# Fairness against throughput: one labelled dot per lock; fast and fair is top right.
# cd DIR/charts && gnuplot -c ROOT/plots/fairness.gp
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { cut = i } }
HERE = ARG0[1:cut]

CHART = "fairness"
WIDTH = 960
HEIGHT = 600
load HERE . "style.gp"

N = int(EXTRA2)
set label 102 SUBTITLE . ", of fairness: range over launches"
LEFT = word(EXTRA3, 1) + 0
RIGHT = word(EXTRA3, 2) + 0
array TINT[N]
array MARK[N]
UNNAMED = 0 # dots that have no room for a label
do for [i = 1:N] {
    stats DATA index 1 every ::i - 1::i - 1 \
        using (tint = column(2), point = column(4), named = strcol(11) ne "NaN", 0) nooutput
    TINT[i] = named ? int(tint) : 0xB8B8B8
    MARK[i] = int(point)
    UNNAMED = UNNAMED + !named
}
set logscale x
set xrange [LEFT:RIGHT]
set xtics ()
ONES = RIGHT / LEFT > 3000 ? "1" : RIGHT / LEFT > 100 ? "1 3" : "1 2 5"
do for [e = -4:9] {
    do for [m = 1:words(ONES)] {
        set xtics add (sprintf("%g", word(ONES, m) * 10 ** e) word(ONES, m) * 10 ** e)
    }
}
unset mxtics
set yrange [-0.0556:1.0556] # the labels' places in the data file count on this and on the margins
set ytics 0, 0.2, 1
set format y "%.1f"
set label 105 UNIT . ", log scale" . (UNNAMED ? "   (grey: no room for the name)" : "") \
    at graph 0.5, screen footing center textcolor rgb INK noenhanced
set label 104 EXTRA1 at screen titlex, graph 0.5 center rotate by 90 textcolor rgb INK noenhanced
set lmargin at screen 86.0 / WIDTH
set rmargin at screen 1.0 - 30.0 / WIDTH
set bmargin at screen 66.0 / HEIGHT
ink(k) = strcol(k) eq "NaN" ? 0xB8B8B8 : INK
set clip two
set border 3

plot DATA index 1 using 5:8:(column(13) - column(5)):(column(14) - column(8)) \
         with vectors nohead lc rgb 0xA0A0A0 lw 0.8 dt 1 notitle, \
     DATA index 1 using 6:8:(column(7) - column(6)):(0):(ink(11)) \
         with vectors nohead lc rgb variable lw 1.2 dt 1 notitle, \
     DATA index 1 using 5:9:(0):(column(10) - column(9)):(ink(11)) \
         with vectors nohead lc rgb variable lw 1.2 dt 1 notitle, \
     for [i = 1:N] DATA index 1 every ::i - 1::i - 1 using 5:8 \
         with points pt MARK[i] ps 1.1 lc rgb TINT[i] notitle, \
     DATA index 1 using 11:12:(strcol(1)) \
         with labels center textcolor rgb INK noenhanced notitle
load HERE . "finish.gp"
