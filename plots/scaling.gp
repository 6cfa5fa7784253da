# SPDX-License-Identifier: MIT
# Thread scaling of one family: cost against threads.
# cd DIR/charts && gnuplot -c ROOT/plots/scaling.gp FAMILY [linear]
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { cut = i } }
HERE = ARG0[1:cut]

KIND = "scaling"
WHICH = ARG1
LINEAR = ARG2 eq "linear"
load HERE . "threads.gp"
load HERE . "lines.gp"
