# SPDX-License-Identifier: MIT
# For submit.sh: makes reports with planted strings and hostile archives, and looks into archives.
# usage: submit_check.py WORD ARGUMENT...    ends with 1 and a line per fault
import io
import json
import re
import struct
import sys
import tarfile
import zlib

PLANTED = (
    " kestrel-7 annabel77 /home/annabel77/src/x.c /work/secret-1 /tmp/secret-2 -I/mnt/secret-3"
    " 10.11.12.13 fe80::fc:12 02:fc:00:aa:bb:05 annabel77@corp.example"
    " https://git.corp.example/secret-4 serial 77-AB-991 CN7016361F00AB"
    " 4c4c4544-0034-5810-8039-b4c04f4d3132 "
)
BETRAYS = [
    "kestrel", "annabel", "secret", "10.11.12", "fe80", "02:fc", "corp.example", "77-AB", "CN7016",
    "4c4c4544", "/home", "/work", "/tmp/",
]
KEPT = re.compile(r"^(floor/|mutex/go/uncontended)")
FIXED = {"date", "started", "finished", "severity", "profile", "fingerprint", "slug"}
faults = []


def load(path):
    with open(path, encoding="utf-8") as f:
        return json.load(f)


def save(report, path):
    with open(path, "w", encoding="utf-8") as f:
        json.dump(report, f)


def small(source, target):
    """A short report of the same run: few rows, few charts."""
    report = load(source)
    report["benchmarks"] = [r for r in report["benchmarks"] if KEPT.match(r["name"])]
    save(report, target)


def plant_in(value):
    if isinstance(value, dict):
        return {k: v if k in FIXED else plant_in(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plant_in(v) for v in value]
    return value + PLANTED if isinstance(value, str) else value


def plant(source, target):
    report = load(source)
    ours = plant_in(report["context"]["synccost"])
    for key in ("governor", "scaling_driver", "energy_preference", "nohz_full"):
        ours["environment"][key] = PLANTED
    ours["machine"]["platform"] = "Dell Inc. PowerEdge" + PLANTED
    ours["programs"] = {"kestrel-7": {"about": PLANTED}}
    ours["run"]["filter"] = None
    ours["run"]["threads"] = PLANTED
    ours["later"] = [PLANTED]
    report["context"].update(synccost=ours, host_name="kestrel-7", executable=PLANTED, more=PLANTED)
    failed = report["benchmarks"][-1]
    failed.update(
        status="failed", reason=PLANTED, error_occurred=True, error_message=PLANTED, later=PLANTED
    )
    report["benchmarks"][0]["error_note"] = PLANTED
    save(report, target)


def change(source, target, path, value):
    """Sets one member of context.synccost, such as machine.emulated, to a JSON value."""
    report = load(source)
    *folders, last = path.split(".")
    at = report["context"]["synccost"]
    for folder in folders:
        at = at[folder]
    at[last] = json.loads(value)
    save(report, target)


def texts_of_png(data):
    """All that is no picture in a PNG, unpacked where it is packed."""
    at, found = 8, b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        chunk = data[at + 8 : at + 8 + size]
        if kind not in (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"bKGD", b"gAMA", b"pHYs", b"tRNS"):
            found += chunk
            for start in range(len(chunk)):
                try:
                    found += zlib.decompress(chunk[start:])
                    break
                except zlib.error:
                    pass
        at += 12 + size
    return found


def inside(archive):
    with tarfile.open(archive) as tar:
        return {m.name: (m, tar.extractfile(m).read() if m.isfile() else b"") for m in tar}


def clean(archive, endings):
    """Nothing planted is anywhere in the archive, which has files of all these endings."""
    files = inside(archive)
    names = [n for n, (m, _) in files.items() if m.isfile()]
    for ending in endings.split(","):
        if not any(n.endswith(ending) for n in names):
            faults.append(f"no file ends with {ending}")
    with open(archive, "rb") as f:
        raw = f.read()
    for name, data in [(n, d) for n, (_, d) in files.items()] + [("the archive itself", raw)]:
        if name.endswith(".png"):
            data += texts_of_png(data)
        for word in BETRAYS:
            if word.lower().encode() in data.lower() or word in name:
                faults.append(f"{word} is left in {name}")


def same_samples(archive, source):
    files = inside(archive)
    sent = json.loads(next(d for n, (_, d) in files.items() if n.endswith("/report.json")))
    rows, wanted = sent["benchmarks"], load(source)["benchmarks"]
    if len(rows) != len(wanted):
        faults.append(f"{len(rows)} rows of {len(wanted)}")
    for was, row in zip(wanted, rows):  # in order, since an old report's names are renewed
        if row["samples"] != was["samples"]:
            faults.append(f"the samples of {was['name']} are others")


def anonymous(archive):
    """Neither owner nor time of any entry says anything."""
    for name, (m, _) in inside(archive).items():
        if (m.uid, m.gid, m.uname, m.gname, m.mtime) != (0, 0, "", "", 0):
            faults.append(f"{name} has an owner or a time")


def entry(tar, name, data=b"x", **members):
    info = tarfile.TarInfo(name)
    info.size = len(data)
    for key, value in members.items():
        setattr(info, key, value)
    tar.addfile(info, io.BytesIO(data))


def hostile(source, name, folder, folder_of_archives):
    """Archives that each hold the good report and one thing that must not be let pass."""
    with open(source, "rb") as f:
        report = f.read()
    run = f"{name}/report.json"
    link = {"type": tarfile.SYMTYPE, "linkname": "/etc/passwd"}
    cases = {
        "parent": lambda t: entry(t, f"{name}/../../../evil"),
        "absolute": lambda t: entry(t, f"/tmp/{name}/charts/x.svg"),
        "symlink": lambda t: entry(t, f"{name}/charts/x.svg", b"", **link),
        "folder-link": lambda t: entry(t, f"{name}/charts", b"", **link),
        "hardlink": lambda t: entry(t, f"{name}/charts/x.svg", b"", type=tarfile.LNKTYPE,
                                    linkname="/etc/passwd"),
        "device": lambda t: entry(t, f"{name}/charts/x.svg", b"", type=tarfile.CHRTYPE),
        "fifo": lambda t: entry(t, f"{name}/charts/x.svg", b"", type=tarfile.FIFOTYPE),
        "name": lambda t: entry(t, f"{name}/charts/x.sh"),
        "dot": lambda t: entry(t, f"{name}/charts/.svg"),
        "blank": lambda t: entry(t, f"{name}/charts/a b\n.svg"),
        "deep": lambda t: entry(t, f"{name}/charts/a/b.svg"),
        "folder": lambda t: entry(t, f"{name}/bin", b"", type=tarfile.DIRTYPE),
        "outside": lambda t: entry(t, "Makefile"),
        "other-run": lambda t: entry(t, f"{folder}/20200101T000000Z/summary.txt"),
        "other-machine": lambda t: entry(t, "other/20200101T000000Z/summary.txt"),
        "two-reports": lambda t: entry(t, run, report),
        "many": lambda t: [entry(t, f"{name}/charts/x{i}.svg") for i in range(500)],
        "sparse": lambda t: entry(t, f"{name}/charts/x.svg", b"", type=tarfile.GNUTYPE_SPARSE),
    }
    for case, add in cases.items():
        for first in (True, False):
            path = f"{folder_of_archives}/{case}-{'first' if first else 'last'}.tar.gz"
            with tarfile.open(path, "w:gz", format=tarfile.USTAR_FORMAT) as tar:
                if first:
                    add(tar)
                entry(tar, run, report)
                if not first:
                    add(tar)
    for form, word in ((tarfile.PAX_FORMAT, "pax"), (tarfile.GNU_FORMAT, "gnu")):
        with tarfile.open(f"{folder_of_archives}/{word}.tar.gz", "w:gz", format=form) as tar:
            entry(tar, run, report)
            entry(tar, f"{name}/charts/{'x' * 300}.svg")
    raw(folder_of_archives, run, report)


def raw(folder, run, report):
    """Archives that tarfile does not write: damaged, cut, endless."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        entry(tar, run, report)
    good = buffer.getvalue()

    def pack(case, data):
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        with open(f"{folder}/{case}.tar.gz", "wb") as f:
            f.write(packer.compress(data) + packer.flush())

    pack("sum", good[:140] + b"7" + good[141:])  # of the time, which says nothing
    pack("cut", good[: len(good) // 2 // 512 * 512 - 10240])
    huge = bytearray(good[:512])
    huge[124:136] = b"77777777777\0"
    huge[148:156] = b" " * 8
    huge[148:156] = b"%06o\0 " % sum(huge)
    pack("huge", bytes(huge) + good[512:])
    binary = bytearray(good[:512])
    binary[124:136] = b"\x80" + b"\0" * 10 + b"\1"
    binary[148:156] = b" " * 8
    binary[148:156] = b"%06o\0 " % sum(binary)
    pack("binary-size", bytes(binary) + good[512:])
    pack("bomb", good[:-1024] + b"\0" * (200 << 20))
    pack("nothing", b"")
    pack("noise", bytes(range(256)) * 40)
    with open(f"{folder}/plain.tar.gz", "wb") as f:
        f.write(good)


def archive(source, target, name, *pictures):
    """An archive as somebody might make it by hand, with a picture that has a script."""
    with tarfile.open(target, "w:xz", format=tarfile.USTAR_FORMAT) as tar:
        with open(source, "rb") as f:
            entry(tar, f"{name}/report.json", f.read())
        for picture in pictures:
            entry(tar, f"{name}/charts/{picture}", b"<svg><script>alert(1)</script></svg>")


def main():
    word, *arguments = sys.argv[1:]
    {
        "small": small, "plant": plant, "change": change, "clean": clean, "hostile": hostile,
        "same-samples": same_samples, "anonymous": anonymous, "archive": archive,
    }[word](*arguments)
    for fault in faults[:20]:
        print(fault)
    return bool(faults)


sys.exit(main())
