// @ts-check
// The small marks on the permissions' page: what is at stake, and what the vendor names.

import { make } from "./page.js";

const PICTURES = {
  money:
    "M12 3.500a8.5 8.5 0 100 17 8.5 8.5 0 000-17zM14.8 9.200c-.5-1-1.5-1.5-2.8-1.5-1.6 0-2.8.8-2.8 2.1 0 3 5.8 1.3 5.8 4.4 0 1.3-1.2 2.1-2.9 2.1-1.5 0-2.6-.6-3.1-1.700M12 6v12",
  personal: "M12 4a3.8 3.8 0 100 7.600A3.8 3.8 0 0012 4zM4.8 20c.5-4 3.3-6 7.2-6s6.7 2 7.2 6",
  administration: "M12 3.500l7 2.700v5.300c0 4.5-2.9 7.6-7 9-4.1-1.4-7-4.5-7-9V6.200z",
  vendor: "M12 4.500l7.5 7.5-7.5 7.500L4.5 12z",
};

/** @param {string} name */
function picture(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  const filled = name === "vendor";
  for (const [attribute, value] of Object.entries({
    class: "icon",
    viewBox: "0 0 24 24",
    fill: filled ? "currentColor" : "none",
    stroke: "currentColor",
    "stroke-width": "2",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
    "aria-hidden": "true",
  })) {
    svg.setAttribute(attribute, value);
  }
  path.setAttribute("d", PICTURES[/** @type {keyof typeof PICTURES} */ (name)] ?? PICTURES.administration);
  svg.append(path);
  return svg;
}

/**
 * What is at stake, as a picture with its name for whoever does not see it.
 * @param {string} id
 */
export const stakeMark = (id) =>
  make("span", { class: "mark" }, picture(id), make("span", { class: "visually-hidden", words: `sensitivity-${id}` }));

/** That the vendor names it. */
export const vendorMark = () =>
  make("span", { class: "mark vendor" }, picture("vendor"), make("span", { class: "visually-hidden", words: "vendor-mark" }));

/**
 * What the marks mean: those that stand somewhere.
 * @param {string[]} stakes
 * @param {boolean} vendor
 */
export const legend = (stakes, vendor) => [
  ...(vendor
    ? [make("li", {}, make("span", { class: "mark vendor" }, picture("vendor")), make("span", { words: "vendor-mark.about" }))]
    : []),
  ...stakes.map((id) => make("li", {}, make("span", { class: "mark" }, picture(id)), make("span", { words: `sensitivity-${id}.about` }))),
];
