// SPDX-License-Identifier: MIT
// The controls of a page, and the start of everything.
"use strict";

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
