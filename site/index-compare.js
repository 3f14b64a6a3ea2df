// The part of the index that shows two runs side by side.
import { make, part, parts } from "#site/dom.js";
import { comparison } from "#site/index.js";

/** @import { Run } from "./index.js" */

/**
 * Fill the section with two runs.
 * @param {HTMLElement} section @param {Run[]} pair
 * @param {Map<string, HTMLElement>} cards name -> the run's card, whose pictures and answers are shown again
 */
export function drawComparison(section, [first, second], cards) {
  const shown = [first, second].map((run) => picturesOf(/** @type {HTMLElement} */ (cards.get(run.name))));
  part(section, ".pair", HTMLElement).replaceChildren(...shown);
  part(section, "thead", HTMLElement).replaceChildren(row("th", ["", first.name, second.name, "Difference"], "col"));
  section.querySelectorAll("tbody").forEach((body) => body.remove());
  part(section, "table", HTMLTableElement).append(...comparison(first, second).map(groupBody));
}

/** @param {HTMLElement} card */
function picturesOf(card) {
  return make("article", {}, ...parts(card, "h2, .about, .figures, .said", HTMLElement).map(copy));
}

/**
 * A heading's copy is one level lower: it stands inside a section with its own.
 * @param {HTMLElement} element
 */
function copy(element) {
  if (element.localName !== "h2") return element.cloneNode(true);
  return make("h3", {}, part(element, "a", HTMLElement).cloneNode(true));
}

/** @param {ReturnType<typeof comparison>[number]} group */
function groupBody({ title, rows }) {
  const head = make("th", { colSpan: 4, scope: "rowgroup" }, title);
  return make("tbody", {}, make("tr", {}, head), ...rows.map((cells) => row("td", cells, "row")));
}

/**
 * A table's row; its first cell heads it, unless it is empty.
 * @param {"td" | "th"} tag @param {string[]} texts @param {string} scope of the cells that are heads
 */
function row(tag, texts, scope) {
  const line = make("tr", {}, ...texts.map((text, i) => make(text ? (i ? tag : "th") : "td", {}, text)));
  line.querySelectorAll("th").forEach((head) => (head.scope = scope));
  return line;
}
