# SPDX-License-Identifier: MIT
# False sharing: grouped bars of counters by layout.
# cd DIR/charts && gnuplot -c ROOT/plots/false-sharing.gp
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { cut = i } }
HERE = ARG0[1:cut]

CHART = "false-sharing"
WIDTH = 960
MOVES = 0 # the lines moved are known: they have a panel of their own below
set datafile separator tab
stats CHART . ".dat" index 0 every ::0::0 using (MOVES = strcol(8) ne "-", 0) nooutput
HEIGHT = MOVES ? 780 : 560
load HERE . "style.gp"

GROUPS = int(EXTRA1)
array NAME[SERIES]
array TINT[SERIES]
LOW = 1e300; HIGH = 0; MOST = 0
do for [i = 1:SERIES] {
    stats DATA index i using (one = strcol(1), two = column(2), \
        LOW = column(7) < LOW ? column(7) : LOW, \
        HIGH = column(7) > HIGH ? column(7) : HIGH, HIGH = column(9) > HIGH ? column(9) : HIGH, \
        strcol(15) eq "-" ? 0 : (MOST = column(12) > MOST ? column(12) : MOST, \
        MOST = column(14) > MOST ? column(14) : MOST), 0) nooutput
    NAME[i] = one
    TINT[i] = int(two)
}
# Both panels stand on one axis without a unit: the upper from SILL to SILL + 1, the lower from 0 to
# PANEL.
PANEL = 0.62
SILL = MOVES ? PANEL + 0.17 : 0
# Bars belong on a scale that begins at 0; only where the small ones would vanish beside the great
# do they stand on a log scale.
LOGS = HIGH / LOW > 100
BASE = LOGS ? 10 ** floor(log10(LOW) - 0.3) : 0
CEILING = LOGS ? HIGH * 2 : HIGH * 1.1
MOST = MOST > 0 ? MOST * 1.15 : 1
upper(v) = SILL + (LOGS ? log10(v / BASE) / log10(CEILING / BASE) : v / CEILING)
lower(v) = PANEL * v / MOST
decade(v) = 10 ** floor(log10(v))
step(span) = decade(span / 4) * \
    (span / 4 / decade(span / 4) > 5 ? 10 : span / 4 / decade(span / 4) > 2 ? 5 : 2)
set ytics ()
if (LOGS) {
    do for [e = 0:int(log10(CEILING / BASE))] {
        set ytics add (sprintf("%g", BASE * 10 ** e) upper(BASE * 10 ** e))
    }
} else {
    do for [n = 0:int(CEILING / step(CEILING))] {
        set ytics add (sprintf("%g", n * step(CEILING)) upper(n * step(CEILING)))
    }
}
if (MOVES) {
    do for [n = 0:int(MOST / step(MOST))] {
        set ytics add (sprintf("%g", n * step(MOST)) lower(n * step(MOST)))
    }
    set label 105 EXTRA2 at screen titlex, first PANEL / 2 center rotate by 90 textcolor rgb INK \
        noenhanced
    set label 106 "–: not " . EXTRA3 . (EXTRA3 eq "estimated" ? \
        ": no atomic addition, or the threads did not wait for each other" : "") \
        at graph 0, first PANEL + 0.04 left font ",12" textcolor rgb 0x555555 noenhanced
}
set border 1
set arrow 1 from graph 0, first SILL to graph 0, first SILL + 1 nohead lc rgb FAINT lw 1 dt 1
set arrow 2 from graph 0, first SILL to graph 1, first SILL nohead lc rgb FAINT lw 1 dt 1
set arrow 3 from graph 0, first 0 to graph 0, first (MOVES ? PANEL : 1) nohead lc rgb FAINT lw 1 \
    dt 1
set yrange [0:SILL + 1]
set label 104 (LOGS ? UNIT . ", log scale" : UNIT) at screen titlex, first SILL + 0.5 center \
    rotate by 90 textcolor rgb INK noenhanced
set lmargin at screen 86.0 / WIDTH
set rmargin at screen 1.0 - 24.0 / WIDTH
set bmargin at screen 92.0 / HEIGHT
unset xtics
set grid noxtics ytics
set xrange [0.45:GROUPS + 0.55]
set key at screen 0.5, 30.0 / HEIGHT center center horizontal maxrows 1 width 2 samplen 2.5

WIDE = 0.84 / SERIES
x(i) = column(5) + (i - 0.5 - SERIES / 2.0) * WIDE
level(i) = i == 1 ? 1.0 : i == 2 ? 0.75 : 0.35
filled(i) = EXTRA3 eq "estimated" ? 0.0 : level(i) # estimates are hollow
top(k) = column(k + 2) > column(k) ? column(k + 2) : column(k)
half = WIDE * 0.45
moved(text) = text eq "-" ? "–" : text
plot for [i = 1:SERIES] DATA index i \
         using (x(i)):(upper(column(7))):(x(i) - half):(x(i) + half):(SILL):(upper(column(7))) \
         with boxxyerror fs solid level(i) border lc rgb INK fc rgb TINT[i] dt 1 lw 1 notitle, \
     for [i = 1:SERIES] DATA index i \
         using (x(i)):(upper(from(8, BASE))):(0):(upper(column(9)) - upper(from(8, BASE))) \
         with vectors heads size graph 0.005, 90 lc rgb INK lw 1.4 dt 1 notitle, \
     for [i = 1:SERIES] DATA index i using (x(i)):(upper(top(7))):(strcol(10)) \
         with labels center offset 0, 0.6 font ",11" textcolor rgb INK noenhanced notitle, \
     for [i = 1:MOVES * SERIES] DATA index i \
         using (x(i)):(lower(column(12))):(x(i) - half):(x(i) + half):(0):(lower(column(12))) \
         with boxxyerror fs solid filled(i) border lc rgb TINT[i] fc rgb TINT[i] dt 1 lw 2 \
             notitle, \
     for [i = 1:MOVES * SERIES] DATA index i \
         using (x(i)):(lower(column(13))):(0):(lower(column(14)) - lower(column(13))) \
         with vectors heads size graph 0.005, 90 lc rgb INK lw 1.4 dt 1 notitle, \
     for [i = 1:MOVES * SERIES] DATA index i \
         using (x(i)):(strcol(15) eq "-" ? 0 : lower(top(12))):(moved(strcol(15))) \
         with labels center offset 0, 0.6 font ",11" textcolor rgb INK noenhanced notitle, \
     DATA index SERIES + 1 using 1:(0):(strcol(2)) \
         with labels center offset 0, -1 textcolor rgb INK noenhanced notitle, \
     for [i = 1:SERIES] keyentry with boxes fs solid level(i) border lc rgb INK fc rgb TINT[i] \
         dt 1 lw 1 title NAME[i]
load HERE . "finish.gp"
