// SPDX-License-Identifier: MIT
// Every kind of page as it is: silent, shut, accessible, on a phone, on paper, without JavaScript.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { LOADERS, assertAccessible, assertNarrow, check, loadersOf, on, open, pagesOf }
    from "./browser.mjs";

const POLICY = ["base-uri 'none'", "default-src 'none'", "form-action 'none'", "img-src 'self'",
    "script-src 'self'", "style-src 'self'"];
const NARROW = { viewport: { width: 320, height: 640 }, colorScheme: "dark" };

// The page as it was written forbids what is not ours, and has nothing that would need more.
async function shut(page, file, text) {
    const head = /<head>\s*<meta charset="utf-8">\s*<meta http-equiv="Content-Security-Policy"/i;
    assert.match(text, head);
    const policy = await page.getAttribute("meta[http-equiv]", "content");
    assert.deepEqual(policy.split(";").map((part) => part.trim()).sort(), POLICY);
    const [inline, loads] = await page.evaluate((loaders) => [
        [...document.querySelectorAll("*")].flatMap((element) => element.getAttributeNames()
            .filter((name) => name.startsWith("on") || name === "style")),
        [...document.querySelectorAll(loaders)].map((one) => one.outerHTML),
    ], LOADERS);
    assert.deepEqual(inline, []);
    assert.deepEqual(loads, loadersOf(file));
}

// What slips in nevertheless runs nothing and loads nothing.
async function intruded(page) {
    await page.evaluate(() => {
        const box = document.createElement("div");
        box.innerHTML = "<img src=x onerror='window.pwned = 1'>" +
            "<iframe srcdoc='<script>top.pwned = 1</script>'></iframe>";
        const script = document.createElement("script");
        script.textContent = "window.pwned = 1";
        const style = document.createElement("style");
        style.textContent = "main { display: none }";
        document.body.append(box, script, style);
    });
    await page.waitForTimeout(200);
    assert.equal(await page.evaluate(() => window.pwned), undefined);
    assert(await page.isVisible("main"));
    assert(page.faults.some((fault) => fault.includes("Content Security Policy")));
    page.faults.length = 0;
    await page.reload();
}

// Without JavaScript all is there to be read, and nothing waits for a script.
async function plain(page) {
    const hidden = await page.evaluate(() =>
        [...document.querySelectorAll("[hidden]")].map((element) => element.className));
    assert.deepEqual(hidden.filter((name) => name !== "controls"), []);
    assert(await page.isVisible("h1"));
    const empty = await page.evaluate(() => [...document.querySelectorAll("td[data-ns]")]
        .filter((one) => !one.textContent.trim()).length);
    assert.equal(empty, 0);
    const broken = await page.evaluate(() => Promise.all([...document.images].map(async (image) => {
        image.loading = "eager";
        await image.decode().catch(() => undefined);
        return image.naturalWidth > 0 && image.alt ? "" : image.outerHTML;
    })));
    assert.deepEqual(broken.filter(Boolean), []);
}

// On paper: dark ink on white even for who likes it dark, no controls, nothing cut off.
async function printed(page) {
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await page.setViewportSize({ width: 718, height: 1047 }); // A4 but for its margins
    const { ink, paper, shown, cut, wide } = await page.evaluate(() => {
        const style = getComputedStyle(document.body);
        const all = (selector) => [...document.querySelectorAll(selector)];
        return {
            ink: style.color,
            paper: style.backgroundColor,
            shown: all("nav, .controls, .skip").filter((one) => one.checkVisibility()).length,
            wide: document.documentElement.scrollWidth > 718,
            cut: all("main *").filter((one) => one.localName !== "img" &&
                one.scrollWidth > one.clientWidth + 1 &&
                getComputedStyle(one).overflowX !== "visible").length,
        };
    });
    assert.deepEqual({ ink, paper, shown, cut, wide },
        { ink: "rgb(0, 0, 0)", paper: "rgb(255, 255, 255)", shown: 0, cut: 0, wide: false });
    const pdf = await page.pdf();
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
}

// The keyboard comes in at the link to the content, and each stop can be seen.
async function walked(page) {
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), "#main");
    for (let stop = 0; stop < 12; stop++) {
        const seen = await page.evaluate(() => {
            const style = getComputedStyle(document.activeElement);
            return document.activeElement === document.body || style.outlineStyle !== "none";
        });
        assert(seen, `stop ${stop} has no outline`);
        await page.keyboard.press("Tab");
    }
}

// Every link of every page leads to a file of the site, and to an id that is there.
function linked(site, pages) {
    const ids = new Map(pages.map(({ file, text }) =>
        [path.normalize(file), [...text.matchAll(/ id="([^"]*)"/g)].map((found) => found[1])]));
    const wrong = [];
    for (const { file, text } of pages) {
        const own = ids.get(path.normalize(file));
        if (new Set(own).size !== own.length) {
            wrong.push(`${file}: an id twice`);
        }
        for (const [, link] of text.matchAll(/ (?:href|src)="([^"]*)"/g)) {
            const [name, id] = link.replaceAll("&amp;", "&").split("#");
            const to = path.normalize(name ? path.join(path.dirname(file), name) : file);
            if (/^https:\/\//.test(link)) {
                continue;
            }
            if (!fs.existsSync(path.join(site, to)) || (id && !ids.get(to)?.includes(id))) {
                wrong.push(`${file}: ${link}`);
            }
        }
    }
    assert.deepEqual(wrong, []);
}

// A link to a part of a page leads there: to the last section, and to a row in the middle.
async function landed(site, { file, text }) {
    const rows = [...text.matchAll(/<tr id="(row-[^"]*)"/g)].map((found) => found[1]);
    for (const id of ["downloads", rows[Math.floor(rows.length / 2)]]) {
        for (const options of [{}, NARROW]) {
            const page = await open(site, `${file}#${id}`, options);
            const near = (wanted) => {
                const { top } = document.getElementById(wanted).getBoundingClientRect();
                return top >= 0 && top < innerHeight / 2 + 1;
            };
            const there = await page.waitForFunction(near, id).catch(() => undefined);
            await page.context().close();
            assert(there, `${file}#${id}`);
        }
    }
}

const KINDS = ["all", "compare", "history", "index", "machine"];

// Looks at a page of each of these kinds, and at the links of all pages.
export async function pages(site, kinds) {
    const all = pagesOf(site);
    await check(`every page says what it is, and each kind is there: ${kinds}`, () => {
        assert(all.every(({ kind }) => KINDS.includes(kind)));
        assert(kinds.every((wanted) => all.some(({ kind }) => kind === wanted)));
    });
    await check("every link leads somewhere, and no id is there twice", () => linked(site, all));
    if (kinds.includes("machine")) {
        await check("a link to a part of a long page leads there", () =>
            landed(site, all.filter(({ kind }) => kind === "machine")
                .sort((a, b) => b.text.length - a.text.length)[0]));
    }
    for (const kind of kinds) {
        const { file, text } = all.find((page) => page.kind === kind);
        await on(site, file, {},
            [`${kind}: nothing but the site is loaded, and the console is silent`, () => undefined],
            [`${kind}: can be walked by keyboard`, walked],
            [`${kind}: is accessible`, assertAccessible],
            [`${kind}: runs nothing that slips in`, intruded],
            [`${kind}: can be printed`, printed]);
        await on(site, file, NARROW,
            [`${kind}: fits a phone`, assertNarrow],
            [`${kind}: is accessible in the dark, on a phone`, assertAccessible]);
        await on(site, file, { javaScriptEnabled: false },
            [`${kind}: is shut by its policy`, (page) => shut(page, file, text)],
            [`${kind}: can be read without JavaScript`, plain]);
    }
}
