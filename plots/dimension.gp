# SPDX-License-Identifier: MIT
# One parameter of a scenario swept: cost against its value, a number or a word.
# cd DIR/charts && gnuplot -c ROOT/plots/dimension.gp NAME
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { cut = i } }
HERE = ARG0[1:cut]

KIND = "dimension"
WHICH = ARG1
load HERE . "which.gp"
WIDTH = 960
HEIGHT = 600
PANELS = 1
STEPS = 1
LINEAR = 0
load HERE . "style.gp"
# What is left when the pace is taken off may be nothing: an axis from 0.
if (WHICH eq "pace") { FROM_ZERO = 1 }
load HERE . "curves.gp"
if (ZERO) { # or from below: an operation may hide behind its pace
    do for [i = 1:SERIES] {
        stats DATA index i using (BOTTOM = column(7) < BOTTOM ? column(7) : BOTTOM, 0) nooutput
    }
    set yrange [BOTTOM * 1.1:(HIGH > 0 ? HIGH * 1.06 : 1)]
}

# Words are tic labels, so they may have letters and dashes only. In small panels they are numbered.
WORDS = EXTRA2 eq "-" ? "" : EXTRA2
do for [i = 1:strlen(WORDS)] {
    if (strstrt("abcdefghijklmnopqrstuvwxyz- ", WORDS[i:i]) == 0) {
        exit error CHART . ".dat: a value has only a to z and -"
    }
}
label(list, k) = list eq XTEXT && strlen(WORDS) > 0 && !PANELLED ? word(WORDS, k) \
    : tic(word(list, k) + 0)
set xrange [0.6:words(XTICS) + 0.4]
XTITLE = strlen(EXTRA3) > 1 ? EXTRA3 : ""
if (strlen(WORDS) > 0 && PANELLED) {
    XTEXT = ""
    XTITLE = XTITLE . ": "
    do for [i = 1:words(WORDS)] {
        XTEXT = XTEXT . sprintf(" %d", i)
        XTITLE = XTITLE . (i > 1 ? ", " : "") . i . " " . word(WORDS, i)
    }
}
if (strlen(WORDS) == 0) { XTITLE = XTITLE . " (steps, not to scale)" }
x(i) = column(6) + 0.3 * aside(i)
WEIGHT = 1.4
LEAST = ""
load HERE . "lines.gp"
