#!/bin/sh
# SPDX-License-Identifier: MIT
# Manual pages, help and version: every command has a page that groff and mandoc read without a
# warning, and page and help say the same of it.
# Runs beside others: it measures nothing.
. tests/tap.sh

commands=$("$synccost" --help | sed -n 's/^  \([a-z]\{2,\}\)  *.*/\1/p')
that "there are commands to look at" [ "$(echo "$commands" | wc -l)" -ge 16 ]

# shown PAGE: as a terminal shows it, wide, so that no line is broken
shown() { groff -man -Tutf8 -rLL=400n -P-c -P-b -P-u "$1" | sed 's/‐/-/g; s/−/-/g'; }

# clean NAME PAGE: no formatter has anything to say of the page
clean() {
    if command -v groff >/dev/null 2>&1; then
        that "groff has no warning about $1" sh -c "said=\$(groff -man -ww -z '$2' 2>&1) &&
            [ -z \"\$said\" ] || { echo \"\$said\"; false; }"
    else
        echo "not ok - $1 read by groff # SKIP groff is not installed"
    fi
    ! command -v mandoc >/dev/null 2>&1 ||
        that "nor has mandoc" mandoc -T lint -W warning "$2"
}

# The options of a help text, or of a page's source, with their arguments.
of_help() {
    sed -n 's/^  \(--[a-z-]*\( [A-Za-z0-9|][A-Za-z0-9|-]*\)\{0,1\}\)\(  *.*\)\{0,1\}$/\1/p' "$1"
}
of_page() { sed 's/\\-/-/g; s/\\f[BIR]//g' "$1" | grep -A 1 -x '\.TP' | grep -e '^--[a-z]'; }

run "$synccost" man
that "synccost man" [ "$status" -eq 0 ]
cp "$work/out" "$work/synccost.1"
clean synccost.1 "$work/synccost.1"
version=$(sed -n 's/^## \[\([0-9.]*\)\] - .*/\1/p' CHANGELOG.md | head -n 1)
that "its foot has the version" grep -q "^\.TH SYNCCOST 1 20[0-9-]* \"synccost $version\"" \
    "$work/synccost.1"
for command in $commands; do
    page=$work/synccost-$command.1
    run "$synccost" man "$command"
    cp "$work/out" "$page"
    clean "synccost-$command.1" "$page"
    that "synccost.1 names $command's page" \
        grep -qx "\.BR .%synccost.-$command (1),*" "$work/synccost.1"
    "$synccost" "$command" --help >"$work/help"
    run "$synccost" help "$command"
    that "help $command is $command --help" cmp "$work/help" "$work/out"
    of_help "$work/help" >"$work/wanted"
    that "$command has options" grep -qx -e --help "$work/wanted"
    of_page "$page" >"$work/found"
    that "its page has the same" cmp "$work/wanted" "$work/found"
    command -v groff >/dev/null 2>&1 || continue
    shown "$page" | tr -s ' \n' '  ' >"$work/page"
    summary=$(sed -n 2p "$work/help")
    that "and says what it does" grep -qF "synccost-$command - $summary SYNOPSIS" "$work/page"
    usage=$(sed -n '1s/^usage: //p' "$work/help")
    that "and how it is called" grep -qF "SYNOPSIS $usage DESCRIPTION" "$work/page"
    text=$(sed -n '3,/^  --/p' "$work/help" | grep -v '^  --' | tr -s ' \n' '  ')
    that "and its text" grep -qF "DESCRIPTION$text" "$work/page"
done

run "$synccost" help
cp "$work/out" "$work/all"
run "$synccost" --help
that "help is --help" cmp "$work/all" "$work/out"
for way in help man; do
    run "$synccost" "$way" rum
    refused "$way of an unknown command" 'rum: unknown command: did you mean run?'
    run "$synccost" "$way" "$(printf 'zzzzzzzz%0200d' 0)"
    refused "$way of one that is like none" 'unknown command: see synccost --help'
    run "$synccost" "$way" run list
    refused "$way of two commands" 'one argument too many'
done

run "$synccost" --version
that "the version is that of CHANGELOG.md" grep -q "^synccost $version (" "$work/out"
run "$synccost" --version --json
that "and JSON says what was built" python3 -m json.tool "$work/out"
finish
