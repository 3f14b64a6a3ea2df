// One layer's embedding on the page: points, lasso, box, zoom, the point under the pointer.
import { contextOf, part, parts } from "#site/dom.js";
import { RESTING, dragged, lifted, pressed } from "#site/explorer/gesture.js";
import { createPainter } from "#site/explorer/paint.js";
import { radiusOf } from "#site/explorer/points.js";
import { escaped, imageOf, pictureOf, saveButtons } from "#site/explorer/save.js";
import { coordinatesAt, gridOf, inside, moved, nearest, pixelOf, wholeView, zoomed } from "#site/explorer/scatter.js";
import { paintOutline, paintRing, pointShapes } from "#site/explorer/scatter_picture.js";
import { howOf, maskOf } from "#site/explorer/store.js";

/**
 * @import { Page, Point, ScatterView } from "./types.d.ts"
 * @typedef {ReturnType<typeof partsOf>} Panel
 */

const REACH = 12; // pixels from the pointer to a point
const MANY = 5_000; // points, above which a saved SVG holds them as a picture
const STEP = 40; // pixels an arrow key moves
/** @type {Record<string, Point>} */
const STEPS = { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] };
/** @type {Record<string, number>} */
const ZOOMS = { "+": 1.5, "=": 1.5, "-": 1 / 1.5 };

/** @param {HTMLElement} element @param {number} layer its place @param {Page} page */
export function createScatter(element, layer, page) {
  const panel = partsOf(element, layer, page);
  lay(panel);
  listenToPointers(panel);
  listenToZooms(panel);
  const name = `${page.header.run} ${panel.title}`;
  part(element, ".saves", HTMLElement).append(...saveButtons(name, () => picture(panel)));
  page.store.listen((what, keys) => {
    if (what === "hover") paintOver(panel);
    else if (what !== "view" || keys.includes("color")) paint(panel);
  });
  new ResizeObserver(() => lay(panel)).observe(panel.stage);
  return panel.painter.kind;
}

/** @param {HTMLElement} element @param {number} layer @param {Page} page */
function partsOf(element, layer, page) {
  const { samples } = page.store;
  const [x, y] = [samples.x[layer], samples.y[layer]];
  const canvas = part(element, "canvas.points", HTMLCanvasElement);
  const size = { width: 0, height: 0, ratio: 1 };
  return {
    page,
    x,
    y,
    canvas,
    size,
    paintedX: page.points.order.map((i) => x[i]),
    paintedY: page.points.order.map((i) => y[i]),
    grid: gridOf(x, y, samples.steps),
    title: page.header.layers[layer].title,
    stage: part(element, ".stage", HTMLElement),
    over: part(element, "canvas.over", HTMLCanvasElement),
    zooms: parts(element, "[data-zoom]", HTMLElement),
    painter: createPainter(canvas),
    view: wholeView(size, samples.steps),
    hand: RESTING,
  };
}

// --- painting -------------------------------------------------------------------------------------

/** @param {Panel} panel */
function lay(panel) {
  const { clientWidth: width, clientHeight: height } = panel.stage;
  const ratio = devicePixelRatio || 1;
  for (const canvas of [panel.canvas, panel.over]) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  panel.size = { width, height, ratio };
  change(panel, wholeOf(panel));
}

/** @param {Panel} panel */
const wholeOf = ({ size, page }) => wholeView(size, page.store.samples.steps);

/** @param {Panel} panel @param {ScatterView} view */
function change(panel, view) {
  panel.view = view;
  paint(panel);
}

/** @param {Panel} panel */
const radiusIn = ({ page, view }) => radiusOf(page.store.samples.count, view.zoom);

/** @param {Panel} panel */
function paint(panel) {
  const { painter, page, paintedX, paintedY, size: { ratio }, view } = panel;
  painter.paint({
    ...page.points,
    x: paintedX,
    y: paintedY,
    view: { scale: view.scale * ratio, left: view.left * ratio, top: view.top * ratio },
    radius: radiusIn(panel) * ratio,
  });
  paintOver(panel);
}

/**
 * The lasso or box being drawn, and a ring about the hovered point.
 * @param {Panel} panel @param {Point[]} [outline]
 */
function paintOver({ page: { store }, over, size, view, x, y }, outline) {
  const context = contextOf(over);
  context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  context.strokeStyle = "#22252a";
  if (outline) paintOutline(context, outline);
  const i = store.hovered;
  if (i >= 0 && store.visible[i]) paintRing(context, pixelOf(view, x[i], y[i]));
}

/** @param {Panel} panel */
function picture(panel) {
  const { page: { store, header, points }, canvas, size: { width, height }, title, paintedX, paintedY, view } = panel;
  const name = `<text x="8" y="18" font-size="13" font-weight="600">${escaped(title)}</text>`;
  const shapes =
    store.samples.count > MANY
      ? imageOf(canvas, width, height)
      : pointShapes(points, paintedX, paintedY, view, radiusIn(panel));
  return pictureOf(width, height, shapes + name, `${header.run}: UMAP of ${title}`);
}

// --- pointing and choosing ------------------------------------------------------------------------

/** @param {Panel} panel */
function listenToPointers(panel) {
  const { over, page: { store } } = panel;
  over.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    over.setPointerCapture(event.pointerId);
    panel.hand = pressed(panel.hand, event.pointerId, pointAt(panel, event), store.view.tool);
  });
  over.addEventListener("pointermove", (event) => {
    if (panel.hand.gesture) drag(panel, event);
    else hover(panel, event);
  });
  over.addEventListener("pointerup", (event) => lift(panel, event));
  over.addEventListener("pointercancel", () => {
    panel.hand = RESTING;
    paintOver(panel);
  });
  over.addEventListener("pointerleave", () => store.hover(-1));
}

/** @param {Panel} panel @param {MouseEvent} event @returns {Point} */
function pointAt({ over }, event) {
  const { left, top } = over.getBoundingClientRect();
  return [event.clientX - left, event.clientY - top];
}

/** @param {Panel} panel @param {PointerEvent} event */
function drag(panel, event) {
  const { hand, asked } = dragged(panel.hand, event.pointerId, pointAt(panel, event));
  panel.hand = hand;
  if (!asked) return;
  if ("move" in asked) change(panel, moved(panel.view, ...asked.move));
  else if ("zoom" in asked) zoom(panel, asked.zoom, asked.about);
  else paintOver(panel, asked.outline);
}

/** @param {Panel} panel @param {PointerEvent} event */
function lift(panel, event) {
  const { hand, outline } = lifted(panel.hand, event.pointerId, pointAt(panel, event));
  panel.hand = hand;
  paintOver(panel);
  if (outline) select(panel, outline, event);
}

/** @param {Panel} panel @param {Point} pixel */
const nearestTo = ({ grid, view, page: { store } }, pixel) =>
  nearest(grid, coordinatesAt(view, pixel), REACH / view.scale, store.visible);

/** @param {Panel} panel @param {MouseEvent} event */
const hover = (panel, event) => panel.page.store.hover(nearestTo(panel, pointAt(panel, event)));

/**
 * What is inside an outline; of a single point what is nearest to it.
 * @param {Panel} panel @param {Point[]} outline @param {MouseEvent} event
 */
function select(panel, outline, event) {
  const { page: { store }, view, x, y } = panel;
  if (outline.length > 1) {
    const polygon = outline.map((pixel) => coordinatesAt(view, pixel));
    store.select(inside(polygon, x, y, store.visible), howOf(event));
    return;
  }
  const near = nearestTo(panel, outline[0]);
  if (near >= 0) store.select(maskOf(near, store.samples.count), howOf(event), `id:${store.samples.id[near]}`);
  else if (howOf(event) === "replace") store.clear();
}

// --- zooming --------------------------------------------------------------------------------------

/** @param {Panel} panel */
function listenToZooms(panel) {
  const { over, zooms } = panel;
  over.addEventListener("dblclick", () => change(panel, wholeOf(panel)));
  // A wheel zooms a panel that has the focus; over any other one it scrolls the page.
  over.addEventListener(
    "wheel",
    (event) => {
      if (document.activeElement !== over && !event.ctrlKey) return;
      event.preventDefault();
      zoom(panel, Math.exp(-event.deltaY / 300), pointAt(panel, event));
    },
    { passive: false },
  );
  over.addEventListener("keydown", (event) => {
    if (event.key in STEPS) change(panel, moved(panel.view, ...STEPS[event.key]));
    else if (event.key in ZOOMS) zoom(panel, ZOOMS[event.key]);
    else if (event.key === "0") change(panel, wholeOf(panel));
    else return;
    event.preventDefault();
  });
  for (const button of zooms) button.addEventListener("click", () => zoom(panel, Number(button.dataset.zoom)));
}

/** @param {Panel} panel @param {number} factor @param {Point} [about] the middle, unless it is said */
function zoom(panel, factor, about = [panel.size.width / 2, panel.size.height / 2]) {
  change(panel, zoomed(panel.view, factor, about, wholeOf(panel)));
}
