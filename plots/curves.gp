# SPDX-License-Identifier: MIT
# What the line charts share: reads the names and pens of all series, and frames a log axis of the values, or one from zero where
# FROM_ZERO is set. Loaded by the scripts, after style.gp.

WIDEST = 18 # letters, of the legend
array NAME[SERIES]
array LOOK[SERIES]
do for [i = 1:SERIES] {
    stats DATA index i every ::0::0 using (one = strcol(1), two = column(2), 0) nooutput
    NAME[i] = one
    WIDEST = strlen(one) > WIDEST ? strlen(one) : WIDEST
    LOOK[i] = int(two)
}
LOW = 1e300; HIGH = 0
OVER = "" # the series with points of more threads than CPUs
do for [i = 1:SERIES] {
    over = 0
    stats DATA index i using (LOW = column(5) < LOW ? column(5) : LOW, HIGH = column(5) > HIGH ? column(5) : HIGH, \
        LOW = column(6) < LOW ? column(6) : LOW, HIGH = column(7) > HIGH ? column(7) : HIGH, \
        over = column(8) > column(9) ? 1 : over, 0) nooutput
    if (over) { OVER = OVER . " " . i }
}
unset mytics
if (exists("FROM_ZERO")) {
    set yrange [0:(HIGH > 0 ? HIGH * 1.06 : 1)]
    set format y "%g"
} else {
    set logscale y
    set yrange [LOW / 1.4:HIGH * 1.4]
    set ytics ()
    ONES = HIGH / LOW > 3000 ? "1" : HIGH / LOW > 300 ? "1 3" : HIGH / LOW > 8 ? "1 2 5" : "1 1.5 2 3 4 5 7"
    do for [e = -2:9] { do for [m = 1:words(ONES)] { set ytics add (sprintf("%g", word(ONES, m) * 10 ** e) word(ONES, m) * 10 ** e) } }
}
set label 104 UNIT . (exists("FROM_ZERO") ? "" : ", log scale") at screen titlex, graph 0.5 center rotate by 90 textcolor rgb INK noenhanced
set lmargin at screen 86.0 / WIDTH
set rmargin at screen 1.0 - (74 + 8.2 * WIDEST) / WIDTH
set bmargin at screen 66.0 / HEIGHT
set key at screen 1.0 - (62 + 8.2 * WIDEST) / WIDTH, px(TOP) left top vertical Left reverse maxrows 40
# Series stand a little beside each other, so that intervals of equal values can be seen.
aside(i) = SERIES > 1 ? (i - 1.0) / (SERIES - 1) - 0.5 : 0
