// SPDX-License-Identifier: MIT
// Pages of reports that mean no good: all their words are shown as words.
import assert from "node:assert/strict";
import fs from "node:fs";
import { LOADERS, assertAccessible, assertNarrow, check, loadersOf, on, pagesOf }
    from "./browser.mjs";

async function harmless(page, file) {
    await page.waitForTimeout(100);
    const seen = await page.evaluate((loaders) => {
        const all = (selector) => [...document.querySelectorAll(selector)];
        const attributes = all("*").flatMap((one) => one.getAttributeNames()
            .filter((name) => /^on|^autofocus|^srcdoc/.test(name)));
        const links = all("[href], [src]").map((one) => one.getAttribute("href") ?? one.src)
            .filter((link) => /^\s*(javascript|data|http):|^\/\//i.test(link));
        const text = document.documentElement.textContent;
        return {
            pwned: window.pwned,
            attributes,
            links,
            loaders: all(loaders).map((one) => one.outerHTML),
            drawings: all("svg").length,
            control: text.match(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g),
            direction: text.match(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g),
        };
    }, LOADERS);
    assert.deepEqual(seen, { pwned: undefined, attributes: [], links: [], loaders: loadersOf(file),
        drawings: 0, control: null, direction: null });
}

export async function hostile(site) {
    for (const { file, kind, text } of pagesOf(site)) {
        const name = `${kind} of hostile reports`;
        await on(site, file, { viewport: { width: 320, height: 640 } },
            [`${name}: nothing of them runs, loads or hides`,
                (page) => harmless(page, file)],
            [`${name}: their words are shown as they are`, async (page) => {
                const words = await page.evaluate(() => document.body.textContent);
                assert(words.includes("<script>pwned=1</script>"));
            }],
            [`${name}: they break no line and no element`, async (page) => {
                await assertNarrow(page);
                await assertAccessible(page);
                assert(Buffer.byteLength(text) < 2e6);
            }]);
    }
    await check("hostile reports leave no file but those of a site", () => {
        const names = fs.readdirSync(site, { recursive: true });
        assert.deepEqual(names.filter((name) => /PWNED|[^\w./-]/.test(name)), []);
    });
}
