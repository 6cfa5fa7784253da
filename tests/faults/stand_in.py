# SPDX-License-Identifier: MIT
"""Runs of the stand-in family, and what must be true of each when a fault has struck it."""
import json
import os
import re
import subprocess
import tempfile
import time
import zlib

BUILD = os.path.abspath(os.environ.get("BUILD", "build"))
SYNCCOST = BUILD + "/synccost"
SHIM = BUILD + "/tests/faults/shim.so"
HERE = os.path.dirname(os.path.abspath(__file__))
LAUNCHES, ROWS = 4, 3
PATIENCE = 120  # seconds: a command that takes longer hangs
SOON = 5  # seconds: within one it ends at a signal; the rest is for what else runs here


class Fault(Exception):
    """The command has not kept its word."""


class Run:
    """A run of the stand-in in a folder of its own."""

    def __init__(self, work, rng, turn=0):
        self.rng = rng
        self.turn = turn  # of its kind, from 0
        self.home = tempfile.mkdtemp(dir=work)
        self.dir = self.home + "/out"
        self.log = self.home + "/log"
        self.calls = self.home + "/calls"  # how many the shim has counted
        self.plot = rng.random() < 0.3
        self.path = os.environ["PATH"]
        self.lost = 1  # launches that the fault may cost
        self.failed = False  # a row may have failed
        open(self.log, "w").close()

    def form(self):
        """Runs of one form take as long as each other."""
        return self.plot

    def command(self, *more):
        args = [SYNCCOST, "run", "--benches", HERE + "/benches", *more]
        return args if self.plot else args + ["--no-plot"]

    def start(self, args=None, env=None, **how):
        how.setdefault("stdout", subprocess.DEVNULL)
        if "stderr" not in how:
            how["stderr"] = open(self.home + "/err", "w")
        args = args or self.command("--launches", str(LAUNCHES), "--out", self.dir)
        return subprocess.Popen(args, stdin=subprocess.DEVNULL, cwd=self.home, **how, env={
            **os.environ, "FAULT_LOG": self.log, "PATH": self.path, **(env or {})})

    def end(self, process, patience=PATIENCE):
        try:
            return process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise Fault(f"no end after {patience} s") from None

    def words(self, where="err"):
        with open(f"{self.home}/{where}", errors="replace") as f:
            return f.read()

    def journal(self):
        """The whole lines of the journal as {(row, launch): figure}; None without a journal."""
        try:
            with open(self.dir + "/journal.jsonl", "rb") as f:
                lines = f.read().split(b"\n")
        except FileNotFoundError:
            return None
        kept = {}
        for line in lines:
            match = re.fullmatch(rb'(.*),"crc":"([0-9a-f]{8})"}', line, re.DOTALL)
            if match and zlib.crc32(match[1]) == int(match[2], 16):
                launch = json.loads(line)
                for sample in launch.get("samples", []):
                    kept[launch["row"], launch["launch"]] = sample["real_time"]
        return kept

    def report(self, folder=None):
        try:
            with open((folder or self.dir) + "/report.json") as f:
                return json.load(f)
        except FileNotFoundError:
            return None

    def summary(self):
        try:
            with open(self.dir + "/summary.txt") as f:
                return f.read()
        except FileNotFoundError:
            return None

    def samples(self):
        return {(row["name"], launch): figure for row in self.report()["benchmarks"]
                for launch, figure in zip(row.get("samples", {}).get("launch", []),
                                          row.get("samples", {}).get("real_time", []))}

    def complete(self):
        report = self.report()
        return bool(report) and report["context"]["synccost"]["run"]["complete"]

    def last_line(self, status, pattern, where="err"):
        lines = self.words(where).strip().split("\n")
        if not re.match("synccost: .*(" + pattern + ")", lines[-1]):
            raise Fault(f"status {status}, and the last line is: {lines[-1]}")

    def reason(self, pattern):
        """Where rows failed, or charts, a line says why."""
        line = r"^(synccost|fault/row-\d/threads:1): .*(" + pattern + ")"
        if not re.search(line, self.words(), re.MULTILINE):
            raise Fault(f"status 1 without a reason: {self.words()[-300:]}")

    def check_kept(self):
        """Every launch that ended is in the journal or, where it is whole, in the report."""
        with open(self.log) as f:
            ended = {float(line) for line in f.read().split()}
        kept = self.journal()
        if kept is None:
            kept = self.samples() if self.complete() else {}
        gone = ended - set(kept.values())
        if len(gone) > self.lost:
            raise Fault(f"{len(gone)} of {len(ended)} launches are gone")
        return kept

    def check_resumed(self, kept):
        """--resume makes a whole report of it, with all that was kept."""
        if not self.complete() and self.journal() is None:
            return  # not begun
        if self.journal() is not None:
            with open(self.home + "/err2", "w") as err:
                status = self.end(self.start([SYNCCOST, "run", "--no-plot", "--resume", self.dir],
                                             stderr=err))
            with open(self.home + "/err2") as f:
                words = f.read()
            if status == 2 and not kept and "says nothing of its run" in words:
                return  # killed within the header
            if status != 0 and not (self.failed and status == 1):
                raise Fault(f"--resume ended with {status}: {words[-300:]}")
        samples = self.samples()
        for key, figure in kept.items():
            if samples.get(key) != figure:
                raise Fault(f"{key}: {figure} has become {samples.get(key)}")
        if not self.complete() or self.journal() is not None:
            raise Fault("--resume left the run unfinished")
        if not self.failed and len(samples) != ROWS * LAUNCHES:
            raise Fault(f"the report has {len(samples)} launches")
        halves = [name for name in os.listdir(self.dir) if name.startswith(".")]
        if halves:
            raise Fault(f"the folder still holds {halves}")
        summary = self.summary()
        if summary is not None and summary != subprocess.check_output(
                [SYNCCOST, "summary", self.dir], text=True):
            raise Fault("summary.txt is not the report's summary")

    def settle(self):
        kept = self.check_kept()
        self.check_resumed(kept)
        self.check_words()

    def check_words(self):
        if re.search("[\x00-\x08\x0b-\x1f\x7f]", self.words()):
            raise Fault("a control character on standard error")


SECONDS = {}  # what a run of each form takes
ALLOCATIONS = {}  # and how many it makes
WRITES = {}  # and how often it writes


def a_while(run):
    time.sleep(run.rng.uniform(0, 1.1 * SECONDS[run.form()]))


def shim(run, call, error, count, at, args=None):
    return run.start(args, env={"LD_PRELOAD": SHIM, "SHIM_CALL": call, "SHIM_AT": str(at),
                                "SHIM_FOR": str(count), "SHIM_ERRNO": str(error),
                                "SHIM_CALLS": run.calls})


CALLS = {"write": 40, "open": 8, "fsync": 6}  # how many a run makes about; of others 2
DEATH = -1  # the shim's: SIGKILL
