// The search field: what is typed there selects; what may come next is offered, what is wrong is said beside it.
import { byId, make, part } from "#site/dom.js";
import { columnsOf, isWhole, samplesWith } from "#site/explorer/condition.js";
import { completions, conditionOf } from "#site/explorer/typed.js";

/** @import { Header, Store } from "./types.d.ts" */

/** @param {Store} store @param {Header} header */
export function createSearch(store, header) {
  const field = part(document, "#condition-text", HTMLInputElement);
  const list = byId("conditions");
  const claims = [...list.children];
  const columns = columnsOf(header, store.samples);
  byId("condition").addEventListener("submit", (event) => {
    event.preventDefault();
    complain(field, selectWhere(field.value, store, header));
  });
  field.addEventListener("input", () => {
    complain(field, "");
    const found = completions(field.value, columns).map((value) => make("option", { value }));
    list.replaceChildren(...found, ...claims);
  });
  field.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") complain(field, "");
  });
  store.listen((what) => {
    if (what !== "selection") return;
    field.value = store.selection.condition;
    complain(field, "");
  });
}

/** @param {HTMLInputElement} field @param {string} words none: nothing is wrong */
function complain(field, words) {
  byId("condition-error").textContent = words;
  field.setAttribute("aria-invalid", String(words !== ""));
}

/**
 * Selects the images that meet what is typed; returns what is to be said.
 * @param {string} text @param {Store} store @param {Header} header
 */
export function selectWhere(text, store, header) {
  try {
    const condition = conditionOf(text, columnsOf(header, store.samples), header);
    const mask = samplesWith(condition, header, store.samples);
    if (!mask.includes(1)) return `${isWhole(condition, header.drawn) ? "No image" : "None of the images shown"} meets ${condition}`;
    store.select(mask, "replace", condition);
    return store.marked?.includes(1) ? "" : "All images that meet this are filtered out.";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
