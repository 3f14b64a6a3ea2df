// Views under names: kept, shown, named anew, put in order. What they are stands in the store, and so in the address.
import { byId, make, part, parts } from "#site/dom.js";
import { seenOf, stateOf } from "#site/explorer/address.js";
import { place as placeBelow } from "#site/explorer/answers.js";
import { LETTERS, cleaned, kept, moved, renamed, textOf, unusedName, viewsOf, without } from "#site/explorer/named_views.js";
import { show } from "#site/explorer/show.js";
import { quoted } from "#site/fragment.js";

/**
 * @import { Page } from "./types.d.ts"
 * @import { Named } from "./named_views.js"
 * @typedef {ReturnType<typeof partsOf>} Panel
 */

/**
 * @param {Page} page @param {() => string} fragment of what is seen
 */
export function createViews(page, fragment) {
  const panel = partsOf(page, fragment);
  part(panel.element, "form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    keep(panel);
  });
  panel.element.addEventListener("toggle", () => {
    if (!panel.element.matches(":popover-open")) return;
    placeBelow(panel.element, panel.button);
    mark(panel);
  });
  page.store.listen((what, keys) => {
    if (what === "view" && keys.includes("views")) list(panel);
  });
  list(panel);
}

/** @param {Page} page @param {() => string} fragment */
const partsOf = (page, fragment) => ({
  page,
  fragment,
  button: byId("views"),
  element: byId("views-panel"),
  name: part(document, "#view-name", HTMLInputElement),
  rows: byId("view-list"),
  said: byId("views-said"),
  lesson: part(document, "#lesson", HTMLButtonElement),
});

/** @param {Panel} panel */
const viewsIn = ({ page }) => viewsOf(page.store.view.views);

/** @param {Panel} panel */
function keep(panel) {
  const views = viewsIn(panel);
  const name = cleaned(panel.name.value) || unusedName(views);
  const next = kept(views, { name, fragment: seenOf(panel.fragment()) });
  panel.said.textContent = next ? `Kept as ${quoted(name)}.` : "There is no room for one more: the address would be too long.";
  if (!next) return;
  panel.name.value = "";
  change(panel, next);
}

/** @param {Panel} panel @param {Named[]} views */
function change({ page }, views) {
  page.store.look({ views: textOf(views) });
}

/** @param {Panel} panel */
function list(panel) {
  const views = viewsIn(panel);
  panel.rows.replaceChildren(...views.map((view, place) => rowOf(panel, view, place, views.length)));
  panel.name.placeholder = unusedName(views);
  panel.button.textContent = views.length ? `Views (${views.length})` : "Views";
  panel.lesson.disabled = !views.length;
  mark(panel);
}

/**
 * Which one is seen.
 * @param {Panel} panel
 */
function mark(panel) {
  if (!panel.element.matches(":popover-open")) return;
  const seen = seenOf(panel.fragment());
  const views = viewsIn(panel);
  parts(panel.rows, ".view", HTMLElement).forEach((button, place) => {
    if (views[place].fragment === seen) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  });
}

/** @param {Panel} panel @param {Named} view @param {number} place @param {number} count */
function rowOf(panel, { name, fragment }, place, count) {
  const open = make("button", { type: "button", className: "view" }, name);
  open.addEventListener("click", () => {
    showView(panel.page, fragment);
    mark(panel);
  });
  const row = make("li", {}, open);
  const tool = (/** @type {string} */ sign, /** @type {string} */ label, /** @type {boolean} */ disabled, /** @type {() => void} */ act) => {
    const button = make("button", { type: "button", className: "small", title: label, disabled }, sign);
    button.setAttribute("aria-label", `${label}: ${name}`);
    button.addEventListener("click", act);
    row.append(button);
  };
  tool("↑", "Earlier", place === 0, () => shift(panel, place, -1));
  tool("↓", "Later", place === count - 1, () => shift(panel, place, 1));
  tool("✎", "Rename", false, () => rename(panel, row, place, name));
  tool("✕", "Remove", false, () => remove(panel, place));
  return row;
}

/**
 * The view as it was kept; the views and a lesson through them stay.
 * @param {Page} page @param {string} fragment @param {string} [lesson] the place in it
 */
export function showView(page, fragment, lesson = page.store.view.lesson) {
  const state = stateOf(fragment, page.known);
  show(page, { ...state, view: { ...state.view, views: page.store.view.views, lesson } });
}

/** @param {Panel} panel @param {number} place @param {number} by */
function shift(panel, place, by) {
  change(panel, moved(viewsIn(panel), place, by));
  const buttons = parts(panel.rows.children[place + by], ".small", HTMLButtonElement);
  (by < 0 && !buttons[0].disabled ? buttons[0] : buttons[1].disabled ? buttons[0] : buttons[1]).focus();
}

/** @param {Panel} panel @param {number} place */
function remove(panel, place) {
  const views = viewsIn(panel);
  change(panel, without(views, place));
  panel.said.textContent = `Removed: ${quoted(views[place].name)}.`;
  panel.name.focus();
}

/** @param {Panel} panel @param {HTMLElement} row @param {number} place @param {string} name */
function rename(panel, row, place, name) {
  const field = make("input", { type: "text", value: name, maxLength: LETTERS });
  field.setAttribute("aria-label", `New name of ${name}`);
  // What is given up by Esc, which shuts the panel, keeps its name.
  field.addEventListener("blur", () => {
    const text = panel.element.matches(":popover-open") ? field.value : name;
    const before = viewsIn(panel);
    const next = renamed(before, place, cleaned(text));
    panel.said.textContent = next === before && cleaned(text) !== name ? `${quoted(text)} is no name, or another view's.` : "";
    if (next === before) list(panel);
    else change(panel, next);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    field.blur();
    part(panel.rows.children[place], ".view", HTMLElement).focus();
  });
  row.replaceChildren(field);
  field.select();
  field.focus();
}
