# SPDX-License-Identifier: MIT
# The core-to-core chart once more, small and without words, as a gallery shows it: both halves, and
# the figures where there is room. Loaded by core-to-core.gp after its own pictures.
unset label
unset object
unset xlabel
unset colorbox
set lmargin 0
set rmargin 0
set tmargin 0
set bmargin 0
unset grid
set border 0
SMALL = 360
set terminal pngcairo size SMALL, SMALL noenhanced font "DejaVu Sans,30" background "#ffffff"
set output CHART . "-small.png"
HALF = N > 24 ? 0.5 : 0.49 # cells touch where gaps would be all that is seen
upper = MANY ? "DATA index 4 matrix using ($2 + 1):($1 + 1):3 with image notitle" : \
    "DATA index 1 using 2:1:(HALF):(HALF):5 with boxxyerror fs solid 1 noborder fc palette notitle"
lower = MANY ? cells : \
    "DATA index 1 using 1:2:(HALF):(HALF):5 with boxxyerror fs solid 1 noborder fc palette notitle"
plot DATA index 2 using 1:1:(HALF):(HALF) \
         with boxxyerror fs solid 1 noborder fc rgb 0xE4E4E4 notitle, \
     @lower, \
     @upper, \
     DATA index 1 using (N > 4 ? NaN : column(1)):2:8:(ink(0)) \
         with labels center textcolor rgb variable noenhanced notitle, \
     DATA index 1 using (N > 4 ? NaN : column(2)):1:8:(ink(0)) \
         with labels center textcolor rgb variable noenhanced notitle
set output
