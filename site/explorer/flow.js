// The geometry of the flow diagram: where nodes and ribbons lie, which one is at a point.

import { NODE_WIDTH, besideNode } from "#site/explorer/flow_room.js";

/**
 * @import { Box, FlowData, FlowNode, Layout, Ribbon } from "./types.d.ts"
 * @typedef {Pick<Ribbon, "x0" | "x1" | "y0" | "y1" | "height" | "count">} Shape
 */

export const NARROWEST = 84; // pixels between stages: where there are less, the flow is wider than its panel
const THINNEST = 0.8; // pixels: what few samples are still seen with
const RIM = 1; // pixels of the line along a ribbon's edges
export const LABEL_SPACE = 13; // pixels a node needs to have its name beside it
const LETTER = 6.3; // pixels that a letter of a name takes
const CROWDED = 150; // pixels between stages, below which their titles need two rows
const LAST_TITLE = 68; // pixels of the last one
export const TITLE_ROW = 14; // pixels from one to the next
const FEWEST = 5; // letters that a cut name still says something by
const FEWEST_OF_SHARES = 8; // as `98 % Sn…`
const TITLE_LETTER = 7.6; // pixels
const NEAR = 6; // pixels between a name and the nodes at its sides
/** @type {Record<string, [across: number, down: number]>} */
const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/**
 * Lengths become pixels, and nodes and ribbons objects. `x` runs along the flow, `y` across it: on a
 * narrow screen, where the flow goes down, they are the screen's y and x.
 * @param {FlowData} flow of the page's header @param {Box} box in pixels @param {boolean} [down]
 * @param {"any" | "named" | "none"} [images] beside which nodes there are some: on paper none that takes a name's place
 * @returns {Layout}
 */
export function placed(flow, box, down = false, images = "any") {
  const scale = (box.bottom - box.top) / flow.height;
  const step = (box.right - box.left - NODE_WIDTH) / (flow.stages.length - 1);
  const last = flow.stages.length - 1;
  const mixed = new Set(flow.ribbons.flatMap(([, target, , unseen]) => (unseen ? [target] : [])));
  const nodes = flow.nodes.map(([stage, value, top, count, name, stability, short], i) => {
    const node = { x: box.left + stage * step, y: box.top + top * scale, height: Math.max(count * scale, 1) };
    const laid = (/** @type {boolean} */ pictured) => {
      const beside = besideNode(node, step - NODE_WIDTH - NEAR, stage === 0 || stage === last, down, pictured);
      const shown = stage === last && !down ? short : cut(short ?? name, name, beside.room);
      const told = mixed.has(i) && stage < last ? (ofTheTaught(shown ?? name, beside.room) ?? shown) : shown;
      return { stage, value, count, name, stability, ...node, ...beside, short: told };
    };
    const found = laid(images !== "none");
    return images === "named" && /^$|…$/.test(found.short ?? "-") ? laid(false) : found;
  });
  const ribbons = flow.ribbons.map(([source, target, label, unseen, count, from, to]) => ({
    source: nodes[source],
    target: nodes[target],
    label,
    unseen: unseen === 1,
    count,
    x0: nodes[source].x + NODE_WIDTH,
    x1: nodes[target].x,
    y0: box.top + from * scale,
    y1: box.top + to * scale,
    height: count * scale,
  }));
  return { down, stages: flow.stages.map((stage, i) => ({ ...stage, x: box.left + i * step })), nodes, ribbons };
}

/**
 * A ribbon's outline as the text of a path, narrowed to so many samples from its top down.
 * @param {Shape} ribbon @param {number} count
 */
export function outline(ribbon, count) {
  const height = heightOf(ribbon, count);
  const { x0, x1, y0, y1 } = ribbon;
  const middle = (x0 + x1) / 2;
  /** @param {number} from @param {number} to @param {number} end */
  const curve = (from, to, end) => `C${middle} ${from} ${middle} ${to} ${end} ${to}`;
  return `M${x0} ${y0}${curve(y0, y1, x1)}V${y1 + height}${curve(y1 + height, y0 + height, x0)}Z`;
}

/** @param {Shape} ribbon @param {number} count */
const heightOf = (ribbon, count) => Math.max((ribbon.height * count) / ribbon.count, THINNEST);

/**
 * The long edges of that outline, just inside of it, as the text of a path, and how wide a line along them is.
 * @param {Ribbon} ribbon @param {number} count
 */
export function edges(ribbon, count) {
  const height = heightOf(ribbon, count);
  const width = Math.min(RIM, height / 2);
  const { x0, x1, y0, y1 } = ribbon;
  const middle = (x0 + x1) / 2;
  const line = (/** @type {number} */ by) => `M${x0} ${y0 + by}C${middle} ${y0 + by} ${middle} ${y1 + by} ${x1} ${y1 + by}`;
  return { path: line(width / 2) + line(height - width / 2), width };
}

/**
 * The ribbon at a point, the thinnest where several lie; undefined where there is none.
 * @param {Ribbon[]} ribbons @param {number} x @param {number} y
 */
export function ribbonAt(ribbons, x, y) {
  /** @type {Ribbon | undefined} */
  let found;
  for (const ribbon of ribbons) {
    if (x < ribbon.x0 || x > ribbon.x1) continue;
    const top = ribbon.y0 + (ribbon.y1 - ribbon.y0) * risen((x - ribbon.x0) / (ribbon.x1 - ribbon.x0));
    const height = Math.max(ribbon.height, 4);
    const inside = y >= top - (height - ribbon.height) / 2 && y <= top + (height + ribbon.height) / 2;
    if (inside && (!found || ribbon.height < found.height)) found = ribbon;
  }
  return found;
}

/**
 * How far the outline's curve has gone from one end's height to the other's, at a share of its
 * width: its control points lie at half the width.
 * @param {number} share
 */
function risen(share) {
  let [low, high] = [0, 1];
  for (let i = 0; i < 24; i++) {
    const t = (low + high) / 2;
    const x = 1.5 * t * (1 - t) + t * t * t;
    if (x < share) low = t;
    else high = t;
  }
  return low * low * (3 - 2 * low);
}

/**
 * Where a node lies on the screen.
 * @param {FlowNode} node @param {boolean} down
 */
export const boxOf = ({ x, y, height }, down) =>
  down
    ? { left: y, top: x, width: height, height: NODE_WIDTH }
    : { left: x, top: y, width: NODE_WIDTH, height };

/**
 * How far apart the middles of two nodes are.
 * @param {FlowNode} one @param {FlowNode} other
 */
const apart = (one, other) => Math.abs(one.y + one.height / 2 - other.y - other.height / 2);

/**
 * Whether a node's name has its place beside it: below a node it ends where the node does.
 * @param {FlowNode} node @param {FlowNode[]} nodes @param {boolean} [down]
 */
export function hasRoom(node, nodes, down = false) {
  if (down) return node.height >= LABEL_SPACE;
  const beside = nodes.filter((other) => other.stage === node.stage && other !== node);
  return beside.every((other) => apart(node, other) >= LABEL_SPACE);
}

/**
 * How many rows the titles of stages take.
 * @param {{x: number}[]} stages from the left
 */
export const titleRows = (stages) => (stages[1].x - stages[0].x < CROWDED ? 2 : 1);

/**
 * Pixels that the title of a stage may take, up to the next one of its row; the last ends at its stage.
 * @param {{x: number}[]} stages @param {number} place @param {number} rows
 */
export function roomOfTitle(stages, place, rows) {
  const room = rows * (stages[1].x - stages[0].x) - NEAR;
  return place + rows === stages.length - 1 ? Math.max(room - LAST_TITLE, 0) : room;
}

/**
 * A title in its room: of a longer one its end, where names of layers differ.
 * @param {string} title @param {number} room pixels
 */
export function ending(title, room) {
  const letters = Math.floor(room / TITLE_LETTER);
  return title.length > letters ? `…${letters > 1 ? title.slice(1 - letters) : ""}` : title;
}

/**
 * What stands beside a node in the place of its name; undefined where that does.
 * @param {string} short what may @param {string} name @param {number} room pixels
 */
function cut(short, name, room) {
  const found = fitting(short, room);
  return found === name ? undefined : found;
}

/**
 * The name of a cluster that also holds what was not taught says, where there is room, what its share is of.
 * @param {string} name @param {number} room pixels
 */
function ofTheTaught(name, room) {
  const whole = `${name} (of the taught)`;
  return name.includes("%") && whole.length * LETTER <= room ? whole : undefined;
}

/**
 * A node's name where there is room for it, or without its number, or cut, or nothing: its tip has it whole. No
 * cluster is called by a class without the share that it has of it.
 * @param {string} name @param {number} room pixels
 */
export function fitting(name, room) {
  const letters = Math.floor(room / LETTER);
  const brief = name.replace(/^cluster \d+: /, "");
  if (name.length <= letters) return name;
  if (brief.length <= letters) return brief;
  const fewest = brief.includes("%") ? FEWEST_OF_SHARES : FEWEST;
  return letters < fewest ? "" : `${brief.slice(0, letters - 1)}…`;
}

/**
 * Where an arrow key leads to: along a stage, or to the next one's node at about that height; undefined
 * for other keys, and where there is no stage.
 * @param {string} key @param {FlowNode} node @param {FlowNode[]} nodes @param {boolean} [down]
 * @returns {FlowNode | undefined}
 */
export function neighbour(key, node, nodes, down = false) {
  if (!Object.hasOwn(STEPS, key)) return undefined;
  const [across, along] = down ? STEPS[key].toReversed() : STEPS[key];
  const stage = nodes.filter((other) => other.stage === node.stage + across);
  if (!across) return stage[Math.min(Math.max(stage.indexOf(node) + along, 0), stage.length - 1)];
  return stage.length ? stage.reduce((best, other) => (apart(other, node) < apart(best, node) ? other : best)) : undefined;
}
