#!/bin/sh
# SPDX-License-Identifier: MIT
# The real Go runtime: what is said where there is no Go, or where it fails; and where it is
# installed, every row, what the report says, the race detector's answers, and the compiled loops.
# usage: go.sh (BUILD in the environment)
. tests/tap.sh
ARCH=$(uname -m)
export ARCH
standin=$work/benches/go-runtime
mkdir "$work/benches"

# ---- without Go ----
mkdir "$work/path"
ln -s /usr/bin/* "$work/path/" 2>/dev/null
ln -s /bin/* "$work/path/" 2>/dev/null
rm -f "$work/path/go"
that "a path without Go is one" sh -c "! PATH=$work/path command -v go"
run env PATH="$work/path" make -s BUILD="$work" "$standin"
that "make goes on without Go" [ "$status" -eq 0 ]
that "and says one line" [ "$(grep -vc '^  GO ' "$work/out")" -eq 1 ]
that "which says what to do" grep -q '^go-runtime: absent: install golang-go' "$work/out"
cp "$build/benches/floor" "$work/benches/"
run "$synccost" list --benches "$work/benches"
that "list says that it is absent" \
    grep -qx 'go-runtime: absent: install golang-go (ci/deps --go), then make' "$work/out"
that "and lists the others" grep -q '^floor/load' "$work/out"
run "$standin" --row mutex/go-runtime/uncontended/crit:0ns/out:0ns/threads:1
that "what stands in measures nothing" [ "$status" -eq 1 ]
rm "$standin"

# ---- with one that fails ----
cat >"$work/path/go" <<'SH'
#!/bin/sh
[ "$1" = version ] && echo go version none && exit
echo "# synccost/benches/go"
echo 'go: it is "broken"' >&2
exit 1
SH
chmod 755 "$work/path/go"
run env PATH="$work/path" make -s BUILD="$work" "$standin"
that "make goes on with a Go that fails" [ "$status" -eq 0 ]
that "and says in one line why" \
    grep -q '^go-runtime: absent: go build failed (go: it is broken): mend it' "$work/out"
run "$synccost" list --benches "$work/benches"
that "list says it too" grep -q '^go-runtime: absent: go build failed' "$work/out"

# ---- the options of the protocol ----
sed -n 's/^PROTOCOL_OPTION([a-z_]*, "\([a-z-]*\)", "\{0,1\}\([A-Z]*\).*/\1 \2/p' \
    common/protocol.def >"$work/options"
that "the list of options is understood" \
    [ "$(wc -l <"$work/options")" -eq "$(grep -c '^PROTOCOL_OPTION(' common/protocol.def)" ]
while read -r option argument; do
    that "the program knows --$option" grep -q "\"$option\"" benches/go/main.go
done <"$work/options"
# arguments ROW: every option, to measure that row
arguments() {
    while read -r option argument; do
        case $option/$argument in
        list/*) ;;
        row/*) echo "--row $1" ;;
        */NULL) echo "--$option" ;;
        *) echo "--$option 1" ;;
        esac
    done <"$work/options"
}

own=$build/benches/go-runtime
if ! command -v go >/dev/null 2>&1; then
    that "this build says that Go is absent" sh -c "'$own' --list | grep -q '^{\"absent\":\"'"
    echo "# no Go here: its rows are not tested; ci/deps --go installs it"
    finish
    exit
fi

# ---- the rows ----
# Programs that stand between the command and those of Go, and keep what these list.
mkdir "$work/all"
ln -s "$(realpath "$build")"/benches/* "$work/all/"
for program in go-runtime go-runtime-race; do
    rm "$work/all/$program"
    cat >"$work/all/$program" <<SH
#!/bin/sh
case \$1 in
--list) "$(realpath "$build")/benches/$program" "\$@" | tee "$work/$program.list" ;;
*) exec "$(realpath "$build")/benches/$program" "\$@" ;;
esac
SH
    chmod 755 "$work/all/$program"
done
cat >"$work/rows.py" <<'PY'
import json, re, subprocess, sys
lists = [[json.loads(line) for line in open(f)] for f in sys.argv[1:3]]
rows, race = ([line for line in l if "name" in line] for l in lists)
c = {line.split()[0] for line in open(sys.argv[3]) if "/" in line}
ranks = {row["threads"]: row.get("rank", 0) for row in map(json.loads, open(sys.argv[4]))
         if row.get("name", "").startswith("mutex/go/") and "/crit:0ns/out:0ns/thr" in row["name"]}
count = lambda tier: sum(row["tier"] == tier for row in rows)
def says_threads(row):
    threads = int(re.search(r"/threads:(\d+)", row["name"]).group(1))
    return row["threads"] == threads
plain = lambda name: re.sub("/go-runtime(-race)?/", "/go/", name)
# families whose subject in C is called go, and what only Go has
peers = [r["name"] for r in rows if not re.match("(atomic|thread|race)/|.*/look:", r["name"])]
wired = [n for n in peers if "/goroutines:" not in n]
checks = {
    "thirteen families and the walk": len({r["name"].split("/")[0] for r in rows}) == 14,
    "nothing in quick, at most 8 in standard": count("quick") == 0 and 0 < count("standard") <= 8,
    "the race detector's rows are in full alone": all(r["tier"] == "full" for r in race),
    "the threads are those of the name": all(map(says_threads, rows)),
    "every wired row has its peer in C": not [n for n in wired if plain(n) not in c],
    "the thread counts are at most eight": len({row["threads"] for row in rows}) <= 8,
    "those of a lock are C's, but for the last of those": set(ranks) - {max(ranks)} ==
        {row["threads"] for row in rows if row["name"].startswith("mutex/")},
    "and so are the ranks": all(
        row.get("rank", 0) == ranks.get(row["threads"], 0) for row in rows + race),
    "more goroutines than threads are always said": all(
        "/goroutines:" in r["name"] for r in rows if r["name"].startswith("thread/")),
    "the program says its version":
        re.match(r"go1\.\S+ linux/\S+; GOMAXPROCS", lists[0][0]["about"]),
}
for name in wired:
    if plain(name) not in c:
        print("# no peer:", name)
for i, (name, good) in enumerate(checks.items()):
    print("good" if good else "bad", name)
PY
for HWLOC_SYNTHETIC in 'package:1 l3:1 core:6 pu:2' 'package:2 [numa] l3:8 core:8 pu:2' ''; do
    machine=${HWLOC_SYNTHETIC:-this machine}
    if [ -n "$HWLOC_SYNTHETIC" ]; then export HWLOC_SYNTHETIC; else unset HWLOC_SYNTHETIC; fi
    nice "$synccost" list --profile full --benches "$work/all" >"$work/full"
    "$build/benches/mutex" --list >"$work/mutex"
    python3 "$work/rows.py" "$work/go-runtime.list" "$work/go-runtime-race.list" "$work/full" \
        "$work/mutex" >"$work/out"
    grep '^#' "$work/out"
    while read -r good name; do
        [ "$good" = '#' ] || that "$machine: $name" [ "$good" = good ]
    done <"$work/out"
    that "$machine: all of that was looked at" \
        [ "$(grep -c '^\(good\|bad\) ' "$work/out")" -eq 10 ]
done

cat >"$work/each.py" <<'PY'
import json, re, subprocess, sys
seen = set() # one row of those that differ in numbers alone
for line in open(sys.argv[2]):
    row = json.loads(line)
    if "name" not in row or not sys.argv[3] in row["name"]:
        continue
    loop = re.sub(r"\d+", "", re.sub("/cpus:.*", "", row["name"]))
    if loop in seen:
        continue
    seen.add(loop)
    done = subprocess.run([sys.argv[1], "--row", row["name"], "--trials", "1", "--redo", "0",
                           "--warmup-ms", "1", "--window-ms", "4"], capture_output=True, timeout=60)
    good = done.returncode == 0
    if good:
        trial = json.loads(done.stdout)
        good = trial["iterations"] > 0 and ("outcomes" in trial or trial["real_time"] > 0)
    if not good:
        print(row["name"], done.stderr.decode()[:200])
        sys.exit(1)
PY
each() { python3 "$work/each.py" "$@" >&2; }
that "every loop is measured and keeps its guarantee" each "$own" "$work/go-runtime.list" /
that "and under the race detector, which finds no race in them" \
    each "$own-race" "$work/go-runtime-race.list" /threads:1

# ---- the distance between the CPUs ----
# line PROGRAM ROW: what a trial says of it
line() {
    "$1" --row "$2" --trials 1 --redo 0 --warmup-ms 1 --window-ms 2 | grep -o '"line_[a-z]*"'
}
two=mutex/go-runtime/contended/crit:0ns/out:0ns/threads:2
if [ "$(nproc)" -gt 1 ]; then
    sends() { [ "$(line "$own" $two | wc -l)" -eq 2 ]; } # not where a neighbour cannot run
    that "two wired goroutines send a line" wait_for 30 sends
    that "not through the race detector" \
        [ "$(line "$own-race" "$(echo $two | sed 's/runtime/runtime-race/')" | wc -l)" -eq 0 ]
fi
that "nor do those that Go's scheduler places" [ "$(line "$own" \
    channel/go-runtime/ping-pong/cap:0/goroutines:2/threads:1 | wc -l)" -eq 0 ]

# ---- the protocol's ends ----
run "$own" --row mutex/go-runtime/none
that "an unknown row is bad usage" [ "$status" -eq 2 ]
run "$own" --nonsense
that "so is an unknown option" [ "$status" -eq 2 ]
# shellcheck disable=SC2046
run "$own" $(arguments mutex/go-runtime/uncontended/crit:0ns/out:0ns/threads:1)
that "every option of the protocol is taken" \
    sh -c "[ $status -eq 0 ] && grep -q '\"real_time\":' '$work/out'"

# ---- in a report ----
run "$synccost" run --profile full --launches 2 --no-plot --out "$work/run" --memory local \
    --pages 4k --timeout 60 --filter \
    '^(mutex/go(-runtime)?/uncontended/crit:0ns/out:0ns/|litmus/go-race/|race/go-runtime)'
that "a run takes them with the others" [ "$status" -eq 0 ]
that "the report has the version of Go" \
    grep -q "\"about\": *\"$(go version | awk '{ print $3 }') " "$work/run/report.json"
that "and the memory" grep -q '"peak_rss_mib":' "$work/run/report.json"
that "and that its data lies where Go puts it" \
    grep -q '"about": *"go1.*; --memory and --pages do not place its data"' "$work/run/report.json"
run "$synccost" summary "$work/run"
that "the summary says the program" grep -q 'program  *go-runtime: go1' "$work/out"
that "disjoint indices of one slice are no race" \
    grep -q '^ *forbidden  *0  reported' "$work/out"
that "and the detector sees one where there is one" \
    grep -q '^ *allowed  *[1-9][0-9]*  reported' "$work/out"
cat >"$work/factor.py" <<'PY'
import json, sys
rows = {b["name"]: b for b in json.load(open(sys.argv[1]))["benchmarks"]}
plain, race = (rows[f"race/{s}/update/mib:16/threads:1"] for s in ("go-runtime", "go-runtime-race"))
time, memory = (race[k] / plain[k] for k in ("real_time", "peak_rss_mib"))
print(f"# -race: an update takes {time:.1f} times as long, the walk {memory:.1f} times the memory")
sys.exit(0 if time > 1.5 and memory > 1.5 else 1)
PY
that "the race detector costs time and memory" \
    python3 "$work/factor.py" "$work/run/report.json"

# ---- under testing.B, and a broken guarantee ----
gotest() { (cd benches/go && GOFLAGS='' GO111MODULE=on GOPROXY=off GOWORK=off CGO_ENABLED=0 \
    nice go test "$@"); }
run gotest -count=1 -run . -bench 'Rows/mutex/go-runtime/uncontended/crit:0ns' \
    -benchtime 1000x .
that "a broken guarantee fails, and testing.B runs the loops" [ "$status" -eq 0 ]
that "with a time for each" \
    grep -q '^BenchmarkRows/mutex/go-runtime/uncontended/.* ns/op' "$work/out"

# ---- the compiled loops: nothing was optimised away ----
loop() { go tool objdump -s "^main\\..*\\.$1\$" "$own" >"$work/loop"; }
# has N EXPRESSION: so many instructions
has() { [ "$(grep -cE "$2" "$work/loop")" -ge "$1" ]; }
case $ARCH in
x86_64)
    loop measureFetchAdd
    that "eight additions to a turn" has 8 'LOCK XADDQ'
    loop measureLoad
    that "eight atomic loads" has 8 'MOVQ 0\(AX\), '
    loop measureStore
    that "eight atomic stores" has 8 'XCHGQ'
    loop measureExchange
    that "eight exchanges" has 8 'XCHGQ'
    loop measureCAS
    that "a compare-and-swap" has 1 'LOCK CMPXCHGQ'
    loop measurePlainLoad
    that "eight plain loads" has 8 'MOVQ (0|0x[0-9a-f]*)\(AX\), R?'
    loop measurePlainStore
    that "eight plain stores" has 8 'MOVQ [A-Z]+[0-9]*, (0|0x[0-9a-f]*)\(AX\)'
    loop measurePlainAdd
    that "a plain addition" has 1 '(INCQ|ADDQ [^,]*,) 0\(AX\)'
    loop measureMutex
    that "a mutex is acquired and released in line" has 1 'LOCK CMPXCHGL'
    that "by one locked instruction each" has 1 'LOCK XADDL'
    go tool objdump -s '^main\.chain$' "$own" >"$work/loop"
    that "eight dependent links in a chain" sh -c \
        "[ \$(grep -cE '(ADDQ|XORQ|LEAQ) ' '$work/loop') -ge 8 ]"
    ;;
*)
    loop measureFetchAdd
    that "eight additions to a turn" has 8 'LDADDAL|LDAXR'
    loop measurePlainLoad
    that "eight plain loads" has 8 'MOVD .*\(R[0-9]+\), R|LDP'
    loop measureMutex
    that "a mutex is acquired in line" has 1 'CASAL|LDAXR'
    ;;
esac
finish
