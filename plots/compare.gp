# SPDX-License-Identifier: MIT
# Reports side by side: grouped bars of matched rows on a log scale. cd DIR/charts && gnuplot -c ROOT/plots/compare.gp
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { cut = i } }
HERE = ARG0[1:cut]

CHART = "compare"
WIDTH = 1000
SERIES = 2
set datafile separator tab
stats CHART . ".dat" index 0 every ::0::0 using (SERIES = int(column(5)), 0) nooutput
HEIGHT = 660 + 22 * SERIES
load HERE . "style.gp"

GROUPS = int(EXTRA1)
array NAME[SERIES]
LOW = 1e300; HIGH = 0
do for [i = 1:SERIES] {
    stats DATA index i using (one = strcol(1), LOW = column(5) < LOW ? column(5) : LOW, \
        HIGH = column(5) > HIGH ? column(5) : HIGH, HIGH = column(7) > HIGH ? column(7) : HIGH, 0) nooutput
    NAME[i] = one
}
BASE = 10 ** floor(log10(LOW) - 0.2)
set logscale y
set yrange [BASE:HIGH * 8]
set format y "%g"
set label 104 UNIT . ", log scale" at screen titlex, graph 0.5 center rotate by 90 textcolor rgb INK noenhanced
set label 102 SUBTITLE . " · " . EXTRA2
set lmargin at screen 170.0 / WIDTH
set rmargin at screen 1.0 - 16.0 / WIDTH
KEY = 22.0 * SERIES # pixels
set tmargin at screen px(TOP + KEY)
set bmargin at screen 210.0 / HEIGHT
unset xtics
set grid noxtics ytics
set xrange [0.45:GROUPS + 0.55]
set key at screen 14.0 / WIDTH, px(TOP - 4) left top vertical Left reverse maxrows 40 samplen 2.5

WIDE = 0.8 / SERIES
x(i) = column(3) + (i - 0.5 - SERIES / 2.0) * WIDE
level(i) = (i - 1) % 3 == 0 ? 1.0 : (i - 1) % 3 == 1 ? 0.7 : 0.3
top(k) = column(7) > column(5) ? column(7) : column(5)
ratio(k) = SERIES > 3 || strcol(k) eq "-" ? "" : strcol(k)
set style fill solid 1.0 border lc rgb INK
plot for [i = 1:SERIES] DATA index i using (x(i)):5:(WIDE * 0.92) with boxes fs solid level(i) border lc rgb INK fc rgb pen(i) dt 1 lw 1 notitle, \
     for [i = 1:SERIES] DATA index i using (x(i)):6:(0):(column(7) - column(6)) with vectors heads size graph 0.003, 90 lc rgb INK lw 1.4 dt 1 notitle, \
     for [i = 2:SERIES] DATA index i using (x(i)):(top(0)):(ratio(8)) with labels left rotate by 90 offset 0, 0.4 font ",10.5" textcolor rgb INK noenhanced notitle, \
     DATA index 1 using 3:(BASE):(strcol(4)) with labels right rotate by 40 offset 0.6, -0.7 font ",11.5" textcolor rgb INK noenhanced notitle, \
     for [i = 1:SERIES] keyentry with boxes fs solid level(i) border lc rgb INK fc rgb pen(i) dt 1 lw 1 title NAME[i]
load HERE . "finish.gp"
