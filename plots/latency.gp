# SPDX-License-Identifier: MIT
# Latency: the time from a signal to the return of the last waiter, beside the hardware's floor.
# cd DIR/charts && gnuplot -c ROOT/plots/latency.gp
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq "/") { cut = i } }
HERE = ARG0[1:cut]

CHART = "latency"
WIDTH = 960
TAILS = 1
load HERE . "rungs.gp"
