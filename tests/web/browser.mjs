// SPDX-License-Identifier: MIT
// What the tests of the site share: a headless Chromium, pages that note every fault, checks.
import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const modules = createRequire(path.resolve(process.env.WEB_MODULES) + "/");
const axe = modules("axe-core").source;
const browser = await modules("playwright-core").chromium.launch({
    executablePath: process.env.CHROMIUM,
    // the sandbox cannot be had as root; every page is a file of our own
    args: process.getuid() === 0 ? ["--no-sandbox"] : [],
});
export const close = () => browser.close();

// What every page loads, in the order of its head.
const STYLES = ["site.css", "words.css", "tables.css", "pictures.css", "controls.css", "media.css"];
const SCRIPTS = ["site.js", "tables.js", "tips.js", "controls.js"];

// The elements of a page that load or run something, each as the site writes it.
export function loadersOf(file) {
    const root = "../".repeat(file.split("/").length - 1);
    return [
        ...STYLES.map((name) => `<link rel="stylesheet" href="${root}${name}">`),
        ...SCRIPTS.map((name) => `<script src="${root}${name}" defer=""></script>`),
    ];
}
export const LOADERS = "script, style, link, iframe, object, embed, base, meta[http-equiv=refresh]";

// A page of the site, opened. Its faults are what the console says, requests for anything but a
// file of the site, what cannot be loaded, errors of scripts, and dialogs.
export async function open(site, file, options = {}) {
    const wide = { viewport: { width: 1300, height: 900 }, reducedMotion: "reduce" };
    const context = await browser.newContext({ ...wide, ...options });
    context.setDefaultTimeout(10000);
    context.setDefaultNavigationTimeout(60000); // weight.mjs says how soon a page has to be open
    const page = await context.newPage();
    const ours = pathToFileURL(path.resolve(site)) + "/";
    page.faults = [];
    page.on("console", (message) => page.faults.push("console: " + message.text()));
    page.on("pageerror", (error) => page.faults.push("error: " + error.message));
    page.on("requestfailed", (request) => page.faults.push("not loaded: " + request.url()));
    page.on("request", (request) =>
        request.url().startsWith(ours) || page.faults.push("request: " + request.url()));
    page.on("dialog", (dialog) => {
        page.faults.push("dialog: " + dialog.message());
        dialog.dismiss();
    });
    await page.goto(ours + file);
    return page;
}

// Opens the page, makes checks of [NAME, FUNCTION] on it, one after the other, and closes it. None
// may leave a fault.
export async function on(site, file, options, ...checks) {
    const page = await open(site, file, options);
    for (const [name, use] of checks) {
        await check(name, async () => {
            await use(page);
            assert.deepEqual(page.faults.map((fault) => fault.slice(0, 300)), []);
        });
    }
    await page.context().close();
}

// The pages of the site as { file, kind }, kind out of the page itself.
export function pagesOf(site) {
    const names = fs.readdirSync(site, { recursive: true }).sort();
    return names.filter((name) => name.endsWith(".html")).map((file) => {
        const text = fs.readFileSync(path.join(site, file), "utf8");
        return { file, kind: /<html [^>]*data-page="([a-z]+)"/.exec(text)?.[1], text };
    });
}

export async function assertAccessible(page) {
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run({ preload: false }));
    const told = found.violations.map(({ id, nodes }) =>
        `${id}: ${nodes.length} times, as in ${nodes[0].html.slice(0, 200)}`);
    assert.deepEqual(told, []);
}

// No sideways scrolling but of boxes that the keyboard reaches.
export async function assertNarrow(page) {
    const wide = await page.evaluate(() => {
        const root = document.documentElement;
        const boxes = [...document.querySelectorAll("main *")].filter((element) =>
            element.scrollWidth > element.clientWidth &&
            getComputedStyle(element).overflowX === "auto" &&
            !(element.tabIndex === 0 && element.role === "region" && element.ariaLabel));
        return [
            ...(root.scrollWidth > root.clientWidth ? [`the page: ${root.scrollWidth}`] : []),
            ...boxes.map((element) => element.outerHTML.slice(0, 200)),
        ];
    });
    assert.deepEqual(wide, []);
}

// A line that web.sh counts: whether it ends without an exception.
export async function check(name, claim) {
    try {
        await claim();
        console.log(`good ${name}`);
    } catch (error) {
        console.log(`bad ${name}`);
        console.log(String(error.message).split("\n").slice(0, 20).map((l) => `# ${l}`).join("\n"));
    }
}
