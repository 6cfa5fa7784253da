// SPDX-License-Identifier: MIT
// Tables: sorted, filtered, and with the machines that are picked.
"use strict";

// ---- sorting ----
const sorted = all("table");
const keyOf = (table) => table.dataset.family || table.id || String(sorted.indexOf(table));
const original = new Map(all("tbody").map((body) => [body, [...body.rows]]));

// A table that is wider than the page scrolls in a box that the keyboard reaches.
function addScrolling() {
    for (const box of all(".scroll:not([tabindex])")) {
        box.tabIndex = 0;
        box.role = "region";
        box.ariaLabel = box.querySelector("caption")?.textContent ?? "Table";
    }
}

// The first number of a text such as "×1.25 [1.2, 1.3]".
const numberIn = (text) => parseFloat(text.replace("−", "-").match(/-?\d[\d.]*/)?.[0]);

// What a row is sorted by; undefined where it has nothing there.
function sortable(row, column, numbers) {
    const cell = row.cells[column];
    if (!cell || cell.colSpan > 1) {
        return undefined;
    }
    const text = cell.textContent.trim();
    if (!numbers) {
        return text || undefined;
    }
    const written = cell.dataset.value ? parseFloat(cell.dataset.value) : numberIn(text);
    const value = cell.dataset.ns ? shown(cell) : written;
    return Number.isNaN(value) ? undefined : value;
}

function sort(table, column, direction) {
    const heads = all("thead th", table);
    for (const head of heads) {
        head.removeAttribute("aria-sort");
    }
    if (direction) {
        heads[column].setAttribute("aria-sort", direction);
    }
    const numbers = heads[column].dataset.sort === "number";
    const sign = direction === "descending" ? -1 : 1;
    for (const body of table.tBodies) {
        const rows = original.get(body).map((row) => [sortable(row, column, numbers), row]);
        if (direction) {
            // what is not known comes last either way
            rows.sort(([a], [b]) => (a === undefined) - (b === undefined) ||
                sign * (numbers ? a - b : collator.compare(a, b)) || 0);
        }
        body.append(...rows.map(([, row]) => row));
    }
    oneStop(table);
}

const NEXT = { none: "ascending", ascending: "descending", descending: "" };
function addSorting(table) {
    const key = "sort-" + keyOf(table);
    const heads = all("thead th", table);
    for (const [column, head] of heads.entries()) {
        if (!head.dataset.sort) {
            continue;
        }
        // no button around a link
        const inside = head.querySelector("a") ? [] : [...head.childNodes];
        const button = make("button", { type: "button", className: "sort" }, ...inside);
        if (!inside.length) {
            button.ariaLabel = `Sort by ${head.textContent.trim()}`;
        }
        head.append(button);
        button.addEventListener("click", () => {
            const direction = NEXT[head.getAttribute("aria-sort") ?? "none"];
            sort(table, column, direction);
            keep(key, direction && column + "." + direction);
        });
    }
    const [column, direction] = (state.get(key) ?? "").split(".");
    if (heads[column]?.dataset.sort && /^(a|de)scending$/.test(direction)) {
        sort(table, Number(column), direction);
    }
}

// ---- filter and search ----
const ROWS = "table.rows > tbody > tr, table.outcomes > tbody";
const things = cards.length ? cards : all(ROWS);
// the ladder shows again what the families have
const isCounted = (thing) => cards.length || thing.id;
const words = new Map(things.map((t) => [t, (t.id + " " + t.textContent).toLowerCase()]));
const count = make("output", {});

function filter() {
    const wanted = (state.get("q") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    let matching = 0;
    for (const thing of things) {
        thing.hidden = !wanted.every((word) => words.get(thing).includes(word));
        matching += !thing.hidden && isCounted(thing) ? 1 : 0;
    }
    for (const section of all("section:has(table.rows, table.outcomes)")) {
        section.hidden = wanted.length > 0 && all(ROWS, section).every((row) => row.hidden);
    }
    all("table:has(td[data-ns])").forEach(oneStop);
    const of = `of ${things.filter(isCounted).length} ${cards.length ? "reports" : "rows"}`;
    count.textContent = wanted.length ? `${matching} ${of}` : "";
}

// A link to a row or section that the filter hides shows it.
function reveal() {
    const target = document.getElementById(location.hash.slice(1));
    if (target?.closest("[hidden]")) {
        const box = document.querySelector(".controls input[type=search]");
        box.value = "";
        keep("q", "");
        filter();
        target.scrollIntoView();
    }
}

// ---- machines ----
const machines = new Map(all("th[data-machine]").map((head) =>
    [head.dataset.machine, (head.querySelector("a") ?? head).textContent.trim()]));

function pick() {
    const without = (state.get("without") ?? "").split(",");
    for (const cell of all("[data-machine]")) {
        cell.hidden = without.includes(cell.dataset.machine);
    }
    drawBars();
    all("table:has(td[data-ns])").forEach(oneStop);
}
