# SPDX-License-Identifier: MIT
"""Faults of synccost ab, which keeps no journal: what it has measured is in the two reports."""
import errno
import math
import os
import re
import signal

from ends import kill_children
from stand_in import Fault, HERE, Run, SYNCCOST, a_while, shim

SIDES = ("base", "new")
BLOCK = 4  # launches
KEPT = "what was measured until the last write is kept"


class Builds(Run):
    """A comparison of the stand-in with itself: two rounds of a block of each of three rows."""

    def __init__(self, work, rng, turn=0):
        super().__init__(work, rng, turn)
        self.plot = False
        self.build = self.home + "/build"
        os.mkdir(self.build)
        os.symlink(SYNCCOST, self.build + "/synccost")
        os.symlink(HERE + "/benches", self.build + "/benches")

    def form(self):
        return "builds"

    def command(self, *more):
        return [SYNCCOST, "ab", "--base", self.build, "--new", self.build, "--no-plot", *more]

    def sides(self):
        """The reports that are there."""
        there = (self.report(f"{self.dir}/{side}") for side in SIDES)
        return [report for report in there if report]

    def complete(self):
        sides = self.sides()
        return len(sides) == len(SIDES) and all(
            report["context"]["synccost"]["run"]["complete"] for report in sides)

    def figures(self):
        return {figure for report in self.sides() for row in report["benchmarks"]
                for figure in row.get("samples", {}).get("real_time", [])}

    def ended(self):
        """The figures of launches that have ended."""
        with open(self.log) as f:
            return {float(line) for line in f.read().split()}

    def settle(self):
        ended = self.ended()
        gone = ended - self.figures()
        if len(gone) > self.lost:
            raise Fault(f"{len(gone)} of {len(ended)} launches are gone: {self.words()[-300:]}")
        self.check_words()
        if len(self.sides()) == len(SIDES):
            with open(self.home + "/err2", "w") as err:
                status = self.end(self.start(
                    [SYNCCOST, "compare", "--no-plot", *(f"{self.dir}/{side}" for side in SIDES)],
                    stderr=err))
            if status != 0:
                raise Fault(f"their comparison ended with {status}")


def ab_signals(run):
    """A signal to synccost ab."""
    number = run.rng.choice([signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
    process = run.start()
    a_while(run)
    process.send_signal(number)
    status = run.end(process)
    if number == signal.SIGKILL:
        run.lost = math.inf
        if len(run.ended()) > BLOCK and len(run.sides()) < len(SIDES):
            raise Fault("SIGKILL after a block, and no reports")
    if status == 2:
        run.last_line(status, "interrupted (while|before) ")
    elif status == 1:
        run.last_line(status, "interrupted: ")
    elif status not in (0, -number):
        raise Fault(f"{number.name} ended it with {status}: {run.words()[-300:]}")
    if status in (0, -number) and number != signal.SIGKILL and not run.complete():
        raise Fault(f"{number.name}: status {status} of an unfinished comparison")


def ab_disk(run):
    """No memory for the launches to share, or a disk that is full or broken."""
    call = run.rng.choice(["ftruncate", "ftruncate", "write", "write", "fsync", "rename", "mkdir"])
    error = run.rng.choice([errno.ENOSPC, errno.EIO])
    at = run.rng.randrange(20 if call == "write" else 6)
    if run.turn == 0:
        call, at = "ftruncate", 5  # the last block's
    status = run.end(shim(run, call, error, run.rng.choice([1, 1, 2, 10**6]), at))
    run.lost = 0 if call == "ftruncate" else math.inf
    if status not in (0, 2):
        raise Fault(f"{call} {at}: errno {error} ended it with {status}: {run.words()[-300:]}")
    if status == 0 and not run.complete():
        raise Fault(f"{call} {at}: status 0 of an unfinished comparison")
    if status == 2:
        run.last_line(status, os.strerror(error) + "|" + KEPT)
        if (KEPT in run.words()) != (len(run.sides()) == len(SIDES)):
            raise Fault(f"{call} {at}: the last line says what is not so: {run.words()[-300:]}")


def ab_child_killed(run):
    """SIGKILL of a launch, of a list, or of a build that says what it is."""
    status = kill_children(run)
    if status == 2:
        run.last_line(status, "cannot list its rows|does not say how it was built")


def ab_one_folder(run):
    """Two comparisons into one folder: one of them measures."""
    first = run.start()
    if run.turn > 0 and run.rng.random() < 0.5:
        a_while(run)
    second = run.start(stderr=open(run.home + "/err2", "w"))
    states = sorted((run.end(first), run.end(second)))
    with open(run.home + "/err2") as f:
        words = run.words() + f.read()
    if states != [0, 2] or not re.search("another process measures into|holds a report", words):
        raise Fault(f"two into one folder ended with {states}: {words[-300:]}")


BUILDS = [ab_signals, ab_disk, ab_child_killed, ab_one_folder]
