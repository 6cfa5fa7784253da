# SPDX-License-Identifier: MIT
"""Faults of processes: signals, deaths, other programs that fail or hang, two runs at once."""
import os
import shutil
import signal
import time

from stand_in import (CALLS, DEATH, Fault, LAUNCHES, PATIENCE, ROWS, SOON, SYNCCOST, a_while,
                      shim)

IN_USE = "another process measures into this folder"
LOGS = ("err", "err2")  # of the first and of the second
INTERRUPTED = "interrupted (while the rows were listed|before the first launch)"


def signals(run):
    """A signal to the command."""
    number = run.rng.choice([signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
    process = run.start()
    a_while(run)
    process.send_signal(number)
    status = run.end(process, SOON)
    if status == 2:
        return run.last_line(status, INTERRUPTED)
    if status not in (0, 1, -number):
        raise Fault(f"{number.name} ended it with {status}: {run.words()[-300:]}")
    if status == 1:
        run.last_line(status, "interrupted: ")
        says_resume = "--resume" in run.words().strip().split("\n")[-1]
        if says_resume == run.complete():
            raise Fault("the last line says what is not so")
    if status == 0 and not run.complete():
        raise Fault(f"{number.name}: status 0 of an unfinished run")
    return None


def twice(run):
    """Two signals: the second ends the command at once."""
    process = run.start()
    a_while(run)
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGTERM)
    status = run.end(process, SOON)
    if status == 2:
        run.last_line(status, INTERRUPTED)
    elif status not in (0, 1, -signal.SIGTERM):
        raise Fault(f"two signals ended it with {status}")


def children_of(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as f:
            return [int(child) for child in f.read().split()]
    except OSError:
        return []


def kill_children(run):
    """Starts it, kills its children after a while, and returns the status of its end."""
    process = run.start()
    a_while(run)
    for child in children_of(process.pid):
        try:
            os.kill(child, signal.SIGKILL)
        except ProcessLookupError:
            pass
    status = run.end(process)
    if status not in (0, 1, 2):
        raise Fault(f"the death of a child ended it with {status}")
    return status


def child_killed(run):
    """SIGKILL of a launch, of a list, or of gnuplot."""
    status = kill_children(run)
    run.failed = True
    if status == 1:
        run.reason("(killed|ended) by signal 9")
    if status == 2:
        run.last_line(status, "cannot list its rows|charts")


def killed_at(run):
    """SIGKILL within a call that writes, in a run and where it is resumed."""
    def die(args=None):
        call = run.rng.choice(["write", "write", "fsync", "rename", "rename", "unlink", "open"])
        at = run.rng.randrange(CALLS.get(call, 2))
        if run.turn == 0:
            call, at = "rename", 0  # half of a report
        status = run.end(shim(run, call, DEATH, 1, at, args))
        if status not in (0, -signal.SIGKILL):
            raise Fault(f"{call} {at}: SIGKILL ended it with {status}: {run.words()[-300:]}")
    die()
    if run.journal() is not None:
        run.lost += 1
        die([SYNCCOST, "run", "--no-plot", "--resume", run.dir])


def synced(run):
    """SIGKILL while the disk is given the journal for the second time: with its first launch."""
    status = run.end(shim(run, "fdatasync", DEATH, 1, 1))
    if status != -signal.SIGKILL:
        raise Fault(f"the journal is not synced: status {status}")
    if len(run.journal()) != 1:
        raise Fault(f"{len(run.journal())} launches were measured before the journal was synced")


def cut_off(run, enough):
    """SIGKILL when so many launches are kept. What is kept; None where the run came to its end."""
    process = run.start()
    end = time.time() + PATIENCE
    while len(run.journal() or {}) < enough and process.poll() is None and time.time() < end:
        time.sleep(0.002)
    process.kill()
    run.end(process)
    return run.journal()


def damaged(run):
    """A journal that a disk has cut, or of which it has changed a byte."""
    before = cut_off(run, run.rng.randrange(2, 1 + ROWS * LAUNCHES))
    if before is None:
        return
    path = run.dir + "/journal.jsonl"
    with open(path, "rb") as f:
        text = bytearray(f.read())
    at = run.rng.randrange(len(text))
    if run.rng.random() < 0.5:
        text[at] ^= run.rng.randrange(1, 256)
        run.lost += 1
    else:
        at = max(at, text.index(b"\n"))  # one header is left
        del text[at:]
        run.lost += len(before)
    with open(path, "wb") as f:
        f.write(text)
    left = run.journal()
    if len(before) - len(left) > run.lost:
        raise Fault("a damaged byte cost more than its line")


def another_gnuplot(run, line):
    """Another gnuplot, of one line; without a line none."""
    run.plot = True
    run.path = run.home + "/bin"
    os.mkdir(run.path)
    for tool in ("sh", "sleep"):
        os.symlink(shutil.which(tool), f"{run.path}/{tool}")
    if line:
        with open(run.path + "/gnuplot", "w") as f:
            f.write(f"#!/bin/sh\n{line}\n")
        os.chmod(run.path + "/gnuplot", 0o755)


GNUPLOTS = {"missing": None, "failing": "echo broken >&2; exit 3", "silent": "exit 0"}


def gnuplot(run):
    """gnuplot is missing, fails or does not look at its input."""
    run.lost = 0
    how = run.rng.choice(list(GNUPLOTS))
    another_gnuplot(run, GNUPLOTS[how])
    status = run.end(run.start())
    if status not in (1, 2):
        raise Fault(f"gnuplot {how}: status {status}")
    run.last_line(status, "gnuplot|broken|could not be drawn")
    if not run.complete():
        raise Fault("the report is not complete")


def is_there(pid):
    """A zombie has ended; a stand-in container's first process may leave it."""
    try:
        with open(f"/proc/{pid}/stat") as f:
            return f.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gnuplot_hangs(run):
    """gnuplot hangs: it is killed after a minute, or with the command."""
    pid_file = run.home + "/pid"
    another_gnuplot(run, f"echo $$ >{pid_file}; exec sleep 1000")
    begin = time.time()
    process = run.start()
    if run.turn % 4 == 3:
        status = run.end(process)
        if status != 2 or time.time() - begin < 60:
            raise Fault(f"status {status} after {time.time() - begin:.0f} s")
        run.last_line(status, "gnuplot did not end within 60 s: killed")
    else:
        while not (os.path.exists(pid_file) and os.path.getsize(pid_file)):
            if process.poll() is not None or time.time() - begin > PATIENCE:
                raise Fault("gnuplot was not started")
            time.sleep(0.01)
        number = run.rng.choice([signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
        process.send_signal(number)
        status = run.end(process, 20)
        if status != -number:
            raise Fault(f"{number.name} ended it with {status}")
    with open(pid_file) as f:
        pid = int(f.read())
    end = time.time() + 20
    while is_there(pid):
        if time.time() > end:
            raise Fault("gnuplot goes on")
        time.sleep(0.01)
    if not run.complete():
        raise Fault("the report is not complete")


def one_folder(run):
    """Two runs into one folder: one of them measures."""
    run.lost = 0
    first = run.start()
    if run.rng.random() < 0.5:
        a_while(run)
    second = run.start(stderr=open(run.home + "/err2", "w"))
    states = [run.end(first), run.end(second)]
    if sorted(states) != [0, 2]:
        raise Fault(f"two runs into one folder ended with {states}")
    run.last_line(2, IN_USE + "|holds a report already", LOGS[states.index(2)])


def resumed_twice(run):
    """Two that resume one run, one of which measures."""
    process = run.start()
    a_while(run)
    process.kill()
    run.end(process)
    if run.journal() is None:
        return
    kept = run.journal()
    args = run.command("--resume", run.dir)
    both = [run.start(args), run.start(args, stderr=open(run.home + "/err2", "w"))]
    states = [run.end(process) for process in both]
    if sorted(states) not in ([0, 2], [2, 2]) or (states == [2, 2] and kept):
        raise Fault(f"two that resume ended with {states}: {run.words()[-200:]}")
    if 0 in states:
        run.last_line(2, IN_USE + "|no unfinished run there", LOGS[states.index(2)])
    run.lost += 1


def affinity(run):
    """The CPUs that the command may use change under way."""
    run.lost = 0
    cpus = sorted(os.sched_getaffinity(0))
    process = run.start()
    a_while(run)
    try:
        os.sched_setaffinity(process.pid, {run.rng.choice(cpus)})
    except ProcessLookupError:
        pass
    if run.end(process) != 0:
        raise Fault("another affinity ended it: " + run.words()[-300:])


def elsewhere(run):
    """--resume where a row is missing, or on other CPUs: it is refused, and the journal stays."""
    if cut_off(run, run.rng.randrange(ROWS, ROWS * LAUNCHES - 1)) is None:
        return
    places = [("have no row here .*fault/row-", {"env": {"FAULT_ROWS": "2"}})]
    cpus = os.sched_getaffinity(0)
    if len(cpus) > 1:
        one = {run.rng.choice(sorted(cpus))}
        places.append(("begun on other CPUs",
                       {"preexec_fn": lambda: os.sched_setaffinity(0, one)}))
    for words, place in places:
        with open(run.dir + "/journal.jsonl", "rb") as f:
            before = f.read()
        status = run.end(run.start(run.command("--resume", run.dir), **place))
        if status != 2:
            raise Fault(f"--resume elsewhere ended with {status}")
        run.last_line(status, words)
        with open(run.dir + "/journal.jsonl", "rb") as f:
            if f.read() != before:
                raise Fault("what is refused has changed the journal")
