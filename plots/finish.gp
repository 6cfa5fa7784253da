# SPDX-License-Identifier: MIT
# Draws what a script has just drawn once more, as PNG; not a linear picture, which is for a page.
if (PICTURE eq CHART) {
    load HERE . "png.gp"
    replot
}
set output
