# SPDX-License-Identifier: MIT
"""Looks at a site on disk: pages are well formed and hold no code, and links lead to what is there.

usage: html_check.py check DIR            every page of the site
       html_check.py text FILE ID         the text of the element with that id
       html_check.py hostile IN OUT       a report whose every text and key means no good
"""
import html.parser
import json
import os
import sys
import urllib.parse

EMPTY = {"meta", "link", "img", "br", "input"}


class Page(html.parser.HTMLParser):
    """Elements, anchors and links of a page, and what is wrong with it."""

    def __init__(self, path):
        super().__init__()
        self.open, self.ids, self.links, self.wrong = [], set(), set(), []
        self.texts = {}
        self.path = path
        with open(path, encoding="utf-8") as file:
            text = file.read()
        for bad in [chr(c) for c in range(32) if c not in (9, 10)] + ["\u202e", "\u2066", "\x7f"]:
            if bad in text:
                self.wrong.append(f"has the character {ord(bad):04x}")
        self.feed(text)
        if self.open:
            self.wrong.append(f"leaves {self.open} open")
        if "<meta http-equiv=\"Content-Security-Policy\"" not in text.split("<title>")[0]:
            self.wrong.append("has no policy")

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        if len(set(names)) != len(names):
            self.wrong.append(f"{tag} has an attribute twice")
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                self.wrong.append(f"{tag} has {name}")
            if name in ("href", "src"):
                self.links.add(value)
            if name == "id":
                if value in self.ids:
                    self.wrong.append(f"has the anchor {value} twice")
                self.ids.add(value)
        if tag in ("style", "iframe", "object", "base", "form"):
            self.wrong.append(f"has {tag}")
        if tag == "script" and names != ["src", "defer"]:
            self.wrong.append("has a script of its own")
        if tag not in EMPTY:
            self.open.append((tag, dict(attrs).get("id")))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop()[0] != tag:
            self.wrong.append(f"ends {tag}, which is not open, at {self.getpos()}")

    def handle_data(self, data):
        for _, anchor in self.open:
            if anchor:
                self.texts[anchor] = self.texts.get(anchor, "") + data


def check(site):
    pages = {}
    for folder, _, files in os.walk(site):
        for name in files:
            if name.endswith(".html"):
                path = os.path.join(folder, name)
                pages[os.path.realpath(path)] = Page(path)
    wrong = [f"{page.path}: {what}" for page in pages.values() for what in page.wrong]
    for page in pages.values():
        for link in page.links:
            url = urllib.parse.urlsplit(link)
            to = os.path.realpath(os.path.join(os.path.dirname(page.path), url.path)
                                  if url.path else page.path)
            if url.scheme or url.netloc or link.startswith("/"):
                wrong.append(f"{page.path}: {link} leads out of the site")
            elif not to.startswith(os.path.realpath(site) + "/") or not os.path.exists(to):
                wrong.append(f"{page.path}: {link} is not there")
            elif url.fragment and url.fragment not in pages[to].ids:
                wrong.append(f"{page.path}: {link} has no such anchor")
    print("\n".join(wrong))
    sys.exit(1 if wrong or not pages else 0)


BAD = ("</td><script>alert(1)</script><img src=x onerror=alert(1)>\"'` onclick=\"alert(1) "
       "`touch run`$(touch run) {{%AUTOESCAPE}} {{>HEAD}} \n\t\x01\x1b[31m\x7f\u0085\u202e\u2066"
       "\ufeff\ufffe javascript:alert(1) ../../../etc/passwd &lt;b&gt; ")


def worsen(value, key=""):
    """The same structure, each text followed by what means no good."""
    if isinstance(value, dict):
        worse = {k: worsen(v, k) for k, v in value.items()}
        worse["<script>alert('key')</script>\u202e\""] = BAD
        return worse
    if isinstance(value, list):
        return [worsen(v) for v in value]
    return value + BAD if isinstance(value, str) else value


def hostile(source, target):
    with open(source, encoding="utf-8") as file:
        report = json.load(file)
    ours = report["context"]["synccost"]
    kept = {k: ours[k] for k in ("schema",)}
    worse = worsen(ours)
    worse.update(kept)
    worse["machine"]["kernel"] = "k" * (1 << 20)
    worse["machine"]["slug"] = "../../" + BAD
    worse["run"]["profile"] = ours["run"]["profile"]
    worse["run"]["threads"] = "2; touch run"
    worse["warnings"] = [{"id": "x" + BAD, "severity": BAD, "text": BAD, "advice": BAD * 1000}]
    report["context"]["synccost"] = worse
    report["context"]["date"] = "2026" + BAD
    report["context"]["host_name"] = BAD
    for row in report["benchmarks"]:
        if row["status"] != "ok":
            row["reason"] = BAD
    report["benchmarks"][0].update(status="failed", reason=BAD)
    report["benchmarks"][1].update(kind="later" + BAD)
    with open(target, "w", encoding="utf-8") as file:
        json.dump(report, file)


if __name__ == "__main__":
    if sys.argv[1] == "check":
        check(sys.argv[2])
    elif sys.argv[1] == "text":
        print(" ".join(Page(sys.argv[2]).texts[sys.argv[3]].split()))
    else:
        hostile(sys.argv[2], sys.argv[3])
