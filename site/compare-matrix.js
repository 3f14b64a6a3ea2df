// The matrix of all pairs of layers: how alike their answers are. A press on a cell chooses its pair.
import { make, part, parts } from "#site/dom.js";
import { decimals, estimateText } from "#site/compare.js";
import { roving } from "#site/roving.js";

/** @import { Change, Page } from "./compare-page.js" */

/** @type {Record<string, string>} */
const NETWORKS = { trained: "as trained", untrained: "untrained" };

/**
 * A function that draws it.
 * @param {HTMLElement} section @param {Page} page @param {Change} change
 */
export function createMatrix(section, page, change) {
  const table = part(section, "table", HTMLTableElement);
  const readout = part(section, ".readout", HTMLElement);
  const cells = fill(table, page);
  const rove = roving(table, () => cells.flat());
  const tell = (/** @type {number} */ first, /** @type {number} */ second) => void readout.replaceChildren(...told(first, second, page));
  const tellChosen = () => tell(...page.state.layers);
  cells.forEach((row, first) =>
    row.forEach((cell, second) => {
      cell.addEventListener("click", () => change({ layers: [first, second], from: null, to: null }));
      for (const event of ["pointerenter", "focus"]) cell.addEventListener(event, () => tell(first, second));
      for (const event of ["pointerleave", "blur"]) cell.addEventListener(event, tellChosen);
    }),
  );
  const radios = parts(section, "input[name=network]", HTMLInputElement);
  for (const radio of radios) radio.addEventListener("change", () => change({ network: radio.value }));
  return () => {
    const { network, layers } = page.state;
    for (const radio of radios) radio.checked = radio.value === network;
    cells.forEach((row, first) => row.forEach((cell, second) => draw(cell, first, second, page)));
    const chosen = cells[layers[0]][layers[1]];
    if (!cells.flat().some((cell) => cell === document.activeElement)) rove(chosen);
    bringIn(part(section, ".scroll", HTMLElement), chosen);
    tellChosen();
  };
}

/** @param {HTMLTableElement} table @param {Page} page */
function fill(table, { header: { runs: [first, second] } }) {
  const corner = make("td", {}, make("span", { className: "rows-of" }, first.name), " ↓");
  const above = make("th", { colSpan: second.layers.length, scope: "colgroup", className: "columns-of" }, second.name);
  const heads = second.layers.map(({ title }) => make("th", { scope: "col" }, make("span", {}, title)));
  const cells = first.layers.map(() => second.layers.map(() => make("button", { type: "button" })));
  const rows = cells.map((row, i) =>
    make("tr", {}, make("th", { scope: "row" }, first.layers[i].title), ...row.map((cell) => make("td", {}, cell))),
  );
  table.replaceChildren(make("thead", {}, make("tr", {}, make("td"), above), make("tr", {}, corner, ...heads)), make("tbody", {}, ...rows));
  table.classList.toggle("many", second.layers.length > 6);
  return cells;
}

/**
 * Of several values the highest of a row is set off: what the layer is most like.
 * @param {HTMLButtonElement} cell @param {number} first @param {number} second @param {Page} page
 */
function draw(cell, first, second, { header: { similarity }, state: { network, layers } }) {
  const row = similarity[network][first];
  const value = row[second]?.[0];
  const isMost = row.length > 1 && value !== undefined && row.every((other) => !other || other[0] <= value);
  cell.textContent = value === undefined ? "–" : decimals(value);
  cell.classList.toggle("most", isMost);
  cell.style.setProperty("--value", String(Math.min(Math.max(value ?? 0, 0), 1)));
  cell.setAttribute("aria-pressed", String(layers[0] === first && layers[1] === second));
}

/**
 * Of a matrix wider than its room: scrolled sideways to the chosen cell, where that is out of sight.
 * @param {HTMLElement} scroller @param {HTMLElement} cell
 */
function bringIn(scroller, cell) {
  const [room, box] = [scroller.getBoundingClientRect(), cell.getBoundingClientRect()];
  const seen = box.left > room.left + room.width / 4 && box.right <= room.right; // left of that are the rows' names
  if (!seen && scroller.scrollWidth > scroller.clientWidth) scroller.scrollLeft += box.left - room.left - room.width / 2;
}

/** @param {number} first @param {number} second @param {Page} page */
function told(first, second, { header: { runs, similarity } }) {
  const [one, other] = [runs[0].layers[first].title, runs[1].layers[second].title];
  const estimates = Object.entries(similarity).map(([network, of]) => `${NETWORKS[network] ?? network} ${estimateText(of[first][second])}`);
  return [make("b", {}, `${one} of ${runs[0].name}, ${other} of ${runs[1].name}: `), estimates.join("; ")];
}
