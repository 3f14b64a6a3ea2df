// What both indexes are filtered, sorted and viewed by: listening to it, and showing what it is set to.
import { byId, part, parts } from "#site/dom.js";
import { startsDescending } from "#site/index.js";

/**
 * @import { Run, State } from "./index.js"
 * @typedef {Pick<State, "filter" | "sort" | "descending" | "view">} Controlled
 */

export const filterField = part(document, "#filter", HTMLInputElement);
const sortField = part(document, "#sort", HTMLSelectElement);
const views = parts(document, "input[name=view]", HTMLInputElement);

/**
 * @param {{runs: Run[], headers: Map<string, HTMLElement>, state: Controlled}} page
 * @param {(changes: Partial<Controlled>) => void} change
 */
export function listenToControls(page, change) {
  const sortBy = (/** @type {string} */ sort) => change({ sort, descending: startsDescending(page.runs, sort) });
  const turn = () => change({ descending: !page.state.descending });
  filterField.addEventListener("input", () => change({ filter: filterField.value }));
  sortField.addEventListener("change", () => sortBy(sortField.value));
  byId("turn").addEventListener("click", turn);
  for (const radio of views) radio.addEventListener("change", () => change({ view: radio.value }));
  for (const [key, th] of page.headers) {
    const press = () => (key === page.state.sort ? turn() : sortBy(key));
    part(th, "button", HTMLElement).addEventListener("click", press);
  }
}

/** @param {{headers: Map<string, HTMLElement>, state: Controlled}} page */
export function showControls({ state, headers }) {
  for (const radio of views) radio.checked = radio.value === state.view;
  // Setting the same text again would move the caret.
  if (filterField.value !== state.filter) filterField.value = state.filter;
  sortField.value = state.sort;
  byId("turn").textContent = state.descending ? "↓ descending" : "↑ ascending";
  for (const [key, th] of headers) {
    const direction = state.descending ? "descending" : "ascending";
    if (key === state.sort) th.setAttribute("aria-sort", direction);
    else th.removeAttribute("aria-sort");
  }
}
