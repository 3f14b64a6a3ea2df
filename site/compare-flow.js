// The flow from the chosen layer's clusters of one network to those of the other's, as SVG.
import { contextOf, make, part } from "#site/dom.js";
import { estimateText, ofRole } from "#site/compare.js";
import { NODE, flowBetween, laidOut, rowsIn } from "#site/compare-layout.js";
import { rowsBetween } from "#site/compare-whole.js";
import { outline } from "#site/explorer/flow.js";
import { counted, percent } from "#site/explorer/words.js";
import { roving } from "#site/roving.js";

/**
 * @import { Change, Page } from "./compare-page.js"
 * @import { Cluster, Flow, Layout, Node, Ribbon, Way } from "./compare-layout.js"
 * @typedef {{page: Page, change: Change, section: HTMLElement, stage: HTMLElement, tip: HTMLElement, flow: Flow, faces: Map<string, string>, key: string}} Panel
 *   faces: the cluster's mean image as an address
 */

const SVG = "http://www.w3.org/2000/svg";
const [WIDE, NARROW] = [150, 84]; // pixels for the names at each side, and for images where it is wide
const [FACE, FACES] = [28, 500]; // pixels of a cluster's mean image, and of how many images it is the mean at most
const PHONE = 560; // pixels of width, below which there is little room
const LETTER = 7.4; // pixels
const THIN = 3; // pixels, below which a ribbon would be nothing but its rim

/**
 * A function that draws it.
 * @param {HTMLElement} section @param {Page} page @param {Change} change
 */
export function createFlow(section, page, change) {
  const [stage, tip] = [".stage", ".tip"].map((selector) => part(section, selector, HTMLElement));
  /** @type {Panel} */
  const panel = { page, change, section, stage, tip, flow: { clusters: [[], []], ways: [], rows: [] }, faces: new Map(), key: "" };
  const rove = roving(stage, () => nodesIn(panel));
  const draw = () => {
    const { layers, role } = page.state;
    const key = [...layers, role].join(" ");
    if (key !== panel.key) {
      const among = ofRole(page.images, role, page.header);
      const known = page.known && rowsBetween(page.known, layers, role, page.header);
      panel.flow = flowBetween(known ?? rowsIn(among, page.images, layers), layers, page.header);
      panel.faces = facesOf(panel.flow, among, page);
      panel.key = key;
      tellNumbers(panel);
    }
    drawStage(panel, rove);
    fillTable(panel);
  };
  let width = 0;
  new ResizeObserver(() => {
    if (stage.clientWidth === width) return;
    width = stage.clientWidth;
    draw();
  }).observe(stage);
  listenToPointer(panel);
  return draw;
}

/** @param {Panel} panel @returns {SVGElement[]} */
const nodesIn = ({ stage }) => [...stage.querySelectorAll("g.node")].flatMap((node) => (node instanceof SVGElement ? [node] : []));

/** @param {Panel} panel */
function tellNumbers({ section, page: { header, state: { layers } } }) {
  const [one, other] = layers.map((place, of) => header.runs[of].layers[place].title);
  part(section, ".from", HTMLElement).textContent = `${one} of ${header.runs[0].name}`;
  part(section, ".to", HTMLElement).textContent = `${other} of ${header.runs[1].name}`;
  const { ami, matched } = header.agreement[layers[0]][layers[1]];
  const [trained] = Object.values(header.similarity);
  const shares = matched ? `${percent(matched[0])} [${percent(matched[1])}, ${percent(matched[2])}]` : "–";
  const facts = [
    [estimateText(trained[layers[0]][layers[1]]), "CKA of the two layers"],
    [estimateText(ami), "AMI of their clusters"],
    [shares, "of test images in matched clusters"],
  ];
  part(section, ".facts", HTMLElement).replaceChildren(...facts.map(([value, what]) => make("li", {}, make("b", {}, value), ` ${what}`)));
}

/**
 * The mean image of each cluster, `side value` -> its address. Of many images some, evenly taken, that have a picture.
 * @param {Flow} flow @param {number[]} among @param {Page} page
 */
function facesOf({ clusters }, among, { images, sprites, state: { layers } }) {
  const canvas = make("canvas", { width: sprites.width, height: sprites.height });
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const { side, value } of clusters.flat()) {
    const column = images.sides[side].clusters[layers[side]];
    const own = among.filter((image) => column[image] === value && images.picture[image]);
    const step = Math.max(1, own.length / FACES);
    const taken = Array.from({ length: Math.min(own.length, FACES) }, (_, i) => images.picture[own[Math.floor(i * step)]] - 1);
    const mean = taken.length ? sprites.mean(taken) : null;
    if (!mean) continue;
    contextOf(canvas).putImageData(mean, 0, 0);
    found.set(`${side} ${value}`, canvas.toDataURL());
  }
  return found;
}

// --- drawing --------------------------------------------------------------------------------------

/** @param {Panel} panel @param {(to: SVGElement) => void} rove */
function drawStage(panel, rove) {
  const { stage, page } = panel;
  const margin = stage.clientWidth < PHONE ? NARROW : WIDE;
  const layout = laidOut(panel.flow, Math.max(stage.clientWidth, 300), stage.clientWidth < PHONE ? 300 : 380, margin);
  const focused = nodesIn(panel).findIndex((node) => node === document.activeElement);
  const { from, to } = page.state;
  const narrowLast = [...layout.ribbons].sort((a, b) => b.count - a.count); // on top, where they can be pointed at
  const ribbons = narrowLast.map((ribbon) => ribbonShape(ribbon, panel));
  const nodes = layout.nodes.map((node) => nodeShape(node, margin, panel));
  const pinned = wayOfPinned(layout, page);
  const svg = shape("svg", { width: layout.width, height: layout.height, viewBox: `0 0 ${layout.width} ${layout.height}` }, ...ribbons, ...pinned, ...nodes);
  stage.querySelector("svg")?.remove();
  stage.append(svg);
  const chosen = layout.nodes.findIndex(({ side, value }) => value === (side ? to : from));
  const tabbed = nodes[focused < 0 ? Math.max(chosen, 0) : focused];
  if (tabbed) rove(tabbed);
  if (focused >= 0) nodes[focused]?.focus({ preventScroll: true });
}

/**
 * @param {string} tag @param {Record<string, string | number>} attributes @param {(Node | SVGElement | string)[]} content
 */
function shape(tag, attributes, ...content) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(.../** @type {(SVGElement | string)[]} */ (content));
  return made;
}

/** @param {Ribbon} ribbon @param {Panel} panel */
function ribbonShape(ribbon, { page }) {
  const { header, state } = page;
  const marks = { unseen: ribbon.unseen, off: !isOn(ribbon, state), thin: ribbon.height < THIN };
  const classes = Object.entries(marks).flatMap(([name, holds]) => (holds ? [name] : []));
  const path = shape("path", { d: outline(ribbon, ribbon.count), class: ["ribbon", ...classes].join(" ") });
  path.style.setProperty("--color", header.colors[ribbon.label]);
  path.dataset.way = [ribbon.from, ribbon.to, ribbon.label].join(" ");
  return path;
}

/**
 * Whether a way is among those that the state means.
 * @param {Way} way @param {Page["state"]} state
 */
const isOn = (way, { from, to, label }) =>
  (from === null || way.from === from) && (to === null || way.to === to) && (label === null || way.label === label);

/** @param {Node} node @param {number} margin @param {Panel} panel */
function nodeShape(node, margin, { page, faces }) {
  const { side, value, middle, x, y, height } = node;
  const own = side ? page.state.to : page.state.from;
  const address = margin === WIDE ? faces.get(`${side} ${value}`) : undefined;
  const beside = 6 + (address ? FACE + 6 : 0);
  const face = { href: address ?? "", x: side ? x + NODE + 6 : x - 6 - FACE, y: middle - FACE / 2, width: FACE, height: FACE };
  const area = { x: side ? x : 0, y: middle - Math.max(height / 2, 14), width: margin + NODE, height: Math.max(height, 28) };
  const made = shape("g", { class: "node", role: "button", tabindex: -1, "aria-pressed": String(own === value), "aria-label": clusterText(node, page) },
    shape("rect", { class: "area", ...area }), shape("rect", { class: "bar", x, y, width: NODE, height }),
    ...(address ? [shape("image", face)] : []), ...nameOf(node, margin, beside, page));
  made.dataset.node = `${side} ${value}`;
  return made;
}

/**
 * Two lines, cut where there is no room.
 * @param {Node} node @param {number} margin @param {number} beside pixels from the node @param {Page} page
 */
function nameOf(node, margin, beside, { header }) {
  const letters = Math.floor((margin - beside) / LETTER);
  const place = node.side ? { x: node.x + NODE + beside, "text-anchor": "start" } : { x: node.x - beside, "text-anchor": "end" };
  const cut = (/** @type {string} */ line) => (line.length > letters ? `${line.slice(0, letters - 1)}…` : line);
  return [`cluster ${node.value}`, contentOf(node, header, true)].map((line, i) =>
    shape("text", { ...place, y: node.middle - 3.5 + 15 * i, ...(i ? { class: "what" } : {}) }, cut(line)),
  );
}

/**
 * `98 % 1s`: what most of a cluster is.
 * @param {Cluster} cluster @param {Page["header"]} header @param {boolean} [short]
 */
function contentOf({ label, share }, { kinds, short: names, one }, short = false) {
  if (label === null) return "never taught";
  return `${percent(share)} ${short && one !== "digit" ? names[label] : kinds[label]}`;
}

/** @param {Cluster} cluster @param {Page} page */
function clusterText(cluster, page) {
  const { header, state: { layers } } = page;
  const { side, value, count } = cluster;
  const pair = header.agreement[layers[0]][layers[1]].pairs.find((both) => both[side] === value);
  const layer = header.runs[side].layers[layers[side]].title;
  const other = header.runs[1 - side].name;
  const matched = pair ? `matched to cluster ${pair[1 - side]} of ${other}` : `without a counterpart in ${other}`;
  return `cluster ${value} of ${layer}, ${header.runs[side].name}: ${counted(count, "image")}, ${contentOf(cluster, header)}; ${matched}`;
}

/** @param {Way} way @param {Page} page */
function wayText({ from, to, label, count, unseen }, { header, state: { layers } }) {
  const same = header.agreement[layers[0]][layers[1]].pairs.some(([first, second]) => first === from && second === to);
  const [one, other] = layers.map((place, of) => `${header.runs[of].layers[place].title} of ${header.runs[of].name}`);
  const what = `${header.kinds[label]}${unseen ? " (unseen)" : ""}: ${counted(count, "image")}`;
  return `${what} from cluster ${from} in ${one} to cluster ${to} in ${other}, ${same ? "its match" : "another than its match"}`;
}

/**
 * The pinned image's way: a line in the middle of its ribbon.
 * @param {Layout} layout @param {Page} page
 */
function wayOfPinned({ ribbons }, { images, state: { pin, layers } }) {
  if (pin === null) return [];
  const [from, to] = images.sides.map((side, of) => side.clusters[layers[of]][pin]);
  const ribbon = ribbons.find((one) => one.from === from && one.to === to && one.label === images.label[pin]);
  if (!ribbon) return [];
  const { x0, x1, y0, y1, height } = ribbon;
  const [start, end, middle] = [y0 + height / 2, y1 + height / 2, (x0 + x1) / 2];
  const d = `M${x0 - NODE} ${start}H${x0}C${middle} ${start} ${middle} ${end} ${x1} ${end}h${NODE}`;
  return ["halo", "pinned-way"].map((name) => shape("path", { class: name, d }));
}

// --- pointing and choosing ------------------------------------------------------------------------

/** @param {Panel} panel */
function listenToPointer(panel) {
  const { stage, tip, section } = panel;
  stage.addEventListener("pointermove", (event) => {
    const what = under(panel, event.target);
    if (what) showTip(panel, what.text, event);
    else tip.hidden = true;
  });
  stage.addEventListener("pointerleave", () => (tip.hidden = true));
  stage.addEventListener("click", ({ target }) => under(panel, target)?.choose());
  stage.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    under(panel, event.target)?.choose();
  });
  part(section, "details", HTMLDetailsElement).addEventListener("toggle", () => fillTable(panel));
}

/**
 * What an element of the drawing says, and what a press on it does.
 * @param {Panel} panel @param {EventTarget | null} target
 */
function under(panel, target) {
  if (!(target instanceof Element)) return null;
  const found = target.closest("[data-node], [data-way]");
  if (!(found instanceof SVGElement)) return null;
  const { flow, page } = panel;
  const [one, ...more] = (found.dataset.node ?? found.dataset.way ?? "").split(" ").map(Number);
  if (found.dataset.node) {
    const cluster = flow.clusters[one ? 1 : 0].find(({ value }) => value === more[0]);
    return cluster ? { text: clusterText(cluster, page), choose: () => chooseCluster(panel, cluster) } : null;
  }
  const way = flow.ways.find(({ from, to, label }) => from === one && to === more[0] && label === more[1]);
  return way ? { text: wayText(way, page), choose: () => chooseWay(panel, way) } : null;
}

/**
 * A second press takes it back.
 * @param {Panel} panel @param {Cluster} cluster
 */
function chooseCluster({ page: { state }, change }, { side, value }) {
  const name = side ? "to" : "from";
  change({ [name]: state[name] === value ? null : value });
}

/** @param {Panel} panel @param {Pick<Way, "from" | "to" | "label">} way */
function chooseWay({ page: { state }, change }, { from, to, label }) {
  const again = state.from === from && state.to === to && state.label === label;
  change(again ? { from: null, to: null, label: null } : { from, to, label });
}

/** @param {Panel} panel @param {string} text @param {PointerEvent} event */
function showTip({ stage, tip }, text, { clientX, clientY, pointerType }) {
  if (pointerType === "touch") return;
  tip.hidden = false;
  tip.textContent = text;
  const { left, top, width } = stage.getBoundingClientRect();
  tip.style.left = `${Math.max(Math.min(clientX - left + 14, width - tip.offsetWidth), 0)}px`;
  tip.style.top = `${clientY - top + 18}px`;
}

/**
 * Every way between two clusters, the most taken first.
 * @param {Panel} panel
 */
function fillTable({ section, flow, page, change }) {
  const details = part(section, "details", HTMLDetailsElement);
  if (!details.open) return;
  const { header, state } = page;
  /** @type {Map<string, Way[]>} */
  const links = new Map();
  for (const way of flow.ways) {
    const key = `${way.from} ${way.to}`;
    links.set(key, [...(links.get(key) ?? []), way]);
  }
  const count = (/** @type {Way[]} */ ways) => ways.reduce((all, way) => all + way.count, 0);
  const rows = [...links.values()].sort((a, b) => count(b) - count(a)).map((ways) => {
    const { from, to } = ways[0];
    const press = make("button", { type: "button", ariaPressed: String(state.from === from && state.to === to) }, count(ways).toLocaleString("en"));
    press.setAttribute("aria-label", `Show the ${count(ways)} images from cluster ${from} to cluster ${to}`);
    press.addEventListener("click", () => change(state.from === from && state.to === to ? { from: null, to: null } : { from, to }));
    const same = header.agreement[state.layers[0]][state.layers[1]].pairs.some(([a, b]) => a === from && b === to);
    const held = [...ways].sort((a, b) => b.count - a.count).map((way) => `${header.kinds[way.label]}${way.unseen ? " (unseen)" : ""} ${way.count.toLocaleString("en")}`);
    return make("tr", {}, ...[`cluster ${from}`, `cluster ${to}`, same ? "yes" : "no", press, held.join(", ")].map((cell) => make("td", {}, cell)));
  });
  part(details, "tbody", HTMLElement).replaceChildren(...rows);
}
