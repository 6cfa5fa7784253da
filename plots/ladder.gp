# SPDX-License-Identifier: MIT
# Cost ladder: the headline rows on one log scale, each with its interval and its hardware floor.
# cd DIR/charts && gnuplot -c ROOT/plots/ladder.gp
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { cut = i } }
HERE = ARG0[1:cut]

CHART = "ladder"
WIDTH = 960
TAILS = 0
load HERE . "rungs.gp"
