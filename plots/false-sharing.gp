# SPDX-License-Identifier: MIT
# False sharing: grouped bars of counters by layout. cd DIR/charts && gnuplot -c ROOT/plots/false-sharing.gp
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { cut = i } }
HERE = ARG0[1:cut]

CHART = "false-sharing"
WIDTH = 960
HEIGHT = 560
load HERE . "style.gp"

GROUPS = int(EXTRA1)
array NAME[SERIES]
array LOOK[SERIES]
LOW = 1e300; HIGH = 0
do for [i = 1:SERIES] {
    stats DATA index i using (one = strcol(1), two = column(2), LOW = column(5) < LOW ? column(5) : LOW, \
        HIGH = column(5) > HIGH ? column(5) : HIGH, HIGH = column(7) > HIGH ? column(7) : HIGH, 0) nooutput
    NAME[i] = one
    LOOK[i] = int(two)
}
# Bars belong on a scale that begins at 0; only where the small ones would vanish beside the great do they stand on a log scale.
LOGS = HIGH / LOW > 100
BASE = LOGS ? 10 ** floor(log10(LOW) - 0.3) : 0
if (LOGS) { set logscale y }
set yrange [BASE:(LOGS ? HIGH * 2 : HIGH * 1.1)]
set format y "%g"
set label 104 (LOGS ? UNIT . ", log scale" : UNIT) at screen titlex, graph 0.5 center rotate by 90 textcolor rgb INK noenhanced
set lmargin at screen 86.0 / WIDTH
set rmargin at screen 1.0 - 24.0 / WIDTH
set bmargin at screen 92.0 / HEIGHT
unset xtics
set grid noxtics ytics
set xrange [0.45:GROUPS + 0.55]
set key at screen 0.5, 30.0 / HEIGHT center center horizontal maxrows 1 width 2 samplen 2.5

WIDE = 0.84 / SERIES
x(i) = column(3) + (i - 0.5 - SERIES / 2.0) * WIDE
level(i) = LOOK[i] == 1 ? 1.0 : LOOK[i] == 2 ? 0.75 : 0.35
top(k) = column(7) > column(5) ? column(7) : column(5)
plot for [i = 1:SERIES] DATA index i using (x(i)):5:(WIDE * 0.9) with boxes fs solid level(i) border lc rgb INK fc rgb pen(LOOK[i]) dt 1 lw 1 notitle, \
     for [i = 1:SERIES] DATA index i using (x(i)):6:(0):(column(7) - column(6)) with vectors heads size graph 0.005, 90 lc rgb INK lw 1.4 dt 1 notitle, \
     for [i = 1:SERIES] DATA index i using (x(i)):(top(0)):(strcol(8)) with labels center offset 0, 0.6 font ",11" textcolor rgb INK noenhanced notitle, \
     DATA index SERIES + 1 using 1:(BASE):(strcol(2)) with labels center offset 0, -1 textcolor rgb INK noenhanced notitle, \
     for [i = 1:SERIES] keyentry with boxes fs solid level(i) border lc rgb INK fc rgb pen(LOOK[i]) dt 1 lw 1 title NAME[i]
load HERE . "finish.gp"
