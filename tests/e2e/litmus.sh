#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2013,SC2016  # words are wanted, and back-quotes are Markdown
# Litmus rows: the names that claims and tables read, what the generated code accesses, and that the
# harness provokes what it should.
. tests/tap.sh
litmus=$build/benches/litmus

# ---- rows ----
"$litmus" --list >"$work/rows"
row() { grep -q "^{\"name\":\"litmus/$1/threads:[0-9]*[/\"]" "$work/rows"; }
for shape in mp sb lb s r 2+2w corr coww corw cowr iriw wrc isa2 relseq; do
    for how in plain relaxed acq-rel seq-cst fence-acq-rel fence-seq-cst; do
        that "there is litmus/$shape/$how" row "$shape/$how"
    done
done
for edge in mutex rwmutex-write-read rwmutex-read-write once waitgroup cond send-receive \
    receive-send buffered-send-receive/cap:16 buffered-receive-send/cap:4 close select \
    thread-start thread-join constructor cancel value semaphore pool map; do
    that "there is litmus/mp/$edge" row "mp/$edge"
    that "it forbids a stale read" grep -q \
        "litmus/mp/$edge/.*{\"name\":\"r1=1 r2=0\",\"allowed\":false}" "$work/rows"
done
for wrong in plain sleep exit rwmutex-read-read; do
    that "litmus/mp/$wrong forbids nothing" sh -c \
        "grep 'litmus/mp/$wrong/threads' '$work/rows' | grep -vq '\"allowed\":false'"
done

# ---- the page ----
# FORBIDS(shape, "outcome", ways, tso, …) as the page's table has it
sed -n 's/^FORBIDS(\([a-z0-9]*\), "\([^"]*\)", \([A-Z_]*\), \([A-Z]*\), "C17.*/\1|\2|\3|\4/p' \
    harness/litmus/models.def | grep -v '^relseq|.*|ATOMICS' |
    sed 's/^w22|/2+2w|/; s/ATOMICS/any atomics/; s/SYNC/acquire and release, fences, seq-cst/
        s/SC_ONLY/seq-cst/; s/|SC|/|seq-cst fences, seq-cst|/; s/NEVER/never/; s/SEEN/seen/
        s/^\(.*\)|\(.*\)|\(.*\)|\(.*\)$/| `\1` | `\2` | \3 | \4 |/' >"$work/models"
that "there are outcomes to look for" [ "$(wc -l <"$work/models")" -ge 16 ]
while IFS= read -r line; do
    that "LITMUS.md says $line" grep -qxF -- "$line" docs/LITMUS.md
done <"$work/models"
that "and no others" [ "$(grep -c 'never |$\|seen |$' docs/LITMUS.md)" = \
    "$(wc -l <"$work/models")" ]

# ---- code ----
objdump -d --no-show-raw-insn "$litmus" >"$work/code"
arch=$(uname -m)
that "the loops hold the accesses of their programs, and nothing between them" \
    sh -c "python3 tests/e2e/litmus_code.py $arch <'$work/code'"
that "a loop without its fence is found" sh -c \
    "! sed '/mfence\|lock or[lq]\|dmb/d' '$work/code' | python3 tests/e2e/litmus_code.py $arch"
cross=aarch64-linux-gnu
if command -v $cross-gcc >"$work/which"; then
    $cross-gcc -std=c17 -O2 -w -fkeep-static-functions -D_GNU_SOURCE -I. -x c -c \
        -o "$work/loops.o" benches/litmus_loops.h
    $cross-objdump -d --no-show-raw-insn "$work/loops.o" >"$work/code"
    that "so it is on arm64" \
        sh -c "python3 tests/e2e/litmus_code.py aarch64 <'$work/code'"
    that "where a release that became a plain store is found" sh -c \
        "! sed 's/\tstlr\t/\tstr\t/' '$work/code' | python3 tests/e2e/litmus_code.py aarch64"
fi

# ---- trials ----
# trial NAME OPTION...: one trial of the row, in $work/out
trial() {
    name=$1
    shift
    run "$litmus" --row "$name" --trials 1 --warmup-ms 0 "$@"
}
count() { sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p" "$work/out"; }
for name in $(sed -n 's/^{"name":"\([^"]*\)".*/\1/p' "$work/rows" |
    grep -E '/(mp|limit)/[^/]*(/cap:[0-9]*)?/threads'); do
    trial "$name" --window-ms 10
    that "$name runs" [ "$status" -eq 0 ]
    case $name in # what the wrong ways show is the machine's affair
    */mp/plain/* | */mp/relaxed/* | */mp/sleep/* | */mp/exit/* | *read-read/*) continue ;;
    esac
    case $name in
    */limit/*) that "it lets no two in" [ "$(count 'r1=2 r2=1')$(count 'r1=1 r2=2')" = 00 ] ;;
    *) that "it shows no stale read" [ "$(count 'r1=1 r2=0')" -eq 0 ] ;;
    esac
done
if [ "$(nproc)" -ge 2 ]; then
    for how in plain relaxed; do
        trial litmus/sb/$how/threads:2 --window-ms 200
        seen=$(count 'r1=0 r2=0')
        that "store buffers are seen with $how stores, once in 100,000 trials and more" \
            [ $((seen * 100000)) -gt "$(count iterations)" ]
    done
    for how in seq-cst fence-seq-cst; do
        trial litmus/sb/$how/threads:2 --window-ms 100
        that "and never with $how" [ "$(count 'r1=0 r2=0')" -eq 0 ]
    done
fi
with litmus
first=$(taskset -pc $$ | sed 's/.*: //; s/[-,].*//')
run taskset -c "$first" "$synccost" run --profile full --launches 1 --no-plot --out "$work/one" \
    --filter '^litmus/(mp/seq-cst|sb/relaxed)/threads'
that "on one CPU the rows say so by name" grep -q 'litmus/mp/seq-cst/threads:2/cpus:1' "$work/out"
that "and that nothing follows" grep -q 'too weak to conclude: 2 threads share 1 CPU' "$work/out"
that "no bound is given" sh -c "! grep -q 'rate below' '$work/out'"

# ---- the log ----
run "$synccost" export --format litmus7 --filter mp/seq-cst "$work/one"
that "the report is exported as a log" grep -q '^Test mp+seq-cst Allowed' "$work/out"
that "which ends with what was observed" \
    grep -q '^Observation mp+seq-cst Never 0 [0-9]*$' "$work/out"
finish
