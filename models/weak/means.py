# SPDX-License-Identifier: MIT
# Which means shows a missing order: the checker, ThreadSanitizer, or the machine itself.
import os
import platform
import re
import subprocess

from build import (BUILD, CC, RUNS, adapted, build_program, headers, run_program, shell, smaller,
                   write_copies)
from places import NO_FENCE, places_of, weakened
from programs import PROGRAMS

# (program, header, function, what of it, what becomes of the order). One for each primitive.
MEANS = (
    ("mutex-go", "primitives/mutex/go.h", "go_mutex_release", "fetch_sub(m->state)", "relaxed"),
    ("mutex-mcs", "primitives/mutex/mcs.h", "mcs_mutex_release", "store(after->waiting)",
     "relaxed"),
    ("mutex-clh", "primitives/mutex/clh.h", "clh_mutex_release", "store(mine->held)", "relaxed"),
    ("sema", "primitives/sema.h", "sema_unlock", "exchange(lock)", "relaxed"),
    ("channel-go", "primitives/sema.h", "sema_grant_slow", "exchange(w->state)", "relaxed"),
    ("channel-futex", "primitives/channel/futex.h", "futex_channel_send",
     "compare_exchange_weak(c->state) success", "relaxed"),
    ("once", "primitives/once/go.h", "go_once_end_slow", "store(o->done)", "relaxed"),
    ("waitgroup-go", "primitives/waitgroup/go.h", "go_waitgroup_add", "fetch_add(w->state)",
     "relaxed"),
    ("cancel-go", "primitives/cancel/go.h", "go_cancel_end_slow", "store(c->reason)", "relaxed"),
    ("pool", "primitives/pool/go.h", "go_pool_give_first",
     "compare_exchange_strong(c->first) success", "relaxed"),
    ("map", "primitives/map/go.h", "go_map_add", "store(slot->key)", "relaxed"),
    ("value-go", "primitives/epoch.h", "epoch_leave", "store(r->entered)", "relaxed"),
    ("value-go", "primitives/value/go.h", "go_value_load", "load(v->object)", "acquire"),
    ("seqlock", "primitives/rwmutex/seqlock.h", "seqlock_rwmutex_read_retry", "SC_FENCE",
     "relaxed"),
    ("semaphore-futex", "primitives/semaphore/futex.h", "futex_semaphore_acquire_slow",
     "fetch_add(s->sleepers)", "acq_rel"),
)
# The same with a scenario, for the places where a thread stores and then looks at what another
# stores: there x86-64 itself errs, so that it has to be caught.
STORE_THEN_LOOK = (
    ("dekker", "primitives/rwmutex/bravo.h", "bravo_try_revoke_slow", "store(rw->biased)",
     "release", "a reader by the table"),
    ("dekker", "primitives/everywhere.h", "everywhere_fence_slow", "syscall(SYS_membarrier)",
     "no call", "a section, membarrier"),
    ("dekker", "primitives/epoch.h", "epoch_publish", "exchange(r->entered)", NO_FENCE,
     "a section"),
)
ALL = MEANS + STORE_THEN_LOOK

ON_X86 = platform.machine() == "x86_64"
SAME = "the same code"
NATIVE = ["-std=c17", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra", "-Werror", "-pthread"]
# Seconds and runs of each scenario: ThreadSanitizer needs few. 0: any number.
TSAN, HARDWARE, LONGER = ("0.5", "2000"), ("0.3", "0"), ("3", "0")
TRIES = 5  # as long, where the machine must err


def place_of(header, function, call):
    """(the place; None where the code has it no more)"""
    found = [p for p in places_of(header) if (p.function, p.call) == (function, call)]
    return found[0] if found else None


def key_of(row):
    header, function, call, order = row[1:5]
    return f"`{header}` `{function}`: `{call}`", order


def native(program, folder, *flags):
    """The command that compiles program for real threads, with the headers in folder."""
    source, *own = PROGRAMS[program]
    return [*CC, *NATIVE, *own, *flags, f"-I{folder}", "-I.", "-include", "models/weak/native.h",
            f"models/weak/{source}"]


def run_native(target, how):
    """(exit status, or None where it did not end; all that it printed)"""
    environment = dict(os.environ, TSAN_OPTIONS="halt_on_error=1 exitcode=66")
    try:
        done = subprocess.run([target, *how], capture_output=True, text=True, timeout=120,
                              env=environment)
    except subprocess.TimeoutExpired:
        return None, ""
    return done.returncode, done.stdout + done.stderr


def shown(target, how):
    """What real threads show, in the words of the table."""
    status, text = run_native(target, how)
    counts = re.findall(r"^\d+ of \d+ runs$", text, re.M)
    if "WARNING: ThreadSanitizer: data race" in text:
        return "caught: data race"
    if status is None:
        return "caught: it does not end"
    if status == 0:
        return f"not caught: {counts[-1]}"
    return f"caught: {counts[-1]}" if status == 1 and counts else "caught: it crashes"


def by_tsan(program, folder):
    target = f"{folder}/{program}-tsan"
    # -Wno-tsan: what the seqlock's fences order are atomics (primitives/tsan.h).
    shell([*native(program, folder, "-g", "-fsanitize=thread", "-Wno-tsan"),
           "models/weak/native.c", "-o", target])
    return shown(target, TSAN)


def code(program, folder):
    """What the compiler makes of it for this machine."""
    target = f"{folder}/{program}.s"
    shell([*native(program, folder, "-S"), "-o", target])
    return open(target).read()


def by_hardware(program, folder, scenario):
    target = f"{folder}/{program}-native"
    shell([*native(program, folder), "models/weak/native.c", "-o", target])
    for _ in range(TRIES if scenario else 1):
        words = shown(target, (*LONGER, *scenario) if scenario else HARDWARE)
        if words.startswith("caught"):
            break
    return words


def by_checker(program, folder, objects):
    target = f"{folder}/{program}-checked"
    build_program(program, target, objects, folder)
    found, _ = run_program(program, target, RUNS, "--first")
    return f"caught: {found}" if found else "not caught"


def folder_of(name):
    return f"{BUILD}/means/{name}"


def fresh_folder(name, texts):
    write_copies(folder_of(name), texts)
    os.makedirs(folder_of(name), exist_ok=True)
    return folder_of(name)


def judge(index, row, objects, texts, right_code):
    """(what the checker and ThreadSanitizer say of one row, whether the code is the same)"""
    program, header, function, call, order = row[:5]
    text = weakened(place_of(header, function, call), order)
    checked = fresh_folder(f"{index}-checked", {header: adapted(header, text)})
    real = fresh_folder(str(index), {**texts, header: smaller(header, text)})
    words = by_checker(program, checked, objects), by_tsan(program, real)
    return words, code(program, real) == right_code[program]


def means_of_page(page):
    rows = {}
    for line in open(page):
        cells = [c.strip() for c in line.strip().strip("|").split(" | ")]
        if len(cells) == 5 and cells[0].startswith("`primitives/"):
            rows[cells[0], cells[1]] = cells[2:]
    return rows


def check_means(pool, objects):
    """(rows: key to words, failures)"""
    texts = {h: open(h).read() for h in headers()}
    texts = {h: smaller(h, text) for h, text in texts.items() if smaller(h, text) != text}
    right = fresh_folder("right", texts)
    programs = sorted({row[0] for row in ALL})
    right_code = dict(zip(programs, pool.map(lambda p: code(p, right), programs)))
    controls = dict(zip(programs, pool.map(lambda p: by_tsan(p, right), programs)))
    judged = pool.map(lambda r: judge(*r, objects, texts, right_code), enumerate(ALL))
    rows, bad = {}, []
    # The machine one at a time: it shows its faults where the threads run at once.
    for index, (row, (words, same)) in enumerate(zip(ALL, list(judged))):
        key, program = key_of(row), row[0]
        rows[key] = (*words, SAME if same else by_hardware(program, folder_of(index), row[5:]))
        print(f"| {' | '.join((*key, *rows[key]))} |", flush=True)
        wanted = rows[key][2:] if row in STORE_THEN_LOOK and ON_X86 else rows[key]
        if not any(w.startswith("caught") for w in wanted):
            bad.append(f"nothing catches {key}")
        if not same:
            controls[f"{program} {row[5:]}"] = by_hardware(program, right, row[5:])
    return rows, bad + [f"{program} shows a fault with the headers as they are: {words}"
                        for program, words in controls.items() if words.startswith("caught")]
