// One layer's embedding on the page: points, lasso, box, zoom, the point under the pointer.
import { contextOf, make, part, parts } from "#site/dom.js";
import { conditionOfLasso, samplesWith } from "#site/explorer/condition.js";
import { RESTING, dragged, lifted, pressed } from "#site/explorer/gesture.js";
import { boxAbout, clusterShapes, clustersOf, paintNames, paintOutlines } from "#site/explorer/map_names.js";
import { createTools } from "#site/explorer/map_tools.js";
import { SIZE } from "#site/explorer/letters.js";
import { followSize, printAs } from "#site/explorer/on_paper.js";
import { FINE } from "#site/explorer/paper.js";
import { createPainter, paintLit } from "#site/explorer/paint.js";
import { colorPoints, isCrowded, radiusOf } from "#site/explorer/points.js";
import { imageOf, pictureOf, saveButtons } from "#site/explorer/save.js";
import {
  coordinatesAt,
  gridOf,
  moved,
  nearest,
  pixelOf,
  refitted,
  viewOf,
  wholeView,
  zoomed,
} from "#site/explorer/scatter.js";
import { ROLES, paintOutline, paintPin, paintRing, pointShapes, roleShapes } from "#site/explorer/scatter_picture.js";
import { howOf, maskOf } from "#site/explorer/store.js";
import { theme } from "#site/explorer/theme.js";
import { viewAt, withZoom, zoomIn, zoomText } from "#site/explorer/zoom.js";

/**
 * @import { Page, Point, Points, ScatterView } from "./types.d.ts"
 * @import { Cluster } from "./map_names.js"
 * @typedef {ReturnType<typeof partsOf>} MapPanel
 * @typedef {MapPanel} Panel
 * @typedef {Pick<Panel, "page" | "layer" | "clusters" | "named" | "outlined" | "size" | "title" | "paintedX" | "paintedY" | "view">} Seen
 */

const REACH = 12; // pixels from the pointer to a point
const MANY = 5_000; // points, above which a saved SVG holds them as a picture
const STEP = 40; // pixels an arrow key moves
const LATER = 300; // milliseconds
/** @type {Record<string, Point>} */
const STEPS = { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] };
/** @type {Record<string, number>} */
const ZOOMS = { "+": 1.5, "=": 1.5, "-": 1 / 1.5 };

/** @param {HTMLElement} element @param {number} layer its place @param {Page} page */
export function createScatter(element, layer, page) {
  const panel = partsOf(element, layer, page);
  lay(panel);
  adopt(panel);
  listenToPointers(panel);
  listenToZooms(panel);
  createTools(element, panel.over);
  part(element, ".saves", HTMLElement).append(...saveButtons(panel.title, page, (side) => (side ? figure(panel, side) : picture(panel))));
  page.store.listen((what, keys) => {
    if (what === "pin" || (what === "hover" && panel.inView)) paintOver(panel);
    else if (what !== "view" || keys.includes("color")) paint(panel);
    if (keys.includes("zoom")) adopt(panel);
  });
  for (const box of [panel.named, panel.outlined]) box.addEventListener("change", () => paintClusters(panel));
  followSize(panel.stage, () => lay(panel));
  new IntersectionObserver(([{ isIntersecting }]) => see(panel, isIntersecting), { rootMargin: "50%" }).observe(panel.stage);
  printAs(panel.stage, () => picture(panel));
  return panel;
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
    name: page.header.layers[layer].name,
    zoomed: "", // as the address has it
    layer,
    clusters: /** @type {Cluster[] | null} found when they are first seen */ (null),
    named: part(document, "#cluster-names", HTMLInputElement),
    outlined: part(document, "#cluster-outlines", HTMLInputElement),
    fingerDraws: part(document, "#finger-draws", HTMLInputElement),
    names: part(element, "canvas.clusters", HTMLCanvasElement),
    inView: false,
    later: 0, // a timer: what nobody sees is painted when there is time
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
  for (const canvas of [panel.canvas, panel.names, panel.over]) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const size = { width, height, ratio };
  const { steps } = panel.page.store.samples;
  const view = panel.view.scale > 0 ? refitted(panel.view, panel.size, size, steps) : viewAt(panel.zoomed, size, steps);
  panel.size = size;
  panel.view = view;
  paint(panel);
}

/** @param {Panel} panel @param {boolean} inView */
function see(panel, inView) {
  panel.inView = inView;
  if (!inView) return;
  if (panel.later) paintNow(panel);
  else paintOver(panel);
}

/** @param {Panel} panel */
const wholeOf = ({ size, page }) => wholeView(size, page.store.samples.steps);

/** @param {Panel} panel @param {ScatterView} view */
function change(panel, view) {
  const { page: { store }, size, name } = panel;
  panel.view = view;
  panel.zoomed = zoomText(view, size, store.samples.steps);
  paint(panel);
  store.look({ zoom: withZoom(store.view.zoom, name, panel.zoomed) });
}

/**
 * Shows what the store has of this map, unless it has it from here.
 * @param {Panel} panel
 */
function adopt(panel) {
  const { page: { store }, size, name } = panel;
  const text = zoomIn(store.view.zoom, name);
  if (text === panel.zoomed) return;
  panel.zoomed = text;
  panel.view = viewAt(text, size, store.samples.steps);
  paint(panel);
}

/** @param {Seen} panel */
const radiusIn = ({ page, view, size: { width, height } }) =>
  radiusOf(page.points.order.length, view.zoom, Math.min(width, height));

/** @param {Panel} panel */
export function paint(panel) {
  clearTimeout(panel.later);
  if (panel.inView) paintNow(panel);
  else panel.later = setTimeout(paintNow, LATER, panel);
}

/** @param {Panel} panel */
function paintNow(panel) {
  clearTimeout(panel.later);
  panel.later = 0;
  panel.painter.paint(paintedIn(panel));
  paintClusters(panel);
  paintOver(panel);
}

/** @param {Seen} panel */
export function paintedIn(panel) {
  const { page, paintedX, paintedY, size: { ratio }, view } = panel;
  return {
    ...page.points,
    x: paintedX,
    y: paintedY,
    view: { scale: view.scale * ratio, left: view.left * ratio, top: view.top * ratio },
    radius: radiusIn(panel) * ratio,
    crowded: isCrowded(page.points.order.length),
  };
}

/**
 * A canvas wiped, to be drawn on in the page's pixels.
 * @param {HTMLCanvasElement} canvas @param {Panel["size"]} size
 */
function wiped(canvas, { width, height, ratio }) {
  const context = contextOf(canvas);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** @param {Seen} panel */
const clustersIn = (panel) =>
  (panel.clusters ??= clustersOf(panel.page.store.samples, panel.layer, panel.page.header));

/** @param {Panel} panel */
function paintClusters(panel) {
  const { names, size, view, named, outlined } = panel;
  const context = wiped(names, size);
  const clusters = clustersIn(panel);
  if (outlined.checked) paintOutlines(context, clusters, view);
  if (named.checked) paintNames(context, clusters, view, size);
}

/**
 * The points of what is under the pointer, the lasso or box being drawn, rings about the hovered point
 * and the pinned one.
 * @param {Panel} panel @param {Point[]} [outline]
 */
export function paintOver(panel, outline) {
  const { page: { store, points }, canvas, over, size, view, x, y } = panel;
  const context = wiped(over, size);
  canvas.classList.toggle("faded", store.lit !== null);
  if (store.lit) paintLit(over, paintedIn(panel), store.lit, points.order);
  context.strokeStyle = theme("ink");
  context.fillStyle = theme("accent");
  if (outline) paintOutline(context, outline);
  const { hovered, pinned, visible } = store;
  if (hovered >= 0 && visible[hovered]) paintRing(context, pixelOf(view, x[hovered], y[hovered]));
  if (pinned >= 0) paintPin(context, pixelOf(view, x[pinned], y[pinned]), theme("ink"), theme("paper"));
}

/**
 * The points on a canvas of their own.
 * @param {Seen} seen @param {Points} points @param {number} radius
 */
function pointsAlone(seen, points, radius) {
  const { width, height, ratio } = seen.size;
  const canvas = make("canvas", { width: Math.round(width * ratio), height: Math.round(height * ratio) });
  paintLit(canvas, { ...paintedIn(seen), ...points, radius: radius * ratio }, seen.page.store.visible, points.order);
  return canvas;
}

/** @param {Panel} panel */
function picture(panel) {
  see(panel, true);
  return pictureIn(panel, radiusIn(panel));
}

/**
 * Laid out for paper: a square that holds all points and outlines, or, of a map that is magnified, what was in the
 * middle where it was; below it what points' shapes mean.
 * @param {Panel} panel @param {number} side
 */
function figure(panel, side) {
  see(panel, true);
  const { page, page: { store, header }, size: before, view } = panel;
  const size = { width: side, height: side, ratio: FINE };
  const radius = radiusOf(page.points.order.length, view.zoom);
  const whole = viewOf(boxAbout(panel.x, panel.y, panel.outlined.checked ? clustersIn(panel) : []), side);
  const shown = view.zoom > 1 ? refitted(view, before, size, store.samples.steps) : whole;
  const roles = isCrowded(page.points.order.length) ? "" : roleShapes(header.roles, store.samples.role, store.visible, side);
  return pictureIn({ ...panel, size, view: shown }, radius, SIZE, roles);
}

/** @param {Seen} seen @param {number} radius of points @param {number} [letters] of clusters' names @param {string} [below] */
function pictureIn(seen, radius, letters, below = "") {
  const { page: { store, header, coloring }, size, title, paintedX, paintedY, view } = seen;
  const { width, height } = size;
  const points = { ...seen.page.points, colors: seen.page.points.colors.slice(), rims: seen.page.points.rims.slice() };
  colorPoints(points, store, coloring); // as on white, whatever the page's scheme
  const shapes =
    points.order.length > MANY
      ? imageOf(pointsAlone(seen, points, radius), width, height)
      : pointShapes(points, paintedX, paintedY, view, radius);
  const shown = { names: seen.named.checked, outlines: seen.outlined.checked };
  const clusters = clusterShapes(clustersIn(seen), view, size, shown, letters);
  return pictureOf(width, height + (below ? ROLES : 0), shapes + clusters + below, `${header.run}: UMAP of ${title}`);
}

// --- pointing and choosing ------------------------------------------------------------------------

/** @param {Panel} panel */
function listenToPointers(panel) {
  const { over, page: { store } } = panel;
  over.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    over.setPointerCapture(event.pointerId);
    panel.hand = pressed(panel.hand, event.pointerId, pointAt(panel, event), toolOf(panel, event));
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

/**
 * A finger scrolls the page, and only taps on a map, unless it is to draw.
 * @param {Panel} panel @param {PointerEvent} event
 */
const toolOf = ({ fingerDraws, page: { store } }, event) =>
  event.pointerType === "touch" && !fingerDraws.checked ? "tap" : store.view.tool;

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
 * Selects what is inside an outline. A click looks at the nearest point: pins it, or the pin goes; with
 * a key it joins the selection or leaves it.
 * @param {Panel} panel @param {Point[]} outline @param {MouseEvent} event
 */
function select(panel, outline, event) {
  const { page: { store }, view } = panel;
  if (outline.length > 1) {
    const polygon = outline.map((pixel) => coordinatesAt(view, pixel));
    const { header, moment } = panel.page;
    const condition = moment ? "" : conditionOfLasso(polygon, panel.layer, header, store);
    store.select(moment?.inside(polygon, panel) ?? samplesWith(condition, header, store.samples), howOf(event), condition);
    return;
  }
  const near = nearestTo(panel, outline[0]);
  if (howOf(event) === "replace") store.pin(near);
  else if (near >= 0) store.select(maskOf(near, store.samples.count), howOf(event), `id:${store.samples.id[near]}`);
}

// --- zooming --------------------------------------------------------------------------------------

/** @param {Panel} panel */
function listenToZooms(panel) {
  const { over, zooms } = panel;
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
  // By nothing: to the whole.
  for (const button of zooms) button.addEventListener("click", () => zoom(panel, Number(button.dataset.zoom)));
}

/** @param {Panel} panel @param {number} factor @param {Point} [about] the middle, unless it is said */
function zoom(panel, factor, about = [panel.size.width / 2, panel.size.height / 2]) {
  change(panel, zoomed(panel.view, factor, about, wholeOf(panel)));
}
