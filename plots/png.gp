# SPDX-License-Identifier: MIT
# What is drawn next goes to the PNG, at twice the size.
set output
set terminal pngcairo size 2 * WIDTH, 2 * HEIGHT noenhanced font "DejaVu Sans,13" fontscale 1.5 \
    linewidth 2 pointscale 2.7 background "#ffffff"
set output PICTURE . ".png"
