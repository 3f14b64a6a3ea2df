// The selected images, or all: as many rows as fit are drawn, the rest when scrolled to.
import { contextOf, escaped, make, part, resized } from "#site/dom.js";
import { seen } from "#site/explorer/contrast.js";
import { SIZE, beginning } from "#site/explorer/letters.js";
import { followSize, printAs } from "#site/explorer/on_paper.js";
import { FINE, HIGHEST, fineCanvas } from "#site/explorer/paper.js";
import { imageOf, pictureOf, saveButtons } from "#site/explorer/save.js";
import { draw } from "#site/explorer/sprites.js";
import { howOf, maskOf, rowsOf } from "#site/explorer/store.js";
import { LIGHT, theme } from "#site/explorer/theme.js";
import { imagesOf } from "#site/explorer/whole.js";
import { sampleText } from "#site/explorer/words.js";

/**
 * @import { Coloring, Header, Page, Samples } from "./types.d.ts"
 * @typedef {(sample: number) => number} Value
 * @typedef {ReturnType<typeof partsOf>} Panel
 */

const CELL = 40; // pixels
const PICTURE = 34;
const SAVED = 3000; // images in a saved picture, at most
const FEWEST = 8; // columns of it
const NAMED = 14; // pixels below an image on paper, where colours may be grey: what its colour means
const REST = 20; // pixels: the line that says how many there are

/**
 * What the gallery can be sorted by.
 * @param {Header} header @param {Samples} samples
 * @returns {{key: string, title: string, value: Value}[]}
 */
export function orders(header, samples) {
  return [
    { key: "id", title: "image number", value: (i) => samples.id[i] },
    { key: "label", title: "label", value: (i) => samples.label[i] },
    { key: "prediction", title: "prediction", value: (i) => samples.prediction[i] },
    { key: "probability", title: "probability", value: (i) => samples.probability[i] },
    { key: "common", title: "how common the path is", value: (i) => samples.common[i] },
    { key: "path_score", title: "path score", value: (i) => samples.pathScore[i] },
    { key: "p_value", title: "p-value of the path score", value: (i) => samples.pValue[i] },
    ...header.layers.map(({ name, title }, layer) => ({
      key: `silhouette ${name}`,
      title: `silhouette in ${title}`,
      value: (/** @type {number} */ i) => samples.silhouettes[layer][i],
    })),
  ];
}

/**
 * Rows in the order of a value; equal ones stay in the order of their numbers, those without one
 * come last either way.
 * @param {number[]} rows @param {Value} value @param {boolean} descending
 */
export function sorted(rows, value, descending) {
  const sign = descending ? -1 : 1;
  const key = (/** @type {number} */ number) => (Number.isNaN(number) ? Infinity : sign * number);
  const keys = Float64Array.from(rows, (i) => key(value(i)));
  const places = Uint32Array.from(rows, (_, place) => place);
  places.sort((a, b) => keys[a] - keys[b] || rows[a] - rows[b]);
  return Array.from(places, (place) => rows[place]);
}

/** @param {HTMLElement} element @param {Page} page */
export function createGallery(element, page) {
  const panel = partsOf(element, page);
  for (const { key, title } of panel.choices) part(element, "select", HTMLElement).append(new Option(title, key));
  gather(panel);
  listenToPointer(panel);
  listenToKeys(panel);
  part(element, ".saves", HTMLElement).append(...saveButtons("images", page, (width) => (width ? figure(panel, width) : picture(panel))));
  printAs(panel.scroller, () => picture(panel));
  page.sprites.listen(() => paint(panel));
  page.store.listen((what, keys) => {
    if (what === "hover") paint(panel);
    else if (what === "pin") follow(panel, page.store.pinned);
    else if (what !== "view" || keys.includes("sort") || keys.includes("order")) gather(panel);
    else if (keys.includes("color")) paint(panel);
  });
  // A pinned image brings its neighbours, which take room from the images.
  followSize(panel.scroller, () => {
    lay(panel);
    follow(panel, page.store.pinned);
  });
  /** What comes so many places after a sample; of one that is not shown here the first; -1 for none. */
  return (/** @type {number} */ sample, /** @type {number} */ by) => {
    const place = panel.rows.indexOf(sample);
    return panel.rows[place < 0 ? 0 : place + by] ?? -1;
  };
}

/** @param {HTMLElement} element @param {Page} page */
const partsOf = (element, page) => ({
  page,
  scroller: part(element, ".scroller", HTMLElement),
  canvas: part(element, "canvas", HTMLCanvasElement),
  spacer: part(element, ".spacer", HTMLElement),
  live: part(element, "[aria-live]", HTMLElement),
  count: part(element, "#images-count", HTMLElement),
  word: part(element, "#images-word", HTMLElement),
  note: part(element, "#images-of", HTMLElement),
  buffer: make("canvas"),
  choices: orders(page.header, page.store.samples),
  rows: /** @type {number[]} */ ([]),
  columns: 1,
  cursor: -1, // place in rows that the keyboard is at
});

/** @param {Panel} panel */
function gather(panel) {
  const { choices, page: { store } } = panel;
  const { key, value } = choices.find((choice) => choice.key === store.view.sort) ?? choices[0];
  const shown = rowsOf(store.marked ?? store.visible);
  const inOrder = key === "id" && store.view.order === "up";
  panel.rows = inOrder ? shown : sorted(shown, value, store.view.order === "down");
  panel.cursor = -1;
  panel.scroller.scrollTop = 0;
  const { length } = panel.rows;
  const all = store.samples.count;
  panel.count.textContent = length.toLocaleString("en");
  panel.word.textContent = length === 1 ? "image" : "images";
  const of = store.marked ? "selected, " : length < all ? "shown, " : "";
  panel.note.textContent = store.samples.drawn ? noteOfDrawn(store) : of && `${of}of ${all.toLocaleString("en")}`;
  lay(panel);
}

/**
 * Of how many images those are that a page shows which has no room for all.
 * @param {Pick<Page["store"], "marked" | "visible" | "selection" | "samples">} store
 */
function noteOfDrawn({ marked, visible, selection, samples: { drawn, weights } }) {
  const all = imagesOf(rowsOf(marked ?? visible), weights).toLocaleString("en");
  if (!marked) return `shown, of ${all}`;
  return selection.whole ? `shown, of ${all} selected` : `selected, of ${drawn?.of.toLocaleString("en")}`;
}

/** @param {Panel} panel */
function lay(panel) {
  const { clientWidth: width, clientHeight: height } = panel.scroller;
  panel.columns = Math.max(1, Math.floor(width / CELL));
  panel.spacer.style.height = `${Math.ceil(panel.rows.length / panel.columns) * CELL}px`;
  resized(panel.canvas, width, height);
  paint(panel);
}

/** @param {Panel} panel */
function paint(panel) {
  const { canvas, scroller, rows, columns } = panel;
  const context = contextOf(canvas);
  context.clearRect(0, 0, canvas.width, canvas.height);
  const first = Math.floor(scroller.scrollTop / CELL) * columns;
  const end = first + (Math.ceil(scroller.clientHeight / CELL) + 1) * columns;
  for (let place = first; place < Math.min(end, rows.length); place++) paintCell(panel, context, place, scroller.scrollTop);
}

/**
 * @param {Pick<Panel, "page" | "rows" | "columns" | "cursor" | "buffer">} panel @param {CanvasRenderingContext2D} context
 * @param {number} place @param {number} top what is scrolled away @param {number} [high] a row
 * @param {{ink: string, paper: string}} [on] the colours of what it lies on
 */
function paintCell({ page, rows, columns, cursor, buffer }, context, place, top, high = CELL, on = { ink: theme("ink"), paper: theme("paper") }) {
  const { sprites, coloring, store } = page;
  const i = rows[place];
  const x = (place % columns) * CELL;
  const y = Math.floor(place / columns) * high - top;
  const image = sprites.image(i);
  const scale = PICTURE / Math.max(sprites.width, sprites.height);
  if (image) draw(context, image, x + 2, y + 1, sprites.width * scale, sprites.height * scale, buffer);
  context.fillStyle = seen(coloring.colors[coloring.codes[i]], on.paper);
  context.fillRect(x + 2, y + PICTURE + 2, PICTURE, 3);
  const width = i === store.pinned ? 3.5 : i === store.hovered || place === cursor ? 2 : store.lit?.[i] ? 1 : 0;
  if (!width) return;
  context.strokeStyle = on.ink;
  context.lineWidth = width;
  context.strokeRect(x + 1, y, PICTURE + 2, PICTURE + 6);
}

/**
 * All images, or as many as a picture holds, and a word about that.
 * @param {Panel} panel
 */
function picture(panel) {
  const count = Math.min(panel.rows.length, SAVED);
  const columns = Math.max(FEWEST, panel.columns, Math.ceil(Math.sqrt(count)));
  return pictureIn(panel, count, columns, columns * CELL);
}

/**
 * As many as stand on paper so wide, on a page; below each what its colour means, unless that is a number.
 * @param {Panel} panel @param {number} width
 */
function figure(panel, width) {
  const { rows, page: { coloring } } = panel;
  const high = CELL + (coloring.ramp ? 0 : NAMED);
  const columns = Math.floor(width / CELL);
  const count = Math.min(rows.length, columns * Math.floor((HIGHEST - REST) / high));
  return pictureIn(panel, count, columns, width, high, FINE);
}

/**
 * @param {Panel} panel @param {number} count @param {number} columns @param {number} width
 * @param {number} [high] a row @param {number} [ratio] dots of a pixel
 */
function pictureIn(panel, count, columns, width, high = CELL, ratio = 2) {
  const { page, rows } = panel;
  const below = Math.ceil(count / columns) * high;
  const canvas = fineCanvas(width, below, ratio);
  const shown = { ...panel, columns, cursor: -1 };
  for (let place = 0; place < count; place++) paintCell(shown, contextOf(canvas), place, 0, high, LIGHT);
  const names = high > CELL ? rows.slice(0, count).map((i, place) => nameShape(page.coloring, i, place, columns, high)) : [];
  const rest = count < rows.length ? `the first ${count.toLocaleString("en")} of ${rows.length.toLocaleString("en")} images` : "";
  const word = rest && `<text x="4" y="${below + 14}" font-size="${SIZE}">${rest}</text>`;
  const shapes = imageOf(canvas, width, below) + names.join("") + word;
  return pictureOf(width, below + (rest ? REST : 0), shapes, `${page.header.run}: images`);
}

/**
 * What an image's colour means, below it.
 * @param {Coloring} coloring @param {number} sample @param {number} place @param {number} columns @param {number} high
 */
function nameShape({ codes, names }, sample, place, columns, high) {
  const [x, y] = [(place % columns) * CELL + 2 + PICTURE / 2, Math.floor(place / columns) * high + CELL + 9];
  const name = beginning(names[codes[sample]], CELL - 2);
  return `<text x="${x}" y="${y}" font-size="${SIZE}" text-anchor="middle">${escaped(name)}</text>`;
}

/** @param {Panel} panel */
function listenToPointer(panel) {
  const { canvas, scroller, page: { store } } = panel;
  canvas.addEventListener("pointermove", (event) => store.hover(panel.rows[placeAt(panel, event)] ?? -1));
  canvas.addEventListener("pointerleave", () => store.hover(-1));
  canvas.addEventListener("click", (event) => choose(panel, placeAt(panel, event), event));
  scroller.addEventListener("scroll", () => paint(panel));
}

/**
 * The place in the rows that a pointer is at, or -1.
 * @param {Panel} panel @param {MouseEvent} event
 */
function placeAt({ canvas, scroller, rows, columns }, event) {
  const { left, top } = canvas.getBoundingClientRect();
  const column = Math.floor((event.clientX - left) / CELL);
  const row = Math.floor((event.clientY - top + scroller.scrollTop) / CELL);
  const place = row * columns + column;
  return column < columns && place < rows.length ? place : -1;
}

/**
 * A click only looks: it pins. With a key the image joins the selection or leaves it.
 * @param {Panel} panel @param {number} place @param {MouseEvent | KeyboardEvent} event
 */
function choose({ page: { store }, rows }, place, event) {
  if (!(place in rows)) return;
  const { count, id } = store.samples;
  if (howOf(event) === "replace") store.pin(rows[place]);
  else store.select(maskOf(rows[place], count), howOf(event), `id:${id[rows[place]]}`);
}

/** @param {Panel} panel */
function listenToKeys(panel) {
  panel.scroller.addEventListener("keydown", (event) => {
    const { columns, cursor } = panel;
    /** @type {Record<string, number>} */
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
    if (event.key === "Enter") choose(panel, Math.max(cursor, 0), event); // before any arrow the first
    else if (steps[event.key]) moveTo(panel, cursor < 0 ? 0 : cursor + steps[event.key]);
    else return;
    event.preventDefault();
  });
}

/**
 * Scrolls to the image that is pinned, if it is here.
 * @param {Panel} panel @param {number} sample
 */
function follow(panel, sample) {
  const place = sample < 0 ? -1 : panel.rows.indexOf(sample);
  if (place >= 0) scrollTo(panel, place);
  paint(panel);
}

/** @param {Panel} panel @param {number} place */
function scrollTo({ scroller, columns }, place) {
  const top = Math.floor(place / columns) * CELL;
  const { scrollTop, clientHeight } = scroller;
  if (top < scrollTop) scroller.scrollTop = top;
  if (top + CELL > scrollTop + clientHeight) scroller.scrollTop = top + CELL - clientHeight;
}

/** @param {Panel} panel @param {number} place */
function moveTo(panel, place) {
  const { page: { store, header }, rows, live } = panel;
  if (place < 0 || place >= rows.length) return;
  panel.cursor = place;
  scrollTo(panel, place);
  live.textContent = sampleText(rows[place], store.samples, header);
  store.hover(rows[place]);
  paint(panel);
}
