# SPDX-License-Identifier: MIT
# The name of a chart that each family or row has. Loaded by the scripts of such charts, which set
# KIND and, as their argument, WHICH one.
if (strlen(WHICH) == 0) {
    exit error KIND . ".gp: name one, as in: gnuplot -c " . KIND . ".gp mutex"
}
do for [i = 1:strlen(WHICH)] {
    if (strstrt("abcdefghijklmnopqrstuvwxyz0123456789-", WHICH[i:i]) == 0) {
        exit error KIND . ".gp: a name has only a to z, 0 to 9 and -"
    }
}
CHART = KIND . "-" . WHICH
