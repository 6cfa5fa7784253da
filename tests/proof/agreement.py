# SPDX-License-Identifier: MIT
"""How well the medians of two runs of one build agree.

usage: agreement.py REPORT REPORT (folders)
"""
import json
import sys

BOUNDS = (0.01, 0.02, 0.05, 0.10)


def rows_of(folder):
    with open(f"{folder}/report.json") as f:
        return {b["name"]: b for b in json.load(f)["benchmarks"] if b.get("status") == "ok"}


def main():
    first, second = (rows_of(folder) for folder in sys.argv[1:3])
    print("| rows | all | " + " | ".join(f"within {b:.0%}" for b in BOUNDS) + " |")
    print("|---|---|" + "---|" * len(BOUNDS))
    for title, contended in (("uncontended", False), ("contended", True)):
        names = [n for n in first if n in second and (first[n]["threads"] > 1) == contended]
        off = [abs(second[n]["real_time"] / first[n]["real_time"] - 1) for n in names]
        within = " | ".join(str(sum(d <= b for d in off)) for b in BOUNDS)
        print(f"| {title} | {len(off)} | {within} |")


main()
