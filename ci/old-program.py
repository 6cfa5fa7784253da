#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Speaks today's protocol (docs/PROTOCOL.md) for a family program of a revision before it.

usage: old-program.py PROGRAM OPTION...

Until November 2026 a family program listed its rows as columns between tabs and wrote Google
Benchmark's JSON to --out. Its rows get the names that they have today (report/model/old_names.h).
ci/bench-ab puts this in front of such programs, so that the two sides of a comparison match.
"""
import json
import re
import subprocess
import sys

FRAME = {
    "name", "family_index", "per_family_instance_index", "run_name", "run_type", "repetitions",
    "repetition_index", "threads", "time_unit",
}


def renewed(name):
    if name.startswith(("atomic/", "floor/")):
        name = name.replace("_", "-")
    if name.startswith("floor/"):
        name = re.sub(r"/cpus:(\d+-\d+)", r"/pair:\1", name)
    return name


def run(*argv):
    done = subprocess.run(argv, stdout=subprocess.PIPE, text=True, close_fds=False, check=False)
    if done.returncode != 0:
        sys.exit(done.returncode)
    return done.stdout


def list_options(options):
    """Those that a list takes, too."""
    kept = []
    for i, option in enumerate(options):
        if option == "--spin-oversubscribed":
            kept.append(option)
        elif option == "--threads":
            kept += options[i:i + 2]
    return kept


def rows(program, options):
    for line in run(program, "--list", *list_options(options)).splitlines():
        yield line.split("\t")


def print_list(program, options):
    for name, tier, threads, cpus, basis, floor, sampled in rows(program, options):
        line = {"name": renewed(name), "tier": tier, "threads": int(threads), "cpus": int(cpus),
                "basis": basis, "sampled": sampled == "1"}
        if floor != "-":
            line["floor"] = renewed(floor)
        print(json.dumps(line))


def print_trials(program, options):
    at = options.index("--row") + 1
    old = [row[0] for row in rows(program, options) if renewed(row[0]) == options[at]]
    if not old:
        sys.exit(f"{program}: no such row here: {options[at]}")
    options[at] = old[0]
    for entry in json.loads(run(program, *options, "--out", "/dev/stdout"))["benchmarks"]:
        if entry.get("error_occurred"):
            print(json.dumps({"error": entry["error_message"]}))
        elif entry["run_type"] == "iteration":
            line = {key: value for key, value in entry.items() if key not in FRAME}
            print(json.dumps({"trial": entry["repetition_index"], **line}))


if __name__ == "__main__":
    what = print_list if "--list" in sys.argv else print_trials
    what(sys.argv[1], sys.argv[2:])
