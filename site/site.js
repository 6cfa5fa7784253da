// SPDX-License-Identifier: MIT
// What the scripts of a page share: the choice, which stands in the query of the address so that a
// link can be shared, numbers in the unit that is chosen, and bars on the scale that is chosen.
// The scripts run one after the other and share their names; controls.js comes last and starts all.
"use strict";

const UNITS = { ns: "ns", cycles: "cycles", floor: "× floor" };
const WRITTEN = { cycles: " cycles", floor: "×" };
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const tables = all("table.rows");
const values = all("td.value[data-ns]");
const cards = all(".card");
const collator = new Intl.Collator("en", { numeric: true });
const state = new URLSearchParams(location.search);

function make(tag, properties, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
}

// An empty value is the default and is left out.
function keep(key, value) {
    if (value) {
        state.set(key, value);
    } else {
        state.delete(key);
    }
    const query = state.size ? "?" + state : location.pathname;
    try {
        history.replaceState(null, "", query + location.hash);
    } catch {
        // a browser that changes no address of a file: the choice holds all the same
    }
}

// The long names of rows break where their parts end.
function breakNames() {
    for (const name of all("table.rows tbody th")) {
        const texts = document.createTreeWalker(name, NodeFilter.SHOW_TEXT);
        for (let node = texts.nextNode(); node; node = texts.nextNode()) {
            const at = node.nodeValue.indexOf("/") + 1;
            if (at > 0) {
                node.splitText(at).before(document.createElement("wbr"));
            }
        }
    }
}

// ---- numbers ----
const unit = () => (Object.hasOwn(UNITS, state.get("unit")) ? state.get("unit") : "ns");
// The cell's median in the unit that is shown; NaN where it is not known.
const shown = (cell, name = unit()) => parseFloat(cell.dataset[name]);
// An end of the cell's interval in that unit.
const end = (cell, which) =>
    (parseFloat(cell.dataset[which]) / parseFloat(cell.dataset.ns)) * shown(cell);

// As the report's own tables have numbers (report/format): three digits, three decimals at most,
// and the next unit from a thousand on.
const THOUSANDS = ["", "k", "M", "G"];
const TIMES = [" ns", " µs", " ms", " s"];
function figure(value, units = THOUSANDS) {
    if (!Number.isFinite(value)) {
        return "–";
    }
    let rounded = Number(value.toPrecision(3));
    let unit = 0;
    for (; unit < 3 && Math.abs(rounded) >= 1000; unit++) {
        rounded = Number((rounded / 1000).toPrecision(3));
    }
    const digits = rounded ? 2 - Math.floor(Math.log10(Math.abs(rounded))) : 0;
    return rounded.toFixed(Math.min(Math.max(digits, 0), 3)) + units[unit];
}

// Each of several modes in a unit, as the report has it.
const MODES = { cycles: "modesCycles", floor: "modesFloor" };
function told(cell, text) {
    if (cell.dataset.modes) {
        return cell.dataset[MODES[unit()]];
    }
    // text that says its unit keeps doing so
    const name = Number.isNaN(shown(cell)) || !/[a-zµ]/.test(text) ? "" : WRITTEN[unit()];
    return figure(shown(cell)) + name;
}

const written = new Map(values.filter((cell) => cell.firstChild?.nodeType === Node.TEXT_NODE)
    .map((cell) => [cell, cell.firstChild.nodeValue]));
function showUnit() {
    for (const [cell, text] of written) {
        const other = unit() !== "ns";
        cell.firstChild.nodeValue = other ? told(cell, text) : text;
        for (const more of all("small, br", cell)) {
            more.hidden = other;
        }
    }
    drawBars();
}

// ---- bars ----
// The place of v in per cent, on the scale that is chosen, of a table that reaches from low to
// high.
function place(v, low, high) {
    if (state.get("scale") === "linear") {
        return (100 * v) / high;
    }
    const from = Math.floor(Math.log10(low));
    return (100 * (Math.log10(v) - from)) / (Math.log10(high) - from || 1);
}

function drawBars() {
    for (const table of tables) {
        const drawn = all("td.value[data-ns]", table).filter((cell) => !cell.hidden);
        const ends = (cell) => [shown(cell), end(cell, "low"), end(cell, "high")];
        const known = drawn.flatMap(ends).filter((v) => v > 0);
        const low = Math.min(...known);
        const high = Math.max(...known);
        for (const cell of drawn) {
            const median = shown(cell);
            cell.classList.toggle("drawn", known.length > 1 && median > 0);
            const at = { median, low: end(cell, "low"), high: end(cell, "high") };
            for (const [name, v] of Object.entries(at)) {
                const per = place(v > 0 ? v : median, low, high);
                cell.style.setProperty("--" + name, Math.min(Math.max(per, 0), 100) + "%");
            }
        }
    }
    showPictures();
}

// Paper has the charts with a log axis, which show all that the linear ones do.
const paper = matchMedia("print");
function showPictures() {
    const which = state.get("scale") === "linear" && !paper.matches ? "linear" : "log";
    for (const picture of all("img[data-log][data-linear]")) {
        if (picture.getAttribute("src") !== picture.dataset[which]) {
            picture.src = picture.dataset[which];
            picture.closest("a")?.setAttribute("href", picture.dataset[which]);
        }
    }
}
