// What stands above the panels: colour, tool, filter and legend, undo, exports, claims.
import { byId, make, part, parts } from "#site/dom.js";
import { labelChips, roleChips, tick } from "#site/explorer/chips.js";
import { choices } from "#site/explorer/colors.js";
import { samplesWith } from "#site/explorer/condition.js";
import { csvOf } from "#site/explorer/csv.js";
import { fileName } from "#site/explorer/frame.js";
import { legendOf } from "#site/explorer/legend.js";
import { followWidths } from "#site/explorer/paper.js";
import { hide } from "#site/explorer/restore.js";
import { download } from "#site/explorer/save.js";
import { createSearch } from "#site/explorer/search.js";
import { howOf, rowsOf } from "#site/explorer/store.js";
import { summary } from "#site/explorer/words.js";

/**
 * @import { Header, Page, State, Store } from "./types.d.ts"
 * @typedef {"clear" | "undo" | "redo"} Command
 */

const FIELDS = ["color", "sort", "order"];
const SWITCHES = ["tool", "flow"];
const TEXTS = "input[type=text], input[type=search], textarea, select"; // where keys are for writing

/**
 * @param {Page} page
 * @param {() => string} link the address of what is seen
 */
export function createControls(page, link) {
  const { store, header } = page;
  byId("color").append(...colorOptions(header));
  byId("labels").append(...labelChips(store, header));
  byId("roles").append(...roleChips(store, header));
  listenToView(store);
  listenToHistory(store);
  createSearch(store, header);
  listenToClaims(store, header);
  followWidths();
  byId("show-them").addEventListener("click", () => {
    hide(page, { labels: [], roles: [] });
    settle(page);
  });
  byId("csv").addEventListener("click", () => saveRows(store, header));
  byId("link").addEventListener("click", async () => say(await copied(link())));
  store.listen((what, keys) => {
    if (what === "selection" || what === "filter" || keys.includes("color")) follow(page);
  });
}

/** @param {string} text */
export function say(text) {
  byId("said").textContent = text;
}

/**
 * The controls as the store has them.
 * @param {Page} page
 */
export function settle(page) {
  const { view } = page.store;
  for (const name of FIELDS) fieldOf(name).value = view[name];
  for (const name of SWITCHES) for (const input of inputsOf(name)) input.checked = input.value === view[name];
  tick(parts(document, "input[data-kind]", HTMLInputElement), page.store);
  follow(page);
}

/** @param {string} name */
const fieldOf = (name) => part(document, `#${name}`, HTMLSelectElement);

/** @param {string} name */
const inputsOf = (name) => parts(document, `input[name=${name}]`, HTMLInputElement);

const claims = () => parts(document, "a[data-condition]", HTMLElement);

/** @param {Header} header */
const colorOptions = (header) =>
  choices(header).map(({ group, items }) =>
    make("optgroup", { label: group }, ...items.map(({ key, title }) => new Option(title, key))),
  );

/** @param {Page} page */
function follow({ store, header, coloring }) {
  part(document, "#undo", HTMLButtonElement).disabled = !store.canUndo();
  part(document, "#redo", HTMLButtonElement).disabled = !store.canRedo();
  part(document, "#clear", HTMLButtonElement).disabled = !store.selection.mask;
  byId("show-them").hidden = !isOutOfSight(store);
  byId("csv").textContent = csvName(store);
  byId("summary").textContent = byId("summary").title = summary(store, header);
  for (const claim of claims()) {
    if (claim.dataset.condition === store.selection.condition) claim.setAttribute("aria-current", "true");
    else claim.removeAttribute("aria-current");
  }
  // Labels have their colours in the filter.
  byId("legend").replaceChildren(...(store.view.color === "label" ? [] : legendOf(coloring)));
}

/** @param {Pick<State, "marked" | "samples">} state */
function csvName({ marked, samples: { drawn } }) {
  if (marked) return drawn ? "Selected and shown as CSV" : "Selection as CSV";
  return drawn ? "All shown as CSV" : "All as CSV";
}

/**
 * Whether something is selected, and nothing of it shown.
 * @param {Pick<State, "selection" | "marked">} state
 */
export const isOutOfSight = ({ selection: { mask }, marked }) => Boolean(mask?.includes(1) && !marked?.includes(1));

/** @param {Store} store */
function listenToView(store) {
  for (const name of FIELDS) {
    const field = fieldOf(name);
    field.addEventListener("change", () => store.look({ [name]: field.value }));
  }
  for (const name of SWITCHES) {
    for (const input of inputsOf(name)) input.addEventListener("change", () => store.look({ [name]: input.value }));
  }
}

/** @param {Store} store */
function listenToHistory(store) {
  for (const command of /** @type {const} */ (["undo", "redo", "clear"])) {
    byId(command).addEventListener("click", () => store[command]());
  }
  document.addEventListener("keydown", (event) => {
    if (event.target instanceof Element && event.target.matches(TEXTS)) return;
    const command = commandOf(event);
    if (!command) return;
    store[command]();
    event.preventDefault();
  });
}

/**
 * What a key asks for, or null.
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey">} event
 * @returns {Command | null}
 */
export function commandOf({ key, ctrlKey, metaKey, shiftKey }) {
  if (key === "Escape") return "clear";
  if (!ctrlKey && !metaKey) return null;
  if (key.toLowerCase() === "z") return shiftKey ? "redo" : "undo";
  return key.toLowerCase() === "y" ? "redo" : null;
}

/** @param {Store} store @param {Header} header */
function listenToClaims(store, header) {
  for (const claim of claims()) {
    claim.addEventListener("click", (event) => {
      event.preventDefault();
      const condition = claim.dataset.condition ?? "";
      store.select(samplesWith(condition, header, store.samples), howOf(event), condition);
    });
  }
}

/** @param {Store} store @param {Header} header */
function saveRows(store, header) {
  const text = csvOf(rowsOf(store.marked ?? store.visible), store.samples, header);
  download(`${fileName(store.marked ? "" : store.samples.drawn ? "shown" : "all", header, { ...store, when: "" })}.csv`, new Blob([text], { type: "text/csv" }));
}

/**
 * Copies a link; returns what is to be said.
 * @param {string} link
 */
async function copied(link) {
  const told = linkOf(link);
  const done = await navigator.clipboard?.writeText(told).then(() => true, () => false);
  if (done && told !== link) return `On the clipboard: ${told.split("#")[0]} and what is seen of it. Send the page along; the link works beside it.`;
  if (done) return "The link is on the clipboard.";
  return "The address of this page is the link: copy it from the address bar.";
}

/**
 * What is handed on of a page's address: of a page on disk not the folders that it lies in.
 * @param {string} address
 */
export const linkOf = (address) => (address.startsWith("file:") ? address.replace(/^[^#]*\//, "") : address);
