# SPDX-License-Identifier: MIT
# Read-write mutexes: cost against the share of reads.
# cd DIR/charts && gnuplot -c ROOT/plots/read-share.gp
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { cut = i } }
HERE = ARG0[1:cut]

CHART = "read-share"
LINEAR = ARG1 eq "linear"
WIDTH = 960
HEIGHT = 600
PANELS = 1
STEPS = 1
load HERE . "style.gp"
load HERE . "curves.gp"

set xrange [0.6:words(XTICS) + 0.4]
XTITLE = "share of reads, % (steps, not to scale)"
x(i) = column(6) + 0.16 * aside(i)
WEIGHT = 1.6
LEAST = ""
load HERE . "lines.gp"
