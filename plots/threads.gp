# SPDX-License-Identifier: MIT
# What the charts by thread count share: the family, and the axis. Loaded by the scripts, which set
# KIND and, as their argument, WHICH family.
load HERE . "which.gp"
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
