# SPDX-License-Identifier: MIT
# What the charts by thread count share: the family, and the axis. Loaded by the scripts, which set
# KIND and, as their argument, WHICH family.

if (strlen(WHICH) == 0) {
    exit error KIND . ".gp: name a family, as in: gnuplot -c " . KIND . ".gp mutex"
}
do for [i = 1:strlen(WHICH)] {
    if (strstrt("abcdefghijklmnopqrstuvwxyz0123456789-", WHICH[i:i]) == 0) {
        exit error KIND . ".gp: a family has only a to z, 0 to 9 and -"
    }
}
CHART = KIND . "-" . WHICH
WIDTH = 960
HEIGHT = 600
PANELS = 1
load HERE . "style.gp"
load HERE . "curves.gp"

set logscale x 2
set xrange [word(XTICS, 1) / 1.2:word(XTICS, words(XTICS)) * 1.2]
XTITLE = EXTRA2 eq "-" ? "threads" : "threads (at 1 thread: \"" . EXTRA2 . "\" rows too)"
x(i) = column(5) * 2 ** (0.12 * aside(i))
WEIGHT = 1.6
LEAST = ""
