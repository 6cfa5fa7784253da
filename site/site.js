// SPDX-License-Identifier: MIT
// What a page can do besides being read: sort, filter, pick machines, other units, bars, search.
// Everything that is chosen stands in the query of the address, so that a link can be shared.
"use strict";
(() => {
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

    // Three digits, as the report's own tables have them, and never an exponent.
    function figure(value) {
        if (!Number.isFinite(value)) {
            return "–";
        }
        const rounded = Number(value.toPrecision(3));
        const digits = rounded > 0 ? 2 - Math.floor(Math.log10(rounded)) : 0;
        return rounded.toFixed(Math.min(Math.max(digits, 0), 20));
    }

    const written = new Map(values.filter((cell) => cell.firstChild?.nodeType === Node.TEXT_NODE)
        .map((cell) => [cell, cell.firstChild.nodeValue]));
    function showUnit() {
        for (const [cell, text] of written) {
            const other = unit() !== "ns";
            // text that says its unit keeps doing so
            const name = Number.isNaN(shown(cell)) || !/[a-zµ]/.test(text) ? "" : WRITTEN[unit()];
            cell.firstChild.nodeValue = other ? figure(shown(cell)) + name : text;
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

    // ---- interval and launches, on hover and keyboard focus ----
    const tip = make("div", { id: "tip", role: "tooltip", hidden: true });

    function lines(cell) {
        const { ns, low, high, cycles, floor, launches } = cell.dataset;
        const head = cell.closest("tr").querySelector("th");
        const row = (head.querySelector("a[href]:not(.anchor)") ?? head).textContent.trim();
        const measured = [`${figure(parseFloat(ns))} ns`];
        if (low && high) {
            measured.push(`interval ${figure(parseFloat(low))} to ${figure(parseFloat(high))} ns`);
        }
        if (launches) {
            measured.push(launches === "1" ? "1 launch" : `${launches} launches`);
        }
        const others = [];
        if (cycles) {
            others.push(`${figure(parseFloat(cycles))} cycles`);
        }
        if (floor) {
            others.push(`${figure(parseFloat(floor))} times the floor`);
        }
        const machine = machines.get(cell.dataset.machine);
        return [machine ? `${row}, ${machine}` : row, measured.join("; "), others.join("; ")];
    }

    function show(cell) {
        tip.replaceChildren(...lines(cell).filter(Boolean).map((text) => make("p", {}, text)));
        tip.hidden = false;
        const at = cell.getBoundingClientRect();
        const widest = document.documentElement.clientWidth - tip.offsetWidth - 8;
        tip.style.left = scrollX + Math.max(8, Math.min(at.left, widest)) + "px";
        tip.style.top = scrollY + at.bottom - 1 + "px";
        cell.setAttribute("aria-describedby", tip.id);
    }

    function hide() {
        tip.hidden = true;
        for (const cell of all("[aria-describedby=tip]")) {
            cell.removeAttribute("aria-describedby");
        }
    }

    // One cell of a table can be reached by Tab, the others from there by the arrows.
    function oneStop(table) {
        const cells = all("td.value[data-ns]", table).filter((cell) => !cell.closest("[hidden]"));
        for (const cell of cells) {
            cell.tabIndex = cell === cells[0] ? 0 : -1;
        }
    }

    const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    function move(event) {
        const [down, right] = ARROWS[event.key] ?? [];
        const from = event.target;
        if (down === undefined || !from.matches?.("td.value")) {
            return;
        }
        const rows = all("tr", from.closest("tbody")).filter((row) => !row.hidden);
        let row = rows.indexOf(from.parentNode) + down;
        let column = from.cellIndex + right;
        while (rows[row]?.cells[column]) {
            const to = rows[row].cells[column];
            if (to.matches("td.value[data-ns]") && !to.hidden) {
                event.preventDefault();
                to.focus();
                return;
            }
            row += down;
            column += right;
        }
    }

    function addTips() {
        document.body.append(tip);
        const focused = () => document.activeElement;
        const cellOf = (event) => event.target.closest?.("td.value[data-ns]");
        for (const type of ["mouseover", "focusin", "click"]) {
            document.addEventListener(type, (event) => {
                const cell = cellOf(event);
                if (cell) {
                    show(cell);
                } else if (!tip.contains(event.target) && !cellOf({ target: focused() })) {
                    hide(); // a focused cell keeps its tip, wherever the mouse rests
                }
            });
        }
        document.addEventListener("focusout", hide);
        document.addEventListener("keydown", (event) => {
            if (event.key === "Escape") {
                hide();
            }
            move(event);
        });
    }

    // ---- the controls ----
    function choice(title, key, options, changed) {
        const box = make("fieldset", {}, make("legend", {}, title));
        const choices = make("div", { className: "choices" });
        for (const [index, [value, name]] of options.entries()) {
            const input = make("input", { type: "radio", name: key, value });
            input.checked = state.get(key) === value ||
                (index === 0 && !options.some(([other]) => other === state.get(key)));
            input.addEventListener("change", () => {
                keep(key, index ? value : "");
                changed();
            });
            choices.append(make("label", {}, input, " " + name));
        }
        box.append(choices);
        return box;
    }

    function machinePicker() {
        const box = make("fieldset", {}, make("legend", {}, "Machines"));
        const choices = make("div", { className: "choices" });
        const without = new Set((state.get("without") ?? "").split(",").filter(Boolean));
        for (const [slug, name] of machines) {
            const input = make("input", { type: "checkbox", value: slug });
            input.checked = !without.has(slug);
            input.addEventListener("change", () => {
                without[input.checked ? "delete" : "add"](slug);
                keep("without", [...without].join(","));
                pick();
            });
            choices.append(make("label", {}, input, " " + name));
        }
        box.append(choices);
        return box;
    }

    function searchBox() {
        const input = make("input", { type: "search", value: state.get("q") ?? "" });
        input.addEventListener("input", () => {
            keep("q", input.value.trim());
            filter();
        });
        const name = cards.length ? "Search the reports" : "Filter the rows";
        return make("div", { className: "search" }, make("label", {}, name, input), count);
    }

    function addControls(controls) {
        if (things.length) {
            controls.append(searchBox());
        }
        if (values.length) {
            const known = Object.entries(UNITS).filter(([name]) =>
                values.some((cell) => !Number.isNaN(shown(cell, name))));
            controls.append(choice("Unit", "unit", known, showUnit));
            controls.append(choice("Scale", "scale",
                [["log", "logarithmic"], ["linear", "linear"]], drawBars));
        }
        if (machines.size > 1) {
            controls.append(machinePicker());
        }
        controls.hidden = !controls.hasChildNodes();
    }

    const controls = document.querySelector(".controls");
    if (controls) {
        addControls(controls);
    }
    paper.addEventListener("change", showPictures);
    addScrolling();
    breakNames();
    showUnit();
    sorted.forEach(addSorting);
    pick();
    filter();
    addTips();
    reveal();
    addEventListener("hashchange", reveal);
})();
