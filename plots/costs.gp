# SPDX-License-Identifier: MIT
# Costs of one family: its rows on one log scale, each with its interval and its hardware floor.
# cd DIR/charts && gnuplot -c ROOT/plots/costs.gp FAMILY
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { cut = i } }
HERE = ARG0[1:cut]

KIND = "costs"
WHICH = ARGC == 1 ? ARG1 : ""
load HERE . "which.gp"
WIDTH = 960
TAILS = 0
load HERE . "rungs.gp"
