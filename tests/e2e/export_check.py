# SPDX-License-Identifier: MIT
# Checks for export.sh: reports against report/model/report.schema.json, and each exported format by
# a reader of its own.
# usage: export_check.py CHECK FILE...    ends with 1 and a line per fault
import copy
import csv
import functools
import json
import math
import re
import statistics
import sys

import jsonschema

ENOUGH = 5  # launches, STATISTICS_ENOUGH
faults = []


def expect(right, text):
    if not right:
        faults.append(text)


def load(path):
    def no_constant(text):
        raise ValueError(f"{path}: {text} is no JSON")

    with open(path, encoding="utf-8") as f:
        return json.load(f, parse_constant=no_constant)


def same(a, b):
    return math.isclose(a, b, rel_tol=2e-5, abs_tol=1e-12)


def metrics():
    with open("common/metrics.def", encoding="utf-8") as f:
        found = re.findall(r'^METRIC\((\w+),\s*"([^"]*)",\s*((?:"[^"]*"\s*)+)\)', f.read(), re.M)
    return [(key, unit, "".join(re.findall('"([^"]*)"', meaning))) for key, unit, meaning in found]


# ---- the report's schema ----


def schema():
    return load("report/model/report.schema.json")


def closed(node):
    """The schema without room for keys that it does not describe."""
    if isinstance(node, list):
        return [closed(x) for x in node]
    if not isinstance(node, dict):
        return node
    node = {k: v if k == "if" else closed(v) for k, v in node.items()}
    if isinstance(node.get("properties"), dict) and node.get("type") == "object":
        node["additionalProperties"] = False
    return node


def complaints(document, rules):
    found = jsonschema.Draft202012Validator(rules).iter_errors(document)
    return ["/".join(map(str, e.path)) + ": " + e.message[:120] for e in found]


def check_schema(*paths):
    """Reports are valid, even where the schema is closed."""
    jsonschema.Draft202012Validator.check_schema(schema())
    for path in paths:
        for text in complaints(load(path), closed(schema()))[:5]:
            expect(False, f"{path}: {text}")


def check_metrics():
    """The schema has the figures of metrics.def, with their units and meanings, and no others."""
    row = schema()["$defs"]["row"]["properties"]
    other = {"launch", "trial", "iterations", "outcomes", "cells"}
    columns = set(row["samples"]["properties"]) - other
    keys = {key for key, _, _ in metrics()}
    expect(columns == keys, f"sample columns differ: {sorted(columns ^ keys)}")
    expect(keys <= set(row), f"rows lack the figures {sorted(keys - set(row))}")
    for key, unit, text in metrics():
        wanted = (unit + "; " if unit else "") + text
        expect(row.get(key, {}).get("description") == wanted,
               f"{key} is not described as '{wanted}'")


CORRUPT = {
    "no context": lambda r: r.pop("context"),
    "no rows": lambda r: r.pop("benchmarks"),
    "another frame version": lambda r: r["context"].update(json_schema_version=2),
    "a newer schema": lambda r: ours(r).update(schema=2),
    "no date": lambda r: r["context"].pop("date"),
    "a date in words": lambda r: r["context"].update(date="yesterday"),
    "a load that is text": lambda r: r["context"].update(load_avg=["much"]),
    "a cache of negative size": lambda r: r["context"].update(  # some guests are told of none
        caches=[{"type": "Data", "level": 1, "size": -1, "num_sharing": 1}]
    ),
    "no fingerprint": lambda r: ours(r)["machine"].pop("fingerprint"),
    "a slug with a path in it": lambda r: ours(r)["machine"].update(slug="../x"),
    "cpus that are text": lambda r: ours(r)["machine"].update(cpus="2"),
    "a clock that is null": lambda r: ours(r)["clock"].update(read_ns=None),
    "a warning without advice": lambda r: ours(r)["warnings"].append(
        {"id": "x", "severity": "note", "text": "y"}
    ),
    "a severity of its own": lambda r: ours(r)["warnings"].append(
        {"id": "x", "severity": "fatal", "text": "y", "advice": "z"}
    ),
    "steal of no CPU": lambda r: ours(r)["environment"].update(steal_ticks={"first": 1}),
    "an unknown profile": lambda r: ours(r)["run"].update(profile="long"),
    "no seed": lambda r: ours(r)["run"].pop("seed"),
    "a name with a space": lambda r: row(r).update(name="a b"),
    "a name with a line end": lambda r: row(r).update(name="a\n"),
    "an overlong name": lambda r: row(r).update(name="a" * 256),
    "an unknown basis": lambda r: row(r).update(basis="wall"),
    "another unit": lambda r: row(r).update(time_unit="us"),
    "no threads": lambda r: row(r).pop("threads"),
    "threads of 0": lambda r: row(r).update(threads=0),
    "a negative time": lambda r: row(r).update(real_time=-1),
    "a time beyond all bounds": lambda r: row(r).update(real_time=1e19),
    "a figure that is null": lambda r: row(r).update(cycle_ns=None),
    "no samples": lambda r: row(r).pop("samples"),
    "a failed row without a reason": lambda r: row(r).update(status="failed"),
    "an unknown status": lambda r: row(r).update(status="good"),
    "no launch column": lambda r: row(r)["samples"].pop("launch"),
    "a launch of -1": lambda r: row(r)["samples"]["launch"].__setitem__(0, -1),
    "half an iteration": lambda r: row(r)["samples"]["iterations"].__setitem__(0, 0.5),
    "a sample that is text": lambda r: row(r)["samples"]["real_time"].__setitem__(0, "1"),
    "a column that is none": lambda r: row(r)["samples"].update(later=3),
}
LATER = {
    "a key of the frame": lambda r: r["context"].update(later=1),
    "a key of ours": lambda r: ours(r).update(later={}),
    "a key of the machine": lambda r: ours(r)["machine"].update(later=True),
    "a figure": lambda r: row(r).update(later=1.5),
    "a column": lambda r: row(r)["samples"].update(later=[None, 1]),
}


def ours(report):
    return report["context"]["synccost"]


def row(report):
    return report["benchmarks"][0]


def check_corrupt(path):
    """Every corruption is refused; what a later version may add passes the open schema only."""
    whole = load(path)
    whole["benchmarks"] = whole["benchmarks"][:1]
    for name, corrupt in CORRUPT.items():
        report = copy.deepcopy(whole)
        corrupt(report)
        expect(complaints(report, schema()), f"{name} is taken for valid")
    for name, add in LATER.items():
        report = copy.deepcopy(whole)
        add(report)
        expect(not complaints(report, schema()), f"{name} of a later version is refused")
        expect(complaints(report, closed(schema())),
               f"{name} that is not described passes the closed schema")


# ---- exports ----


class Trial(dict):
    """One trial's figures by key, without those that were not measured."""


def trials(r):
    columns = r.get("samples", {"launch": []})
    found = []
    for i in range(len(columns["launch"])):
        found.append(Trial((k, c[i]) for k, c in columns.items() if c[i] is not None))
    return sorted(found, key=lambda t: (t["launch"], t["trial"]))


def pooled(r):
    d = r.get("distance", {"line_ns_low": 0, "line_ns_high": 1e18})
    timed = [t for t in trials(r) if "real_time" in t
             and d["line_ns_low"] <= t.get("line_ns", d["line_ns_low"]) <= d["line_ns_high"]]
    quiet = [t for t in timed if not t.get("disturbed")]
    return quiet if len({t["launch"] for t in quiet}) >= ENOUGH else timed


def todays(r):
    """The row by the name that it has today, which an old report does not say."""
    if re.match("(atomic|floor)/", r["name"]):
        name = r["name"].replace("_", "-")
        r["name"] = r["run_name"] = re.sub("^(floor/.*)/cpus:([0-9]+-[0-9]+)$", r"\1/pair:\2", name)
    return r


def measured(path):
    rows = [todays(r) for r in load(path)["benchmarks"]]
    return {r["name"]: r for r in rows if r["status"] in ("ok", "incomplete") and "real_time" in r}


@functools.lru_cache
def emulated(report):
    return load(report)["context"]["synccost"]["machine"].get("emulated", False)


def marked(report, name):
    """A row's name in a format that has no other place for the mark."""
    return "emulated/" + name if emulated(report) else name


def make_emulated(path, to):
    """The same report from a machine that software imitates."""
    report = load(path)
    report["context"]["synccost"]["machine"]["emulated"] = True
    with open(to, "w", encoding="utf-8") as f:
        json.dump(report, f)


def check_gbench(path, report):
    document = load(path)
    mark = document["context"].get("synccost_emulated")
    expect(mark == ("true" if emulated(report) else None), f"synccost_emulated is {mark}")
    kinds = {"date": str, "host_name": str, "executable": str, "num_cpus": int, "mhz_per_cpu": int}
    for key, kind in kinds.items():
        expect(isinstance(document["context"].get(key, kind()), kind),
               f"context.{key} is no {kind.__name__}")
    expect(document["context"]["json_schema_version"] == 1, "json_schema_version is not 1")
    entries = iter(document["benchmarks"])
    for name, r in measured(report).items():
        wanted = [t for t in pooled(r) if "cpu_time" in t]
        for i, trial in enumerate(wanted):
            entry = next(entries, {})
            head = (name, name, "iteration", "ns", len(wanted), i, r["threads"])
            keys = ("name", "run_name", "run_type", "time_unit", "repetitions",
                    "repetition_index", "threads")
            expect(tuple(entry.get(k) for k in keys) == head,
                   f"{name}: trial {i} has another head: {entry}")
            for key, value in trial.items():
                expect(same(entry.get(key, math.nan), value), f"{name}: {key} of trial {i} differs")
            indices = {"family_index", "per_family_instance_index"}
            unknown = set(entry) - set(trial) - set(keys) - indices
            expect(not unknown, f"{name}: trial {i} has {unknown} that the report does not know")
    expect(next(entries, None) is None, "there are more entries than trials")


def check_csv(path, report):
    with open(path, encoding="utf-8", newline="") as f:
        text = f.read()
    expect(text.count("\n") == text.count("\r\n"), "a line does not end with CR LF")
    lines = iter(csv.DictReader(text.splitlines(True), strict=True))
    for name, r in measured(report).items():
        for trial in trials(r):
            line = next(lines, {"row": "the end"})
            expect(line["row"] == name, f"{name}: there is {line['row']} instead")
            mark = line.get("emulated")
            expect(mark == ("true" if emulated(report) else ""), f"{name}: emulated is {mark}")
            expect(line.get("machine", "=")[:1] not in "=+-@" or not line["machine"],
                   "the machine is a formula")
            for key in ["launch", "trial", "iterations"] + [m[0] for m in metrics()]:
                cell = line.get(key) or ""
                expect(cell == "" or re.fullmatch(NUMBER, cell), f"{name}: {key} is '{cell}'")
                expect((cell != "") == (key in trial),
                       f"{name}: {key} is there or not, other than in the report")
                expect(cell == "" or same(float(cell), trial[key]), f"{name}: {key} differs")
    expect(next(lines, None) is None, "there are more lines than trials")


NUMBER = r"-?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?"


with open("common/families.def", encoding="utf-8") as table:
    PART_NAMES = {"subject", "scenario"} | set(re.findall(r'_key = "([a-z]+)"', table.read()))


def row_name(go):
    """The row that a name in Go's benchmark format stands for."""

    def plain(text):
        return re.sub("%([0-9A-F]{2})", lambda m: chr(int(m[1], 16)), text)

    family, *parts = go[len("Benchmark") :].split("/")
    family = plain(family) if family[:1] == "%" else family[:1].lower() + plain(family[1:])
    found = [family]
    for part in parts:
        key, equals, value = part.partition("=")
        if equals and key not in PART_NAMES:
            part = key + ":" + value
        elif equals:
            part = value
        found.append(plain(part))
    return "/".join(found)


def read_benchfmt(path):
    """The strict grammar of golang.org/design/14313-benchmark-format, and Unit lines of x/perf."""
    results, units, configuration = [], {}, {}
    with open(path, encoding="utf-8", newline="\n") as f:
        for line in f.read().split("\n")[:-1]:
            expect(len(line) < 65536, "a line is longer than the reader's buffer")
            fields = line.split()
            if line.startswith("Benchmark"):
                name, count, *pairs = fields
                expect(line == " ".join(fields), f"stray blanks: {line[:80]}")
                expect(not name[9:10].islower(), f"{name}: a small letter after Benchmark")
                expect(not re.search(r"-[0-9]+$", name), f"{name}: its end reads as GOMAXPROCS")
                expect(re.fullmatch("[0-9]+", count) and int(count) < 2**63,
                       f"{name}: {count} iterations")
                expect(pairs and len(pairs) % 2 == 0, f"{name}: no pairs of value and unit")
                expect(all(re.fullmatch(NUMBER, v) for v in pairs[::2]),
                       f"{name}: a value is no number")
                expect(len(set(pairs[1::2])) == len(pairs) // 2, f"{name}: a unit comes twice")
                values = dict(zip(pairs[1::2], map(float, pairs[::2])))
                results.append((name, values, dict(configuration)))
            elif line.startswith("Unit "):
                expect(fields[1] not in units, line)
                expect(fields[2:] in (["better=lower"], ["better=higher"]), line)
                units[fields[1]] = fields[2]
            elif re.fullmatch(r"[a-z][^\sA-Z:]*:( [^\n]+)?", line):
                key, _, value = line.partition(":")
                configuration[key] = value.strip()
            else:
                expect(line.startswith("#"),
                       f"neither result, unit, configuration nor comment: {line[:80]}")
    return results, units


FIGURES = {
    "ns/op": "real_time",
    "cpu-ns/op": "cpu_time",
    "ops/s": "ops_per_s",
    "cycles/op": "cycles_per_op",
}


def check_benchfmt(path, report):
    results, units = read_benchfmt(path)
    expect(units.get("ns/op") == "better=lower" and units.get("ops/s") == "better=higher",
           f"units are {units}")
    lines = iter(results)
    for name, r in measured(report).items():
        chosen = pooled(r)
        for launch in sorted({t["launch"] for t in chosen}):
            go, values, configuration = next(lines, ("the end", {}, {}))
            expect(row_name(go) == name, f"{name}: there is {go} instead")
            expect(configuration.get("basis", "") == r.get("basis", ""), f"{name}: another basis")
            expect((configuration.get("emulated") == "true") == emulated(report),
                   f"{name}: emulated or not")
            own = [t for t in chosen if t["launch"] == launch]
            for unit, key in FIGURES.items():
                known = [t[key] for t in own if key in t]
                expect((unit in values) == bool(known),
                       f"{name}: {unit} is there or not, other than in the report")
                expect(not known or same(values[unit], statistics.median(known)),
                       f"{name}: {unit} differs")
    expect(next(lines, None) is None, "there are more lines than launches")


BMF = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"enum": ["latency", "throughput"]},
        "additionalProperties": {
            "type": "object",
            "required": ["value"],
            "propertyNames": {"enum": ["value", "lower_value", "upper_value"]},
            "additionalProperties": {"type": "number"},
        },
    },
}
GHA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["name", "unit", "value"],
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string"},
            "unit": {"enum": ["thread-ns/op", "ns/round-trip", "ns/message", "ns/wake", "ns/op"]},
            "value": {"type": "number"},
            "range": {"type": "string", "pattern": f"^{NUMBER} to {NUMBER}$"},
            "extra": {"type": "string"},
        },
    },
}


def check_bmf(path, report):
    document = load(path)
    for text in complaints(document, BMF):
        expect(False, text)
    rows = measured(report)
    expect(list(document) == [marked(report, name) for name in rows], "the rows differ")
    for name, r in rows.items():
        measures = document.get(marked(report, name), {})
        keys = {
            "value": "real_time",
            "lower_value": "real_time_low",
            "upper_value": "real_time_high",
        }
        for key, figure in keys.items():
            expect(measures.get("latency", {}).get(key) == r.get(figure),
                   f"{name}: latency {key} differs")
        rate = measures.get("throughput", {}).get("value")
        expect(rate == r.get("ops_per_s"), f"{name}: throughput differs")


def check_gha(path, report):
    document = load(path)
    for text in complaints(document, GHA):
        expect(False, text)
    wanted = [(marked(report, r["name"]), r["real_time"]) for r in measured(report).values()]
    expect([(e["name"], e["value"]) for e in document] == wanted, "names or values differ")


def check_compared(path, exported):
    """compare.py's output, in path, has every row of the export, with its U test."""
    with open(path, encoding="utf-8") as f:
        words = [line.split() for line in f]
    printed = {w[0] for w in words if len(w) == 7}
    tested = {w[0] for w in words if len(w) > 7 and w[3:5] == ["U", "Test,"]}
    names = {e["name"] for e in load(exported)["benchmarks"]}
    expect(names and names <= printed, f"not printed: {sorted(names - printed)[:5]}")
    wanted = {n + "_pvalue" for n in names}
    expect(wanted <= tested, f"without a U test: {sorted(wanted - tested)[:5]}")


# ---- a report from a place that means no good ----

NAMES = [
    "mutex/a,b/contended/crit:1,5ns/threads:2",
    "=1+2/-5",
    "floor/line-transfer/same-l3/pair:70-12",
    "mutex/lock:x/scenario:y/:z",
    "mutex/x/y/z",
    "mutex/lock=x/50%25/a=b:c:d",
    "Mutex/x/y/z",
    "rwmutex//",
    "Unit/-",
    "%4dutex/x-12",
]


def make_hostile(path, to):
    """The same report under names and with facts that formats could stumble over."""
    report = load(path)
    report["context"]["host_name"] = "a\"b\\c\n</script>\u2028\u202e"
    report["context"]["date"] = "2026-01-01T00:00:00Z\nBenchmarkX 1 1 ns/op"
    machine = report["context"]["synccost"]["machine"]
    machine["slug"] = '=HYPERLINK("http://x","y"),\r\nz'
    machine["model"] = "x\nUnit ns/op better=higher\ny"
    rows = report["benchmarks"]
    for name, r in zip(NAMES, rows):
        r["name"] = r["run_name"] = name
    rows[0]["samples"]["cpu_time"][0] = None
    rows[1]["samples"]["real_time"][0] = None
    for r in rows:
        r.pop("basis", None)
    expect(len(rows) >= len(NAMES), "the report has too few rows for this test")
    with open(to, "w", encoding="utf-8") as f:
        json.dump(report, f)


CHECKS = {
    "schema": check_schema,
    "metrics": check_metrics,
    "corrupt": check_corrupt,
    "gbench": check_gbench,
    "csv": check_csv,
    "benchfmt": check_benchfmt,
    "bmf": check_bmf,
    "gha": check_gha,
    "compared": check_compared,
    "hostile": make_hostile,
    "emulated": make_emulated,
}
CHECKS[sys.argv[1]](*sys.argv[2:])
for fault in faults[:20]:
    print(fault)
sys.exit(1 if faults else 0)
