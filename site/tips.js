// SPDX-License-Identifier: MIT
// The interval and the launches of a cell, on hover and on keyboard focus.
"use strict";

const tip = make("div", { id: "tip", role: "tooltip", hidden: true });

const time = (ns) => figure(parseFloat(ns), TIMES);
function lines(cell) {
    const { ns, low, high, cycles, floor, launches } = cell.dataset;
    const head = cell.closest("tr").querySelector("th");
    const row = (head.querySelector("a[href]:not(.anchor)") ?? head).textContent.trim();
    const measured = [time(ns)];
    if (low && high) {
        measured.push(`interval ${time(low)} to ${time(high)}`);
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
