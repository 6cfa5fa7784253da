# SPDX-License-Identifier: MIT
# What the charts by thread count share: the family, and the axis. Loaded by the scripts, which set KIND and, as their
# argument, WHICH family.

if (strlen(WHICH) == 0) { exit error KIND . ".gp: name a family, as in: gnuplot -c " . KIND . ".gp mutex" }
do for [i = 1:strlen(WHICH)] {
    if (strstrt("abcdefghijklmnopqrstuvwxyz0123456789-", WHICH[i:i]) == 0) { exit error KIND . ".gp: a family has only a to z, 0 to 9 and -" }
}
CHART = KIND . "-" . WHICH
WIDTH = 960
HEIGHT = 600
load HERE . "style.gp"
load HERE . "curves.gp"

set logscale x 2
set xtics ()
do for [i = 1:words(EXTRA1)] { set xtics add (sprintf("%d", word(EXTRA1, i) + 0) word(EXTRA1, i) + 0) }
set xrange [word(EXTRA1, 1) / 1.2:word(EXTRA1, words(EXTRA1)) * 1.2]
set label 105 (EXTRA2 eq "-" ? "threads" : "threads (at 1 thread: \"" . EXTRA2 . "\" rows too)") at graph 0.5, screen footing center textcolor rgb INK noenhanced
x(i) = column(3) * 2 ** (0.12 * aside(i))
