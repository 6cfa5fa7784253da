# SPDX-License-Identifier: MIT
# The families of a chart that shows several: the last block of its data file names each with its
# colour and its mark. Loaded by the scripts before style.gp, with CHART set.
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
