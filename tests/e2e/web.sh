#!/bin/sh
# SPDX-License-Identifier: MIT
# The site in headless Chromium. Reports that mean no good do nothing to it, and nothing to gnuplot.
# Runs beside others: a browser waits more than it works.
# Takes up to 600 s beside others.
# usage: web.sh (BUILD in the environment)    CHROMIUM: the browser (chromium); without it, or
# without what ci/web-modules fetches, what needs a browser is skipped
. tests/tap.sh
CHROMIUM=${CHROMIUM:-$(command -v chromium || :)}
WEB_MODULES=${WEB_MODULES:-build/web-modules}
export CHROMIUM WEB_MODULES
report() { python3 tests/web/reports.py "$1" "$2/report.json" "$work/$3/report.json"; }
nobody_was_here() { ! find "$work" . -name '*PWNED*' ! -path './build/*' | grep .; }

for folder in one small other hostile reversed long no-utf8; do mkdir "$work/$folder"; done
# a machine's own, with guarantees; and from it a small one, and that of another machine
find results -name report.json | sort | xargs grep -l '"outcomes"' >"$work/kept"
cp "$(head -n 1 "$work/kept")" "$work/one/"
that "a small report is made of one in results/" report small "$work/one" small
that "a report of another machine is made of it" report other "$work/small" other
for kind in hostile reversed long no-utf8; do
    that "a report is made that means no good: $kind" report "$kind" "$work/small" "$kind"
done

# ---- gnuplot ----
run nice "$synccost" plot "$work/reversed"
that "its charts are drawn" test -s "$work/reversed/charts/ladder.svg"
run "$synccost" plot "$work/no-utf8"
refused "bytes that are no UTF-8 are refused" 'no UTF-8'

# ---- the site ----
run nice "$synccost" html "$work/one" "$work/other" "$work/small" --out "$work/site"
that "a site is made" [ "$status" -eq 0 ]
run nice "$synccost" html "$work/hostile" "$work/long" --out "$work/theirs"
that "and one of the reports that mean no good" [ "$status" -eq 0 ]
that "with their charts" [ "$(find "$work/theirs/m" -name ladder.svg | wc -l)" -eq 2 ]
that "no picture has an element of theirs" \
    sh -c "! grep -rlE '<(script|img|iframe|image|foreign)' '$work' --include='*.svg'"
run "$synccost" html "$work/one" "$work/no-utf8" --out "$work/none"
refused "bytes that are no UTF-8 are refused there too" 'no UTF-8'
that "none of it ran a command of theirs" nobody_was_here
# a host over time: of its site only the history has pictures
mkdir "$work/bin"
cat >"$work/bin/gnuplot" <<SH
#!/bin/sh
case \$PWD in */history/*) exec $(command -v gnuplot) "\$@" ;; esac
exit 1
SH
chmod 755 "$work/bin/gnuplot"
python3 tests/e2e/history_reports.py "$work/often" 16 steps=5 first=12 kernel=20
run nice env PATH="$work/bin:$PATH" "$synccost" html "$work"/often/* --out "$work/time"
that "a site of a host's reports has its history" \
    test -s "$work/time/history/some-machine/index.html"

if [ ! -x "$CHROMIUM" ] || ! cmp -s tests/web/package-lock.json "$WEB_MODULES/complete"; then
    checks=$((checks + 1))
    echo "not ok $checks - the pages in Chromium # SKIP no Chromium or no playwright-core:" \
        "ci/deps --web installs them"
    finish
    exit
fi
nice node tests/web/main.mjs "$work/site" "$work/theirs" "$work/time" >"$work/pages" 2>"$work/err"
while IFS= read -r line; do
    case "$line" in
    good\ *) ok "${line#good }" ;;
    bad\ *) not_ok "${line#bad }" ;;
    *) echo "$line" ;;
    esac
done <"$work/pages"
that "all of them were looked at" grep -qx complete "$work/pages"
finish
