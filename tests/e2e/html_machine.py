# SPDX-License-Identifier: MIT
"""Writes the report of another machine, made from that of the site's fixture.

usage: html_machine.py IN OUT [KEY=VALUE]...
  slug, arch, model, date    what the report says of machine and time; slug is the fingerprint too
  factor                     by which all times are multiplied
  emulated=1                 the machine is an imitation
  family                     in place of the family of each row, so that no other report has them
"""
import json
import sys

LAUNCHES = 10


def samples(row, factor):
    """Ten launches of one trial, a little apart, the same each time."""
    old = row["samples"]
    columns = {"launch": list(range(LAUNCHES)), "trial": [0] * LAUNCHES,
               "iterations": [1000] * LAUNCHES}
    for key in ("real_time", "cpu_time", "cycles_per_op", "one_way_ns", "round_trip_ns"):
        if old.get(key) and old[key][0] is not None:
            middle = old[key][0] * factor
            columns[key] = [middle * (1 + 0.001 * (i * 7 % LAUNCHES)) for i in range(LAUNCHES)]
    return columns


def main():
    report = json.load(open(sys.argv[1], encoding="utf-8"))
    wanted = dict(word.split("=", 1) for word in sys.argv[3:])
    machine = report["context"]["synccost"]["machine"]
    for key in ("slug", "arch", "model"):
        machine[key] = wanted.get(key, machine.get(key, ""))
    machine["fingerprint"] = machine["slug"]
    report["context"]["date"] = wanted.get("date", report["context"]["date"])
    if wanted.get("emulated"):
        machine["emulated"] = True
    for row in report["benchmarks"]:
        if "family" in wanted:
            row["name"] = row["run_name"] = wanted["family"] + "/" + row["name"].split("/", 1)[1]
            row.pop("floor", None)
        if "real_time" in row.get("samples", {}):
            row["samples"] = samples(row, float(wanted.get("factor", 1)))
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        json.dump(report, file)


main()
