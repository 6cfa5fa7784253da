// SPDX-License-Identifier: MIT
// What the script of the site adds: sorting, filter, units, scale, machines, tips, search, links.
import assert from "node:assert/strict";
import { on, pagesOf } from "./browser.mjs";

const choose = (page, name) => page.getByRole("radio", { name, exact: true }).check();
const texts = (page, selector) => page.$$eval(selector, (all) =>
    all.filter((one) => one.checkVisibility()).map((one) => one.textContent.trim()));
// the numbers of a column of the first table of rows, as the cells have them
const column = (page, attribute = "data-ns") => page.$$eval("table.rows >> nth=0 >> td.value",
    (all, name) => all.filter((one) => one.checkVisibility())
        .map((one) => parseFloat(one.getAttribute(name))), attribute);
const ascending = (numbers) => numbers.every((n, i) => i === 0 || !(n < numbers[i - 1]));

// what a figure such as "4.18k×" or "9.68 µs" says
const SCALE = { k: 1e3, M: 1e6, G: 1e9, µ: 1e3, m: 1e6, s: 1e9 };
const number = (text) => {
    const [, digits, unit] = /^([0-9.]+) ?([kMGµms]?)/.exec(text);
    return parseFloat(digits) * (SCALE[unit] ?? 1);
};

async function sorting(page) {
    const head = page.locator("table.rows").first().locator("th[data-sort=number]").first();
    const before = await column(page);
    await head.getByRole("button").click();
    assert.equal(await head.getAttribute("aria-sort"), "ascending");
    const up = await column(page);
    assert(ascending(up) && up.length === before.length && up.length > 2);
    await head.getByRole("button").press("Enter");
    assert.equal(await head.getAttribute("aria-sort"), "descending");
    assert(ascending((await column(page)).reverse()));
    await head.getByRole("button").press("Space");
    assert.equal(await head.getAttribute("aria-sort"), null);
    assert.deepEqual(await column(page), before);
    const words = page.locator("table.rows").first().locator("th[data-sort=text]").first();
    await words.getByRole("button").click();
    const names = await texts(page, "table.rows >> nth=0 >> tbody th");
    const order = new Intl.Collator("en", { numeric: true }).compare;
    assert.deepEqual(names, [...names].sort(order));
}

async function filtering(page) {
    const all = "table.rows tr[id], table.outcomes tbody[id]";
    const rows = (await texts(page, all)).length;
    await page.getByRole("searchbox").fill("mutex CONTENDED threads:2");
    const names = await texts(page, all);
    assert(names.length > 0 && names.length < rows);
    assert(names.every((name) => /^(?=.*mutex)(?=.*contended)(?=.*threads:2)/s.test(name)));
    assert.equal(await page.getByRole("status").textContent(), `${names.length} of ${rows} rows`);
    assert(await page.isHidden("#family-floor"));
    // a permanent anchor is found even where the filter hides it
    await page.evaluate(() => {
        location.hash = "family-floor";
    });
    await page.locator("#family-floor").waitFor({ state: "visible" });
    assert.equal((await texts(page, all)).length, rows);
}

async function units(page) {
    const cells = "td.value[data-cycles][data-floor]";
    const before = await texts(page, cells);
    const agree = async (attribute, words) => {
        const pairs = await page.$$eval(cells, (all, name) => all.map((one) =>
            [one.firstChild.nodeValue, parseFloat(one.getAttribute(name))]), attribute);
        assert(pairs.length > 2);
        for (const [text, known] of pairs) {
            const off = Math.abs(number(text) - known);
            const most = Math.max(0.006 * known, 0.0006);
            assert(words.test(text) && off <= most, `${text} for ${known}`);
        }
    };
    await choose(page, "cycles");
    await agree("data-cycles", /^[0-9.]+[kMG]? cycles$/);
    await choose(page, "× floor");
    await agree("data-floor", /^[0-9.]+[kMG]?×$/);
    // the report has the same in a column of its own: of several modes none in either
    const rows = "table.rows[data-family] tr:has(> td.value)";
    const strange = await page.$$eval(rows, (all) => all.filter((row) => {
        const said = row.querySelector("td.value").textContent;
        const texts = [...row.cells].map((one) => one.textContent.trim().replace(/^-$/, "–"));
        return texts.filter((text) => text === said).length < 2;
    }).map((row) => row.textContent));
    assert.deepEqual(strange, []);
    await choose(page, "ns");
    assert.deepEqual(await texts(page, cells), before);
}

// Bars: on the linear scale as long as the number is large, on the other as its logarithm.
async function scales(page) {
    const drawn = "table.rows >> nth=0 >> td.value.drawn";
    const bars = () => page.$$eval(drawn, (all) => all.map((one) =>
        [one.dataset.ns, one.style.getPropertyValue("--median")].map(parseFloat)));
    const steps = (pairs, of) => {
        const [first, second] = [pairs[0], pairs.find(([ns]) => ns > 1.5 * pairs[0][0])];
        const last = pairs.at(-1);
        assert(second && last[0] > second[0]);
        const slope = ([a, at], [b, to]) => (to - at) / (of(b) - of(a));
        assert(Math.abs(slope(first, second) / slope(first, last) - 1) < 0.01);
    };
    const sorted = async () => (await bars()).sort(([a], [b]) => a - b);
    steps(await sorted(), Math.log);
    await choose(page, "linear");
    steps(await sorted(), (n) => n);
}

// The charts that have a linear picture show it on that scale; paper has the other.
async function pictures(page) {
    const shown = () => page.$$eval("img[data-linear]", (all) => all.map((one) =>
        [one.getAttribute("src"), one.closest("a").getAttribute("href")]));
    const named = (name) => page.$$eval("img[data-linear]", (all, which) =>
        all.map((one) => [one.dataset[which], one.dataset[which]]), name);
    assert((await shown()).length > 0);
    assert.deepEqual(await shown(), await named("log"));
    await choose(page, "linear");
    assert.deepEqual(await shown(), await named("linear"));
    const sizes = await page.$$eval("img[data-linear]", (all) => Promise.all(all.map(
        async (one) => {
            one.loading = "eager";
            await one.decode();
            return [one.naturalWidth, one.naturalHeight].join() ===
                [one.getAttribute("width"), one.getAttribute("height")].join();
        })));
    assert(sizes.every(Boolean));
    await page.emulateMedia({ media: "print" });
    assert.deepEqual(await shown(), await named("log"));
}

async function tips(page) {
    const cell = page.locator("td.value[data-launches][data-low]").first();
    const { low, high, launches } = await cell.evaluate((one) => ({ ...one.dataset }));
    const tip = page.getByRole("tooltip");
    await cell.scrollIntoViewIfNeeded();
    // pictures that come late would push the cell away
    await page.evaluate(() => Promise.all([...document.images].map((image) => {
        image.loading = "eager";
        return image.decode();
    })));
    const told = async () => {
        const text = await tip.textContent();
        assert(text.includes(`${launches} launch`), text);
        const [, from, to] = /interval (\S+ \S+) to (\S+ [nµm]?s)/.exec(text);
        const off = (text, known) => Math.abs(number(text) / known - 1);
        assert(off(from, low) < 0.006 && off(to, high) < 0.006, text);
    };
    // sections that are laid out only now may push the cell away
    for (let tries = 0; tries < 5 && !(await tip.isVisible()); tries++) {
        await page.mouse.move(0, 0);
        await cell.hover();
    }
    await told();
    await tip.hover(); // it stays, to be read and copied
    assert(await tip.isVisible());
    await page.keyboard.press("Escape");
    assert(await tip.isHidden());
    await cell.focus();
    await told();
    assert.equal(await cell.getAttribute("aria-describedby"), await tip.getAttribute("id"));
    await page.keyboard.press("ArrowDown");
    const under = await page.evaluate(() => document.activeElement.parentNode.rowIndex);
    assert(under > (await cell.evaluate((one) => one.parentNode.rowIndex)));
    assert(await tip.isVisible());
    const stops = await page.$$eval("table.rows >> nth=0 >> td[tabindex='0']", (all) => all.length);
    assert.equal(stops, 1);
}

// What is chosen stands in the address: another page with it shows the same, at the same anchor.
async function shared(site, file) {
    const name = "machine: what is chosen can be shared as a link";
    let address, seen;
    const look = async (page) => [
        await texts(page, "table.rows tbody tr"),
        await page.locator("input:checked").evaluateAll((all) => all.map((one) => one.value)),
        await page.getByRole("searchbox").inputValue(),
    ];
    await on(site, `${file}#environment`, {}, [`${name}: it is in the address`, async (page) => {
        await page.getByRole("searchbox").fill("threads:2");
        await choose(page, "cycles");
        await choose(page, "linear");
        const head = page.locator("table.rows:visible").first().locator("th[data-sort=number]");
        await head.first().getByRole("button").click();
        [address, seen] = [page.url(), await look(page)];
        assert.match(address, /\?.*#environment$/);
    }]);
    await on(site, file + (address?.slice(address.indexOf("?")) ?? ""), {},
        [`${name}: it is shown`, async (page) => assert.deepEqual(await look(page), seen)]);
    const nonsense = "?unit=%3Cscript%3E&scale=x&sort-mutex=99.up&without=,&q=%00%ff#%ff";
    await on(site, file + nonsense, {},
        [`${name}: nonsense breaks nothing`, async (page) => assert(await page.isVisible("h1"))]);
}

async function machines(page) {
    const slugs = await page.$$eval("th[data-machine]", (all) =>
        [...new Set(all.map((one) => one.dataset.machine))]);
    assert(slugs.length > 1);
    const count = (slug) => page.$$eval("[data-machine]", (all, name) => all.filter((one) =>
        one.dataset.machine === name && one.checkVisibility()).length, slug);
    const before = await count(slugs[1]);
    await page.locator(`input[type=checkbox][value="${slugs[0]}"]`).uncheck();
    assert.equal(await count(slugs[0]), 0);
    assert.equal(await count(slugs[1]), before);
    await page.reload();
    assert.equal(await count(slugs[0]), 0);
    await page.locator(`input[type=checkbox][value="${slugs[0]}"]`).check();
    assert(await count(slugs[0]) > 0);
    assert(!page.url().includes("?"));
}

async function search(page) {
    const names = await texts(page, ".card :is(h2, h3)");
    assert(names.length > 1);
    await page.getByRole("searchbox").fill(names.at(-1).toUpperCase());
    const found = await texts(page, ".card :is(h2, h3)");
    assert(found.includes(names.at(-1)) && found.length < names.length);
    await page.getByRole("searchbox").fill("nothing has this");
    assert.deepEqual(await texts(page, ".card"), []);
    assert.equal(await page.getByRole("status").textContent(), `0 of ${names.length} reports`);
}

export async function use(site) {
    const all = pagesOf(site);
    const fileOf = (kind) => all.find((page) => page.kind === kind)?.file;
    // each check begins with nothing chosen, whatever the one before has left
    const each = async (kind, ...checks) => {
        for (const one of checks) {
            await on(site, fileOf(kind), {}, one);
        }
    };
    await each("machine",
        ["machine: a click and a key sort, both ways and back", sorting],
        ["machine: a filter leaves the rows with its words, and anchors hold", filtering],
        ["machine: ns, cycles and multiples of the floor", units],
        ["machine: bars on either scale", scales],
        ["machine: charts on either scale", pictures],
        ["machine: hover and focus tell interval and launches", tips]);
    await each("all",
        ["all: machines are picked, and the address remembers", machines]);
    await each("index", ["index: search finds a report", search]);
    await shared(site, fileOf("machine"));
}
