// SPDX-License-Identifier: MIT
// Tests of a site, of one that was made from hostile reports, and of one of a host over time, in
// headless Chromium.
// usage: node main.mjs SITE HOSTILE TIME    CHROMIUM and WEB_MODULES (a folder of ci/web-modules)
// in the environment; a line "good NAME" or "bad NAME" for each check
import { close } from "./browser.mjs";
import { hostile } from "./hostile.mjs";
import { pages } from "./pages.mjs";
import { use } from "./use.mjs";
import { weight } from "./weight.mjs";

const [site, other, time] = process.argv.slice(2);
try {
    await pages(site, ["all", "compare", "index", "machine"]);
    await pages(time, ["history"]);
    await use(site);
    await weight(site);
    await hostile(other);
} finally {
    await close();
}
console.log("complete");
