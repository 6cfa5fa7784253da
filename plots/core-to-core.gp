# SPDX-License-Identifier: MIT
# Core to core: heatmap of the one-way time of a cache line for every measured pair.
# cd DIR/charts && gnuplot -c ROOT/plots/core-to-core.gp
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { cut = i } }
HERE = ARG0[1:cut]

CHART = "core-to-core"
WIDTH = 960
N = 0
set datafile separator tab
stats CHART . ".dat" index 2 using 1 nooutput
if (exists("STATS_records")) { N = STATS_records }
HEIGHT = N <= 4 ? 480 : N <= 12 ? 700 : 880
load HERE . "style.gp"

stats DATA index 1 using (column(5)) nooutput
LOW = STATS_min
HIGH = STATS_max
stats DATA index 2 using 2 nooutput
DIGITS = strlen(sprintf("%.0f", STATS_max)) # of the largest CPU number
# Lightness falls evenly with the value, so that the map reads the same in grey.
set palette defined (0 "#FFF7D6", 0.35 "#8FCFB8", 0.7 "#2F7FB0", 1 "#10224F")
set cbrange [LOW < HIGH ? LOW : LOW * 0.9:LOW < HIGH ? HIGH : LOW * 1.1]
set cblabel UNIT offset 1.2, 0 textcolor rgb INK noenhanced
set cbtics textcolor rgb INK
set format cb "%g"
dark(v) = v > LOW + 0.5 * (HIGH - LOW) && HIGH > LOW
SIDE = HEIGHT - TOP - 70.0 # pixels
EDGE = (WIDTH - SIDE - 110) / 2 > 72 ? (WIDTH - SIDE - 110) / 2 : 72.0
CELL = SIDE / N
set lmargin at screen EDGE / WIDTH
set rmargin at screen (EDGE + SIDE) / WIDTH
set bmargin at screen 70.0 / HEIGHT
set colorbox user origin screen (EDGE + SIDE + 30) / WIDTH, screen 70.0 / HEIGHT \
    size screen 22.0 / WIDTH, screen SIDE / HEIGHT
set xrange [0.5:N + 0.5]
set yrange [N + 0.5:0.5]
unset xtics
unset ytics
unset grid
set border 0
set xlabel "CPU" . (EXTRA2 eq "-" ? "" : " (" . EXTRA2 . ")") offset 0, -1.2 \
    textcolor rgb INK noenhanced
set label 104 "CPU" at screen (EDGE - 46) / WIDTH, graph 0.5 center rotate by 90 \
    textcolor rgb INK noenhanced
SIZE = CELL > 60 ? 15 : CELL / 3.1 # of the numbers
# Between CPU numbers on the axes: a power of two, so that they stand at the beginning of groups. A
# digit is 8.3 pixels wide, and two numbers have 5 pixels between them.
STEP = 2 ** ceil(log((8.3 * DIGITS + 5) / CELL) / log(2))
STEP = STEP < 1 ? 1 : STEP
FIGURES = SIZE >= 5.5 # else nobody could read them
spread(k) = strcol(k) eq "-" ? "" : strcol(k)
ink(k) = dark(column(5)) ? 0xFFFFFF : 0x000000
every_nth(k) = (int(column(1)) - 1) % STEP == 0
# Many cells are the points of one picture: boxes would make the file large.
MANY = N > 64
cells = MANY ? "DATA index 4 matrix using ($1 + 1):($2 + 1):3 with image notitle" : \
    "DATA index 1 using 1:2:(0.49):(0.49):5 with boxxyerror fs solid 1 noborder fc palette notitle"
# A border is drawn twice, so that it is seen on dark cells as on light ones.
wide(level, halo) = 0.4 + 0.8 * level + 2 * halo
behind(level) = column(2) == level ? column(1) + 0.5 : NaN

if (EXTRA3 ne "-") {
    set label 105 EXTRA3 at screen (EDGE + SIDE) / WIDTH, graph 0.965 right \
        textcolor rgb INK noenhanced
}
plot @cells, \
     for [halo = 1:0:-1] for [level = 1:3] DATA index 3 \
         using (behind(level)):(behind(level)):(0):(N - $1) \
         with vectors nohead lw wide(level, halo) lc rgb (halo ? 0xFFFFFF : INK) notitle, \
     for [halo = 1:0:-1] for [level = 1:3] DATA index 3 \
         using (0.5):(behind(level)):(column(1)):(0) \
         with vectors nohead lw wide(level, halo) lc rgb (halo ? 0xFFFFFF : INK) notitle, \
     DATA index 1 using (FIGURES ? column(1) : NaN):2:8:(ink(0)) \
         with labels center offset 0, (N > 6 ? 0 : 0.6) font sprintf(",%.1f", SIZE) \
         textcolor rgb variable noenhanced notitle, \
     DATA index 1 using (N > 6 ? NaN : column(1)):2:(spread(9)):(ink(0)) \
         with labels center offset 0, -0.8 font ",11" \
         textcolor rgb variable noenhanced notitle, \
     DATA index 2 using (every_nth(0) ? column(1) : NaN):(N + 0.5):2 \
         with labels center offset 0, -0.9 textcolor rgb INK noenhanced notitle, \
     DATA index 2 using (0.5):(every_nth(0) ? column(1) : NaN):2 \
         with labels right offset -0.8, 0 textcolor rgb INK noenhanced notitle
load HERE . "finish.gp"
load HERE . "small.gp"
