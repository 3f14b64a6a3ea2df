// The table of paths: each distinct one with who takes it and how they look on average.
import { contextOf, make, part } from "#site/dom.js";
import { classesOf } from "#site/explorer/classes.js";
import { isWhole } from "#site/explorer/condition.js";
import { draw } from "#site/explorer/sprites.js";
import { howOf, rowsOf } from "#site/explorer/store.js";
import { MEAN_OF, evenly } from "#site/explorer/typical.js";
import { countsIn } from "#site/explorer/whole.js";
import { percent } from "#site/explorer/words.js";

/**
 * @import { Header, Mask, Page, Samples } from "./types.d.ts"
 * @typedef {{path: number, rows: number[], count: number, labels: number[]}} Row labels: counts by place, of all images
 * @typedef {ReturnType<typeof partsOf>} Panel
 */

const SHOWN = 50; // rows shown at once, and with each further click
const HEADS = ["mean image", "path", "images", "share", "selected", "labels"];
const NAMED = 4; // labels that are named beside a bar

/**
 * What each path holds of the samples, most taken first.
 * @param {Samples} samples @param {number} labels how many @param {Mask} mask
 * @returns {Row[]}
 */
export function pathRows(samples, labels, mask) {
  /** @type {Row[]} */
  const found = samples.paths.map((_, path) => ({ path, rows: [], count: 0, labels: Array.from({ length: labels }, () => 0) }));
  for (const i of rowsOf(mask)) {
    const row = found[samples.path[i]];
    row.rows.push(i);
    row.labels[samples.label[i]] += samples.weights ? samples.weights[i] : 1;
  }
  for (const row of found) {
    row.count = Math.round(row.labels.reduce((sum, own) => sum + own, 0));
    row.labels = row.labels.map(Math.round);
  }
  return found.filter(({ rows }) => rows.length).sort((a, b) => b.count - a.count || a.path - b.path);
}

/**
 * Who takes a path: [place of the label, how many], most first.
 * @param {number[]} labels
 */
export const takers = (labels) =>
  labels.map((own, place) => [place, own]).filter(([, own]) => own).sort((a, b) => b[1] - a[1]);

/**
 * The same in words.
 * @param {number[]} labels @param {string[]} names
 */
export function takersText(labels, names) {
  const found = takers(labels);
  const words = found.slice(0, NAMED).map(([place, own]) => `${names[place]}: ${own.toLocaleString("en")}`);
  return [...words, ...(found.length > NAMED ? ["…"] : [])].join(", ");
}

/** @param {HTMLElement} element @param {Page} page */
export function createTable(element, page) {
  const panel = partsOf(element, page);
  const hidden = page.header.layers.filter((layer) => layer.hidden);
  part(element, "thead tr", HTMLElement).append(...HEADS.map((name) => make("th", { scope: "col", className: "" }, name)));
  part(element, ".path-layers", HTMLElement).textContent = hidden.map(({ title }) => title).join(" → ");
  gather(panel);
  panel.more.addEventListener("click", () => {
    panel.limit += SHOWN;
    show(panel);
  });
  page.sprites.listenWhole(() => paint(panel));
  page.store.listen((what) => {
    if (what === "selection") mark(panel);
    else if (what === "filter") gather(panel);
  });
}

/** @param {HTMLElement} element @param {Page} page */
const partsOf = (element, page) => ({
  page,
  body: part(element, "tbody", HTMLTableSectionElement),
  more: part(element, "button.more", HTMLElement),
  buffer: make("canvas"),
  rows: /** @type {Row[]} */ ([]),
  limit: SHOWN,
});

/** @param {Panel} panel */
function gather(panel) {
  const { store, header } = panel.page;
  panel.rows = pathRows(store.samples, header.labels.length, store.visible);
  show(panel);
}

/** @param {Panel} panel */
function show(panel) {
  const { body, more, rows, limit } = panel;
  const total = rows.reduce((sum, row) => sum + row.count, 0);
  body.replaceChildren(...rows.slice(0, limit).map((row) => tableRow(panel, row, total)));
  more.hidden = rows.length <= limit;
  more.textContent = `Show ${Math.min(SHOWN, rows.length - limit)} more of ${rows.length.toLocaleString("en")} paths`;
  mark(panel);
  paint(panel);
}

/** @param {Panel} panel @param {Row} row @param {number} total */
function tableRow({ page: { store, header } }, row, total) {
  const { path, count, labels } = row;
  const button = make("button", { type: "button" }, store.samples.paths[path].join(" → "));
  button.title = "Select the images on this path";
  const line = make(
    "tr",
    {},
    cell(make("canvas")),
    cell(button),
    cell(count.toLocaleString("en"), "number"),
    cell(percent(count / total), "number"),
    cell("", "number selected"),
    cell(shares(labels, count, header)),
  );
  line.addEventListener("click", (event) => choose(store, path, event));
  return line;
}

/** @param {Node | string} content @param {string} className */
const cell = (content, className = "") => make("td", { className }, content);

/**
 * Who takes a path, as a bar and in words.
 * @param {number[]} labels @param {number} count @param {Header} header
 */
function shares(labels, count, header) {
  const segments = takers(labels).map(([place, own]) => {
    const segment = make("span");
    segment.style.cssText = `width:${(100 * own) / count}%;background:${header.colors[place]}`;
    return segment;
  });
  const bar = make("span", { className: "bar" }, ...segments);
  const { names, short } = classesOf(header);
  const title = header.classes ? takersText(labels, names) : "";
  return make("div", { className: "shares", title }, bar, takersText(labels, short));
}

/** @param {Page["store"]} store @param {number} path @param {MouseEvent} event */
function choose(store, path, event) {
  const { samples, visible } = store;
  const mask = visible.map((shown, i) => (shown && samples.path[i] === path ? 1 : 0));
  const told = `path:${samples.paths[path].join("-")}`;
  store.select(mask, howOf(event), store.isFiltered() ? "" : told, isWhole(told, samples.drawn));
}

/**
 * How many of each shown path's images are selected.
 * @param {Panel} panel
 */
function mark({ page: { store }, body, rows, limit }) {
  const { samples, marked, selection } = store;
  const mask = marked ?? new Uint8Array(samples.count);
  const counts = countsIn(samples.path, samples.paths.length - 1, selection.whole ? samples.weights : null, mask);
  const shown = samples.drawn && !selection.whole ? " shown" : "";
  rows.slice(0, limit).forEach(({ path }, k) => {
    const line = body.rows[k];
    part(line, ".selected", HTMLElement).textContent = marked ? counts[path].toLocaleString("en") + shown : "";
    line.classList.toggle("chosen", counts[path] > 0);
  });
}

/** @param {Panel} panel */
function paint({ page: { sprites, store: { samples } }, body, rows, limit, buffer }) {
  rows.slice(0, limit).forEach((row, k) => {
    const canvas = part(body.rows[k], "canvas", HTMLCanvasElement);
    if (canvas.dataset.drawn) return;
    const image = sprites.mean(samples.weights ? evenly(row.rows, MEAN_OF, samples.weights) : row.rows);
    if (!image) return;
    [canvas.width, canvas.height] = [sprites.width, sprites.height];
    draw(contextOf(canvas), image, 0, 0, sprites.width, sprites.height, buffer);
    canvas.dataset.drawn = "yes";
  });
}
