# SPDX-License-Identifier: MIT
"""How much of a row's spread is the place of its objects.

Pairs of launches run back to back: each launch on lines of its own, then both on the same physical
lines. usage: placement.py BUILD ROW...
"""
import json
import math
import os
import statistics
import subprocess
import sys

PAIRS = 25
SETTINGS = "--trials 2 --warmup-ms 3 --window-ms 10 --patience-ms 10 --redo 2".split()
ARENA_BYTES = 64 << 20


def launch(build, row, seed, memory):
    program = f"{build}/benches/{row.split('/')[0]}"
    command = [program, "--row", row, "--out", "/dev/stdout", "--seed", str(seed), *SETTINGS]
    shared = [] if memory is None else [memory]
    if shared:
        command += ["--arena-fd", str(memory)]
    run = subprocess.run(command, pass_fds=shared, capture_output=True, check=True)
    return math.log(statistics.mean(b["real_time"] for b in json.loads(run.stdout)["benchmarks"]
                                    if b["run_type"] == "iteration"))


def pair(build, row, number, same_lines):
    if not same_lines:
        return [launch(build, row, 2 * number + i, None) for i in range(2)]
    memory = os.memfd_create("placement", 0)
    os.ftruncate(memory, ARENA_BYTES)
    times = [launch(build, row, number, memory) for _ in range(2)]
    os.close(memory)
    return times


def spread(pairs):
    """Of one launch, from the differences within pairs, in percent.

    It is the median absolute deviation as a normal standard deviation.
    """
    return 100 * statistics.median(abs(a - b) for a, b in pairs) / 0.6745 / math.sqrt(2)


def main():
    build, *rows = sys.argv[1:]
    print("| row | lines of its own | the same lines |")
    print("|---|---|---|")
    for row in rows:
        own, same = ([pair(build, row, n, same_lines) for n in range(PAIRS)]
                     for same_lines in (False, True))
        print(f"| `{row}` | {spread(own):.1f} % | {spread(same):.1f} % |", flush=True)


main()
