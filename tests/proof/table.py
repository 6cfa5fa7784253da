# SPDX-License-Identifier: MIT
"""The tables of docs/PROOF.md, from the comparisons that tests/proof/statistics left.

usage: table.py DIR ALONE SECONDS
A stage that left nothing has no table.
"""
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
    files = sorted(glob.glob(f"{out}/pairs/*.json"),
                   key=lambda p: int(re.search(r"(\d+)\.json", p)[1]))
    rows = flagged = pooled = rank = unsure = 0
    names = []
    for path in files:
        for row in load(path)["rows"]:
            rows += 1
            if row["verdict"] in FOUND:
                flagged += 1
                pair = os.path.basename(path)[:-5]
                names.append(f"{row['name']} ({row['time_ns']['ratio']:.3f}, pair {pair})")
            unsure += row["verdict"] == "unsure"
            rank += row.get("p", 1) < 0.05
            pooled += row["pooled_u_flag"]
    print(f"{len(files)} comparisons of equal runs of the quick suite, {rows} rows in all:\n")
    head("way to compare", "rows called different", "of all")
    line("`synccost compare`", flagged, percent(flagged, rows))
    line("rank-sum test over launches, p < 0.05, nothing else", rank, percent(rank, rows))
    line("Mann-Whitney U test over all samples pooled, p < 0.05, as public tools do",
         pooled, percent(pooled, rows))
    print("\nThe U test includes disturbed trials. "
          f"`unsure`: {unsure} ({percent(unsure, rows)}).")
    for name in names:
        print(f"* called different: `{name}`")


def planted(out, alone, seconds):
    is_alone = re.compile(f"^({alone})$")
    by_percent = {}
    for path in glob.glob(f"{out}/planted/*.json"):
        amount = int(os.path.basename(path).split("-")[0])
        by_percent.setdefault(amount, []).extend(load(path)["rows"])
    print(f"\n`synccost ab` of 20 rows in {seconds} s at most:\n")
    head("planted", "one thread: found", "median ratio", "two threads: found", "median ratio")
    missed = []
    for amount in sorted(by_percent):
        cells = [f"{amount} %"]
        for kind in (True, False):
            rows = [r for r in by_percent[amount] if bool(is_alone.match(r["name"])) == kind]
            sought = ("slower",) if amount else FOUND
            found = [r for r in rows if r["verdict"] in sought]
            cells.append(f"{len(found)} of {len(rows)} ({percent(len(found), len(rows))})")
            cells.append(f"{statistics.median(r['time_ns']['ratio'] for r in rows):.3f}")
            missed += [(amount, r) for r in rows if amount and r not in found]
        line(*cells)
    print()
    for amount, row in missed:
        t = row["time_ns"]
        verdict = f"{row['verdict']} {row.get('why', '')}".rstrip()
        print(f"* not found: {amount} % in `{row['name']}`: ratio {t['ratio']:.3f} "
              f"[{t['ratio_low']:.3f}, {t['ratio_high']:.3f}], {verdict}")


def is_outside(before, during, threshold):
    low = before["real_time_low"] / (1 + threshold)
    high = before["real_time_high"] * (1 + threshold)
    return not low <= during["real_time"] <= high


def with_load(out):
    compared = {r["name"]: r for r in load(f"{out}/load/compare.json")["rows"]}
    during = {b["name"]: b for b in load(f"{out}/load/during/report.json")["benchmarks"]}
    outside = [n for n, r in compared.items() if r["verdict"] in FOUND]
    before = {b["name"]: b for b in load(f"{out}/load/before/report.json")["benchmarks"]}
    noisy = [n for n in compared if during[n].get("noisy")]
    disturbed = sum(v or 0 for n in compared for v in during[n]["samples"]["disturbed"])
    trials = sum(len(during[n]["samples"]["disturbed"]) for n in compared)
    moved = [n for n, r in compared.items()
             if n not in outside and is_outside(before[n], during[n], r["noise_threshold"])]
    unmarked = [n for n in moved if compared[n]["verdict"] != "unsure"
                and not sum(during[n]["samples"]["disturbed"])]
    print("\nOne CPU was kept busy by another program for a third of a quick run. "
          "This run was compared with a run before it:\n")
    head("figure", "count")
    line("rows", len(compared))
    line("trials marked disturbed", f"{disturbed:.0f} of {trials}")
    line("rows that had to use them (`noisy`)", len(noisy))
    line("rows called different", len(outside))
    line("rows outside their interval before, widened by the noise threshold", len(moved))
    line("of these neither marked nor `unsure`", len(unmarked))
    for name in outside:
        print(f"* `{name}`: ratio {compared[name]['time_ns']['ratio']:.3f}")


def main():
    out, alone, seconds = sys.argv[1:]
    if glob.glob(f"{out}/pairs/*.json"):
        equal_runs(out)
    if glob.glob(f"{out}/planted/*.json"):
        planted(out, alone, seconds)
    if os.path.exists(f"{out}/load/compare.json"):
        with_load(out)


main()
