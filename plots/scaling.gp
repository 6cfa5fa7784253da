# SPDX-License-Identifier: MIT
# Thread scaling of one family: cost against threads.
# cd DIR/charts && gnuplot -c ROOT/plots/scaling.gp FAMILY
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { cut = i } }
HERE = ARG0[1:cut]

KIND = "scaling"
WHICH = ARGC == 1 ? ARG1 : ""
load HERE . "threads.gp"
load HERE . "lines.gp"
