#!/bin/sh
# SPDX-License-Identifier: MIT
# --memory and --pages: where the memory of a run lies, what the report says of it, and what is
# refused. tests/arm64/machine.sh has two nodes.
. tests/tap.sh
with floor
once="run --profile quick --launches 1 --no-plot --filter ^floor/rmw"
refused() { # OPTION VALUE WORDS
    # shellcheck disable=SC2086
    run "$synccost" $once "$1" "$2" --out "$work/refused"
    that "$1 $2 is refused in one line" sh -c \
        "[ $status -eq 2 ] && [ \$(wc -l <'$work/err') -eq 1 ] && grep -q '$3' '$work/err'"
    that "and nothing is written" [ ! -e "$work/refused" ]
}
refused --memory near 'give local, remote, interleave or node:N'
refused --memory node:77 'no node 77 with memory here: use one of [0-9]'
refused --pages 1g 'give 4k or 2m'
if [ "$(find /sys/devices/system/node -maxdepth 1 -name 'node[0-9]*' | wc -l)" -lt 2 ]; then
    refused --memory remote 'one node only here: use local'
    refused --memory interleave 'one node only here: use local'
fi
said() { python3 - "$1" "$2" <<'PY'
import json, sys
report = json.load(open(sys.argv[1] + "/report.json"))
run = report["context"]["synccost"]["run"]
rows = [b for b in report["benchmarks"]]
warnings = [w["id"] for w in report["context"]["synccost"]["warnings"]]
sys.exit(0 if eval(sys.argv[2]) else 1)
PY
}
# shellcheck disable=SC2086
run "$synccost" $once --memory local --pages 4k --out "$work/local"
that "memory of the own node in pages of 4 KiB is measured" [ "$status" -eq 0 ]
that "the report says what was asked for, and that it was so" said "$work/local" \
    "(run['memory'], run['pages'], run['home_share']) == ('local', '4k', 1.0) and not [
        w for w in warnings if w.startswith('memory-')]"
that "of each trial too" said "$work/local" \
    "all(b['home_share'] == 1 and b['huge_share'] == 0 for b in rows)"
# shellcheck disable=SC2086
run "$synccost" $once --pages 2m --out "$work/huge"
if [ "$status" -eq 0 ]; then
    that "all memory is in pages of 2 MiB" said "$work/huge" \
        "(run['pages'], run['huge_share']) == ('2m', 1.0) and 'memory' not in run"
    run "$synccost" compare --no-plot "$work/local" "$work/huge"
    that "compare says that the memory differs" grep -qE '^ *memory +local *-> *-' "$work/out"
    that "and the pages" grep -qE '^ *pages +4k *-> *2m' "$work/out"
else
    that "pages of 2 MiB are refused in one line" \
        grep -qx 'synccost: --pages 2m: no pages of 2 MiB here: reserve [0-9]* .*' "$work/err"
fi
# shellcheck disable=SC2086
run python3 tests/e2e/refuse.py mbind "$synccost" $once --memory local --out "$work/unbound"
refuses='synccost: --memory local: memory cannot be bound to a node (Operation not permitted): let '
that "where the kernel binds nothing, --memory is refused" \
    sh -c "[ $status -eq 2 ] && [ ! -e '$work/unbound' ]"
that "in one line that says what to do" \
    grep -qx "${refuses}the container call mbind (docs/INSTALL.md)" "$work/err"
# shellcheck disable=SC2086
run python3 tests/e2e/refuse.py move_pages "$synccost" $once --memory local --out "$work/untold"
that "where the kernel does not tell where pages are, the run ends well" [ "$status" -eq 0 ]
that "and the report warns that nothing was verified" said "$work/untold" \
    "'home_share' not in run and 'memory-not-verified' in warnings"
# shellcheck disable=SC2086
run "$synccost" $once --out "$work/plain"
that "without the options nothing is said" said "$work/plain" \
    "not {'memory', 'pages', 'home_share'} & set(run) and 'home_share' not in rows[0]"
finish
