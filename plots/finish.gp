# SPDX-License-Identifier: MIT
# Draws what a script has just drawn once more, as PNG.
load HERE . "png.gp"
replot
set output
