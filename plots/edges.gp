# SPDX-License-Identifier: MIT
# Edges of the memory model on one log scale, a line each: the interval of the cost, its hardware
# floor, the cost where the other thread sleeps, and how often the edge and its wrong way failed.
# cd DIR/charts && gnuplot -c ROOT/plots/edges.gp
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { cut = i } }
HERE = ARG0[1:cut]

CHART = "edges"
WIDTH = 1120
ROWS = 0
set datafile separator tab
stats CHART . ".dat" index 1 using (ROWS = ROWS + 1, 0) nooutput
HEIGHT = 206 + 22 * ROWS
load HERE . "style.gp"
set tmargin at screen px(TOP + 18)

# Both ends of the axis: costs, floors, and sleepers, of which there may be none.
LEFT = 1e18; RIGHT = 0
lower(k) = column(k) > 0 && column(k) < LEFT ? column(k) : LEFT
upper(k) = column(k) > RIGHT ? column(k) : RIGHT
stats DATA index 1 using (LEFT = lower(4), RIGHT = upper(4), LEFT = lower(7), RIGHT = upper(7), \
    LEFT = lower(8), RIGHT = upper(8), 0) nooutput
# What the columns of text say; before there are ranges, to which stats keeps.
array HELD[ROWS]; array NS[ROWS]; array TIMES[ROWS]; array SEEN[ROWS]; array WRONG[ROWS]
do for [i = 1:ROWS] {
    stats DATA index 1 every ::i - 1::i - 1 using (verdict = int(column(3)), one = strcol(9), \
        two = strcol(10), three = strcol(11), four = strcol(12), 0) nooutput
    HELD[i] = verdict; NS[i] = one; TIMES[i] = two; SEEN[i] = three; WRONG[i] = four
}
LEFT = 10 ** floor(log10(LEFT) - 0.02)
RIGHT = 10 ** ceil(log10(RIGHT) + 0.02)

array VERDICT[4]
VERDICT[1] = 0x0072B2; VERDICT[2] = 0xD55E00; VERDICT[3] = 0x7A7A7A; VERDICT[4] = 0xA6A6A6
array WORDS[4]
WORDS[1] = "held: none seen"; WORDS[2] = "broken"
WORDS[3] = "none seen, which says nothing"; WORDS[4] = "not tried"

set lmargin at screen 216.0 / WIDTH
set rmargin at screen 1.0 - 440.0 / WIDTH
set bmargin at screen 96.0 / HEIGHT
set logscale x
set xrange [LEFT:RIGHT]
set yrange [ROWS + 0.7:0.3]
set border 1
unset ytics
set xtics ()
do for [e = int(floor(log10(LEFT) + 0.5)):int(floor(log10(RIGHT) + 0.5))] {
    do for [m = 2:9] { set xtics add ("" m * 10.0 ** e 1) }
    set xtics add (tic(10.0 ** e) 10.0 ** e)
}
set grid xtics noytics
set label 105 UNIT at graph 0.5, screen 52.0 / HEIGHT center textcolor rgb INK noenhanced

# Columns of text right of the plot, by their right ends in pixels from its edge.
edge(x) = 1.0 - (440.0 - x) / WIDTH
set label 201 "ns" at screen edge(62), px(TOP + 8) right textcolor rgb FAINT noenhanced
set label 202 "× floor" at screen edge(124), px(TOP + 8) right textcolor rgb FAINT noenhanced
set label 203 "stale / trials" at screen edge(226), px(TOP + 8) right textcolor rgb FAINT noenhanced
set label 204 "the wrong way" at screen edge(426), px(TOP + 8) right textcolor rgb FAINT noenhanced

legend = 20.0 / HEIGHT
set label 301 "floor of the row" at screen 34.0 / WIDTH, legend left textcolor rgb INK noenhanced
set arrow 301 from screen 24.0 / WIDTH, legend - 7.0 / HEIGHT \
    to screen 24.0 / WIDTH, legend + 7.0 / HEIGHT nohead lc rgb INK lw 2 dt 1
set label 302 "cost" at screen 158.0 / WIDTH, legend left offset 1.2, -0.05 \
    point pt 7 ps 1 lc rgb INK textcolor rgb INK noenhanced
set label 303 "where the other thread sleeps" at screen 218.0 / WIDTH, legend left \
    offset 1.2, -0.05 point pt 6 ps 1 lc rgb INK textcolor rgb INK noenhanced
array AT[4]
AT[1] = 460; AT[2] = 610; AT[3] = 700; AT[4] = 930
do for [k = 1:4] {
    set label 303 + k WORDS[k] at screen AT[k] / real(WIDTH), legend left offset 1.2, -0.05 \
        point pt 5 ps 1 lc rgb VERDICT[k] textcolor rgb INK noenhanced
}

tint(k) = VERDICT[int(column(k))]
EDGE = LEFT * 1.0001 # just inside, or rounding leaves out the labels that stand at the left edge
none(text) = text eq "-" ? "–" : text
do for [i = 1:ROWS] {
    set label 400 + 4 * i none(NS[i]) at screen edge(62), first i right textcolor rgb INK \
        font ",12.5" noenhanced
    set label 401 + 4 * i none(TIMES[i]) at screen edge(124), first i right textcolor rgb INK \
        font ",12.5" noenhanced
    set label 402 + 4 * i none(SEEN[i]) at screen edge(226), first i right \
        textcolor rgb VERDICT[HELD[i]] font ",12.5" noenhanced
    set label 403 + 4 * i none(WRONG[i]) at screen edge(426), first i right \
        textcolor rgb WRONG[i][1:3] eq "0 /" ? FAINT : INK font ",12.5" noenhanced
    if (NS[i] eq "-") {
        set label 1000 + i "not measured" at screen 232.0 / WIDTH, first i left front \
            textcolor rgb FAINT font ",12.5" noenhanced
    }
}
set clip points
plot for [i = 0:ROWS - 1:2] DATA index 1 every ::i::i \
         using (LEFT):1:(LEFT):(RIGHT):(column(1) - 0.5):(column(1) + 0.5) \
         with boxxyerror fs solid 1 noborder fc rgb 0xF6F6F6 notitle, \
     DATA index 1 using 7:1:(column(4) - column(7)):(0) \
         with vectors nohead lc rgb 0xBBBBBB lw 1.2 dt 1 notitle, \
     DATA index 1 using 7:1:(0):(0.32) with vectors nohead lc rgb INK lw 2 dt 1 notitle, \
     DATA index 1 using 7:1:(0):(-0.32) with vectors nohead lc rgb INK lw 2 dt 1 notitle, \
     DATA index 1 using 8:1:(tint(3)) with points pt 6 ps 0.75 lc rgb variable notitle, \
     DATA index 1 using (from(5, LEFT)):1:(column(6) - from(5, LEFT)):(0):(tint(3)) \
         with vectors nohead lc rgb variable lw 3 dt 1 notitle, \
     DATA index 1 using 4:1:(tint(3)) with points pt 7 ps 0.75 lc rgb variable notitle, \
     DATA index 1 using (EDGE):1:(strcol(2)) \
         with labels right offset -1, 0 textcolor rgb INK font ",12.5" noenhanced notitle
load HERE . "finish.gp"
