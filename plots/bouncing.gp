# SPDX-License-Identifier: MIT
# Bouncing lines of one family: line transfers per operation against threads.
# cd DIR/charts && gnuplot -c ROOT/plots/bouncing.gp FAMILY
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { cut = i } }
HERE = ARG0[1:cut]

KIND = "bouncing"
WHICH = ARGC == 1 ? ARG1 : ""
LINEAR = 0
FROM_ZERO = 1 # padded counters move no line at all
load HERE . "threads.gp"
load HERE . "lines.gp"
