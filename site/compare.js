// What the page of two networks reckons: which images are meant, what became of each in either network, and how all
// that is written in the page's address. It touches no page, so Node tests it.
import { columnsOf } from "#site/explorer/bytes.js";
import { weightsOf } from "#site/explorer/whole.js";
import { partsOf, only, oneOf, quoted } from "#site/fragment.js";

/**
 * @import { Column, SpriteShape } from "./explorer/types.d.ts"
 * @typedef {[value: number, low: number, high: number, biased?: number] | null} Estimate with its 95 % interval, and as
 *   the measure's authors have it; null: there is none
 * @typedef {{name: string, title: string, clusters: number}} Layer
 * @typedef {{name: string, layers: Layer[], path: number[], committed: string[]}} Run path: the layers that paths go
 *   through, by their places; committed: what `committed` counts
 * @typedef {{ami: Estimate, matched: Estimate, pairs: [first: number, second: number][]}} Agreement matched: a share of the
 *   images; pairs: clusters that stand for each other
 * @typedef {{runs: [Run, Run], count: number, one: string, labels: string[], short: string[], kinds: string[],
 *   colors: string[], unseen: number[], roles: string[], probability: number, chosen: [number, number],
 *   similarity: Record<string, Estimate[][]>, agreement: Agreement[][],
 *   columns: [name: string, kind: string][], sprites: SpriteShape,
 *   drawn?: {of: number, every: string[], layers: [number[], number[]]},
 *   flows?: {rows: number[], columns: [name: string, kind: string][]}}} Header docs/comparing.md has it
 * @typedef {{role: Column, prediction: Column, probability: Column, travels: Column, committed: Column,
 *   clusters: Column[]}} Side of one network, a value an image; clusters: of each of its layers
 * @typedef {{count: number, ids: Uint32Array, label: Column, role: Column, picture: Column, sides: [Side, Side],
 *   kinds: Uint8Array, weights: Float64Array | null}} Images picture: the place among the pictures, from 1 on; 0 for
 *   none; kinds: bits; weights: for how many images each stands where not all are shown
 * @typedef {{network: string, layers: [number, number], from: number | null, to: number | null, label: number | null,
 *   role: string, kind: string, pin: number | null, odd: string[]}} State layers, label, pin: places; from, to: clusters
 */

const LONGEST = 5_000; // characters of an address
const UNSEEN = "unseen"; // role
const ALL = "all"; // roles

// What became of an image: the name in an address, and how the page puts it.
export const KINDS = [
  ["changed", "any change"],
  ["differently", "predicted differently"],
  ["worse", "right, then wrong"],
  ["better", "wrong, then right"],
  ["leaves", "leaves its main path"],
  ["joins", "joins its main path"],
  ["all", "all images"],
];
/** @type {Record<string, number>} */
const BIT = Object.fromEntries(KINDS.map(([kind], place) => [kind, 1 << place]));

/**
 * @param {Header} header @param {Uint8Array} bytes unpacked
 * @returns {Images}
 */
export function imagesOf(header, bytes) {
  const columns = columnsOf(bytes, header.columns, header.count);
  const side = (/** @type {0 | 1} */ of) => sideOf(header.runs[of], of ? "second" : "first", columns);
  let id = 0;
  const ids = Uint32Array.from(columns.sample_id, (step) => (id += step));
  const { label, role, picture } = columns;
  /** @type {[Side, Side]} */
  const sides = [side(0), side(1)];
  const kinds = Uint8Array.from(label, (_, image) => bitsOf(image, { label, sides }, header));
  return { count: header.count, ids, label, role, picture, sides, kinds, weights: weightsOf(header, columns) };
}

/**
 * @param {Run} run @param {string} which @param {Record<string, Column>} columns
 * @returns {Side}
 */
function sideOf({ layers }, which, columns) {
  const of = (/** @type {string} */ name) => columns[`${which} ${name}`];
  return {
    role: of("role"),
    prediction: of("prediction"),
    probability: of("probability"),
    travels: of("travels"),
    committed: of("committed"),
    clusters: layers.map(({ name }) => of(`cluster ${name}`)),
  };
}

/**
 * Whether a network is right about an image; null where it was never taught the image's class.
 * @param {Side} side @param {number} label @param {number} image @param {Header} header
 */
export function isRight(side, label, image, { roles }) {
  return roles[side.role[image]] === UNSEEN ? null : side.prediction[image] === label;
}

/**
 * Of which of KINDS an image is: for each a bit.
 * @param {number} image @param {Pick<Images, "label" | "sides">} images @param {Header} header
 */
function bitsOf(image, { label, sides }, header) {
  const own = label[image];
  const [first, second] = sides;
  const [was, is] = [isRight(first, own, image, header), isRight(second, own, image, header)];
  const taught = was !== null && is !== null;
  const [left, came] = [first.travels[image] === own, second.travels[image] === own];
  const bits =
    (first.prediction[image] !== second.prediction[image] ? BIT.differently : 0) |
    (was === true && is === false ? BIT.worse : 0) |
    (was === false && is === true ? BIT.better : 0) |
    (taught && left && !came ? BIT.leaves : 0) |
    (taught && !left && came ? BIT.joins : 0);
  return bits | (bits && BIT.changed) | BIT.all;
}

/**
 * The names of KINDS that an image is of.
 * @param {number} image @param {Images} images
 */
export const kindsOf = (image, { kinds }) => KINDS.flatMap(([kind]) => (kinds[image] & BIT[kind] ? [kind] : []));

/**
 * The images of a role in both networks.
 * @param {Images} images @param {string} role @param {Header} header
 */
export function ofRole({ count, role: roles }, role, header) {
  const place = header.roles.indexOf(role);
  return placesWhere(count, (image) => role === ALL || roles[image] === place);
}

/**
 * Which images a state means, whatever their kind: of the role, the ribbon or cluster that is chosen, the label.
 * @param {Images} images @param {Pick<State, "layers" | "from" | "to" | "label" | "role">} state @param {Header} header
 */
export function meant(images, { layers, from, to, label, role }, header) {
  const [first, second] = images.sides.map((side, of) => side.clusters[layers[of]]);
  return ofRole(images, role, header).filter((image) =>
    (from === null || first[image] === from) && (to === null || second[image] === to) && (label === null || images.label[image] === label),
  );
}

/** @param {number} count @param {(place: number) => boolean} holds */
function placesWhere(count, holds) {
  const found = [];
  for (let place = 0; place < count; place++) if (holds(place)) found.push(place);
  return found;
}

/**
 * kind -> the images of it, among some: first those that only one network is right about, then others that are predicted
 * differently; of each those with a picture first.
 * @param {number[]} among @param {Images} images
 */
export function byKind(among, { kinds, picture }) {
  const ranks = new Uint8Array(kinds.length);
  for (const image of among) ranks[image] = 2 * rankOf(kinds[image]) + (picture[image] ? 0 : 1);
  const ordered = [...among].sort((a, b) => ranks[a] - ranks[b] || a - b);
  return Object.fromEntries(KINDS.map(([kind]) => [kind, ordered.filter((image) => kinds[image] & BIT[kind])]));
}

/** @param {number} bits */
const rankOf = (bits) => (bits & (BIT.worse | BIT.better) ? 0 : bits & BIT.differently ? 1 : 2);

// --- the address ------------------------------------------------------------------------------------------------

/**
 * What is on view as the part of an address after #, without what is as it is at first.
 * @param {State} state @param {Header} header @param {Pick<Images, "ids">} images
 */
export function encode(state, header, { ids }) {
  const parts = new URLSearchParams();
  const start = initial(header);
  header.runs.forEach(({ layers }, of) => {
    if (state.layers[of] !== start.layers[of]) parts.set(of ? "second" : "first", layers[state.layers[of]].name);
  });
  for (const name of /** @type {const} */ (["network", "role", "kind"])) {
    if (state[name] !== start[name]) parts.set(name, state[name]);
  }
  for (const name of /** @type {const} */ (["from", "to"])) {
    if (state[name] !== null) parts.set(name, String(state[name]));
  }
  if (state.label !== null) parts.set("label", header.labels[state.label]);
  if (state.pin !== null) parts.set("pin", String(ids[state.pin]));
  return parts.toString();
}

/**
 * What a page shows that is asked for nothing.
 * @param {Header} header
 * @returns {State}
 */
export function initial({ chosen, similarity }) {
  const [network] = Object.keys(similarity);
  return { network, layers: chosen, from: null, to: null, label: null, role: ALL, kind: "changed", pin: null, odd: [] };
}

/**
 * The reverse of `encode`, of any text; odd: what of it no page writes, and is as if it were not there.
 * @param {string} fragment @param {Header} header @param {Pick<Images, "ids" | "role">} images
 * @returns {State}
 */
export function decode(fragment, header, { ids, role }) {
  const { parts, odd } = partsOf(fragment, ["network", "first", "second", "from", "to", "label", "role", "kind", "pin"], LONGEST);
  const layer = (/** @type {0 | 1} */ of) => layerOf(of, header, parts, odd);
  /** @type {[number, number]} */
  const layers = [layer(0), layer(1)];
  const clusters = layers.map((place, of) => header.runs[of].layers[place].clusters);
  const labels = header.labels.map((name, place) => /** @type {[string, number]} */ ([name, place]));
  return {
    network: oneOf("network", Object.keys(header.similarity), parts, odd),
    layers,
    from: knownOf("from", "cluster", numbered(clusters[0]), parts, odd),
    to: knownOf("to", "cluster", numbered(clusters[1]), parts, odd),
    label: knownOf("label", header.one, new Map(labels), parts, odd),
    role: oneOf("role", [ALL, ...header.roles.filter((_, place) => role.includes(place))], parts, odd),
    kind: oneOf("kind", KINDS.map(([name]) => name), parts, odd),
    pin: pinOf(only("pin", parts, odd), ids, header, odd),
    odd,
  };
}

/** @param {number} count */
const numbered = (count) => new Map(Array.from({ length: count }, (_, value) => [String(value), value]));

/** @param {0 | 1} of @param {Header} header @param {import("./fragment.js").Parts} parts @param {string[]} odd */
function layerOf(of, { runs, chosen }, parts, odd) {
  const layers = new Map(runs[of].layers.map(({ name }, place) => [name, place]));
  return knownOf(of ? "second" : "first", "layer", layers, parts, odd) ?? chosen[of];
}

/**
 * @param {string} name @param {string} what it names @param {Map<string, number>} known
 * @param {import("./fragment.js").Parts} parts @param {string[]} odd
 */
function knownOf(name, what, known, parts, odd) {
  const text = only(name, parts, odd);
  if (text === null) return null;
  const found = known.get(text);
  if (found === undefined) odd.push(`there is no ${what} ${quoted(text)}`);
  return found ?? null;
}

/** @param {string | null} text @param {Uint32Array} ids @param {Header} header @param {string[]} odd */
function pinOf(text, ids, { drawn }, odd) {
  if (text === null) return null;
  const place = /^\d{1,10}$/.test(text) ? ids.indexOf(Number(text)) : -1;
  if (place < 0) odd.push(drawn ? `image ${quoted(text)} is not among those shown` : `the two have no image ${quoted(text)}`);
  return place < 0 ? null : place;
}

// --- words ------------------------------------------------------------------------------------------------------

/** @param {Estimate} estimate */
export const estimateText = (estimate) =>
  estimate ? `${decimals(estimate[0])} [${decimals(estimate[1])},\u00a0${decimals(estimate[2])}]` : "none";

/** @param {number} value */
export function decimals(value) {
  const text = value.toFixed(2);
  return text === "-0.00" ? "0.00" : text.replace("-", "−");
}

/**
 * `7, right`, or of an image that the network was never taught the class of, `7, never taught its class`.
 * @param {0 | 1} of @param {number} image @param {Images} images @param {Header} header
 */
export function predictionText(of, image, { label, sides }, header) {
  const right = isRight(sides[of], label[image], image, header);
  const verdict = right === null ? "never taught its class" : right ? "right" : "wrong";
  return `${header.labels[sides[of].prediction[image]]}, ${verdict}`;
}
