#!/bin/sh
# SPDX-License-Identifier: MIT
# Who includes whom: only what layers.txt allows, nothing upward, and no circle between files (a .c
# and its header are one).
# Runs beside others: it measures nothing.
. tests/tap.sh
rules=tests/e2e/layers.txt
# A rule goes on after a backslash at a line's end.
grep -v "^#" "$rules" | sed -e ':more' -e '/\\$/ { N; s/\\\n *//; b more' -e '}' >"$work/rules"
grep -rH --include='*.[ch]' --include='*.cc' --include='*.hh' --include='*.def' '^#include "' \
    benches common harness models padding peers primitives report synccost |
    sed 's/:#include "/ /; s/"$//' | grep -v ' version\.h$' >"$work/includes"
that "there are includes to judge" [ "$(wc -l <"$work/includes")" -gt 400 ]
cat >"$work/upward.awk" <<'AWK'
{
    from = $1
    sub(/:$/, "", from)
    for (i = 2; i <= NF; i++) if (!($i in above)) { print from ": " $i; bad = 1 }
    above[from]
}
END { exit bad }
AWK
that "no rule looks upward" awk -f "$work/upward.awk" "$work/rules"
cat >"$work/allowed.awk" <<'AWK'
function folder(path) {
    sub(/\/[^\/]*$/, "", path)
    if (path ~ /\/(arch|events)$/) sub(/\/[^\/]*$/, "", path)
    return path
}
function ruled(path) {
    if (path in known || path !~ /^(primitives|peers)\/[^\/]*$/) return path
    return path ~ /^peers/ ? "peers/*" : "primitives/*"
}
FNR == NR {
    from = $1
    sub(/:$/, "", from)
    known[from]
    for (i = 2; i <= NF; i++) may[from, $i]
    next
}
{ from = ruled(folder($1)); to = ruled(folder($2)) }
!(from in known) || (from != to && !((from, to) in may)) { print $1 " includes " $2; bad = 1 }
END { exit bad }
AWK
that "every include is allowed" awk -f "$work/allowed.awk" "$work/rules" "$work/includes"
sed -E 's/\.(c|h|cc|hh|def)( |$)/\2/g' "$work/includes" | awk '$1 != $2' | sort -u >"$work/modules"
that "no circle between files" sh -c "tsort '$work/modules' >/dev/null"
finish
