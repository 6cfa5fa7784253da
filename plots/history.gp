# SPDX-License-Identifier: MIT
# One row over the reports of a host: medians with intervals, levels, and what changed when.
# cd DIR/charts && gnuplot -c ROOT/plots/history.gp mutex-go-uncontended-crit-0ns-out-0ns-threads-1
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { cut = i } }
HERE = ARG0[1:cut]

KIND = "history"
WHICH = ARG1
load HERE . "which.gp"
WIDTH = 960
HEIGHT = 480
load HERE . "style.gp"
set tmargin at screen px(TOP + 22)
set lmargin at screen 100.0 / WIDTH
set rmargin at screen 1.0 - 60.0 / WIDTH
set bmargin at screen 66.0 / HEIGHT

# The range of the medians, with room; intervals may reach beyond it.
stats DATA index 1 using (column(2)) nooutput
LAST = STATS_records
SPAN = STATS_max - STATS_min
SPAN = SPAN > 0.02 * STATS_max ? SPAN : 0.02 * STATS_max
LOW = STATS_min - 0.35 * SPAN > 0 ? STATS_min - 0.35 * SPAN : 0
HIGH = STATS_max + 0.5 * SPAN
set xrange [0.4:LAST + 0.6]
set yrange [LOW:HIGH]
set format y "%g"
unset xtics
unset mytics
set grid noxtics ytics
set label 105 UNIT at screen titlex, graph 0.5 center rotate by 90 textcolor rgb INK noenhanced
set label 106 "reports, in the order of their times" at graph 0.5, screen footing center \
    textcolor rgb INK noenhanced
within(v) = v < LOW ? LOW : v > HIGH ? HIGH : v
INSIDE = LOW + 1e-6 * (HIGH - LOW) # or rounding leaves out what stands on the edge
unless(text, none) = text eq none ? "" : text
plot DATA index 3 using 1:(LOW):(0):(HIGH - LOW) \
         with vectors nohead lc rgb FAINT lw 1.2 dt 12 notitle, \
     DATA index 3 using 1:(LOW + 0.02 * (HIGH - LOW)):(unless(strcol(2), "-")) \
         with labels left rotate by 90 offset 0.7, 0 textcolor rgb 0x555555 font ",11" \
         noenhanced notitle, \
     DATA index 2 using 1:(LOW):(0):(HIGH - LOW) \
         with vectors nohead lc rgb 0xC0392B lw 1.6 dt 1 notitle, \
     DATA index 2 using 1:(HIGH - 0.04 * (HIGH - LOW)):(unless(strcol(2), "-")) \
         with labels left offset 0.5, 0 textcolor rgb 0xC0392B font ",12.5" noenhanced notitle, \
     DATA index 1 using (column(1) - 0.5):5:(1):(0) \
         with vectors nohead lc rgb 0x8FB5D9 lw 3 dt 1 notitle, \
     DATA index 1 using 1:(within(column(3))):(0):(within(column(4)) - within(column(3))) \
         with vectors nohead lc rgb 0x1F5F99 lw 1.2 dt 1 notitle, \
     DATA index 1 using 1:2 with points pt 7 ps 0.7 lc rgb 0x1F5F99 notitle, \
     DATA index 1 using 1:(INSIDE):(unless(strcol(6), "-")) \
         with labels center offset 0, -1.1 textcolor rgb INK font ",12" noenhanced notitle
load HERE . "finish.gp"
