// The filter: a box to tick for each label and role.
import { make } from "#site/dom.js";
import { classesOf } from "#site/explorer/classes.js";
import { countsIn } from "#site/explorer/whole.js";

/** @import { Header, Kind, Store } from "./types.d.ts" */

/** @type {Record<string, string>} */
const SHAPES = { train: "disc", test: "ring", unseen: "cross" };

/** @param {Store} store @param {Header} header */
export function labelChips(store, header) {
  const { names } = classesOf(header);
  const counts = countsIn(store.samples.label, header.labels.length - 1, store.samples.weights);
  return header.labels.map((label, place) => {
    const swatch = make("span", { className: "swatch" });
    swatch.style.background = header.colors[place];
    const unseen = header.unseen.includes(label) ? " (unseen)" : "";
    return chip(store, "labels", place, swatch, `${names[place]}${unseen}`, counts[place]);
  });
}

/**
 * Of roles that nobody has there is none.
 * @param {Store} store @param {Header} header
 */
export function roleChips(store, header) {
  const counts = countsIn(store.samples.role, header.roles.length - 1, store.samples.weights);
  return header.roles.flatMap((role, place) => {
    const count = counts[place];
    const mark = make("span", { className: `mark ${SHAPES[role]}` });
    return count ? [chip(store, "roles", place, mark, role, count)] : [];
  });
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
