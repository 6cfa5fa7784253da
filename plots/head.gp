# SPDX-License-Identifier: MIT
# Title, subtitle and banner of a picture.
set label 101 TITLE at screen 14.0 / WIDTH, px(24) left font ",18" textcolor rgb INK noenhanced
set label 102 SUBTITLE at screen 14.0 / WIDTH, px(48) left font ",12.5" textcolor rgb 0x555555 \
    noenhanced
if (BANNER ne "-") {
    set object 101 rectangle from screen 0, px(88) to screen 1, px(62) fc rgb 0xFBE3D6 fs solid 1 \
        noborder front
    set label 103 BANNER at screen 14.0 / WIDTH, px(75) left font ",13" textcolor rgb 0x9A3B00 \
        noenhanced front
}
