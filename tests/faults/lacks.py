# SPDX-License-Identifier: MIT
"""Faults of what is short: disk, memory, processes, descriptors, an output that somebody reads."""
import errno
import math
import os
import re
import resource
import signal

from stand_in import ALLOCATIONS, CALLS, Fault, HERE, SYNCCOST, WRITES, shim


def disk(run):
    """A disk that is full or broken, for a while or for good."""
    call = run.rng.choice(["write", "write", "write", "fsync", "rename", "open", "mkdir",
                           "ftruncate", "fdatasync"])
    error = run.rng.choice([errno.ENOSPC, errno.EIO])
    at = run.rng.randrange(CALLS.get(call, 2))
    often = run.rng.choice([1, 1, 2, 10**6])
    if run.turn == 0:
        call, at, often = "write", 5, 1  # the journal takes a launch at the second time
    status = run.end(shim(run, call, error, often, at))
    run.lost = "but for the last launch" in run.words()
    if run.lost and often <= 2:
        raise Fault(f"{call} {at}: there was room again, and the last launch is lost")
    if status not in (0, 1, 2):
        raise Fault(f"{call} {at}: errno {error} ended it with {status}: {run.words()[-300:]}")
    if status:
        run.last_line(status, os.strerror(error) + "|--resume")
        if run.words().strip().endswith("finishes it") and run.journal() is None:
            raise Fault(f"{call} {at}: it speaks of a journal that is not there")
    elif not run.complete() or run.summary() is None:
        raise Fault(f"{call} {at}: status 0 of an unfinished run")


def half_summary(run):
    """A disk without room for a piece from the middle of the summary."""
    run.plot, run.lost = False, 0
    status = run.end(shim(run, "write", errno.ENOSPC, 1, WRITES[run.plot] - 3))
    if status != 2:
        raise Fault(f"status {status}")
    run.last_line(status, "summary.txt: cannot write: " + os.strerror(errno.ENOSPC))
    if run.summary() is not None:
        raise Fault("there is half a summary")


def short_writes(run):
    """Writes that take a part of what they are given."""
    run.lost = 0
    process = shim(run, "write", 0, run.rng.choice([1, 5, 10**6]), run.rng.randrange(20))
    if run.end(process) != 0:
        raise Fault("a short write ended it: " + run.words()[-300:])


def processes(run):
    """No process or no pipe to be had."""
    run.lost = 0
    call = run.rng.choice(["fork", "pipe2"])
    error = {"fork": errno.EAGAIN, "pipe2": errno.EMFILE}[call]
    process = shim(run, call, error, run.rng.choice([1, 2, 10**6]), run.rng.randrange(14))
    status = run.end(process)
    run.failed = True
    if status not in (0, 1, 2):
        raise Fault(f"{call}: status {status}")
    if status == 1:
        run.reason(os.strerror(error))
    if status == 2:
        run.last_line(status, os.strerror(error))


def descriptors(run):
    """Few descriptors."""
    run.lost = 0
    limit = run.rng.randrange(3, 16)
    process = run.start(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE,
                                                              (limit, limit)))
    status = run.end(process)
    run.failed = True
    if status not in (0, 1, 2, 127):  # 127: not even the loader has one
        raise Fault(f"{limit} descriptors: status {status}: {run.words()[-300:]}")
    if status == 1:
        run.reason(".")
    if status == 2:
        run.last_line(status, os.strerror(errno.EMFILE) + "|cannot list its rows")


def memory(run):
    """Little memory: an abort is allowed, a crash is not."""
    limit = run.rng.randrange(8, 80) << 20
    process = run.start(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
    status = run.end(process)
    run.failed = True
    if status not in (0, 1, 2, 127, -signal.SIGABRT, -signal.SIGKILL):
        raise Fault(f"{limit >> 20} MiB: status {status}: {run.words()[-300:]}")
    if status == 1:
        run.reason(".")
    if status == 2:
        run.last_line(status, ".")


def allocation(run):
    """A call that allocates has no memory, once or from then on: the command ends with a line."""
    at = int(math.exp(run.rng.uniform(0, math.log(ALLOCATIONS[run.plot]))))
    status = run.end(shim(run, "memory", errno.ENOMEM, run.rng.choice([1, 1, 10, 10**9]), at))
    if status not in (0, 1, 2, -signal.SIGABRT):
        raise Fault(f"allocation {at}: status {status}: {run.words()[-300:]}")
    if status == -signal.SIGABRT and not re.search("no memory|std::bad_alloc", run.words()):
        raise Fault(f"allocation {at}: ended without a word: {run.words()[-300:]}")
    if status == 2:
        run.last_line(status, os.strerror(errno.ENOMEM) + "|memory")
    elif status >= 0 and not run.complete():
        raise Fault(f"allocation {at}: status {status} of an unfinished run")


def start_unheard(run, how, args=None):
    if how == "closed":
        return run.start(args, stdout=None, preexec_fn=lambda: os.close(1))
    if how == "full":
        with open("/dev/full", "w") as full:
            return run.start(args, stdout=full)
    reading, writing = os.pipe()
    os.close(reading)
    process = run.start(args, stdout=writing)
    os.close(writing)
    return process


def output(run):
    """Standard output is closed, full, or nobody reads it."""
    run.lost = 0
    how = run.rng.choice(["closed", "full", "pipe"])
    status = run.end(start_unheard(run, how))
    if status != 2:
        raise Fault(f"standard output {how}: status {status}")
    run.last_line(status, "standard output: cannot be written")
    if not run.complete():
        raise Fault("the report is not complete")


# What prints: DIR is the folder of a report.
PRINTING = [words.split() for words in (
    "summary DIR", "summary --all DIR", "summary --markdown DIR", "claims DIR",
    "claims --json DIR", "edges DIR", "edges --json DIR", "compare --no-plot DIR DIR",
    "compare --json DIR DIR", "compare --markdown DIR DIR", "compare --json DIR DIR DIR",
    "export --format csv DIR", "export --format bmf DIR", "history --json DIR",
    "list --benches BENCHES", "doctor --json", "topology --json", "events", "help run", "man run",
    "--help", "--version", "--version --json", "--complete run --")]


def printing(run):
    """The same of what other commands print."""
    run.lost = 0
    if run.end(run.start()) != 0:
        raise Fault("a run without a fault fails: " + run.words())
    for words in PRINTING:
        how = run.rng.choice(["closed", "full", "pipe"])
        args = [{"DIR": run.dir, "BENCHES": HERE + "/benches"}.get(word, word) for word in words]
        status = run.end(start_unheard(run, how, [SYNCCOST, *args]))
        said = [line for line in run.words().split("\n") if line.startswith("synccost: ")]
        if status != 2 or len(said) != 1 or "standard output: cannot be written" not in said[0]:
            raise Fault(f"{' '.join(words)}, standard output {how}: status {status}: {said}")
