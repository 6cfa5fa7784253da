# SPDX-License-Identifier: MIT
# Accesses to a line by its state: grouped bars by operation, a panel for each distance.
# cd DIR/charts && gnuplot -c ROOT/plots/coherence.gp
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { cut = i } }
HERE = ARG0[1:cut]

CHART = "coherence"
WIDTH = 960
DISTANCES = 1
set datafile separator tab
stats CHART . ".dat" index 0 every ::0::0 using \
    (DISTANCES = strcol(8) eq "-" ? 1 : int(column(8)), 0) nooutput
PANEL = 300.0 # pixels, with the panel's title and its operations
HEIGHT = 140 + PANEL * DISTANCES
load HERE . "style.gp"

GROUPS = int(EXTRA1)
array NAME[SERIES]
array TINT[SERIES]
do for [i = 1:SERIES] {
    stats DATA index i using (one = strcol(1), two = column(2), 0) nooutput
    NAME[i] = one
    TINT[i] = int(two)
}
array DISTANCE[DISTANCES]
array CEILING[DISTANCES]
stats DATA index SERIES + 2 using (DISTANCE[int(column(1))] = strcol(2), \
    CEILING[int(column(1))] = column(3), 0) nooutput

WIDE = 0.86 / SERIES
half = WIDE * 0.45
x(i) = column(6) + (i - 0.5 - SERIES / 2.0) * WIDE
level(i) = 1.0 - 0.55 * (i - 1) / (SERIES > 1 ? SERIES - 1 : 1)
mine(p, v) = int(column(5)) == p ? v : NaN
top(p) = column(9) > column(7) ? (column(9) < CEILING[p] ? column(9) : CEILING[p]) : column(7)
high(p) = column(9) < CEILING[p] ? column(9) : CEILING[p]
TIGHT = SERIES * GROUPS > 30
SMALL = TIGHT ? ",9" : ",10.5"
figure(v, text) = TIGHT && v >= 10 ? sprintf("%.0f", v) : text

set border 3
unset xtics
set grid noxtics ytics
set xrange [0.45:GROUPS + 0.55]
set lmargin at screen 86.0 / WIDTH
set rmargin at screen 1.0 - 24.0 / WIDTH
do for [pass = 1:2] {
    if (pass == 2) { load HERE . "png.gp" }
    set multiplot
    load HERE . "head.gp"
    set label 104 UNIT at screen titlex, screen 0.5 center rotate by 90 textcolor rgb INK noenhanced
    do for [p = 1:DISTANCES] {
        set tmargin at screen px(TOP + (p - 1) * PANEL + 26)
        set bmargin at screen px(TOP + p * PANEL - 26)
        set yrange [0:CEILING[p]]
        set label 200 DISTANCE[p] at graph 0, graph 1 left offset 0, 0.7 textcolor rgb INK \
            noenhanced
        if (p == DISTANCES) {
            set key at screen 0.5, 26.0 / HEIGHT center center horizontal maxrows 1 width 1 \
                samplen 1.6
        } else { unset key }
        plot for [i = 1:SERIES] DATA index i using (x(i)):(mine(p, column(7))):(x(i) - half): \
                 (x(i) + half):(0):(mine(p, column(7))) \
                 with boxxyerror fs solid level(i) border lc rgb INK fc rgb TINT[i] dt 1 lw 1 \
                     notitle, \
             for [i = 1:SERIES] DATA index i \
                 using (x(i)):(mine(p, column(8))):(0):(high(p) - column(8)) \
                 with vectors nohead lc rgb INK lw 1.4 dt 1 notitle, \
             for [i = 1:SERIES] DATA index i using (x(i)):(mine(p, top(p))): \
                 (figure(column(7), strcol(10))) \
                 with labels center offset 0, 0.55 font SMALL textcolor rgb INK noenhanced \
                     notitle, \
             DATA index SERIES + 1 using 1:(0):(strcol(2)) \
                 with labels center offset 0, -0.9 textcolor rgb INK noenhanced notitle, \
             for [i = 1:SERIES] keyentry with boxes fs solid level(i) border lc rgb INK \
                 fc rgb TINT[i] dt 1 lw 1 title NAME[i]
        do for [tag = 101:104] { unset label tag }
        unset object
    }
    unset multiplot
}
set output
