# SPDX-License-Identifier: MIT
# The families of a chart that shows several: the last block of its data file names each with its
# colour and its mark. The legend stands in cells below the plot, in as many lines as it needs.
# Loaded by the scripts before style.gp, with CHART and WIDTH set.
FAMILIES = 0
set datafile separator tab
stats CHART . ".dat" index 2 using 2 nooutput
if (exists("STATS_records")) { FAMILIES = STATS_records }
array FAMILY[FAMILIES > 0 ? FAMILIES : 1]
array COLOUR[FAMILIES > 0 ? FAMILIES : 1]
array SHAPE[FAMILIES > 0 ? FAMILIES : 1] # filled; the number before it is the same mark hollow
LETTERS = 0                              # of the longest name
do for [f = 1:FAMILIES] {
    stats CHART . ".dat" index 2 every ::f - 1::f - 1 using (one = strcol(1), two = column(2), \
        three = column(3), 0) nooutput
    FAMILY[f] = one
    COLOUR[f] = int(two)
    SHAPE[f] = int(three)
    LETTERS = strlen(one) > LETTERS ? strlen(one) : LETTERS
}
CELL = 36 + 8.2 * (LETTERS > 9 ? LETTERS : 9) # pixels
ACROSS = int((WIDTH - 24) / CELL)
lines(cells) = int(ceil(real(cells) / ACROSS))
# Where cell k of a legend of n lines is, from 0.
cellx(k) = (24 + CELL * (k % ACROSS)) / WIDTH
celly(k, n) = (12.0 + 20 * (n - 1 - k / ACROSS)) / HEIGHT
