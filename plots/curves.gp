# SPDX-License-Identifier: MIT
# What the line charts share: reads the names and looks of all series, and frames a log axis of the
# values, or one from zero where FROM_ZERO or LINEAR is set; the values of x stand at even steps
# where STEPS is set. Loaded by the scripts, after style.gp.

WIDEST = 18 # letters, of the legend
array NAME[SERIES]
array TINT[SERIES]
array DASH[SERIES]
array MARK[SERIES]
array RINGED[SERIES] # 1: it has points of more threads than CPUs
LOW = 1e300; HIGH = 0
OVER = "" # the series that are ringed
least(k) = column(k) > 0 && column(k) < LOW ? column(k) : LOW # of what has a place on a log axis
greatest(k) = column(k) > HIGH ? column(k) : HIGH
oversubscribed(k) = column(11) > 0 && column(10) > column(11) # 0 CPUs: unknown
do for [i = 1:SERIES] {
    stats DATA index i every ::0::0 using (one = strcol(1), tint = column(2), line = column(3), \
        point = column(4), 0) nooutput
    NAME[i] = one
    TINT[i] = int(tint)
    DASH[i] = int(line)
    MARK[i] = int(point)
    WIDEST = strlen(one) > WIDEST ? strlen(one) : WIDEST
    over = 0
    stats DATA index i using (LOW = least(7), LOW = least(8), HIGH = greatest(7), \
        HIGH = greatest(9), \
        over = oversubscribed(0) ? 1 : over, 0) nooutput
    RINGED[i] = over
    if (over) { OVER = OVER . " " . i }
}
unset mytics
ZERO = exists("FROM_ZERO") || LINEAR
YTICS = ""
BOTTOM = ZERO ? 0 : LOW / 1.4
if (ZERO) {
    set yrange [BOTTOM:(HIGH > 0 ? HIGH * 1.06 : 1)]
    set format y "%g"
} else {
    set logscale y
    set yrange [BOTTOM:HIGH * 1.4]
    SPAN = HIGH / LOW
    ONES = SPAN > 3000 ? "1" : SPAN > (PANELLED ? 30 : 300) ? (PANELLED ? "1" : "1 3") : \
        SPAN > 8 ? (PANELLED ? "1 3" : "1 2 5") : PANELLED ? "1 2 4" : "1 1.5 2 3 4 5 7"
    do for [e = -2:9] {
        do for [m = 1:words(ONES)] { YTICS = YTICS . sprintf(" %.2f", word(ONES, m) * 10 ** e) }
    }
}
# Where x has tics, and their labels: numbers, or with STEPS the places 1, 2, … of the numbers.
XTICS = ""
XTEXT = ""
do for [i = 1:words(EXTRA1)] {
    XTEXT = XTEXT . sprintf(" %.10g", word(EXTRA1, i) + 0)
    XTICS = XTICS . sprintf(" %.10g", exists("STEPS") ? i : word(EXTRA1, i) + 0)
}
label(list, k) = tic(word(list, k) + 0)
# Series stand a little beside each other, so that intervals of equal values can be seen.
aside(i) = SERIES > 1 && !PANELLED ? (i - 1.0) / (SERIES - 1) - 0.5 : 0
