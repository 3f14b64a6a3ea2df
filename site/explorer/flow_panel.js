// The flow diagram on the page: ribbons on a canvas, nodes as buttons over it.
import { contextOf, make, part, resized } from "#site/dom.js";
import { isWhole } from "#site/explorer/condition.js";
import { say } from "#site/explorer/controls.js";
import { boxOf, placed, ribbonAt } from "#site/explorer/flow.js";
import { createFlowImages } from "#site/explorer/flow_images.js";
import { nodeButtons, stageTitles } from "#site/explorer/flow_nodes.js";
import { paintWay } from "#site/explorer/flow_pin.js";
import { flowShapes, opacityOf, paintRibbons } from "#site/explorer/flow_picture.js";
import {
  carrierOf,
  conditionThrough,
  markedOf,
  ribbonsOfSamples,
  samplesOn,
  samplesThrough,
} from "#site/explorer/flow_samples.js";
import { onPaper, tallIn, wideIn } from "#site/explorer/flow_size.js";
import { createFlowTable } from "#site/explorer/flow_table.js";
import { isUnstable, nodeText, ribbonText } from "#site/explorer/flow_words.js";
import { isLesson } from "#site/explorer/lesson.js";
import { followSize, printAs } from "#site/explorer/on_paper.js";
import { FINE, fineCanvas } from "#site/explorer/paper.js";
import { imageOf, pictureOf, saveButtons } from "#site/explorer/save.js";
import { howOf, maskOf } from "#site/explorer/store.js";
import { theme } from "#site/explorer/theme.js";
import { counted } from "#site/explorer/words.js";

/**
 * @import { Carrier, FlowNode, Layout, Mask, Page, Ribbon, Size } from "./types.d.ts"
 * @typedef {ReturnType<typeof partsOf>} Parts
 * @typedef {Parts & {drawn: ReturnType<typeof drawnIn>, fill: () => void}} FlowPanel fill: the table
 * @typedef {FlowPanel} Panel
 */

const LARGER = 1.25; // times are the names of nodes, in a lesson
const DOWN = 560; // pixels of width, below which the flow goes down

/**
 * Follows the store by itself.
 * @param {HTMLElement} element @param {Page} page
 */
export function createFlow(element, page) {
  const parts = partsOf(element, page);
  const panel = { ...parts, drawn: drawnIn(parts), fill: () => {} };
  show(panel);
  listenToPointer(panel);
  part(element, ".saves", HTMLElement).append(...saveButtons("flow", page, (width) => (width ? figure(panel, width) : picture(panel))));
  printAs(panel.window, () => picture(panel));
  page.store.listen((what, keys) => {
    if (what === "hover" || what === "pin") paintOver(panel);
    else if (what === "view" && keys.includes("flow")) lay(panel);
    else if (what === "view" && keys.includes("color")) recolor(panel);
    else if (what !== "view") paint(panel);
  });
  panel.fill = createFlowTable(part(document, ".flow-table", HTMLDetailsElement), page.header, () => panel.drawn.layout, ({ source, target }, event) =>
    choose(panel, [source, target], event),
  );
  panel.images.whenHere(() => void paintImages(panel));
  const { wide } = panel;
  followSize(wide, () => {
    const { room, layout } = panel.drawn;
    const { width, height } = roomIn(panel);
    if (width !== room.width || (!layout.down && height !== room.height)) lay(panel);
  });
  wide.addEventListener("scroll", () => hintAtMore(panel), { passive: true });
  return panel;
}

/** @param {HTMLElement} element @param {Page} page */
const partsOf = (element, page) => ({
  page,
  window: part(element, ".window", HTMLElement),
  wide: part(element, ".wide", HTMLElement),
  stage: part(element, ".stage", HTMLElement),
  base: part(element, "canvas.base", HTMLCanvasElement),
  over: part(element, "canvas.over", HTMLCanvasElement),
  onTop: part(element, "canvas.images", HTMLCanvasElement),
  images: createFlowImages(page),
  nodes: part(element, ".nodes", HTMLElement),
  tip: part(element, ".tip", HTMLElement),
  note: part(element, ".unstable-note", HTMLElement),
  known: /** @type {{get: (flow: string) => Carrier | undefined, set: (flow: string, carrier: Carrier) => void}} */ (new Map()),
});

// --- painting -------------------------------------------------------------------------------------

/** @param {Panel} panel */
export function lay(panel) {
  panel.drawn = drawnIn(panel);
  panel.fill();
  show(panel);
}

/**
 * The flow that is looked at, as large as there is room.
 * @param {Parts} parts
 */
function drawnIn({ page: { store, header, coloring }, wide, stage, base, over, onTop, known }) {
  const name = store.view.flow;
  const carrier = known.get(name) ?? carrierOf(header.flows[name], store, ribbonsOfSamples(header.flows[name], header, store.samples), store.samples.weights);
  known.set(name, carrier);
  const { flow } = carrier;
  const room = roomIn({ wide });
  const down = room.width < DOWN;
  const { width, height, box } = down ? tallIn(flow, room.width) : wideIn(flow, room, isLesson() ? LARGER : 1);
  stage.style.width = `${width}px`;
  stage.style.height = `${height}px`;
  for (const canvas of [base, over, onTop]) resized(canvas, width, height);
  const layout = placed(flow, box, down);
  const pale = paleOf(layout, width, height);
  return { flow, carrier, box, layout, pale, room, width, height, colors: carrier.colors(coloring) };
}

/**
 * All ribbons in a picture of their own: what lies behind those that are marked.
 * @param {Layout} layout @param {number} width @param {number} height
 */
export function paleOf(layout, width, height) {
  const canvas = make("canvas");
  resized(canvas, width, height);
  paintRibbons(contextOf(canvas), layout, layout.ribbons.map(({ count }) => count), () => theme("pale"), () => 1);
  return canvas;
}

/** @param {Pick<Parts, "wide">} parts */
const roomIn = ({ wide: { clientWidth: width, clientHeight: height } }) => ({ width, height });

/** @param {Panel} panel */
function show(panel) {
  const { drawn: { layout }, page: { header } } = panel;
  const pressed = {
    look: (/** @type {FlowNode | null} */ node) => (node ? lookAtNode(panel, node) : lookAway(panel)),
    choose: (/** @type {FlowNode} */ node, /** @type {MouseEvent | KeyboardEvent} */ event) => choose(panel, [node], event),
  };
  panel.nodes.replaceChildren(...stageTitles(layout), ...nodeButtons(layout, header, pressed));
  panel.note.hidden = !layout.nodes.some((node) => isUnstable(node, header));
  paint(panel);
  void paintImages(panel);
  hintAtMore(panel);
}

/** @param {Panel} panel */
export function paintImages(panel) {
  const { images, onTop, drawn } = panel;
  return images.paint(onTop, drawn.flow, drawn.layout, () => panel.drawn === drawn);
}

/**
 * Says at the edges that there is more of the flow than is seen.
 * @param {Panel} panel
 */
function hintAtMore({ window, wide, drawn: { layout } }) {
  const { scrollLeft, scrollWidth, clientWidth } = wide;
  const more = !layout.down && scrollWidth > clientWidth + 1;
  window.classList.toggle("more-before", more && scrollLeft > 4);
  window.classList.toggle("more-after", more && scrollLeft + clientWidth < scrollWidth - 4);
}

/** @param {Panel} panel */
function recolor(panel) {
  const { carrier, layout, width, height } = panel.drawn;
  panel.drawn.pale = paleOf(layout, width, height); // of a page that is dark now
  panel.drawn.colors = carrier.colors(panel.page.coloring);
  paint(panel);
}

/** @param {Panel} panel */
function paint(panel) {
  paintAll(panel);
  sayCounts(panel);
}

/** @param {Panel} panel */
export function paintAll(panel) {
  const { carrier, layout, colors, pale, width, height } = panel.drawn;
  const { store } = panel.page;
  const marked = store.marked !== null;
  const context = contextOf(panel.base);
  context.clearRect(0, 0, width, height);
  if (marked) context.drawImage(pale, 0, 0, width, height);
  const counts = carrier.carried(store.marked ?? store.visible);
  paintRibbons(context, layout, counts, (i) => colors[i], (ribbon) => opacityOf(ribbon, marked), theme("paper"));
  paintOver(panel);
}

/**
 * What is under the pointer, in full colour over everything else made pale; or the hovered sample's path.
 * @param {Panel} panel
 */
function paintOver({ page: { store }, drawn, base, over }) {
  const { carrier, layout, colors, width, height } = drawn;
  const context = contextOf(over);
  context.clearRect(0, 0, width, height);
  base.classList.toggle("faded", store.lit !== null);
  const mask = store.lit ?? (store.hovered < 0 ? null : maskOf(store.hovered, store.samples.count));
  if (mask) {
    const counts = carrier.carried(mask);
    if (store.lit) paintRibbons(context, layout, counts, (i) => colors[i], () => 0.95, theme("paper"));
    else paintRibbons(context, layout, counts, () => theme("ink"), () => 1);
  }
  if (store.pinned >= 0) paintWay(context, carrier.way(layout, store.pinned), layout.down, carrier.dashes?.(store.pinned));
}

/**
 * Says of each node how many of its images are selected: of all, if the selection tells.
 * @param {Panel} panel
 */
function sayCounts({ page: { store: { marked, selection, samples }, header, moment }, drawn: { flow, carrier, layout }, nodes }) {
  const known = selection.whole && !moment;
  const counts = marked && markedOf(layout.nodes, flow, header, carrier.state.samples, marked, known ? samples.weights : null);
  const among = samples.drawn && !known ? " of those shown" : "";
  nodes.querySelectorAll(".node").forEach((button, i) => {
    const selected = counts ? `; ${counted(counts[i], "selected image")}${among}` : "";
    button.setAttribute("aria-label", nodeText(layout.nodes[i], layout, header) + selected);
  });
}

/** @param {Panel} panel */
const picture = ({ page, onTop, drawn }) => pictureIn(page, drawn, drawn, onTop);

/**
 * Laid out for paper, its images painted anew.
 * @param {Panel} panel @param {number} wide
 */
async function figure({ page, images, drawn }, wide) {
  const room = onPaper(drawn.flow, wide);
  const canvas = fineCanvas(room.width, room.height, FINE);
  await images.paint(canvas, drawn.flow, room.layout, () => true);
  return pictureIn(page, drawn, room, canvas);
}

/**
 * @param {Page} page @param {Pick<Panel["drawn"], "carrier" | "colors">} drawn
 * @param {Size & {layout: Layout}} room @param {HTMLCanvasElement} images
 */
function pictureIn({ store, header }, { carrier, colors }, { layout, width, height }, images) {
  const counts = carrier.carried(store.marked ?? store.visible);
  const shapes = flowShapes(layout, counts, colors, store.marked !== null, header, imageOf(images, width, height), width);
  return pictureOf(width, height, shapes, `${header.run}: flow`);
}

// --- pointing and choosing ------------------------------------------------------------------------

/** @param {Panel} panel */
function listenToPointer(panel) {
  const { over, page } = panel;
  /** @type {Ribbon | undefined} */
  let last;
  over.addEventListener("pointermove", (event) => {
    const ribbon = ribbonUnder(panel, event);
    over.style.cursor = ribbon ? "pointer" : "";
    if (ribbon === last) return;
    last = ribbon;
    if (ribbon) lookAtRibbon(panel, ribbon, event);
    else lookAway(panel);
  });
  over.addEventListener("pointerleave", () => {
    last = undefined;
    lookAway(panel);
  });
  over.addEventListener("click", (event) => {
    const ribbon = ribbonUnder(panel, event);
    if (ribbon) choose(panel, [ribbon.source, ribbon.target], event, ribbon);
    else if (howOf(event) === "replace") page.store.clear();
  });
}

/** @param {Panel} panel @param {MouseEvent} event */
function ribbonUnder({ over, drawn }, event) {
  const { left, top } = over.getBoundingClientRect();
  const [x, y] = [event.clientX - left, event.clientY - top];
  const { ribbons, down } = drawn.layout;
  return down ? ribbonAt(ribbons, y, x) : ribbonAt(ribbons, x, y);
}

/** @param {Panel} panel @param {FlowNode} node */
function lookAtNode(panel, node) {
  const { page: { header }, drawn: { flow, carrier, layout }, images } = panel;
  const { left, top } = boxOf(node, layout.down);
  const large = images.large(flow, node);
  look(panel, samplesThrough([node], flow, header, carrier.state), [nodeText(node, layout, header), ...(large ? [large] : [])], left, top);
}

/** @param {Panel} panel @param {Ribbon} ribbon @param {MouseEvent} event */
function lookAtRibbon(panel, ribbon, event) {
  const { page: { header }, drawn: { flow, carrier, layout }, over } = panel;
  const { left, top } = over.getBoundingClientRect();
  const mask = samplesOn(ribbon, flow, header, carrier.state);
  look(panel, mask, [ribbonText(ribbon, layout, header)], event.clientX - left, event.clientY - top);
}

/** @param {Panel} panel @param {Mask} mask @param {(string | Node)[]} content @param {number} x @param {number} y */
function look({ tip, drawn, page }, mask, content, x, y) {
  tip.hidden = false;
  tip.replaceChildren(...content);
  tip.style.left = `${Math.max(Math.min(x + 16, drawn.width - tip.offsetWidth - 4), 0)}px`;
  // Above what is pointed at, or below it where there is no room.
  const above = y - tip.offsetHeight - 6;
  tip.style.top = `${above >= 0 ? above : Math.min(y + 24, Math.max(drawn.height - tip.offsetHeight, 0))}px`;
  page.store.hover(mask);
}

/** @param {Panel} panel */
function lookAway(panel) {
  panel.tip.hidden = true;
  if (panel.page.store.lit) panel.page.store.hover(null);
}

/** @param {Panel} panel @param {FlowNode[]} nodes @param {MouseEvent | KeyboardEvent} event @param {Ribbon} [ribbon] */
function choose({ page: { store, header, moment }, drawn: { flow, carrier: { state } } }, nodes, event, ribbon) {
  const mask = ribbon ? samplesOn(ribbon, flow, header, state) : samplesThrough(nodes, flow, header, state);
  const told = moment ? "" : conditionThrough(nodes, flow, header, ribbon?.label);
  const how = howOf(event);
  const apart = how === "keep" && store.marked && !store.marked.some((value, i) => value && mask[i]);
  say(apart ? "None of the selected images is there." : "");
  store.select(mask, how, store.isFiltered() ? "" : told, isWhole(told, header.drawn));
}
