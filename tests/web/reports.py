# SPDX-License-Identifier: MIT
# Reports that the tests of the site are made from: one that means no good, in every text of which
# stands what would run or break something.
# usage: reports.py KIND REPORT.json OUT.json
#   small     some rows of every kind that a page shows
#   other     the same rows from a machine of another kind, half as fast
#   hostile   every attack in every text; reversed: in the other order, for what cuts a text short
#   long      a text of 1 MB in every field
#   no-utf8   bytes that are no UTF-8
import json, re, sys

ATTACKS = [
    "<script>pwned=1</script>",
    "\"><img src=x onerror=pwned=1>",
    "' onmouseover='pwned=1' autofocus onfocus='pwned=1",
    "</title></style></textarea>--><svg onload=pwned=1>",
    "<a href=\"javascript:pwned=1\">x</a>",
    "<link rel=stylesheet href=http://127.0.0.1:9/x.css><img src=//127.0.0.1:9/x.png>",
    "<meta http-equiv=refresh content=\"0;url=http://127.0.0.1:9/\">",
    "<base href=http://127.0.0.1:9/><iframe srcdoc=\"<script>top.pwned=1</script>\">",
    "{{#ROW}}{{TITLE}}{{/ROW}}{{>page.html}}{{!",
    "`touch PWNED` $(touch PWNED) ; touch PWNED #",
    "\"; system(\"touch PWNED\"); print \"",
    "'.system('touch PWNED').'",
    "\nset output \"PWNED\"\nplot x\n!touch PWNED\n",
    "@{}^_ %s%n%d {/=99 big} \\",
    "../../../../PWNED",
    "\u0001\u0002\u0007\u0008\u001b[31m\u007f\u0085\u009b\t\r",
    "\u202eright to left\u2066\u2067\u200f\u061c\u200b\ufeff\u2028",
]
# What makes a row one: the reader refuses others.
STRUCTURE = {"name", "run_name", "run_type", "aggregate_name", "aggregate_unit", "time_unit",
             "basis", "floor", "status", "kind", "samples", "outcomes"}

def replaced(value, text):
    if isinstance(value, str):
        return text
    if isinstance(value, list):
        return [replaced(v, text) for v in value]
    if isinstance(value, dict):
        return {k: v if k in STRUCTURE else replaced(v, text) for k, v in value.items()}
    return value

def rename_outcome(row, outcome, name):
    for counts in row["samples"]["outcomes"]:
        counts[name] = counts.pop(outcome["name"])
    outcome["name"] = name

def poisoned(report, text):
    ours = report["context"]["synccost"]
    ours["banner"] = ours["label"] = ours["note"] = ""
    ours["labels"] = ["", ""]
    ours["origin"] = {"format": "", "file": "", "url": "javascript:pwned=1"}
    warning = {"id": "", "severity": "warning", "text": "", "advice": ""}
    ours.setdefault("warnings", []).extend([warning, dict(warning, severity="note")])
    severities = [w["severity"] for w in ours["warnings"]]
    for row in report["benchmarks"]:
        row["reason"] = ""
        for place, outcome in enumerate(row.get("outcomes", [])[1:]):
            rename_outcome(row, outcome, "%d%s" % (place, ATTACKS[place % 4]))
    report = replaced(report, text)
    for warning, severity in zip(report["context"]["synccost"]["warnings"][:-2], severities):
        warning["severity"] = severity
    report["context"][text[:1000]] = report["context"]["synccost"][text[:1000]] = text
    return report

# Of the floor, of two locks, and of guarantees: at most so many rows each
KINDS = {r"^floor/": 20, r"^mutex/(go|ticket)/uncontended/": 4, r"^mutex/(go|ticket)/contended/": 8,
         r"^litmus/(mutex|mp)/": 4, r"^channel/go/": 4}

def small(report):
    rows = report["benchmarks"]
    report["benchmarks"] = [row for kind, most in KINDS.items()
                            for row in [r for r in rows if re.match(kind, r["name"])][:most]]
    return report

def other(report):
    machine = report["context"]["synccost"]["machine"]
    machine.update(arch="aarch64", vendor="ARM", model="Neoverse-N1", slug="arm-neoverse-n1-2c",
                   microarchitecture="neoverse-n1", fingerprint="0123456789abcdef")
    for row in report["benchmarks"]:
        for key in ("real_time", "cpu_time"):
            if key in row.get("samples", {}):
                row["samples"][key] = [2 * v for v in row["samples"][key]]
    return report

def main(kind, source, to):
    report = json.load(open(source))
    if kind in ("small", "other"):
        report = {"small": small, "other": other}[kind](report)
    elif kind in ("hostile", "reversed"):
        report = poisoned(report, " ".join(ATTACKS[::1 if kind == "hostile" else -1]))
    elif kind == "long":
        report = poisoned(report, "<script>pwned=1</script>" + "W" * (1 << 20))
    else:
        report = poisoned(report, "MARK")
    text = json.dumps(report).encode()
    if kind == "no-utf8":
        text = text.replace(b"MARK", b"<script>\xff\xc0\xaf\xed\xa0\x80</script>")
    open(to, "wb").write(text)

main(*sys.argv[1:])
