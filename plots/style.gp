# SPDX-License-Identifier: MIT
# The common look, and the data file's head record. A script sets CHART, WIDTH and HEIGHT, then
# loads this; LINEAR too where it can draw the chart with an axis that begins at 0.
#
# Whatever text a data file holds came from some machine: it is only ever used as the text of a
# label or a key entry, never as
# a tic label (gnuplot reads % in those as a format), a format, a file name or a command.

DATA = CHART . ".dat"
set encoding utf8
set datafile separator tab
set minussign
unset key

# ---- head record (index 0): title, subtitle, banner, unit, series, reason why there is nothing to
# draw, three of the chart's own
TITLE = ""; REASON = "the file has no head record"
stats DATA index 0 every ::0::0 using (TITLE = strcol(1), SUBTITLE = strcol(2), \
    BANNER = strcol(3), UNIT = strcol(4), SERIES = int(column(5)), REASON = strcol(6), \
    EXTRA1 = strcol(7), EXTRA2 = strcol(8), EXTRA3 = strcol(9), 0) nooutput
if (REASON ne "-") {
    print CHART . ": not drawn: " . REASON
    exit status 0
}

# A chart with PANELS draws more than a dozen series as small multiples.
PANELS_ACROSS = 5
PANELLED = exists("PANELS") && SERIES > 12
if (PANELLED) { HEIGHT = 170 + 126 * ((SERIES + PANELS_ACROSS - 1) / PANELS_ACROSS) }

# ---- dashes; which subject has which comes with the data (common/styles.def) ----
set dashtype 11 (14, 5)
set dashtype 12 (4, 3)
set dashtype 13 (14, 4, 3, 4)
set dashtype 14 (2, 2.5)
set bars 0.5

INK = 0x222222; FAINT = 0x8C8C8C; GRID = 0xDDDDDD

# A number as the label of a tic: four letters mostly, so that it fits beside an axis.
tic(v) = v >= 1e6 ? sprintf("%gM", v / 1e6) : v >= 1e4 ? sprintf("%gk", v / 1e3) : sprintf("%g", v)

# The low end of an interval on a log axis that begins at edge: what reaches down to 0, which has no
# place there, is drawn to the edge.
from(k, edge) = column(k) > edge ? column(k) : edge

# ---- frame ----
set border 3 lc rgb FAINT lw 1
set tics nomirror out scale 0.6 textcolor rgb INK font ",13"
set mxtics 1
set mytics 1
set grid xtics ytics back lt 1 lc rgb GRID lw 1, lt 1 lc rgb GRID lw 1
set style fill solid 1.0 border lc rgb INK
px(y) = 1.0 - real(y) / HEIGHT
load HERE . "head.gp"
TOP = BANNER eq "-" ? 66.0 : 98.0 # pixels above the plot
set tmargin at screen px(TOP)
# Axis titles stand at places of their own: gnuplot's depend on the terminal and on how wide it
# believes the tic labels to be.
titlex = 24.0 / WIDTH
footing = 17.0 / HEIGHT
set key noenhanced textcolor rgb INK font ",13" samplen 3.2 spacing 1.15

set terminal svg size WIDTH, HEIGHT noenhanced font "DejaVu Sans,sans-serif,13" background \
    "#ffffff" linewidth 1
# A linear picture is a second one of the same data, for a page that switches between the two.
PICTURE = CHART . (exists("LINEAR") && LINEAR ? ".linear" : "")
set output PICTURE . ".svg"
