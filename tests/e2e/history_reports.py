# SPDX-License-Identifier: MIT
"""Makes reports of a host over time: history_reports.py DIR REPORTS [KEY=VALUE]...

steps=P        rows whose names begin with step/ are P percent slower from report 20 on
host=ID slug=NAME       whose they are
kernel=N       the kernel changes with report N
first=N        number of the first report
launches=N     of each row
slow=P         all rows are P percent slower
The rows are of three kinds: step/, flat/ and far/, which has a single outlier."""
import json
import os
import random
import sys

where, count = sys.argv[1], int(sys.argv[2])
given = dict(word.split("=", 1) for word in sys.argv[3:])
steps, kernel = float(given.get("steps", 0)), int(given.get("kernel", 1000000))
first, launches = int(given.get("first", 0)), int(given.get("launches", 3))
slow = 1 + float(given.get("slow", 0)) / 100
machine = {"slug": given.get("slug", "some-machine"), "model": "Some CPU", "cpus": 2,
           "fingerprint": "0123456789abcdef"}
if "host" in given:
    machine["host"] = given["host"]


def row(name, ns, rng):
    times = [ns * (1 + rng.gauss(0, 0.001)) for _ in range(launches)]
    return {"name": name, "run_name": name, "run_type": "aggregate", "aggregate_name": "median",
            "aggregate_unit": "time", "repetitions": launches, "threads": 1, "iterations": 300,
            "real_time": ns, "cpu_time": ns, "time_unit": "ns", "kind": "time", "basis": "thread",
            "cpus": 1, "status": "ok",
            "samples": {"launch": list(range(launches)), "trial": [0] * launches,
                        "iterations": [100] * launches, "real_time": times}}


for i in range(first, first + count):
    rng = random.Random(f"{i} {machine['slug']}")
    rows = []
    for k in range(3):
        for kind in "step", "flat", "far":
            ns = 10 * (1 + k) * (1 + rng.gauss(0, 0.002))
            ns *= 1 + steps / 100 if kind == "step" and i >= 20 else 1
            ns *= 1.5 if kind == "far" and i == 12 else 1
            rows.append(row(f"{kind}/a/b/n:{k}", ns * slow, rng))
    started = f"2026-01-{1 + i // 2:02}T{8 + 8 * (i % 2):02}:00:00Z"
    context = {"date": started, "json_schema_version": 1, "synccost": {
        "schema": 1, "version": "0.1",
        "machine": dict(machine, kernel="6.2.0" if i >= kernel else "6.1.0"),
        "build": {"compiler": "gcc 12", "revision": f"rev{i}"},
        "run": {"profile": "quick", "seed": i, "started": started, "complete": True}}}
    os.makedirs(f"{where}/run-{i}")
    with open(f"{where}/run-{i}/report.json", "w", encoding="utf-8") as f:
        json.dump({"context": context, "benchmarks": rows}, f)
