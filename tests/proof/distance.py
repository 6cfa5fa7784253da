# SPDX-License-Identifier: MIT
"""What it does to contended rows that launches at another distance are left out.

pairs takes pairs of reports of one machine: the two sides of synccost ab, or runs one after
another. halves parts the launches of each report by chance into two reports that do not differ,
TIMES times, ten neighbouring launches together, since a host moves a CPU for a while. Every pair is
compared twice: as it is, and with line_ns taken out of both reports, as if it had not been
measured. Prints what the rows of several CPUs are called, how far their launches spread, and how
many trials at one distance changed it meanwhile by more than a quarter.

usage: distance.py BUILD pairs REPORT REPORT [REPORT REPORT]...    folders
       distance.py BUILD halves TIMES REPORT...
"""
import copy
import json
import math
import os
import random
import statistics
import subprocess
import sys
import tempfile

TOGETHER = 10
SAME = 1.25  # common/line.h


def load(folder):
    with open(os.path.join(folder, "report.json")) as f:
        return json.load(f)


def without_lines(report):
    bare = copy.deepcopy(report)
    for row in bare["benchmarks"]:
        for key in ("line_ns", "line_shift", "distance"):
            row.pop(key, None)
            row.get("samples", {}).pop(key, None)
    return bare


def part(report, wanted):
    """The report with those launches alone."""
    own = copy.deepcopy(report)
    own["context"]["synccost"]["run"].pop("interleaved", None)
    for row in own["benchmarks"]:
        kept = [wanted(launch) for launch in row["samples"]["launch"]]
        row["samples"] = {key: [v for v, keep in zip(column, kept) if keep]
                          for key, column in row["samples"].items()}
    return own


def halves(report, rng):
    most = max(max(row["samples"]["launch"]) for row in report["benchmarks"])
    groups = list(range(most // TOGETHER + 1))
    rng.shuffle(groups)
    first = set(groups[::2])
    return (part(report, lambda n: n // TOGETHER in first),
            part(report, lambda n: n // TOGETHER not in first))


def launches(row, low, high):
    """Medians of the launches' undisturbed trials whose round trip lies between."""
    s, of = row["samples"], {}
    for launch, ns, line, bad in zip(s["launch"], s["real_time"], s["line_ns"], s["disturbed"]):
        if not bad and (line is None or low <= line <= high):
            of.setdefault(launch, []).append(ns)
    return [statistics.median(v) for v in of.values()]


def spread(medians):
    return statistics.stdev(map(math.log, medians)) if len(medians) > 4 else None


def rows_with_lines(report):
    """Those of several CPUs, each with its distance."""
    whole = {"line_ns_low": 0, "line_ns_high": math.inf, "launches_apart": 0}
    for row in report["benchmarks"]:
        if row.get("cpus", 1) > 1 and "line_ns" in row.get("samples", {}):
            yield row, row.get("distance", whole)


def shifts(report):
    """Of each trial at its row's distance: whether that changed by more than a quarter."""
    for row, d in rows_with_lines(report):
        s = row["samples"]
        for line, shift in zip(s["line_ns"], s["line_shift"]):
            if line is not None and d["line_ns_low"] <= line <= d["line_ns_high"]:
                yield shift > SAME - 1


def spreads(report):
    """Of each row of several CPUs: how its launches spread with all of them, and without those
    apart; and how many of them are apart."""
    for row, d in rows_with_lines(report):
        every = spread(launches(row, 0, math.inf))
        near = spread(launches(row, d["line_ns_low"], d["line_ns_high"]))
        if every is not None and near is not None:
            yield every, near, d["launches_apart"], row["launches"]


def compare(build, work, pair):
    paths = [f"{work}/{side}.json" for side in ("base", "new")]
    for path, report in zip(paths, pair):
        with open(path, "w") as f:
            json.dump(report, f)
    text = subprocess.run([f"{build}/synccost", "compare", "--json", "--no-plot", *paths],
                          check=True, stdout=subprocess.PIPE).stdout
    return json.loads(text)["rows"]


def is_contended(name):
    return "/threads:1" not in name and ("/threads:" in name or "/pair:" in name)


def pairs_of(how, arguments):
    if how == "pairs":
        reports = [load(folder) for folder in arguments]
        return reports, list(zip(reports[::2], reports[1::2]))
    rng, times = random.Random(1), int(arguments[0])
    reports = [load(folder) for folder in arguments[1:]]
    return reports, [halves(r, rng) for r in reports for _ in range(times)]


def main():
    build, how, arguments = sys.argv[1], sys.argv[2], sys.argv[3:]
    reports, pairs = pairs_of(how, arguments)
    count = {True: {}, False: {}}
    with tempfile.TemporaryDirectory() as work:
        for pair in pairs:
            for rule in (True, False):
                shown = pair if rule else [without_lines(r) for r in pair]
                for row in compare(build, work, shown):
                    word = row["verdict"] + (f" ({row['why']})" if "why" in row else "")
                    if not is_contended(row["name"]):
                        continue
                    count[rule][word] = count[rule].get(word, 0) + 1
                    if how == "pairs":
                        t = row["time_ns"]
                        print(f"* {'usual' if rule else 'all'}: `{row['name']}`: "
                              f"{t.get('ratio', math.nan):.3f} "
                              f"[{t.get('ratio_low', math.nan):.3f}, "
                              f"{t.get('ratio_high', math.nan):.3f}], {word}")
    of = [s for r in reports for s in spreads(r)]
    print(f"\n{len(of)} rows of several CPUs, {sum(s[2] for s in of)} of {sum(s[3] for s in of)} "
          "launches apart\n")
    moved = [m for r in reports for m in shifts(r)]
    print(f"{sum(moved)} of {len(moved)} trials at the usual distance changed it by more than a "
          "quarter\n")
    print("| launches | median spread | 90 % of rows below | verdicts of contended rows |")
    print("| --- | --- | --- | --- |")
    for at, rule, words in ((0, False, "all"), (1, True, "at the usual distance")):
        values = sorted(s[at] for s in of)
        verdicts = ", ".join(f"{n} {v}" for v, n in sorted(count[rule].items()))
        print(f"| {words} | {100 * statistics.median(values):.1f} % "
              f"| {100 * values[int(0.9 * len(values))]:.1f} % | {verdicts} |")


main()
