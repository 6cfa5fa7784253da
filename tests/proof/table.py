# SPDX-License-Identifier: MIT
"""The table of docs/PROOF.md, from the comparisons that tests/proof/statistics left. usage: table.py DIR ALONE"""
import glob
import json
import os
import re
import statistics
import sys

FOUND = ("faster", "slower")


def load(path):
    with open(path) as f:
        return json.load(f)


def line(*cells):
    print("| " + " | ".join(str(c) for c in cells) + " |")


def head(*cells):
    line(*cells)
    line(*("---" for _ in cells))


def percent(part, whole):
    return f"{100 * part / whole:.1f} %" if whole else "-"


def equal_runs(out):
    files = sorted(glob.glob(f"{out}/pairs/*.json"), key=lambda p: int(re.search(r"(\d+)\.json", p)[1]))
    rows = flagged = pooled = rank = unsure = 0
    names = []
    for path in files:
        for row in load(path)["rows"]:
            rows += 1
            if row["verdict"] in FOUND:
                flagged += 1
                names.append(f"{row['name']} ({row['time_ns']['ratio']:.3f}, pair {os.path.basename(path)[:-5]})")
            unsure += row["verdict"] == "unsure"
            rank += row.get("p", 1) < 0.05
            pooled += row["pooled_u_flag"]
    print(f"{len(files)} comparisons of equal runs of the quick suite, {rows} rows in all:\n")
    head("way to compare", "rows called different", "of all")
    line("`synccost compare`", flagged, percent(flagged, rows))
    line("rank-sum test over launches, p < 0.05, nothing else", rank, percent(rank, rows))
    line("Mann-Whitney U test over all samples pooled, p < 0.05, as public tools do (disturbed trials included)", pooled, percent(pooled, rows))
    print(f"\n`unsure`: {unsure} ({percent(unsure, rows)}).")
    for name in names:
        print(f"* called different: `{name}`")


def planted(out, alone):
    is_alone = re.compile(f"^({alone})$")
    by_percent = {}
    for path in glob.glob(f"{out}/planted/*.json"):
        amount = int(os.path.basename(path).split("-")[0])
        by_percent.setdefault(amount, []).extend(load(path)["rows"])
    print("\n`synccost ab` of 20 rows in 178 s:\n")
    head("planted", "one thread: found", "median ratio", "two threads: found", "median ratio")
    missed = []
    for amount in sorted(by_percent):
        cells = [f"{amount} %"]
        for kind in (True, False):
            rows = [r for r in by_percent[amount] if bool(is_alone.match(r["name"])) == kind]
            found = [r for r in rows if r["verdict"] == "slower"] if amount else [r for r in rows if r["verdict"] in FOUND]
            cells.append(f"{len(found)} of {len(rows)} ({percent(len(found), len(rows))})")
            cells.append(f"{statistics.median(r['time_ns']['ratio'] for r in rows):.3f}")
            missed += [(amount, r) for r in rows if amount and r not in found]
        line(*cells)
    print()
    for amount, row in missed:
        t = row["time_ns"]
        print(f"* not found: {amount} % in `{row['name']}`: ratio {t['ratio']:.3f} [{t['ratio_low']:.3f}, {t['ratio_high']:.3f}], "
              f"{row['verdict']} {row.get('why', '')}")


def is_outside(before, during, floor):
    widened = 1 + floor
    return not before["real_time_low"] / widened <= during["real_time"] <= before["real_time_high"] * widened


def with_load(out):
    compared = {r["name"]: r for r in load(f"{out}/load/compare.json")["rows"]}
    during = {b["name"]: b for b in load(f"{out}/load/during/report.json")["benchmarks"]}
    outside = [n for n, r in compared.items() if r["verdict"] in FOUND]
    before = {b["name"]: b for b in load(f"{out}/load/before/report.json")["benchmarks"]}
    noisy = [n for n in compared if during[n].get("noisy")]
    disturbed = sum(v or 0 for n in compared for v in during[n]["samples"]["disturbed"])
    trials = sum(len(during[n]["samples"]["disturbed"]) for n in compared)
    moved = [n for n in compared if n not in outside and is_outside(before[n], during[n], compared[n]["noise_threshold"])]
    unmarked = [n for n in moved if compared[n]["verdict"] != "unsure" and not sum(during[n]["samples"]["disturbed"])]
    print("\nOne CPU kept busy by another program for a third of a quick run, against a run before it:\n")
    head("rows", "trials marked disturbed", "rows that had to use them (`noisy`)", "rows called different",
         "rows outside their interval before, widened by the noise threshold", "of these neither marked nor `unsure`")
    line(len(compared), f"{disturbed:.0f} of {trials}", len(noisy), len(outside), len(moved), len(unmarked))
    for name in outside:
        print(f"* `{name}`: ratio {compared[name]['time_ns']['ratio']:.3f}")


def main():
    out, alone = sys.argv[1:]
    equal_runs(out)
    planted(out, alone)
    with_load(out)


main()
