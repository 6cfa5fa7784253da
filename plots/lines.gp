# SPDX-License-Identifier: MIT
# Draws the curves: all in one panel, or where they are too many each in a panel of its own. Loaded
# by the scripts of line charts last. They have set:
#   x(i)     place of a point of series i
#   XTITLE   the axis
#   WEIGHT   width of the lines
#   LEAST    what a grey bar in the plot means, "" where there is none

YTITLE = UNIT . (ZERO ? "" : ", log scale")
if (PANELLED) {
    load HERE . "panels.gp"
    exit status 0
}
set xtics ()
do for [k = 1:words(XTICS)] { set xtics add (label(XTEXT, k) word(XTICS, k) + 0) }
if (!ZERO) {
    set ytics ()
    do for [k = 1:words(YTICS)] { set ytics add (label(YTICS, k) word(YTICS, k) + 0) }
}
set label 104 YTITLE at screen titlex, graph 0.5 center rotate by 90 textcolor rgb INK noenhanced
set label 105 XTITLE at graph 0.5, screen footing center textcolor rgb INK noenhanced
set lmargin at screen 86.0 / WIDTH
set rmargin at screen 1.0 - (74 + 8.2 * WIDEST) / WIDTH
set bmargin at screen 66.0 / HEIGHT
set key at screen 1.0 - (62 + 8.2 * WIDEST) / WIDTH, px(TOP) left top vertical Left reverse \
    maxrows 40

# gnuplot parses a loop's body even where it has no turn, so this must be a number then too.
over(k) = k <= words(OVER) ? word(OVER, k) + 0 : 0
plot for [i = 1:SERIES] DATA index i using (x(i)):7 \
         with lines lc rgb TINT[i] dt DASH[i] lw WEIGHT notitle, \
     for [i = 1:SERIES] DATA index i \
         using (x(i)):(from(8, BOTTOM)):(0):(column(9) - from(8, BOTTOM)) \
         with vectors nohead lc rgb TINT[i] lw 2 dt 1 notitle, \
     for [i = 1:SERIES] DATA index i using (x(i)):7 \
         with points pt MARK[i] ps 0.95 lc rgb TINT[i] notitle, \
     for [k = 1:words(OVER)] DATA index over(k) \
         using (oversubscribed(0) ? x(over(k)) : NaN):7 \
         with points pt 6 ps 2 lw 1.2 lc rgb INK notitle, \
     for [i = 1:SERIES] keyentry with linespoints lc rgb TINT[i] dt DASH[i] lw 1.6 pt MARK[i] \
         ps 0.95 title NAME[i], \
     for [i = 1:words(OVER) > 0] keyentry with points pt 6 ps 2 lw 1.2 lc rgb INK \
         title "threads > CPUs", \
     for [i = 1:strlen(LEAST) > 0] keyentry with lines lc rgb 0xBBBBBB lw 7 dt 1 title LEAST
load HERE . "finish.gp"
