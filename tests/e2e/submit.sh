#!/bin/sh
# SPDX-License-Identifier: MIT
# A run on its way to the gallery: checked, without private strings, packed, received.
# usage: submit.sh [BUILD in the environment]
# Runs beside others: it measures nothing.
. tests/tap.sh
python=/usr/bin/python3
[ -x "$python" ] || python=python3
check() { PYTHONDONTWRITEBYTECODE=1 "$python" tests/e2e/submit_check.py "$@"; }
# a quiet run, which a fresh one here might not be
kept=$(find results/intel-xeon-cascadelake-2c-kvm -name report.json | sort | head -n 1)
machine=$(basename "$(dirname "$(dirname "$kept")")")
run=$(basename "$(dirname "$kept")")
one=$work/in/$machine/$run
mkdir -p "$one"
check small "$kept" "$one/report.json"
# ended NAME STATUS: how the last command did
ended() { that "$1" [ "$status" -eq "$2" ]; }
submit() { run "$synccost" submit "$@"; }
said() { that "$1" grep -q "$2" "$work/out"; }

# ---- a run that is fine ----
sum=$(cksum "$one/report.json")
submit "$one" --out "$work/a.tar.xz"
ended "a run is packed" 0
said "that it is a guest is a label" '^label  hardware    KVM guest'
said "that no counters were read is a label" '^label  counters '
said "a warning of the run is a label with its advice" '^label  warning .*: wait, or stop'
said "the schema is kept" '^fine   schema '
said "charts are drawn" '^fine   charts '
said "the host's name is removed, and that is said" "^removed: host name '.*context.host_name"
that "the report itself stays as it was" [ "$(cksum "$one/report.json")" = "$sum" ]
that "owners and times are left out" check anonymous "$work/a.tar.xz"
that "the samples are those of the report" check same-samples "$work/a.tar.xz" "$one/report.json"
mkdir "$work/tmp"
(umask 077 && touch "$one/report.json" && TZ=Asia/Tokyo TMPDIR=$work/tmp XZ_OPT=-1 \
    TAR_OPTIONS=--owner=7 "$synccost" submit "$one/report.json" --out "$work/b.tar.xz" >"$work/log")
that "the same run gives the same bytes" cmp "$work/a.tar.xz" "$work/b.tar.xz"
that "nothing is left in the temporary folder" sh -c "[ -z \"\$(ls -A '$work/tmp')\" ]"
that "an archive is small" sh -c "[ \$(wc -c <'$work/a.tar.xz') -lt 4000000 ]"

# ---- private strings in every text ----
planted=$work/planted/$machine/$run
mkdir -p "$planted"
check plant "$one/report.json" "$planted/report.json"
that "the strings are planted" grep -q 'kestrel-7.*annabel77' "$planted/report.json"
USER=annabel77 HOME=/home/annabel77 submit "$planted" --out "$work/clean.tar.gz"
ended "a report full of private strings is packed" 0
that "none is left in report, summary, data or pictures" \
    check clean "$work/clean.tar.gz" report.json,summary.txt,.dat,.svg,.png
that "the samples are the same" check same-samples "$work/clean.tar.gz" "$planted/report.json"
for what in "host name 'kestrel-7'" "user name 'annabel77'" "path '/home/annabel77/src/x.c'" \
    "address '10.11.12.13'" "mail address" "URL" "serial number" "unknown member 'later'"; do
    said "the list of what was removed has: $what" "^removed: $what"
done

# ---- what cannot be sent ----
stopped() { # NAME MEMBER VALUE WORDS: that member of the report stops it
    mkdir -p "$work/bad"
    check change "$one/report.json" "$work/bad/report.json" "$2" "$3"
    submit "$work/bad" --out "$work/bad.tar.xz"
    ended "$1: not to be sent" 1
    said "$1: the line says so" "^stop   $4"
    that "$1: nothing is written" [ ! -e "$work/bad.tar.xz" ]
}
stopped "an emulated machine" machine.emulated true 'hardware    emulated'
stopped "a run cut short" run.complete false 'run         run cut short'
stopped "a quick run" run.profile '"quick"' 'run         profile quick'
stopped "a sanitizer build" build.release false 'build       no release'
stopped "figures of another tool" imported \
    '{"format": "gbench", "file": "x", "date": "2026-01-01T00:00:00Z"}' 'imported    imported'
stopped "a form that is wrong" machine.cpus '"two"' 'schema      context.synccost.machine.cpus'
submit "$work/bad/none" --out "$work/bad.tar.xz"
refused "a report that is not there" "cannot read"
echo '{}' >"$work/bad/report.json"
submit "$work/bad"
refused "a file that is no report" "no context"
submit "$one" --out "$work/a.zip"
refused "an archive of another kind" "--out: bad value"
submit "$one" --out "$work/missing/a.tar.xz"
refused "a folder that is not there" "make the folder first"
(cd "$work" && "$OLDPWD/$synccost" submit in/"$machine/$run" >"$work/log" 2>&1)
that "without --out the archive is called by machine and time" \
    [ -s "$work/synccost-$machine-$run.tar.xz" ]
that "make submit does the same" \
    sh -c "make -n BUILD='$build' REPORT=results/x submit | grep -q 'submit \"results/x\"'"

# ---- receiving ----
gallery=$work/gallery
accept() { run ci/accept "$1" --out "$gallery"; }
export BUILD="$build"
accept "$work/a.tar.xz"
ended "an archive is accepted" 0
for file in report.json summary.txt charts/ladder.svg charts/ladder.png charts/ladder.dat; do
    that "the gallery has its $file" [ -s "$gallery/$machine/$run/$file" ]
done
sum=$(cksum "$gallery/$machine/$run/report.json")
that "its report has no host name" sh -c "! grep -q host_name '$gallery/$machine/$run/report.json'"
that "its folder is as readable as others" \
    [ "$(stat -c %a "$gallery/$machine/$run")" = "$(stat -c %a "$gallery/$machine")" ]
accept "$work/a.tar.xz"
refused "it is not accepted twice" "is there already"
that "what is there is untouched" \
    [ "$(cksum "$gallery/$machine/$run/report.json")" = "$sum" ]
gallery=$work/second
accept "$work/clean.tar.gz"
ended "one of gzip is accepted" 0

# ---- receiving what means no good ----
gallery=$work/third
mkdir "$work/hostile"
check hostile "$one/report.json" "$machine/$run" "$machine" "$work/hostile"
that "there are hostile archives" sh -c "[ \$(ls '$work/hostile' | wc -l) -ge 40 ]"
for archive in "$work"/hostile/*; do
    accept "$archive"
    refused "$(basename "$archive" .tar.gz): refused" "ask for an archive"
done
accept "$work/in"
refused "a folder is no archive" "give the name of a file"
odd=$(printf '%s/\033[31m\nx' "$work")
for command in submit accept; do
    run "$synccost" "$command" "$odd"
    refused "$command: a name with a newline leaves one line" "/ \[31m x: cannot read"
    that "which steers no terminal" sh -c "! grep -q '[[:cntrl:]]' '$work/err'"
done
that "none of them has left anything" [ ! -e "$gallery" ]
that "nor anywhere else" [ ! -e "$work/evil" ]
check archive "$one/report.json" "$work/mine.tar.xz" "other-machine/$run"
accept "$work/mine.tar.xz"
ended "a folder that is not the report's is not accepted" 1
said "and that is said" '^stop   folder '
check change "$one/report.json" "$work/bad/report.json" machine.emulated true
check archive "$work/bad/report.json" "$work/mine.tar.xz" "$machine/$run"
accept "$work/mine.tar.xz"
ended "an emulated machine is not accepted" 1
that "nothing is left of it" sh -c "[ -z \"\$(ls -A '$gallery')\" ]"

# ---- signals ----
# ends_in PROGRAM COMMAND...: a signal while the command waits for the program ends it
ends_in() {
    program=$1
    shift
    mkdir "$work/stand-in"
    # shellcheck disable=SC2016  # the stand-in's own
    printf '#!/bin/sh\nkill -TERM "$PPID"\nexec sleep 100\n' >"$work/stand-in/$program"
    chmod 755 "$work/stand-in/$program"
    began=$(date +%s)
    TMPDIR=$work/tmp PATH=$work/stand-in:$PATH run "$synccost" "$@"
    refused "$1: a signal ends it while $program works" 'interrupted'
    that "soon" [ $(($(date +%s) - began)) -le 10 ]
    that "and nothing is left" [ -z "$(find "$work/tmp" "$gallery" -mindepth 1)" ]
    that "nor made" [ ! -e "$work/cut.tar.xz" ]
    rm -r "$work/stand-in"
}
for program in gnuplot tar xz; do
    ends_in $program submit "$one" --out "$work/cut.tar.xz"
done
for program in xz gnuplot; do
    ends_in $program accept "$work/a.tar.xz" --out "$gallery"
done

# ---- an archive made by hand ----
check archive "$planted/report.json" "$work/mine.tar.xz" "$machine/$run" ladder.svg x.svg
accept "$work/mine.tar.xz"
ended "an archive that was made by hand is accepted" 0
that "no picture of it is kept" sh -c "! grep -rq 'alert(1)' '$gallery'"
that "nor one that is not drawn from a report" [ ! -e "$gallery/$machine/$run/charts/x.svg" ]
that "nor its private strings" sh -c "! grep -rqE 'kestrel-7|/home/|corp.example' '$gallery'"
finish
