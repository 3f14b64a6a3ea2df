// The filter: a box to tick for each label and role.
import { make } from "#site/dom.js";
import { classesOf } from "#site/explorer/classes.js";

/** @import { Column, Header, Kind, Store } from "./types.d.ts" */

/** @type {Record<string, string>} */
const SHAPES = { train: "disc", test: "ring", unseen: "cross" };

/** @param {Store} store @param {Header} header */
export function labelChips(store, header) {
  const { names } = classesOf(header);
  return header.labels.map((label, place) => {
    const swatch = make("span", { className: "swatch" });
    swatch.style.background = header.colors[place];
    const unseen = header.unseen.includes(label) ? " (unseen)" : "";
    return chip(store, "labels", place, swatch, `${names[place]}${unseen}`, countOf(store.samples.label, place));
  });
}

/**
 * Of roles that nobody has there is none.
 * @param {Store} store @param {Header} header
 */
export function roleChips(store, header) {
  return header.roles.flatMap((role, place) => {
    const count = countOf(store.samples.role, place);
    const mark = make("span", { className: `mark ${SHAPES[role]}` });
    return count ? [chip(store, "roles", place, mark, role, count)] : [];
  });
}

/** @param {Column} values @param {number} place */
function countOf(values, place) {
  let count = 0;
  for (const value of values) if (value === place) count++;
  return count;
}

/**
 * @param {Store} store @param {Kind} kind @param {number} place @param {Node} mark @param {string} text
 * @param {number} count
 */
function chip(store, kind, place, mark, text, count) {
  const box = make("input", { type: "checkbox" });
  Object.assign(box.dataset, { kind, place });
  box.addEventListener("change", () => store.show(kind, place, box.checked));
  const number = make("span", { className: "count" }, count.toLocaleString("en"));
  return make("label", { className: "chip" }, box, mark, text, number);
}

/**
 * Ticks the boxes of what is shown.
 * @param {HTMLInputElement[]} boxes @param {Store} store
 */
export function tick(boxes, { hidden }) {
  for (const box of boxes) box.checked = !hidden[/** @type {Kind} */ (box.dataset.kind)].has(Number(box.dataset.place));
}
