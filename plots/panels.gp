# SPDX-License-Identifier: MIT
# Small multiples: a panel per series, in its colour before all others in grey, dearest first. The
# axes are common. Loaded by lines.gp.

ROWS = (SERIES + PANELS_ACROSS - 1) / PANELS_ACROSS
BESIDE = (WIDTH - 86.0 - 18.0) / PANELS_ACROSS
BELOW = real(HEIGHT - TOP - 72) / ROWS
EVERY = words(XTICS) > 6 ? 2 : 1 # of the tics on x, one has a label
SMALL = ",10.5"
set tics font SMALL
do for [pass = 1:(LINEAR ? 1 : 2)] {
    if (pass == 2) { load HERE . "png.gp" }
    set multiplot
    load HERE . "head.gp"
    set label 104 YTITLE at screen titlex, screen 0.5 center rotate by 90 textcolor rgb INK \
        noenhanced
    set label 105 XTITLE at screen 0.5, screen 30.0 / HEIGHT center textcolor rgb INK noenhanced
    set label 106 "grey: the other " . (SERIES - 1) . " subjects" \
        . (words(OVER) > 0 ? "; ring: threads > CPUs" : "") \
        . (strlen(LEAST) > 0 ? "; grey bar: " . LEAST : "") \
        . (exists("FROM_ZERO") ? "; most first" : "; dearest first") \
        at screen 0.5, screen 11.0 / HEIGHT center font ",12" textcolor rgb 0x555555 noenhanced
    do for [i = 1:SERIES] {
        across = (i - 1) % PANELS_ACROSS
        down = (i - 1) / PANELS_ACROSS
        lowest = i + PANELS_ACROSS > SERIES
        set lmargin at screen (86.0 + across * BESIDE) / WIDTH
        set rmargin at screen (86.0 + (across + 1) * BESIDE - 14) / WIDTH
        set tmargin at screen px(TOP + down * BELOW + 22)
        set bmargin at screen px(TOP + (down + 1) * BELOW - 8)
        set label 200 NAME[i] at graph 0.5, graph 1 center offset 0, 0.6 font ",12.5" \
            textcolor rgb INK noenhanced
        set xtics ()
        do for [k = 1:words(XTICS)] {
            set xtics add ((lowest && k % EVERY == 1 % EVERY ? label(XTEXT, k) : "") \
                word(XTICS, k) + 0)
        }
        if (ZERO) { set format y (across == 0 ? "%g" : "") } else {
            set ytics ()
            do for [k = 1:words(YTICS)] {
                set ytics add ((across == 0 ? label(YTICS, k) : "") word(YTICS, k) + 0)
            }
        }
        plot DATA index 1:SERIES using (x(1)):7 with lines lc rgb 0xCCCCCC dt 1 lw 0.8 notitle, \
             DATA index i using (x(i)):7 with lines lc rgb TINT[i] dt DASH[i] lw 1.8 notitle, \
             DATA index i using (x(i)):(from(8, BOTTOM)):(0):(column(9) - from(8, BOTTOM)) \
                 with vectors nohead lc rgb TINT[i] lw 2 dt 1 notitle, \
             DATA index i using (x(i)):7 with points pt MARK[i] ps 0.7 lc rgb TINT[i] notitle, \
             for [k = 1:RINGED[i]] DATA index i \
                 using (oversubscribed(0) ? x(i) : NaN):7 \
                 with points pt 6 ps 1.5 lw 1 lc rgb INK notitle
        do for [tag = 101:106] { unset label tag }
        unset object
    }
    unset multiplot
}
set output
