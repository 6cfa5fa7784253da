#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2016  # what single quotes hold is for the stand-ins
# How the command ends: soon after the first signal, whatever a family program lists, and in time,
# however slow gnuplot is.
# Runs beside others: it measures nothing.
# usage: ends.sh (BUILD in the environment)
. tests/tap.sh
mkdir "$work/benches" "$work/bin"
export NOTE="$work/note"

stand_in() { # FILE: a program, from standard input
    { echo '#!/bin/sh' && cat; } >"$1"
    chmod 755 "$1"
}
# family LIST PROBE LAUNCH: a family program: lines of sh that print its list, those of a launch
# that tells what a process takes, and those of any other
family() {
    stand_in "$work/benches/family" <<SH
case " \$* " in
*" --list "*) $1 ;;
*" --window-ms 0.1 "*) $2 ;;
*) $3 ;;
esac
SH
}
trial="echo '{\"iterations\":5,\"real_time\":5}'"
signal='date +%s >"$NOTE"; kill -TERM "$PPID"; exec sleep 100'
row="echo '{\"name\":\"family/row\"}'"
within() { [ $(($(date +%s) - $(cat "$NOTE"))) -le "$1" ]; } # SECONDS since the signal
last_line() { tail -n 1 "$work/err" | grep -q "^synccost: $1"; }

# ---- as many floors as rows ----
awk 'BEGIN { for (i = 0; i < 99999; i++)
    printf "{\"name\":\"many/%d\",\"floor\":\"none/%d\"}\n", i, i }' >"$work/list"
family "exec cat '$work/list'" "$trial" "$signal"
run timeout -k 5 200 "$synccost" run --benches "$work/benches" --time-limit 100h --no-plot \
    --out "$work/many"
# their report has 35 MB
that "the first signal ends a run of many rows and floors" within 10
that "with status 1" [ "$status" -eq 1 ]
that "it says how to go on" last_line "interrupted: synccost run --resume $work/many finishes it"
that "what there is of a report is whole" grep -q '"name":"many/99998"' "$work/many/report.json"
rm -r "$work/many"

# ---- before the first launch ----
family "$row" "$signal" "$trial"
run "$synccost" run --benches "$work/benches" --no-plot --out "$work/none"
refused "a signal while a launch is timed ends a run" 'interrupted before the first launch'
that "soon" within 5
that "and nothing is begun" [ ! -e "$work/none" ]
run "$synccost" list --benches "$work/benches"
refused "a signal while a launch is timed ends list" 'interrupted while launches were timed'
that "at once" within 5
that "and no time is said" [ ! -s "$work/out" ]

# ---- charts ----
family "$row" "$trial" "$trial"
stand_in "$work/bin/gnuplot" <<'SH'
exec sleep 100
SH
date +%s >"$NOTE"
PATH=$work/bin:$PATH run "$synccost" run --benches "$work/benches" --time-limit 10s \
    --out "$work/late"
that "a gnuplot that hangs does not outlast the time that was given" \
    [ $(($(date +%s) - $(cat "$NOTE"))) -le 15 ]
that "some charts are not there" [ "$status" -eq 1 ]
that "the last line names them, and what draws them" last_line \
    "no time was left to draw these charts: ladder.*: synccost plot $work/late draws them"
that "the report is whole" grep -q '"complete": *true' "$work/late/report.json"
that "and so are the data of charts" [ -s "$work/late/charts/ladder.dat" ]
run "$synccost" plot "$work/late"
that "plot draws them" [ -s "$work/late/charts/ladder.svg" ]
finish
